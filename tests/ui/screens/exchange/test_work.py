"""The work behind the screens of the exchange: taking a lost desk's place, and stopping half way."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.tables import Building
from gridtui.sync.admitting import permit, read_asked
from gridtui.sync.joining import join, read_permit, write_request
from gridtui.sync.revoking import revoke
from gridtui.sync.standing import identity, standing
from gridtui.sync.taking import take_in
from gridtui.ui.answers import Cancelled
from gridtui.ui.screens.exchange.sending import pack_for
from tests.conftest import FrozenClock
from tests.makers import everything, make_quarter
from tests.sync.offices import device, office_and_branch


def stopped(done: int, total: int | None) -> None:
    """Say at the first change that somebody pressed Escape."""
    if total is not None:
        raise Cancelled(Problem("已取消"))


def test_a_new_laptop_takes_the_place_of_a_lost_one_and_everything_comes_back(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices, office, branch = office_and_branch(tmp_path, clock)
    make_quarter(branch)
    offices.send(branch, office)
    lost, org = device(branch), identity(branch).grant
    revoke(office, lost)
    new = offices.found("支部二", Level.BRANCH)
    path, permitted = tmp_path / "a.gtreq", tmp_path / "a.gtpermit"
    path.write_bytes(write_request(new, "支部二号机")[0])
    values = {"level": "5", "roles": "work", "scopes": "", "lost": lost.hex()}
    fingerprint = permit(office, read_asked(office, path), values, {}, permitted)
    join(new, read_permit(new, permitted.read_bytes()))
    assert identity(new).fingerprint == fingerprint
    grant = identity(new).grant
    assert grant is not None and org is not None and grant.org == org.org
    offices.send(office, new)
    assert everything(new, Building) == everything(branch, Building)
    offices.close()


def test_a_grid_worker_without_a_grid_is_not_admitted(tmp_path: Path, clock: FrozenClock) -> None:
    offices, office, _ = office_and_branch(tmp_path, clock)
    grid = offices.found("网格", Level.GRID)
    path, target = tmp_path / "g.gtreq", tmp_path / "g.gtpermit"
    path.write_bytes(write_request(grid, "网格一号机")[0])
    values = {"level": "6", "roles": "work", "scopes": "", "lost": ""}
    with pytest.raises(RuleBroken, match="他管的网格"):
        permit(office, read_asked(office, path), values, {}, target)
    with pytest.raises(RuleBroken, match="找不到“没有这里”") as broken:
        permit(office, read_asked(office, path), {**values, "scopes": "没有这里"}, {}, target)
    assert broken.value.problems[0].field == "scopes" and not target.exists()
    offices.close()


def test_what_is_stopped_half_way_leaves_nothing(tmp_path: Path, clock: FrozenClock) -> None:
    offices, office, branch = office_and_branch(tmp_path, clock)
    make_quarter(branch)
    stick = tmp_path / "half"
    stick.mkdir()
    with pytest.raises(Cancelled):
        pack_for(branch, [device(office)], stick, progress=stopped)
    assert not list(stick.iterdir()) and not standing(branch).peers[0].unacknowledged
    (path,) = offices.pack(branch, office).paths
    calls: list[int] = []

    def stop_inside(done: int, total: int | None) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise Cancelled(Problem("已取消"))

    before = everything(office, Building)
    found = take_in(office, [path, path], dry_run=False, progress=stop_inside, stopped=Cancelled)
    assert [one.arrived for one in found] == [None, None] and everything(office, Building) == before
    offices.close()
