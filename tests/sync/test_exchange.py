"""Offices exchange files: what goes, what stays, what is refused, and that nothing is ever lost or halved."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage import attachments
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Change
from gridtui.storage.store.restoring import begin_incarnation
from gridtui.storage.tables import Attachment, Building, Category, Grid, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from gridtui.sync.bundle import body
from gridtui.sync.bundle.reading import open_part
from gridtui.sync.chains import Role
from gridtui.sync.joining import begin_chain
from gridtui.sync.keys import find_keys
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.revoking import revoke
from gridtui.sync.standing import shared_code, standing
from gridtui.sync.telling import arrival_sentences
from tests.conftest import FrozenClock
from tests.fuzzing.bundles import Layers
from tests.makers import make_quarter, person, stored
from tests.sync.offices import Offices, device, forge, office_and_branch


def changes_of(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Change)).scalar_one()


def residents_of(workspace: Workspace) -> set[str]:
    with workspace.read() as connection:
        chosen = sa.select(col(Resident.name)).where(col(Resident.deleted).is_(False))
        return set(connection.execute(chosen).scalars())


def audited(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.read() as connection:
        return [(line.action, line.reason) for line in audit.lines(connection, limit=5)]


def refused(workspace: Workspace, path: Path) -> Why:
    """Return why a file is refused, having looked that nothing changed and the audit says so."""
    before = changes_of(workspace)
    with pytest.raises(BundleRefused) as told:
        receiving.apply(workspace, path)
    assert changes_of(workspace) == before
    assert audited(workspace)[0] == (receiving.REFUSED, told.value.why.value)
    return told.value.why


def test_a_desk_that_began_alone_keeps_its_history_when_it_joins(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    quarter = make_quarter(branch)
    arrived = offices.send(branch, office)
    assert arrived.merged is not None and not arrived.merged.refused and not arrived.merged.gaps
    assert residents_of(office) == {"杨桂芬"}
    assert stored(office, Building, quarter.building)["name"] == "翠湖3栋"
    offices.exchange(office, branch)
    assert shared_code(office, device(branch)) == shared_code(branch, device(office)) != ""


def test_a_file_taken_in_five_times_changes_nothing_more(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    make_quarter(branch)
    (path,) = offices.pack(branch, office).paths
    first = receiving.apply(office, path)
    count = changes_of(office)
    for _ in range(4):
        again = receiving.apply(office, path)
        assert again.again and again.merged is not None and first.merged is not None
        assert (again.merged.new, again.merged.known) == (0, first.merged.new)
    assert changes_of(office) == count


def test_a_dry_run_and_a_look_keep_nothing(offices: Offices, office: Workspace, branch: Workspace) -> None:
    make_quarter(branch)
    (path,) = offices.pack(branch, office).paths
    count = changes_of(office)
    tried = receiving.apply(office, path, dry_run=True)
    assert tried.merged is not None and tried.merged.new > 100
    assert receiving.inspect(office, path).grant.said.name == "支部一号机"
    assert changes_of(office) == count and residents_of(office) == set()


def test_a_lost_file_heals_itself_and_what_was_acknowledged_is_not_sent_again(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    make_quarter(branch)
    lost = offices.pack(branch, office)
    found = offices.pack(branch, office)
    assert lost.changes == found.changes > 0
    receiving.apply(office, found.paths[0])
    assert sending.preview(branch, device(office)).changes == found.changes, "nothing was acknowledged yet"
    offices.send(office, branch)
    assert sending.preview(branch, device(office)).changes == 0
    state = standing(branch).peers[0]
    assert state.unacknowledged == (1,) and state.waiting == 0


def test_parts_may_come_in_any_order(
    offices: Offices, office: Workspace, branch: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_PLAIN_FULL", 60_000)
    quarter = make_quarter(branch)
    with branch.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(quarter.building, quarter.household, f"李{n}", note="住得久了" * 30) for n in range(300)],
            scope=lambda _: quarter.building,
        )
    paths = list(offices.pack(branch, office).paths)
    assert len(paths) >= 3
    random.Random(3).shuffle(paths)
    first = receiving.apply(office, paths[0])
    assert len(first.missing) == len(paths) - 1
    assert any(f"还缺第 {first.missing[0]}" in str(sentence) for sentence in arrival_sentences(first))
    for path in paths[1:-1]:
        receiving.apply(office, path)
    waiting = next(peer for peer in standing(office).peers if peer.device == device(branch))
    assert len(waiting.unfinished[0].missing) == 1
    last = receiving.apply(office, paths[-1])
    assert not last.missing
    assert last.merged is not None and not last.merged.gaps and len(residents_of(office)) == 301


def test_a_gap_is_handed_on_and_heals(
    offices: Offices, office: Workspace, branch: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with branch.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(None, None, f"李{n}", note="住得久了" * 30) for n in range(200)],
            scope=lambda _: branch.desk.org_id,
        )
    with monkeypatch.context() as small:
        small.setattr(body, "_PLAIN_FULL", 40_000)
        *_, last = offices.pack(branch, office).paths
    arrived = receiving.apply(office, last)
    assert arrived.merged is not None and arrived.merged.gaps
    new = offices.found("支部新机", Level.BRANCH)
    offices.admit(office, new, [branch.desk.org_id], org=branch.desk.org_id)
    handed = offices.send(office, new)
    assert handed.merged is not None and handed.merged.gaps and handed.merged.new
    offices.send(new, office)
    offices.send(branch, office)
    healed = offices.send(office, new)
    assert healed.merged is not None and not healed.merged.gaps
    assert residents_of(new) == residents_of(branch)


def test_a_grid_workers_file_holds_its_own_grid_and_nothing_else(offices: Offices, branch: Workspace) -> None:
    worker = offices.found("网格", Level.GRID)
    quarter = make_quarter(branch)
    with branch.write("import_file") as unit:
        elsewhere = unit.new_id()
        org = branch.desk.org_id
        unit.create(Building, {"org_id": org, "label": "9"}, scope=elsewhere, id=elsewhere)
        unit.create(Resident, person(elsewhere, None, "赵不在此"), scope=elsewhere)
    offices.admit(branch, worker, [quarter.grid], (Role.WORK,))
    (path,) = offices.pack(branch, worker).paths
    with worker.read() as connection:
        keys = find_keys(connection)
    assert keys is not None
    part = open_part(path.read_bytes(), keys.device, keys.identities)
    plain = b"\n".join(part.changes())
    assert "杨桂芬".encode() in plain
    assert "赵不在此".encode() not in plain and elsewhere.hex().encode() not in plain
    receiving.apply(worker, path)
    assert residents_of(worker) == {"杨桂芬"}


def test_a_street_receives_neither_names_nor_id_numbers(tmp_path: Path, clock: FrozenClock) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    quarter = make_quarter(branch)
    with branch.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"id_number": "530102194905121021"})
    arrived = offices.send(branch, street)
    assert arrived.merged is not None and not arrived.merged.gaps
    row = stored(street, Resident, quarter.resident)
    assert (row["id_number"], row["name"], row["phone"]) == ("", "", "13888880000")
    offices.exchange(street, branch)
    assert stored(branch, Resident, quarter.resident)["name"] == "杨桂芬"
    offices.close()


def test_what_is_laid_down_above_is_refused_below_at_the_gate_and_at_the_import(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    offices.exchange(office, branch)
    with office.write("edit_category") as unit:
        added = unit.create(Category, {"code": "E99", "name": "社区专项"}, scope=_codes(office))
    offices.send(office, branch)
    assert stored(branch, Category, added)["name"] == "社区专项"
    with pytest.raises(RuleBroken, match="由上级规定"), branch.write("edit_category") as unit:
        unit.update(Category, added, {"name": "改名"})
    forge(branch, "set", Category, added, {"name": "改名"}, scope=_codes(office))
    arrived = offices.send(branch, office)
    assert arrived.merged is not None and dict(arrived.merged.refused) == {"scope": 1}
    assert stored(office, Category, added)["name"] == "社区专项"


def test_a_lost_laptop_is_revoked_and_a_new_one_gets_everything_back(
    offices: Offices, office: Workspace, branch: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    quarter = make_quarter(branch)
    offices.exchange(branch, office)
    revoke(office, device(branch))
    with branch.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "偷来的电脑上改的"})
    assert refused(office, offices.pack(branch, office).paths[0]) is Why.REVOKED_SENDER
    with pytest.raises(RuleBroken, match="没有有效的许可"):
        offices.pack(office, branch)
    new = offices.found("支部新机", Level.BRANCH)
    offices.admit(office, new, [branch.desk.org_id], org=branch.desk.org_id)
    with new.write("add_grid") as unit:
        unit.create(Grid, {"org_id": new.desk.org_id, "code": "530102001001009"}, scope=_codes(new))
    offices.send(office, new)
    assert residents_of(new) == {"杨桂芬"} and new.desk.org_id == branch.desk.org_id
    with new.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "新机接着用"})
    arrived = offices.send(new, office)
    assert arrived.merged is not None and not arrived.merged.refused
    assert stored(office, Resident, quarter.resident)["note"] == "新机接着用"


def test_a_revocation_takes_back_what_was_accepted_before_it_was_heard_of(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    worker, quarter = offices.found("网格", Level.GRID), make_quarter(branch)
    offices.admit(branch, worker, [quarter.grid], (Role.WORK,))
    offices.exchange(branch, worker)
    offices.exchange(branch, office)
    revoke(office, device(worker), "lost")
    with worker.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "丢失以后写的"})
    offices.send(worker, branch)
    assert stored(branch, Resident, quarter.resident)["note"] == "丢失以后写的"
    offices.send(office, branch)
    assert stored(branch, Resident, quarter.resident)["note"] == ""
    arrived = offices.send(branch, office)
    assert arrived.merged is not None and dict(arrived.merged.refused) == {"revoked": 1}
    assert stored(office, Resident, quarter.resident)["note"] == ""
    assert shared_code(office, device(branch)) == shared_code(branch, device(office))


def test_a_restored_desk_is_sent_everything_again(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    make_quarter(branch)
    offices.exchange(branch, office)
    assert sending.preview(branch, device(office)).changes == 0
    begin_incarnation(office)
    offices.send(office, branch)
    assert sending.preview(branch, device(office)).changes > 100
    offices.exchange(branch, office)
    assert sending.preview(branch, device(office)).changes == 0


def test_a_file_for_somebody_else_and_one_of_ours_are_refused(
    offices: Offices, office: Workspace, branch: Workspace, clock: FrozenClock
) -> None:
    third = offices.found("另一支部", Level.BRANCH)
    (path,) = offices.pack(branch, office).paths
    with pytest.raises(BundleRefused) as told:
        receiving.apply(third, path)
    assert told.value.why is Why.NOT_JOINED
    offices.admit(office, third)
    assert refused(third, path) is Why.NOT_FOR_US
    assert refused(branch, path) is Why.OUR_OWN


def test_a_desk_of_another_chain_is_nobody(offices: Offices, office: Workspace, branch: Workspace) -> None:
    stranger = offices.found("别的社区", Level.COMMUNITY)
    begin_chain(stranger, "别的一号机")
    layers = _layers(branch, offices.pack(branch, office).paths[0], office)
    with stranger.read() as connection:
        keys = find_keys(connection)
    assert keys is not None
    layers.key = keys.sign
    sender = {"device": keys.device.hex(), "incarnation": "00" * 8, "key": keys.public.hex()}
    lines = [layers.lines[0].replace(device(branch).hex().encode(), keys.device.hex().encode())]
    lines[0] = lines[0].replace(branch.desk.incarnation.hex().encode(), b"00" * 8)
    told = layers.around(
        layers.encrypted(body.zstd.compress(b"\n".join((*lines, *layers.lines[1:], b"")))), sender=sender
    )
    path = offices.folder / "forged.gtb"
    path.write_bytes(told)
    assert refused(office, path) is Why.UNKNOWN_SENDER


def test_an_expired_permit_and_a_clock_two_years_off_are_said(
    offices: Offices, office: Workspace, branch: Workspace, clock: FrozenClock
) -> None:
    clock.pass_time(days=730)
    (ahead,) = offices.pack(branch, office).paths
    clock.pass_time(days=-730)
    arrived = receiving.apply(office, ahead)
    assert arrived.clock_ahead == timedelta(days=730)
    clock.pass_time(days=366 * 3 + 1)
    (late,) = offices.pack(branch, office).paths
    assert refused(office, late) is Why.EXPIRED_SENDER


def test_attached_files_travel_with_the_changes_that_name_them(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    picture = random.Random(5).randbytes(700_000)
    with branch.write("attach") as unit:
        digest = attachments.put_body(unit.connection, picture)
        unit.create(Attachment, {"digest": digest, "name": "照片.jpg"}, scope=branch.desk.org_id)
    arrived = offices.send(branch, office)
    assert arrived.files == 1
    with office.read() as connection:
        assert attachments.body_of(connection, digest) == picture


def test_validly_signed_nonsense_is_taken_in_whole_or_not_at_all(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    make_quarter(branch)
    offices.exchange(branch, office)
    with branch.write("import_file") as unit:
        for number in range(4):
            unit.create(Resident, person(None, None, f"赵{number}"), scope=branch.desk.org_id)
    layers = _layers(branch, offices.pack(branch, office).paths[0], office)
    path, outcomes = offices.folder / "hostile.gtb", set()
    for seed in range(150):
        path.write_bytes(layers.of_lines(random.Random(seed)))
        before, names = changes_of(office), residents_of(office)
        try:
            receiving.apply(office, path, dry_run=seed % 10 != 0)
            outcomes.add("taken")
        except BundleRefused as told:
            outcomes.add(told.why.value)
        if seed % 10:
            assert (changes_of(office), residents_of(office)) == (before, names)
    assert {"bad_body"} < outcomes


def _codes(workspace: Workspace) -> bytes:
    return codes_scope(workspace.desk.org_id)


def _layers(source: Workspace, path: Path, target: Workspace) -> Layers:
    with source.read() as connection:
        sender = find_keys(connection)
    with target.read() as connection:
        receiver = find_keys(connection)
    assert sender is not None and receiver is not None
    return Layers(path.read_bytes(), sender.sign, receiver.identities[0])
