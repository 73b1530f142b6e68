"""Somebody who is erased is on no page and in no file of any office, on either engine; backups excepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.erasure.erased_pages import clean_if_due
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import sending
from gridtui.sync.chains import Role
from gridtui.sync.joining import begin_chain
from gridtui.sync.standing import shared_code
from gridtui.usecases.privacy import erase
from tests.canary import WORDS, found_in, keep_canary
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import stored
from tests.sync.offices import Offices, device
from tests.sync.test_canary import plain_of

EVERYWHERE = {"name", "phone", "id_number", "note", "text", "problem", "promise"}
"""What all three offices have of the person before."""


def said_in(files: list[Path]) -> set[tuple[str, str]]:
    """Return (file, word) of what stands in files as it is."""
    bodies = {path.name: path.read_bytes().lower() for path in files if path.is_file()}
    return {
        (name, word) for name, body in bodies.items() for word, said in WORDS.items() if said.encode() in body
    }


def passed_round(offices: Offices, branch: Workspace, *others: Workspace) -> None:
    """Let the branch and the others hear of each other."""
    for _ in range(2):
        for other in others:
            offices.exchange(branch, other)


@pytest.mark.parametrize("by", ["支部", "社区"])
def test_a_community_on_a_server_a_branch_and_a_grid_forget_alike(
    by: str, tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    offices = Offices(tmp_path, clock)
    with postgres_database(request.node.name) as url:
        founding = Founding("社区", "530102001001", "社区经办", Level.COMMUNITY)
        office = offices.desks["社区"] = create_shared(url, founding, clock=clock)
        branch, grid = offices.found("支部", Level.BRANCH), offices.found("网格", Level.GRID)
        begin_chain(office, "社区一号机")
        offices.admit(office, branch)
        canary = keep_canary(branch)
        offices.admit(branch, grid, [canary.quarter.grid], (Role.WORK,))
        passed_round(offices, branch, office, grid)
        for desk in (office, branch, grid):
            assert found_in(desk) >= EVERYWHERE
        erase(offices.desks[by], canary.resident, "asked")
        passed_round(offices, branch, office, grid)
        for desk in (office, branch, grid):
            clean_if_due(desk)
            assert found_in(desk) == set(), desk.name
            assert stored(desk, Resident, canary.resident)["deleted"]
            with desk.read() as connection:
                assert check_store(connection).problems == []
        assert shared_code(office, device(branch)) == shared_code(branch, device(office)) != ""
        # Nobody who joins later is told of them either, and nothing lies about in the open.
        late = offices.found("新来的", Level.GRID)
        offices.admit(branch, late, [canary.quarter.grid], (Role.WORK,))
        packed = plain_of(late, sending.pack(branch, device(late), tmp_path / "stick").paths).lower()
        assert [word for word, said in WORDS.items() if said.encode() in packed] == []
        assert said_in(list(tmp_path.rglob("*"))) == set()
        offices.close()
