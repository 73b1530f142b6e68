"""What is wrong about a neighbourhood is refused in words, and leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.door_rules import DoorRule, Staircase
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.grids.screen import GridsScreen
from gridtui.ui.screens.upkeep.screen import UpkeepScreen
from gridtui.usecases import assignments, places, residents
from gridtui.usecases.doors import generate_doors
from gridtui.usecases.regridding import move_buildings
from gridtui.usecases.twins import join_residents
from gridtui.words import say
from tests.conftest import FrozenClock
from tests.journeys.block import make_block
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.makers import Quarter, everything, make_quarter
from tests.ui.screens.upkeep.keyboard import rows_of
from tests.ui.waiting import settled

Wrong = Callable[[UnitOfWork, Quarter], object]
TABLES = (Assignment, Building, Dwelling, Grid, Household, Resident)
FIRST, OTHER = "530102196001020011", "530102196001020038"


def into_a_closed_grid(unit: UnitOfWork, quarter: Quarter) -> object:
    closed = places.add_grid(unit, GridDraft(name="旧网格", org_id=unit.desk.org_id))
    places.close_grid(unit, closed)
    return move_buildings(unit, [quarter.building], closed)


def ended_before_it_began(unit: UnitOfWork, quarter: Quarter) -> object:
    draft = AssignmentDraft(
        role=Role.GRID_WORKER, person_name="李芳", grid_id=quarter.grid, from_on=date(2026, 5, 1)
    )
    return assignments.end_assignment(unit, assignments.assign(unit, draft), date(2026, 4, 1))


def joined_with_other_id_numbers(unit: UnitOfWork, quarter: Quarter) -> object:
    one, other = (
        residents.add_resident(
            unit, ResidentDraft(name="杨桂芬", household_id=quarter.household, id_number=number)
        )
        for number in (FIRST, OTHER)
    )
    return join_residents(unit, one, other, {})


def doors_of_staircases_without_floors(unit: UnitOfWork, quarter: Quarter) -> object:
    return generate_doors(unit, quarter.building, DoorRule(3, Staircase(0, 2)))


@pytest.mark.parametrize(
    "wrong",
    [
        into_a_closed_grid,
        ended_before_it_began,
        joined_with_other_id_numbers,
        doors_of_staircases_without_floors,
    ],
)
def test_words_and_nothing_half_done(workspace: Workspace, wrong: Wrong) -> None:
    quarter = make_quarter(workspace)
    before = everything(workspace, *TABLES)
    with pytest.raises(RuleBroken) as broken, workspace.write("add_grid") as unit:
        wrong(unit, quarter)
    assert all(say(problem).strip() for problem in broken.value.problems)
    assert everything(workspace, *TABLES) == before


async def test_a_person_meets_words_at_the_keys(desk: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    block = make_block(desk)
    surround(desk)
    before = everything(desk, *TABLES)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "3", "right", "v", "'旧'", "enter")
        assert said(app) == "旧网格 已经撤销，不能再划入楼栋；请选还在用的网格"
        await press(app, pilot, "p", "'3 单元 × 2 户'", "ctrl+s")
        assert isinstance(app.screen, UpkeepScreen)
        assert "! 没有写几层，例如 3 单元 × 7 层 × 2 户" in screen_text(app)
        await press(app, pilot, "f7", "right", "enter")
        assert isinstance(app.screen, GridsScreen) and everything(desk, *TABLES) == before
        await press(app, pilot, "a", "'李芳'", "enter", "tab", "tab", "tab", "'2026-01-05'", "ctrl+s")
        assert "结束日期早于开始日期" in screen_text(app) and everything(desk, *TABLES) == before
        await press(app, pilot, "f7", "right", "enter", "4", "n", "'3-2-101'", "enter")
        assert "这个门牌已有一户：黄志强 1 人，再存就是第二户" in screen_text(app)
        await press(app, pilot, "ctrl+s")
        assert "3-2-101（注意：这里已有一户 黄志强，1 人）" in said(app)
        assert len(rows_of(desk, Household.id)) == len(block.homes) + 1
        await press(app, pilot, "escape", "ctrl+z")
        assert {id for (id,) in rows_of(desk, Household.id)} == set(block.homes.values())
        assert_sound(desk)


async def test_one_leader_of_three_buildings_in_one_cell_and_one_from_elsewhere(
    desk: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    make_block(desk)
    surround(desk)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "3", "right", "down", "a")
        await press(app, pilot, "shift+tab", "ctrl+u", "'13栋、12栋、14栋'")
        assert "没有这些楼栋：14" in screen_text(app)
        await press(app, pilot, "enter", "'周强'", "ctrl+s")
        assert "没有选定" in screen_text(app) and rows_of(desk, Assignment.id) == []
        await press(app, pilot, "f7", "right", "enter", "a")
        await press(app, pilot, "shift+tab", "ctrl+u", "'13栋、12栋、11栋'", "enter", "'周强'", "ctrl+s")
        assert "已存 楼栋长 周强 3 处" in said(app)
        held = rows_of(desk, Assignment.person_name, Assignment.building_id)
        assert [name for name, _ in held] == ["周强"] * 3 and len({place for _, place in held}) == 3
        await press(app, pilot, "'王远方'", "down", "enter", "ctrl+s")
        assert "注意：王远方 是圆通社区的人，不在这个社区" in said(app)
        assert len(rows_of(desk, Assignment.id)) == 6
        await press(app, pilot, "escape", "ctrl+z", "ctrl+z")
        assert rows_of(desk, Assignment.id) == []
        assert_sound(desk)


def surround(desk: Workspace) -> None:
    """Write a closed grid, three buildings of this community, and one of another with somebody in it."""
    with desk.write(Intent.BUILD_SAMPLE) as unit:
        closed = places.add_grid(unit, GridDraft(name="旧网格", org_id=unit.desk.org_id))
        places.close_grid(unit, closed)
        near, far = (places.add_org(unit, OrgDraft(name=name, level=4)) for name in ("翠湖社区", "圆通社区"))
        for label in ("11", "12", "13"):
            places.add_building(unit, BuildingDraft(label=label, org_id=near))
        there = places.add_building(unit, BuildingDraft(label="90", org_id=far))
        residents.add_resident(unit, ResidentDraft(name="王远方", building_id=there))
