"""Pairs of records that may be one person or household."""

from __future__ import annotations

from datetime import date

from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.twins import TwinReason
from gridtui.queries.people.twins import joined_sides, twin_pairs, twins_of_person
from gridtui.storage.tables import Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households
from gridtui.usecases.twins import join_residents
from tests.makers import Quarter, make_quarter, person

ID = "530102196001020011"


def pairs(workspace: Workspace, limit: int = 500) -> list[tuple[TwinReason, str, str]]:
    with workspace.read() as connection:
        return [(pair.reason, pair.first.title, pair.second.title) for pair in twin_pairs(connection, limit)]


def add(
    workspace: Workspace, quarter: Quarter, name: str, household: bytes | None, **values: object
) -> bytes:
    with workspace.write("add_resident") as unit:
        row = person(quarter.building, household, name, **values)
        return unit.create(Resident, row, scope=quarter.building)


def test_pairs_come_with_their_reason_the_surest_first(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "王伟")
    with workspace.write("add_household") as unit:
        behind = HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
        second = households.add_household(unit, behind)
        far = households.add_household(unit, HouseholdDraft(building_id=quarter.building))
    add(workspace, quarter, "王伟", second, phone="13888880001")
    add(workspace, quarter, "李芳", far, id_number=ID)
    add(workspace, quarter, "李方", far, id_number=ID)
    born = date(1990, 5, 5)
    add(workspace, quarter, "张丽", far, birth_date=born)
    add(workspace, quarter, "张莉", far, birth_date=born)
    add(workspace, quarter, "张俐", far, birth_date=date(1991, 5, 5))
    add(workspace, quarter, "孙明", far, phone="13600000000")
    add(workspace, quarter, "孙明", second, phone="13600000000;0871-65312345")
    add(workspace, quarter, "孙明", None, phone="13600000000")
    assert pairs(workspace) == [
        (TwinReason.SAME_ID, "李芳", "李方"),
        (TwinReason.NAME_DOOR_NEAR_PHONE, "王伟", "王伟"),
        (TwinReason.SOUND_DOOR_BIRTH, "张丽", "张莉"),
        (TwinReason.NAME_PHONE, "孙明", "孙明"),
        (TwinReason.SAME_PEOPLE, "王伟", "王伟"),
    ]
    assert len(pairs(workspace, limit=2)) == 2
    with workspace.read() as connection:
        assert [pair.reason for pair in twins_of_person(connection, quarter.resident)] == [
            TwinReason.NAME_DOOR_NEAR_PHONE
        ]
        assert twins_of_person(connection, b"\0" * 16) == []


def test_a_joined_pair_is_settled(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "王伟")
    other = add(workspace, quarter, "王伟", quarter.household)
    assert len(pairs(workspace)) == 1
    with workspace.write("join_records") as unit:
        join_residents(unit, quarter.resident, other)
    assert pairs(workspace) == []
    with workspace.read() as connection:
        assert [side.id for side in joined_sides(connection, "resident", quarter.resident)] == [other]


def test_an_empty_household_beside_another_is_told(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "王伟")
    with workspace.write("add_household") as unit:
        behind = HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
        households.add_household(unit, behind)
    assert pairs(workspace) == [(TwinReason.EMPTY_HOME, "王伟", "")]


def test_records_in_a_circle_are_told(workspace: Workspace) -> None:
    quarter = make_quarter(workspace, "王伟")
    other = add(workspace, quarter, "王玮", quarter.household)
    with workspace.write("add_household") as unit:
        home = households.add_household(unit, HouseholdDraft())
    with workspace.write("import_file") as unit:
        unit.update_many(
            Resident, [(quarter.resident, {"alias_of": other}), (other, {"alias_of": quarter.resident})]
        )
        unit.update_many(
            Household, [(quarter.household, {"alias_of": home}), (home, {"alias_of": quarter.household})]
        )
    assert [reason for reason, *_ in pairs(workspace)] == [TwinReason.CIRCLE] * 2
