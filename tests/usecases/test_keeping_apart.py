"""A suspected pair that is two leaves the suspicion for good, until somebody takes it up again."""

from __future__ import annotations

import pytest

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.twins import TwinReason
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.twins import TwinPair, pairs_kept_apart, twin_pairs, twins_of_person
from gridtui.storage.tables import NotTwins, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households
from gridtui.usecases.keeping_apart import keep_apart, take_up_again
from gridtui.usecases.twins import join_households, join_residents
from tests.makers import Quarter, make_quarter, person, stored, undo

NAME = "王伟"


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace, NAME)


def add(workspace: Workspace, quarter: Quarter, household: bytes | None = None, name: str = NAME) -> bytes:
    row = person(quarter.building, household or quarter.household, name)
    with workspace.write("add_resident") as unit:
        return unit.create(Resident, row, scope=quarter.building)


def second_home(workspace: Workspace, quarter: Quarter) -> bytes:
    with workspace.write("add_household") as unit:
        return households.add_household(
            unit, HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
        )


def apart(workspace: Workspace, noun: str, one: bytes, other: bytes) -> None:
    with workspace.write("keep_apart") as unit:
        keep_apart(unit, noun, one, other)


def suspected(workspace: Workspace) -> list[frozenset[bytes]]:
    with workspace.read() as connection:
        return [frozenset((pair.first.id, pair.second.id)) for pair in twin_pairs(connection)]


def kept(workspace: Workspace) -> list[TwinPair]:
    with workspace.read() as connection:
        return pairs_kept_apart(connection)


def test_a_pair_leaves_the_list_and_undo_brings_it_back(workspace: Workspace, quarter: Quarter) -> None:
    other, third = add(workspace, quarter), add(workspace, quarter)
    apart(workspace, "resident", other, quarter.resident)
    assert frozenset((quarter.resident, other)) not in suspected(workspace)
    assert len(suspected(workspace)) == 2
    with workspace.read() as connection:
        assert [pair.second.id for pair in twins_of_person(connection, quarter.resident)] == [third]
    assert [(pair.first.id, pair.second.id) for pair in kept(workspace)] == [(quarter.resident, other)]
    undo(workspace)
    assert len(suspected(workspace)) == 3
    assert kept(workspace) == []


def test_a_pair_said_twice_is_taken_up_again_at_once(workspace: Workspace, quarter: Quarter) -> None:
    other = add(workspace, quarter)
    apart(workspace, "resident", quarter.resident, other)
    apart(workspace, "resident", other, quarter.resident)
    with workspace.write("import_file") as unit:
        # Another desk said the same before the two met.
        unit.create(NotTwins, {"noun": "resident", "one_id": other, "other_id": quarter.resident},
                    scope=workspace.desk.org_id)  # fmt: skip
    assert len(kept(workspace)) == 1
    with workspace.write("take_up_again") as unit:
        take_up_again(unit, "resident", other, quarter.resident)
    assert kept(workspace) == []
    assert len(suspected(workspace)) == 1


def test_people_kept_apart_are_no_reason_to_join_their_households(
    workspace: Workspace, quarter: Quarter
) -> None:
    home = second_home(workspace, quarter)
    other = add(workspace, quarter, home)
    assert len(suspected(workspace)) == 2
    apart(workspace, "resident", quarter.resident, other)
    assert suspected(workspace) == []
    with workspace.write("join_households") as unit:
        assert join_households(unit, quarter.household, home) == 0
    assert stored(workspace, Resident, other)["alias_of"] is None


def test_households_are_kept_apart(workspace: Workspace, quarter: Quarter) -> None:
    home = second_home(workspace, quarter)
    assert len(suspected(workspace)) == 1
    apart(workspace, "household", quarter.household, home)
    assert suspected(workspace) == []
    assert [(pair.noun, pair.reason) for pair in kept(workspace)] == [("household", TwinReason.EMPTY_HOME)]


def test_what_was_said_of_a_record_holds_for_the_one_it_is_joined_to(
    workspace: Workspace, quarter: Quarter
) -> None:
    other, third = add(workspace, quarter), add(workspace, quarter)
    apart(workspace, "resident", quarter.resident, other)
    with workspace.write("join_records") as unit:
        join_residents(unit, third, other)
    assert suspected(workspace) == []
    assert [pair.first.id for pair in kept(workspace)] == [quarter.resident]
    with workspace.write("join_records") as unit:
        join_residents(unit, quarter.resident, third)
    assert (suspected(workspace), kept(workspace)) == ([], [])
    with pytest.raises(RuleBroken):
        apart(workspace, "resident", quarter.resident, other)


def test_a_pair_of_which_one_is_gone_is_not_listed(workspace: Workspace, quarter: Quarter) -> None:
    other = add(workspace, quarter)
    apart(workspace, "resident", quarter.resident, other)
    with workspace.write("delete_record") as unit:
        unit.delete(Resident, other)
    assert kept(workspace) == []
    with pytest.raises(RuleBroken):
        apart(workspace, "resident", quarter.resident, other)


def test_a_pair_that_is_not_alike_any_more_says_so(workspace: Workspace, quarter: Quarter) -> None:
    other = add(workspace, quarter)
    apart(workspace, "resident", quarter.resident, other)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, other, {"name": "王大伟"})
    assert [pair.reason for pair in kept(workspace)] == [TwinReason.UNLIKE]
