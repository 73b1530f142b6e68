"""Grids at a glance: tiles, months, doubled codes, courtyards, and which building was where when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import CourtyardDraft, GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.queries.places.buildings import BuildingFilter, building_page
from gridtui.queries.places.courtyards import courtyard_rows, courtyards_used
from gridtui.queries.places.grid_moves import moves_of_grid, stays_of
from gridtui.queries.places.grid_overview import grid_overview, issues_by_month
from gridtui.queries.places.grids import grid_detail, grid_tree
from gridtui.storage.tables import Household
from gridtui.storage.workspace import Workspace
from gridtui.usecases import courtyards, places, regridding
from tests.conftest import NOON, FrozenClock
from tests.makers import Quarter, make_issue, make_quarter, undo

TODAY = date(2026, 11, 24)


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def add_grid(workspace: Workspace, name: str, code: str = "") -> bytes:
    with workspace.write(Intent.ADD_GRID) as unit:
        return places.add_grid(unit, GridDraft(name=name, code=code))


def move(workspace: Workspace, building: bytes, grid: bytes) -> None:
    with workspace.write(Intent.MOVE_BUILDINGS) as unit:
        regridding.move_buildings(unit, [building], grid)


def test_a_grid_shows_its_buildings_and_a_year_of_issues(workspace: Workspace, quarter: Quarter) -> None:
    days = ((2026, 11, 24, 3), (2026, 10, 31, 16), (2026, 10, 31, 15), (2025, 12, 1, 0), (2025, 11, 30, 15))
    for day in days:
        make_issue(workspace, building_id=quarter.building, registered_at=datetime(*day, tzinfo=UTC))
    with workspace.read() as connection:
        seen = grid_overview(connection, quarter.grid, TODAY)
        elsewhere = issues_by_month(connection, quarter.building, TODAY)
    assert [(tile.row.name, tile.row.households, tile.row.open_issues, tile.due) for tile in seen.tiles] == [
        ("翠湖3栋", 1, 5, 1)
    ]
    assert seen.due == 1
    assert seen.months == (1, *[0] * 9, 1, 2)
    assert sum(elsewhere) == 0


def test_a_household_joined_to_another_is_not_counted(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write(Intent.JOIN_HOUSEHOLDS) as unit:
        row = {"building_id": quarter.building, "alias_of": quarter.household}
        unit.create(Household, row, scope=quarter.building)
    with workspace.read() as connection:
        assert building_page(connection, BuildingFilter(), offset=0, limit=9)[0].households == 1
        tree = grid_tree(connection, NOON, TODAY, workspace.desk.org_id)
    assert tree.grids[0].row.households == 1


def test_grids_that_share_a_code_are_flagged_while_both_are_in_use(
    workspace: Workspace, quarter: Quarter
) -> None:
    twin = add_grid(workspace, "孪生网格", "530102001001001")
    add_grid(workspace, "别的网格")

    def flagged() -> list[bool]:
        with workspace.read() as connection:
            tree = grid_tree(connection, NOON, TODAY, workspace.desk.org_id)
            return [node.shared_code for node in sorted(tree.grids, key=lambda node: node.row.num)]

    with workspace.read() as connection:
        detail = grid_detail(connection, quarter.grid)
    assert detail is not None
    assert detail.code_shared_with == "孪生网格"
    assert flagged() == [True, True, False]
    with workspace.write(Intent.EDIT_GRID) as unit:
        places.close_grid(unit, twin)
    assert flagged() == [False, False, False]


def test_which_building_was_where_when(workspace: Workspace, quarter: Quarter, clock: FrozenClock) -> None:
    other = add_grid(workspace, "第二网格")
    clock.pass_time(days=3)
    move(workspace, quarter.building, other)
    clock.pass_time(days=2)
    move(workspace, quarter.building, quarter.grid)
    undo(workspace)
    clock.pass_time(days=1)
    with workspace.write(Intent.EDIT_BUILDING) as unit:
        places.edit_building(unit, quarter.building, BuildingDraft(label="3", name="新名", grid_id=other))
    with workspace.read() as connection:
        stays = stays_of(connection, quarter.building)
        left, came = moves_of_grid(connection, quarter.grid), moves_of_grid(connection, other)
    assert [(stay.grid, stay.since.day, stay.until and stay.until.day) for stay in stays] == [
        ("第二网格", 27, None),
        ("第一网格", 24, 27),
    ]
    assert [(move.came, move.other, move.buildings, move.actor) for move in left] == [
        (False, "第二网格", ("新名",), "王秀兰")
    ]
    assert [(move.came, move.other, move.at.day) for move in came] == [(True, "第一网格", 27)]


def test_courtyards_are_used_once_a_building_is_in_one(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write(Intent.ADD_COURTYARD) as unit:
        yard = courtyards.add_courtyard(unit, CourtyardDraft(name="东苑", grid_id=quarter.grid))
    with workspace.read() as connection:
        assert not courtyards_used(connection)
    with workspace.write(Intent.ADD_BUILDING) as unit:
        places.add_building(unit, BuildingDraft(label="9", grid_id=quarter.grid, courtyard_id=yard))
    with workspace.read() as connection:
        assert courtyards_used(connection)
        rows = building_page(connection, BuildingFilter(), offset=0, limit=9)
        assert [row.courtyard for row in rows] == ["", "东苑"]
        assert [(row.name, row.grid_name, row.buildings) for row in courtyard_rows(connection)] == [
            ("东苑", "第一网格", 1)
        ]
        assert courtyard_rows(connection, quarter.grid) == []
