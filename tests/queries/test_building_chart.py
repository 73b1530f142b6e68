"""What the chart of a building knows of its doors, and the card of one door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridtui.domain.people.assignment import Role
from gridtui.domain.places.chart import Door
from gridtui.queries.people.door_card import DoorCard, door_card
from gridtui.queries.places.building_chart import BuildingChart, building_chart, door_place
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Promise, Resident, Unit, Visit
from gridtui.storage.workspace import Workspace
from tests.conftest import NOON
from tests.makers import Quarter, make_issue, make_quarter, person


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def add(workspace: Workspace, quarter: Quarter, table: Any, **values: Any) -> bytes:
    """Write one record of the quarter's building."""
    with workspace.write("import_file") as unit:
        return unit.create(table, {"building_id": quarter.building, **values}, scope=quarter.building)


def change(workspace: Workspace, table: Any, id: bytes, **values: Any) -> None:
    with workspace.write("import_file") as unit:
        unit.update(table, id, values)


def chart_of(workspace: Workspace, quarter: Quarter) -> BuildingChart:
    with workspace.read() as connection:
        found = building_chart(connection, quarter.building, NOON)
    assert found is not None
    return found


def door_of(workspace: Workspace, quarter: Quarter) -> Door:
    return next(door for door in chart_of(workspace, quarter).doors if door.id == quarter.dwelling)


def card_of(workspace: Workspace, quarter: Quarter) -> DoorCard:
    with workspace.read() as connection:
        found = door_card(connection, quarter.dwelling)
    assert found is not None
    return found


def test_a_door_knows_its_staircase_its_people_and_its_issues(workspace: Workspace, quarter: Quarter) -> None:
    stairs = add(workspace, quarter, Unit, label="2")
    change(workspace, Dwelling, quarter.dwelling, unit_id=stairs, occupancy="rented")
    make_issue(workspace, household_id=quarter.household, building_id=quarter.building)
    make_issue(workspace, building_id=quarter.building, dwelling_id=quarter.dwelling)
    make_issue(workspace, building_id=quarter.building)
    found, door = chart_of(workspace, quarter), door_of(workspace, quarter)
    assert (door.unit, door.room, door.text, door.occupancy) == ("2", "501", "3-2-501", "rented")
    assert (door.households, door.people, door.issues, door.late) == ((quarter.household,), 1, 2, 0)
    assert (found.loose_issues, found.doorless) == (1, 0)
    with workspace.read() as connection:
        place = door_place(connection, quarter.dwelling)
        later = building_chart(connection, quarter.building, NOON.replace(year=2027))
    assert place is not None
    assert (place.building_id, place.door) == (quarter.building, "3-2-501")
    assert later is not None
    assert (later.doors[0].late, later.loose_late) == (2, 1)


def test_joined_records_and_people_who_left_do_not_count(workspace: Workspace, quarter: Quarter) -> None:
    twin = add(workspace, quarter, Household, dwelling_id=quarter.dwelling, alias_of=quarter.household)
    values = person(quarter.building, quarter.household, "李芳")
    add(workspace, quarter, Resident, **{**values, "alias_of": quarter.resident})
    add(workspace, quarter, Resident, **values, moved_out_on=date(2026, 1, 1))
    add(workspace, quarter, Resident, **values, died_on=date(2026, 1, 1))
    door = door_of(workspace, quarter)
    assert twin not in door.households
    assert door.people == 1
    assert [each.name for each in card_of(workspace, quarter).homes[0].people] == ["杨桂芬"]


def test_households_without_a_door_are_counted_beside_the_chart(
    workspace: Workspace, quarter: Quarter
) -> None:
    add(workspace, quarter, Household)
    assert chart_of(workspace, quarter).doorless == 1


def test_a_hub_household_counts_from_its_first_to_its_last_day(
    workspace: Workspace, quarter: Quarter
) -> None:
    post = {"role": Role.PARTY_HUB_HOUSEHOLD.value, "person_name": "杨桂芬", "building_id": None}
    id = add(workspace, quarter, Assignment, **post, household_id=quarter.household, to_on=date(2026, 11, 24))
    assert door_of(workspace, quarter).hub
    change(workspace, Assignment, id, to_on=date(2026, 11, 23))
    assert not door_of(workspace, quarter).hub


def test_who_was_never_visited_is_due_until_somebody_comes(workspace: Workspace, quarter: Quarter) -> None:
    assert door_of(workspace, quarter).due == 1
    visit = {"household_id": quarter.household, "outcome": "met", "visitor_name": "张敏"}
    add(workspace, quarter, Visit, **visit, visited_on=date(2026, 11, 20))
    assert door_of(workspace, quarter).due == 0
    home = card_of(workspace, quarter).homes[0]
    assert home.last_visit is not None
    assert (home.last_visit.on, home.last_visit.visitor) == (date(2026, 11, 20), "张敏")
    assert home.next_visit is not None
    assert home.next_visit > date(2027, 1, 1)


def test_the_card_has_open_issues_and_promises_by_their_days_and_masks_phones(
    workspace: Workspace, quarter: Quarter
) -> None:
    promise = {"household_id": quarter.household, "owner_name": "张敏"}
    add(workspace, quarter, Promise, **promise, text="送政策单", due_on=date(2026, 12, 9))
    add(workspace, quarter, Promise, **promise, text="换灯", due_on=date(2026, 12, 1))
    add(
        workspace,
        quarter,
        Promise,
        **promise,
        text="已办",
        due_on=date(2026, 11, 1),
        done_on=date(2026, 11, 2),
    )
    make_issue(workspace, household_id=quarter.household, building_id=quarter.building)
    card = card_of(workspace, quarter)
    assert [each.text for each in card.homes[0].promises] == ["换灯", "送政策单"]
    assert [each.gist for each in card.issues] == ["楼道灯不亮"]
    assert card.homes[0].people[0].phone == "138****0000"


def test_the_buildings_of_a_grid_stand_in_the_order_of_their_labels(
    workspace: Workspace, quarter: Quarter
) -> None:
    with workspace.write("import_file") as unit:
        ids = [
            unit.create(Building, {"label": label, "grid_id": quarter.grid}, scope=workspace.desk.org_id)
            for label in ("13", "2")
        ]
    assert chart_of(workspace, quarter).beside == (ids[1], quarter.building, ids[0])


def test_what_is_gone_has_no_chart_and_no_card(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("import_file") as unit:
        unit.delete(Dwelling, quarter.dwelling)
        unit.delete(Building, quarter.building)
    with workspace.read() as connection:
        assert building_chart(connection, quarter.building, NOON) is None
        assert door_card(connection, quarter.dwelling) is None
        assert door_place(connection, quarter.dwelling) is None
