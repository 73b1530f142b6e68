"""A person who moved from one grid to another is erased everywhere, wherever it is done and heard of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.registers import COPIED
from gridtui.storage.drafts import keep_draft, kept_drafts
from gridtui.storage.erasure import erasure_list
from gridtui.storage.erasure.erased_bodies import ERASE
from gridtui.storage.erasure.erased_pages import clean_if_due
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.entries import erase_entry
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.log.log_tables import Change
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.restoring import backup_now, restore_workspace
from gridtui.storage.tables import Assignment, Building, Grid, Household, Issue, Resident, Visit
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from gridtui.sync.standing import shared_code
from gridtui.usecases.carrying import carry_household
from gridtui.usecases.privacy import erase
from tests.canary import WORDS, Canary, found_in, keep_canary
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import log_of, stored
from tests.simulation.replicas import SkewedClock, founded, open_copy
from tests.storage.exchange import problems
from tests.storage.scopes import Neighbours, changes_in, neighbours
from tests.sync.offices import Offices, device, office_and_branch


@dataclass
class Move:
    """A branch with two grids' desks; the canary's household went from the first one's building."""

    offices: Offices
    branch: Workspace
    old: Workspace
    new: Workspace
    canary: Canary
    building: bytes

    def pass_files(self, *, rounds: int = 2) -> None:
        """Let the branch and both grids hear of each other."""
        for _ in range(rounds):
            for desk in (self.new, self.old):
                self.offices.exchange(desk, self.branch)

    def agree(self) -> None:
        """Assert that all chains verify, and that each pair of offices reads the same code out."""
        for desk in (self.branch, self.old, self.new):
            with desk.read() as connection:
                assert check_store(connection).problems == []
        for desk in (self.old, self.new):
            assert shared_code(desk, device(self.branch)) == shared_code(self.branch, device(desk)) != ""


def words_at(desk: Workspace) -> set[str]:
    """Return what of the canary is on a page of a desk's store, once it has been opened again."""
    assert clean_if_due(desk)
    return found_in(desk)


@pytest.fixture
def move(tmp_path: Path, clock: FrozenClock) -> Iterator[Move]:
    """The canary's household, moved, and everybody told of it."""
    offices, _, branch = office_and_branch(tmp_path, clock)
    canary = keep_canary(branch)
    with branch.write("import_file") as unit:
        org = branch.desk.org_id
        grid = unit.create(Grid, {"org_id": org, "code": "530102001001002"}, scope=org)
        there = unit.new_id()
        values = {"org_id": org, "grid_id": grid, "label": "9"}
        unit.create(Building, values, scope=there, id=there)
        # A post that is the person's by its link, and not only by name.
        unit.update(Assignment, canary.post, {"resident_id": canary.resident})
    old, new = offices.found("网格甲", Level.GRID, PASSPHRASE), offices.found("网格乙", Level.GRID)
    for desk, own in ((old, canary.quarter.grid), (new, grid)):
        offices.admit(branch, desk, [own], (Role.WORK,))
        offices.exchange(branch, desk)
    assert {"name", "old_phone", "text", "body"} <= found_in(old)
    with branch.write("move_people") as unit:
        home = canary.quarter.household
        unit.update(Household, home, {"building_id": there}, scope=there)
        carry_household(unit, home, there)
    made = Move(offices, branch, old, new, canary, there)
    made.pass_files(rounds=1)
    assert {"name", "phone", "purpose", "problem"} <= found_in(new) and "old_phone" not in found_in(new)
    assert "old_phone" in found_in(old)
    yield made
    offices.close()


def test_the_branch_erases_and_both_grids_forget(move: Move) -> None:
    erase(move.branch, move.canary.resident, "asked")
    scopes = {row.scope for row in log_of(move.branch, move.canary.resident) if row.kind == ERASE}
    assert scopes == {move.canary.quarter.building, move.building}
    move.pass_files(rounds=1)
    for desk in (move.branch, move.old, move.new):
        assert words_at(desk) == set()
        assert stored(desk, Resident, move.canary.resident)["deleted"]
    assert stored(move.new, Resident, move.canary.spouse)["name"] == "李春兰"
    assert stored(move.new, Visit, move.canary.visit)["outcome"] == "met"
    move.agree()


def test_the_new_grid_erases_and_the_old_one_forgets_what_it_alone_had(move: Move) -> None:
    erase(move.new, move.canary.resident, "asked")
    assert words_at(move.new) == set()
    with move.old.writing() as connection:
        keep_draft(connection, "visit:new", {"text": f"找{WORDS['name']}"}, move.old.clock())
        keep_draft(connection, "grid:new", {"name": "别人的草稿"}, move.old.clock())
    move.pass_files()
    assert words_at(move.old) == set()
    with move.old.read() as connection:
        assert [draft.key for draft in kept_drafts(connection)] == ["grid:new"]
    # Their issue stayed in the old building: nobody in the new grid has ever seen it.
    issue = stored(move.old, Issue, move.canary.issue)
    assert (issue["text"], issue["resident_id"], issue["category"]) == ("", None, "M11-001")
    # What only says their name, and is linked to nobody, is for its own desk.
    assert words_at(move.branch) <= {"name", "problem", "draft", "phone", "hot", "case"}
    move.agree()


