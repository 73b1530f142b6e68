"""The list of gaps: what stands in it, and how a gap is closed from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

from gridtui.storage.tables import Assignment
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.gaps.screen import GapsScreen
from tests.ui.screens.neighbourhood import Neighbourhood, build, screen_text
from tests.ui.screens.upkeep.keyboard import app_on, opened, rows_of, said, type_in


@pytest.fixture
def made(desk: Workspace) -> Neighbourhood:
    return build(desk)


def line(screen: GapsScreen) -> Any:
    return screen.table.row


async def test_a_gap_is_closed_in_its_form_and_the_bar_stays(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGaps("no_leader"))
        assert screen.filter_words == "没有楼栋长 · 共 2 条"
        assert (line(screen).title, screen.table.cursor) == ("5栋", 1)
        await type_in(app, pilot, "enter")
        assert app.screen.form.raw_values()["place"] == "5栋"
        await type_in(app, pilot, "'周强'", "ctrl+s")
        assert app.screen is screen
        assert said(app) == "已存 楼栋长 周强，Ctrl+Z 撤销"
        assert (line(screen).title, screen.table.cursor) == ("7栋", 1)
        await type_in(app, pilot, "ctrl+z")
        assert [each.title for each in screen.seen.lines] == ["5栋", "7栋"]
        assert len(rows_of(desk, col(Assignment.id))) == 2


async def test_a_building_in_want_of_a_hub_offers_its_own_doors(
    desk: Workspace, made: Neighbourhood, tmp_path: Path
) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGaps("no_hub"))
        assert line(screen).title == "3栋"
        await type_in(app, pilot, "enter")
        text = screen_text(app)
        assert "3-1-101" in text and "3-2-501" in text and "5-301" not in text
        await type_in(app, pilot, "'2'", "enter", "'王'", "enter", "ctrl+s")
        assert app.screen is screen
        found = rows_of(desk, col(Assignment.role), col(Assignment.household_id))
        assert found[-1] == ("party_hub_household", made.households["3-2-501"])


async def test_kinds_fold_and_one_can_be_picked(desk: Workspace, made: Neighbourhood, tmp_path: Path) -> None:
    app = app_on(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, messages.OpenGaps())
        before = screen.table.total
        await type_in(app, pilot, "left")
        assert screen.table.total < before and "没有网格员  1" in screen_text(app)
        await type_in(app, pilot, "right", "f", "'划入'", "enter")
        assert screen.kind == "no_grid" and "没有缺口" in screen_text(app)
        await type_in(app, pilot, "f", "'支部'", "enter")
        assert [each.title for each in screen.seen.lines] == ["第一网格", "第二网格"]
        await type_in(app, pilot, "enter")
        assert app.screen.focused is app.screen.form.field("branch_id")
