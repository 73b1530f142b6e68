"""Lists by door: the natural order on both engines, page by page, whatever one jumps from."""

from __future__ import annotations

from random import Random

import pytest

from gridtui.domain.places.address import door_key
from gridtui.domain.words.paging import Anchor
from gridtui.queries.people.households import HouseholdFilter, HouseholdRow, household_count, household_page
from gridtui.queries.people.residents import (
    ResidentFilter,
    ResidentOrder,
    resident_count,
    resident_page,
    same_id_number,
)
from gridtui.queries.places.buildings import BuildingFilter, building_count, building_page
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Resident
from gridtui.storage.workspace import Workspace

DOORS = 2_000


@pytest.fixture
def doors(workspace: Workspace) -> list[str]:
    """Write 2,000 households in 25 buildings in an order of chance, some of them in no building."""
    chance = Random(7)
    labels = [str(number) for number in range(1, 24)] + ["3A", "甲"]
    wanted = [f"{labels[n % 25]}-{n // 25 % 4 + 1}-{n // 100 % 20 + 1}{n % 7 + 1:02d}" for n in range(DOORS)]
    wanted = list(dict.fromkeys(wanted))
    chance.shuffle(wanted)
    with workspace.write("import_file") as unit:
        org = workspace.desk.org_id
        grid = unit.create(Grid, {"org_id": org, "name": "一"}, scope=org)
        chance.shuffle(labels)
        buildings = dict(
            zip(
                labels,
                unit.create_many(
                    Building,
                    [
                        {
                            "org_id": org,
                            "grid_id": grid if label in ("3", "13") else None,
                            "label": label,
                            "name": f"{label}栋",
                        }
                        for label in labels
                    ],
                    scope=lambda _: org,
                ),
                strict=True,
            )
        )
        rooms = [
            {"building_id": buildings[door.split("-")[0]], "room": door.split("-")[2], "door": door}
            for door in wanted
        ]
        dwellings = unit.create_many(Dwelling, rooms, scope=lambda row: row["building_id"])
        homes = unit.create_many(
            Household,
            [
                {"building_id": room["building_id"], "dwelling_id": dwelling}
                for room, dwelling in zip(rooms, dwellings, strict=True)
            ]
            + [{"note": "没有门牌"}] * 3,
            scope=lambda row: row.get("building_id") or org,
        )
        people = [
            {"building_id": room["building_id"], "household_id": home, "name": name, "relation": relation}
            for room, home in zip(rooms, homes, strict=False)
            for name, relation in (("乙", "配偶"), ("甲", "户主"))
        ]
        unit.create_many(Resident, people, scope=lambda row: row["building_id"])
    return [*sorted(wanted, key=door_key), "", "", ""]


def page(workspace: Workspace, offset: int, limit: int, near: Anchor | None = None) -> list[HouseholdRow]:
    with workspace.read() as connection:
        return household_page(connection, HouseholdFilter(), offset=offset, limit=limit, near=near)


def test_every_page_is_the_same_from_wherever_it_is_read(workspace: Workspace, doors: list[str]) -> None:
    whole = page(workspace, 0, DOORS + 10)
    assert [row.door for row in whole] == doors
    with workspace.read() as connection:
        assert household_count(connection, HouseholdFilter()) == len(doors)
    for offset in (0, 1, 99, 100, 700, len(doors) - 4, len(doors) - 1, len(doors), len(doors) + 50):
        assert page(workspace, offset, 100) == whole[offset : offset + 100]
        for known in (0, 3, offset - 1, offset + 100, len(doors) - 1):
            if 0 <= known < len(doors):
                near = Anchor(known, whole[known])
                assert page(workspace, offset, 100, near) == whole[offset : offset + 100], (offset, known)


def test_a_known_row_that_is_gone_still_tells_where_to_go_on(workspace: Workspace, doors: list[str]) -> None:
    whole = page(workspace, 0, 300)
    with workspace.write("delete_record") as unit:
        unit.delete(Household, whole[99].id)
    assert page(workspace, 100, 50, Anchor(99, whole[99])) == whole[100:150]


def test_people_come_door_by_door_with_the_head_first(workspace: Workspace, doors: list[str]) -> None:
    wanted = ResidentFilter(order=ResidentOrder.DOOR)
    with workspace.read() as connection:
        rows = resident_page(connection, wanted, offset=0, limit=DOORS * 2)
        assert resident_count(connection, wanted) == len(rows)
        behind = resident_page(connection, wanted, offset=500, limit=40, near=Anchor(499, rows[499]))
        before = resident_page(connection, wanted, offset=400, limit=40, near=Anchor(499, rows[499]))
    assert [row.door for row in rows[::2]] == doors[:-3]
    assert {row.name for row in rows[::2]} == {"甲"}
    assert behind == rows[500:540]
    assert before == rows[400:440]


def test_one_grid_and_one_beginning_of_a_door(workspace: Workspace, doors: list[str]) -> None:
    with workspace.read() as connection:
        grid = building_page(connection, BuildingFilter(), offset=0, limit=50)[2].grid_id
        rows = household_page(connection, HouseholdFilter(grid_id=grid), offset=0, limit=DOORS)
        found = household_page(connection, HouseholdFilter(text="13-2-"), offset=0, limit=DOORS)
        count = household_count(connection, HouseholdFilter(text="13-2-"))
    assert [row.door for row in rows] == [door for door in doors if door.split("-")[0] in ("3", "13")]
    assert [row.door for row in found] == [door for door in doors if door.startswith("13-2-")]
    assert count == len(found) > 0


def test_buildings_come_by_number_then_by_letter(workspace: Workspace, doors: list[str]) -> None:
    with workspace.read() as connection:
        rows = building_page(connection, BuildingFilter(), offset=0, limit=50)
        assert building_count(connection, BuildingFilter()) == 25
        assert building_page(connection, BuildingFilter(), offset=10, limit=5) == rows[10:15]
    labels = [row.label for row in rows]
    assert labels[:5] == ["1", "2", "3", "3A", "4"]
    assert labels[-2:] == ["23", "甲"]


def test_who_else_has_an_id_number(workspace: Workspace, doors: list[str]) -> None:
    with workspace.write("edit_resident") as unit:
        first, second = unit.create_many(
            Resident,
            [{"name": "甲", "id_number": "1"}, {"name": "乙", "id_number": "1"}],
            scope=lambda _: workspace.desk.org_id,
        )
    with workspace.read() as connection:
        assert [each.name for each in same_id_number(connection, "1", first)] == ["乙"]
        assert [each.id for each in same_id_number(connection, "1")] == [first, second]
        assert same_id_number(connection, "") == []
