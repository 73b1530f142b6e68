"""Whoever receives one scope alone shows what is there as the branch does, whatever was written elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.queries.contested import contested_counts
from gridtui.queries.histories import record_history
from gridtui.storage.erasure.erased_bodies import ERASE
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.log_tables import Meta, Step
from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.merge.handing_on import HANDED_ON
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Household, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.carrying import carry_household
from gridtui.usecases.conflicts import resolve
from tests.engines import postgres_database
from tests.makers import log_of, stored, undo
from tests.simulation.replicas import open_shared_copy
from tests.storage.exchange import problems
from tests.storage.scopes import Neighbours, changes_in, count, differing, neighbours


def move(world: Neighbours, desk: Workspace, home: bytes, there: bytes) -> None:
    """Move a household with all that is its own to another building."""
    with desk.write("move_people") as unit:
        unit.update(Household, home, {"building_id": there}, scope=there)
        carry_household(unit, home, there)


def people_of(desk: Workspace, home: bytes) -> list[bytes]:
    with desk.read() as connection:
        chosen = sa.select(col(Resident.id)).where(col(Resident.household_id) == home)
        return list(connection.execute(chosen.order_by(col(Resident.id))).scalars())


def edit(desk: Workspace, resident: bytes, **values: Any) -> None:
    with desk.write("edit_resident") as unit:
        unit.update(Resident, resident, values)


@pytest.mark.parametrize("seed", range(14))
def test_a_desk_shows_its_building_as_the_branch_does(seed: int) -> None:
    world = neighbours(seed)
    for _ in range(60):
        world.happen()
    world.settle()
    assert differing(world) == []
    for desk in world.everybody:
        assert problems(desk) == []


_MUTANTS: dict[str, tuple[str, Any]] = {
    "nothing is handed on": ("gridtui.storage.merge.taking_in.hand_on", lambda _: None),
    "edits are not": ("gridtui.storage.merge.handing_on.lacking", lambda *_: []),
    "erasures are not": ("gridtui.storage.merge.handing_on.erasures_lacking", lambda _: []),
    "departures are not": ("gridtui.storage.merge.handing_on.departures_lacking", lambda *_: []),
    "nothing goes after a household": ("gridtui.storage.merge.handing_on._bring_after", lambda *_: None),
    "a record stays where it is not": ("gridtui.storage.merge.handing_on._follow_place", lambda *_: None),
    "what was brought along was known to nobody": (
        "gridtui.domain.changes.registers._brought_along",
        lambda _: [],
    ),
    "only what was not known is copied": (
        "gridtui.storage.merge.copying._unlike",
        lambda *_: set(),
    ),
}


_FINDS = {"only what was not known is copied": 19, "what was brought along was known to nobody": 6}
"""The seed of neighbours that find a mutant out today; the others are there for when they change."""


@pytest.mark.parametrize("name", _MUTANTS)
def test_the_neighbours_find_a_mutant_out(name: str) -> None:
    with patch(*_MUTANTS[name]):
        for seed in (_FINDS.get(name, 1), *range(60)):
            world = neighbours(seed)
            for _ in range(60):
                world.happen()
            world.settle()
            if differing(world) or any(problems(desk) for desk in world.everybody):
                return
    raise AssertionError("nobody noticed")


def test_an_edit_made_beside_a_move_is_heard_where_it_went() -> None:
    world = neighbours(1, skewed=False)
    (a, b), home = world.desks, world.homes[0]
    one, other = people_of(world.branch, home)
    edit(a, one, phone="13911110000")
    with a.write("remove_resident") as unit:
        unit.delete(Resident, other)
    move(world, world.branch, home, world.buildings[1])
    edit(world.branch, one, note="搬走的那天")
    world.settle()
    row = stored(b, Resident, one)
    assert (row["phone"], row["note"], row["building_id"]) == (
        "13911110000",
        "搬走的那天",
        world.buildings[1],
    )
    # One hid what another moved: it stays in view until somebody decides, there as at the branch.
    assert stored(b, Resident, other)["deleted"] is False
    with b.read() as here, world.branch.read() as above:
        assert contested_counts(here) == contested_counts(above) == (1, 2)
        [entry] = [entry for entry in record_history(here, one) if entry.intent == "hand_on"]
        assert [field.field for field in entry.fields] == ["phone"]
        assert [entry.intent for entry in record_history(above, one)].count("hand_on") == 0
    edit(b, one, phone="")
    world.settle()
    assert stored(world.branch, Resident, one)["phone"] == ""
    assert differing(world) == []


def test_what_was_written_for_a_household_that_had_moved_goes_after_it() -> None:
    world = neighbours(2, skewed=False)
    (a, b), (here, there), home = world.desks, world.buildings, world.homes[0]
    move(world, world.branch, home, there)
    with a.write("record_visit") as unit:
        new = unit.create(Resident, {"building_id": here, "household_id": home, "name": "新生儿"}, scope=here)
        tag = unit.create(
            ServiceTag, {"building_id": here, "resident_id": new, "tag": "living_alone"}, scope=here
        )
        visit = unit.create(Visit, {"building_id": here, "household_id": home, "outcome": "met"}, scope=here)
    world.settle()
    for model, id in ((Resident, new), (ServiceTag, tag), (Visit, visit)):
        assert stored(b, model, id)["building_id"] == stored(a, model, id)["building_id"] == there
        assert not stored(b, model, id)["deleted"]
    assert differing(world) == []
    done = count(world.branch)
    world.settle()
    assert count(world.branch) == done, "said once, and that is that"


def test_of_two_moves_at_once_the_later_counts_and_a_decision_moves_it_again() -> None:
    world = neighbours(3, skewed=False)
    (a, b), (here, there), home = world.desks, world.buildings, world.homes[0]
    for desk in (world.branch, a):
        desk.guard = None
    move(world, world.branch, home, there)
    world.settle()
    # The branch moves it back while somebody who may write in both edits where it is.
    edit(b, people_of(b, home)[0], note="还在这儿")
    move(world, world.branch, home, here)
    world.settle()
    assert stored(a, Resident, people_of(world.branch, home)[0])["note"] == "还在这儿"
    assert differing(world) == []
    edit(world.branch, people_of(world.branch, home)[0], phone="1")
    world.settle()
    assert stored(a, Resident, people_of(world.branch, home)[0])["phone"] == "1"


def test_a_contested_field_is_contested_where_its_record_went() -> None:
    world = neighbours(4, skewed=False)
    (a, b), home = world.desks, world.homes[0]
    one = people_of(world.branch, home)[0]
    edit(a, one, phone="13911110000")
    edit(world.branch, one, phone="13922220000")
    world.settle()
    move(world, world.branch, home, world.buildings[1])
    world.settle()
    with b.read() as connection:
        assert contested_counts(connection)[0] == 1
    with b.write("resolve_conflict") as unit:
        resolve(unit, one, "phone", "13911110000")
    world.settle()
    for desk in (world.branch, b):
        assert stored(desk, Resident, one)["phone"] == "13911110000"
        with desk.read() as connection:
            assert contested_counts(connection)[0] == 0


def test_handing_on_is_no_step_of_anybody_and_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    world = neighbours(5, skewed=False)
    (a, b), home = world.desks, world.homes[0]
    one = people_of(world.branch, home)[0]
    edit(a, one, note="没听说搬家")
    move(world, world.branch, home, world.buildings[1])

    def dies(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as cut:
        cut.setattr("gridtui.storage.merge.handing_on._copy", dies)
        with pytest.raises(MemoryError):
            world.send(a, world.branch)
    world.send(b, world.branch)
    world.send(world.branch, b)
    assert stored(b, Resident, one)["note"] == "没听说搬家"
    with world.branch.read() as connection:
        assert connection.execute(sa.select(col(Meta.key)).where(col(Meta.key) == "to_hand_on")).all() == []
        kinds = connection.execute(sa.select(col(Step.kind)).order_by(col(Step.num))).scalars().all()
    assert kinds[-1] == HANDED_ON
    # What is undone is the last thing that somebody did: the move.
    undo(world.branch)
    world.settle()
    assert stored(a, Resident, one)["building_id"] == world.buildings[0]
    assert stored(a, Resident, one)["note"] == "没听说搬家"
    assert differing(world) == []


def test_a_shared_store_hands_on_too() -> None:
    world = neighbours(6, skewed=False)
    (a, b), home = world.desks, world.homes[0]
    one, other = people_of(world.branch, home)
    move(world, world.branch, home, world.buildings[1])
    world.send(world.branch, b)
    edit(a, other, phone="13911110000")
    with b.write("erase_person") as unit:
        erase_person(unit, one, "asked")
    with postgres_database("scopes") as url:
        shared = open_shared_copy(url, world.branch)
        try:
            for desk in (world.branch, b, a):
                merge_into(shared, changes_in(desk))
            scopes = {row.scope for row in log_of(shared, one) if row.kind == ERASE}
            assert scopes == set(world.buildings)
            with shared.read() as connection:
                assert check_store(connection).problems == []
            for desk in (a, b):
                receives: Callable[[bytes], bool] = world.receives(desk)
                with shared.read() as connection:
                    merge_into(desk, list(outgoing(connection, {}, scopes=receives)))
            assert stored(a, Resident, one)["deleted"] and stored(a, Resident, one)["name"] == ""
            assert stored(b, Resident, other)["phone"] == "13911110000"
            for desk in (a, b):
                assert problems(desk) == []
        finally:
            shared.close()