def test_a_grid_that_is_restored_forgets_again(move: Move, tmp_path: Path, clock: FrozenClock) -> None:
    backup_now(move.old, tmp_path / "old.gtbak")
    erase(move.new, move.canary.resident, "asked")
    move.pass_files()
    assert move.old.key is not None
    listed = erasure_list.read_list(erasure_list.list_path(tmp_path / "网格甲.gtdb"), move.old.key)
    assert [(one.id, one.reason) for one in listed] == [(move.canary.resident, "asked")]
    move.old.close()
    move.old = restore_workspace(tmp_path / "old.gtbak", tmp_path / "网格甲.gtdb", PASSPHRASE, clock=clock)
    move.offices.desks["网格甲"] = move.old
    assert words_at(move.old) == set()
    move.pass_files()
    for desk in (move.old, move.new):
        assert words_at(desk) == set()
    move.agree()


def test_an_edit_at_the_old_grid_does_not_bring_anything_back(move: Move) -> None:
    with move.old.write("edit_resident") as unit:
        unit.update(Resident, move.canary.resident, {"note": WORDS["note"], "name": WORDS["name"]})
    erase(move.new, move.canary.resident, "asked")
    move.pass_files()
    for desk in (move.old, move.new):
        assert words_at(desk) == set()
        assert stored(desk, Resident, move.canary.resident)["deleted"]
    move.agree()


def test_a_stranger_erases_nothing_where_it_may_not_write(move: Move) -> None:
    """What an erasure takes away is what stands in its own scope."""
    move.new.guard = None
    issue = move.canary.issue
    with move.branch.read() as connection:
        before = connection.execute(sa.select(Change).where(col(Change.record) == issue)).all()

    with move.branch.read() as connection:
        log = record_logs(connection, [issue], "issue")[issue]
    entry = erase_entry(codec_of(Issue), issue, {}, log, "asked")
    for scope in (move.building, move.canary.quarter.building):
        entry.scope = scope
        with move.new.write("edit_resident") as unit:
            unit._append([entry])
    move.offices.exchange(move.new, move.branch)
    assert stored(move.branch, Issue, issue)["text"] == WORDS["text"]
    with move.branch.read() as connection:
        after = connection.execute(sa.select(Change).where(col(Change.record) == issue)).all()
        assert check_store(connection).problems == []
    assert [row for row in after if row.num <= before[-1].num] == before


def moved(seed: int) -> tuple[Neighbours, bytes]:
    """Return neighbours of whom one went from the first building to the second, and everybody was told."""
    world = neighbours(seed, skewed=False)
    there = world.buildings[1]
    with world.branch.write("move_people") as unit:
        unit.update(Household, world.homes[0], {"building_id": there}, scope=there)
        carry_household(unit, world.homes[0], there)
    world.settle()
    with world.branch.read() as connection:
        chosen = sa.select(col(Resident.id)).where(col(Resident.household_id) == world.homes[0])
        person = connection.execute(chosen.order_by(col(Resident.id))).scalars().all()[0]
    assert stored(world.desks[0], Resident, person)["building_id"] == there
    return world, bytes(person)


def said_at(world: Neighbours, desk: Workspace, person: bytes) -> set[str]:
    """Return the words of somebody that are in any body of a desk's log."""
    bodies = [body for change in changes_in(desk) for body in change.parts if body]
    return {word for word in world.words[person] if any(word.encode() in body for body in bodies)}


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_the_body_does_not_come_back(seed: int) -> None:
    world, person = moved(seed)
    (a, b), branch = world.desks, world.branch
    third = open_copy(founded(), SkewedClock(), Random(seed), number=9)
    late = []
    for desk in (a, branch):
        with desk.write("edit_resident") as unit:
            unit.update(Resident, person, {"note": world.word(person)})
        late += changes_in(desk)
    with b.write("erase_person") as unit:
        erase_person(unit, person, "asked")
    world.send(b, branch)
    merge_into(branch, late)
    world.settle()
    merge_into(b, [change for change in late[::-1] if world.receives(b)(change.scope)])
    everything = [*late, *changes_in(branch), *changes_in(b)]
    Random(seed).shuffle(everything)
    while everything:
        some, everything = everything[:7], everything[7:]
        merge_into(third, some)
    for desk in (a, b, branch, third):
        assert said_at(world, desk, person) == set()
        assert stored(desk, Resident, person)["deleted"]
        assert problems(desk) == []


def test_the_erasure_may_arrive_before_everything_that_it_erases() -> None:
    world, person = moved(3)
    (a, b), branch = world.desks, world.branch
    before = changes_in(branch)

    with b.write("erase_person") as unit:
        erase_person(unit, person, "asked")
    world.send(b, branch)
    world.send(branch, a)
    erasures = [change for change in changes_in(branch) if change.kind == ERASE]
    copies = [change for change in erasures if change.bases and f'"{COPIED}"'.encode() in change.bases]
    assert {change.scope for change in erasures if change.record == person} == set(world.buildings)
    assert {change.scope for change in copies if change.record == person} == {world.buildings[0]}
    third = open_copy(founded(), SkewedClock(), Random(9), number=9)
    merge_into(third, erasures)
    merge_into(third, before)
    assert said_at(world, third, person) == set()
    assert stored(third, Resident, person)["deleted"] and problems(third) == []
