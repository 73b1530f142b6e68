"""Splitting, merging and moving by keys, doors by rule, the tiles of a grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridtui import words
from gridtui.storage.tables import Building, Courtyard, Dwelling, Grid, Unit
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.screens.chart.screen import ChartScreen
from gridtui.ui.screens.grids.detail import GridScreen
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


def grids_of(desk: Workspace, made: Neighbourhood) -> dict[str, str]:
    """Return the name of the grid of each building, by label."""
    names = dict(rows_of(desk, Grid.id, Grid.name))
    return {label: names.get(grid, "") for label, grid in rows_of(desk, Building.label, Building.grid_id)}


async def test_marked_buildings_move_together_and_a_closed_grid_takes_none(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "j", "right", "space", "space", "a")
        assert "5栋、7栋" in screen_text(app) and "共 2 处" in screen_text(app)
        await type_in(app, pilot, "escape", "v")
        assert "把 2 栋 划入哪个网格" in screen_text(app)
        await type_in(app, pilot, "enter")
        assert "2 栋 已划入 第一网格" in said(app)
        assert set(grids_of(desk, made).values()) == {"第一网格"}
        await type_in(app, pilot, "ctrl+z")
        assert grids_of(desk, made) == {"3": "第一网格", "5": "第二网格", "7": "第二网格"}
        with desk.write("edit_grid") as unit:
            unit.update(Grid, made.grids["第一网格"], {"closed_on": desk.clock().date()})
        app.store_changed("edit_grid")
        await type_in(app, pilot, "v", "enter")
        assert "第一网格 已经撤销，不能再划入楼栋" in said(app)


async def test_a_grid_is_split_by_what_is_marked_and_merged_again(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGrid(made.grids["第二网格"]))
        assert isinstance(screen, GridScreen)
        await type_in(app, pilot, "right", "space", "s")
        assert app.screen.form.raw_values()["buildings"] == "7"  # type: ignore[attr-defined]
        await type_in(app, pilot, "'第三网格'", "shift+tab", "'和9'", "ctrl+s")
        assert "这个网格里没有 9" in screen_text(app)
        await type_in(app, pilot, "backspace", "backspace", "ctrl+s")
        assert "已拆出 第三网格（1 栋）" in said(app)
        assert grids_of(desk, made)["7"] == "第三网格"
        await type_in(app, pilot, "o")
        assert isinstance(app.screen, Notice)
        assert "划出 7栋（到 第三网格）" in screen_text(app)
        await type_in(app, pilot, "escape", "z", "'第三'", "enter")
        assert "已并入 第三网格：1 栋" in said(app)
        assert grids_of(desk, made)["5"] == "第三网格"
        await type_in(app, pilot, "ctrl+z", "ctrl+z")
        assert grids_of(desk, made) == {"3": "第一网格", "5": "第二网格", "7": "第二网格"}


async def test_doors_are_made_by_a_rule_that_says_what_it_means(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        before = rows_of(desk, Dwelling.door)
        await type_in(app, pilot, "3", "right", "p", "'3x7x2 啊'", "ctrl+s")
        assert "没看懂“啊”" in screen_text(app)
        await type_in(app, pilot, "backspace", "'1层商铺'")
        assert "3 单元 42 户，其中商铺 6：新增 40，已有 2 照旧" in screen_text(app)
        await type_in(app, pilot, "ctrl+s")
        assert "3栋 新增 40 户门" in said(app)
        assert len(rows_of(desk, Dwelling.door)) == len(before) + 40
        await type_in(app, pilot, "ctrl+z")
        assert rows_of(desk, Dwelling.door) == before


async def test_a_new_building_comes_with_its_courtyard_and_doors(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        await type_in(app, pilot, "3", "y", "enter", "'东苑'", "ctrl+s", "escape")
        assert rows_of(desk, Courtyard.name, Courtyard.grid_id) == [("东苑", made.grids["第一网格"])]
        await type_in(app, pilot, "b", "'9'", "shift+tab", "'东'", "tab")
        app.screen.form.focus_field("doors")  # type: ignore[attr-defined]
        await type_in(app, pilot, "'2x3x2'")
        assert "2 单元 12 户" in screen_text(app)
        await type_in(app, pilot, "ctrl+s", "escape")
        built = rows_of(desk, Building.label, Building.floors, Building.courtyard_id)[-1]
        assert built == ("9", 3, rows_of(desk, Courtyard.id)[0][0])
        assert [row[0] for row in rows_of(desk, Unit.label)][-2:] == ["1", "2"]
        await type_in(app, pilot, "ctrl+z")
        assert "9" not in grids_of(desk, made)
        assert "9-1-101" not in [row[0] for row in rows_of(desk, Dwelling.door)]
        await type_in(app, pilot, "y", "down", "enter", "left", "enter")
        assert "已删除 东苑" in said(app)
        assert rows_of(desk, Courtyard.id) == []


async def test_a_code_that_another_grid_has_is_flagged_and_saved(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(app, pilot, "3", "n", "'第三网格'", "tab", "'530102001001001'", "tab")
        assert "第一网格 也是这个编码" in screen_text(app)
        await type_in(app, pilot, "ctrl+s", "escape")
        assert screen_text(app).count("编码重复") == 2
        await type_in(app, pilot, "j", "space", "r")
        assert "1 个网格换了编码" in said(app)
        assert "编码重复" not in screen_text(app)


async def test_tiles_are_walked_and_opened_and_need_no_colour(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path, ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, messages.OpenGrid(made.grids["第二网格"]))
        text = screen_text(app)
        assert "缺楼栋长" in text
        assert "要走访 2 户" in text
        assert "1户 诉求2 走访1" in text
        assert "共 4 件，本月 4" in text
        await type_in(app, pilot, "right")
        assert "第 2 / 2 栋" in screen_text(app)
        assert "> 7栋" in screen_text(app)
        await type_in(app, pilot, "t")
        assert type(app.screen) is ChartScreen
        await type_in(app, pilot, "escape", "left", "enter")
        card = app.screen
        assert (type(card).__name__, getattr(card, "record_id", None)) == (
            "BuildingScreen",
            made.buildings["5"],
        )


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_numbers_of_a_tile_are_whole_in_english(
    desk: Workspace, made: Neighbourhood, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_on(desk, tmp_path, language="en")
    try:
        async with app.run_test(size=size) as pilot:
            await opened(app, pilot, messages.OpenGrid(made.grids["第二网格"]))
            assert "1 homes issues 2 due 1" in screen_text(app)
    finally:
        words.use(words.SOURCE_LANGUAGE)
