"""The area of grids and the cards of grids and buildings."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui.domain.people.household import HouseholdDraft
from gridtui.storage.tables import Assignment, Building, Grid, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.grids.building import BuildingScreen
from gridtui.ui.screens.grids.detail import GridScreen
from gridtui.ui.screens.grids.screen import GridsScreen
from gridtui.usecases.households import Home, settle_household
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, door, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


async def test_the_tree_shows_gaps_and_the_buildings_of_the_line(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3")
        text = screen_text(app)
        assert "2 个网格" in text
        assert "网格员 张敏" in text
        assert "3栋" in text
        await type_in(app, pilot, "j")
        text = screen_text(app)
        assert "没有网格员" in text
        assert "网格员+2" in text
        assert "5栋" in text
        assert "7栋" in text
        assert "3栋" not in text


async def test_left_and_right_walk_and_fold_the_tree(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "right")
        assert isinstance(app.screen, GridsScreen)
        assert app.screen.focused is app.screen.buildings
        await type_in(app, pilot, "left", "left", "left")
        assert app.screen.tree_table.total == 1
        assert "第一网格" not in screen_text(app)
        await type_in(app, pilot, "right")
        assert app.screen.tree_table.total == 3


async def test_a_building_is_found_and_escape_lets_go(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "/", "'7'", "enter")
        assert isinstance(app.screen, GridsScreen)
        assert [app.screen.buildings.total, app.screen.buildings.row.label] == [1, "7"]
        await type_in(app, pilot, "escape")
        assert app.screen.buildings.row.label == "3"


async def test_the_empty_store_says_how_to_begin(desk: Workspace, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3")
        assert "按 n 新建第一个网格" in screen_text(app) and "或按 6 导入现有的台账" in screen_text(app)


async def test_a_grid_with_buildings_is_asked_about_and_can_be_closed(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "d")
        assert isinstance(app.screen, Ask)
        text = screen_text(app)
        assert "1 栋楼，不再属于任何网格" in text
        assert "1 条任用" in text
        await type_in(app, pilot, "escape")
        assert len(rows_of(desk, Grid.id)) == 2
        await type_in(app, pilot, "d", "left", "left", "enter")
        assert said(app) == "第一网格 已撤销，1 条任用到今天为止，Ctrl+Z 恢复"
        assert [str(row[0]) for row in rows_of(desk, Grid.closed_on)] == ["2026-11-24", "None"]
        assert "已撤销" in screen_text(app)
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Grid.closed_on) == [(None,), (None,)]


async def test_deleting_a_grid_frees_its_buildings_and_undo_brings_all_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        before = rows_of(desk, Building.label, Building.grid_id)
        await type_in(app, pilot, "3", "d", "left", "enter")
        assert "已删除 第一网格" in said(app)
        assert len(rows_of(desk, Grid.id)) == 1
        assert rows_of(desk, Building.grid_id)[0] == (None,)
        assert "没有划入网格的楼栋 1" in screen_text(app)
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Building.label, Building.grid_id) == before
        assert len(rows_of(desk, Assignment.id)) == 2


async def test_a_building_goes_with_everything_in_it_and_comes_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        before = [rows_of(desk, table.id) for table in (Building, Household, Resident, Assignment)]
        await opened(app, pilot, messages.OpenBuilding(made.buildings["3"]))
        await type_in(app, pilot, "d")
        text = screen_text(app)
        assert "一起删除：2 户" in text
        assert "一起删除：3 位居民的资料" in text
        assert "件诉求，地点照旧写着" in text
        await type_in(app, pilot, "left", "enter")
        assert not isinstance(app.screen, BuildingScreen)
        assert [len(rows_of(desk, table.id)) for table in (Building, Household, Resident)] == [2, 2, 3]
        await type_in(app, pilot, "ctrl+z")
        assert [rows_of(desk, table.id) for table in (Building, Household, Resident, Assignment)] == before


async def test_a_building_without_anything_goes_without_a_question(desk: Workspace, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "b", "'9'", "ctrl+s", "escape", "right", "d")
        assert "已删除 9栋" in said(app)
        assert rows_of(desk, Building.id) == []


async def test_the_card_of_a_grid_shows_who_is_missing_and_leads_to_the_form(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGrid(made.grids["第二网格"]))
        assert isinstance(screen, GridScreen)
        text = screen_text(app)
        assert "网格员" in text
        assert "缺" in text
        assert "漏水" not in text
        await type_in(app, pilot, "f6", "enter")
        assert app.screen.form.raw_values()["role"] == "grid_worker"  # type: ignore[attr-defined]
        await type_in(app, pilot, "'赵明'", "ctrl+s", "escape")
        assert "赵明" in screen_text(app)


async def test_service_ends_today_and_undo_takes_that_back(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenBuilding(made.buildings["3"]))
        await type_in(app, pilot, "f6", "x")
        assert "楼栋长 王秀兰 到今天为止" in said(app)
        assert str(rows_of(desk, Assignment.to_on)[1][0]) == "2026-11-24"
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Assignment.to_on)[1] == (None,)


async def test_the_card_of_a_building_goes_floor_by_floor(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    with desk.write("add_household") as unit:
        for text in ("3-2-1002", "3-2-502", "3-10-101"):
            settle_household(unit, Home(made.buildings["3"], door(text)), HouseholdDraft())
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, messages.OpenBuilding(made.buildings["3"]))
        shown = [line.partition("│")[0] for line in screen_text(app).split("\n") if "│" in line]
        words = [word.lstrip("▌") for line in shown for word in line.split()]
        assert [word for word in words if word.endswith("单元")] == ["1单元", "2单元", "10单元"]
        doors = [word for word in words if word.count("-") == 2]
        assert doors == ["3-1-101", "3-2-501", "3-2-502", "3-2-1002", "3-10-101"]


async def test_an_issue_is_taken_down_at_the_door_under_the_cursor(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenBuilding(made.buildings["5"]))
        await type_in(app, pilot, "i")
        assert "5-301" in app.screen.query_one("#issue-form").raw_values()["place"]  # type: ignore[attr-defined]


async def test_a_grid_that_goes_away_while_its_card_is_open_is_said(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGrid(made.grids["第一网格"]))
        with desk.write("delete_record") as unit:
            unit.delete(Grid, made.grids["第一网格"])
        app.store_changed("delete_record")
        await type_in(app, pilot, "f6")
        assert screen.record_title() == ""
        await type_in(app, pilot, "m")
        assert app.screen is screen
