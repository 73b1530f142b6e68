"""A day of stairs by keys: the sheet is printed, walked, typed back a key a door, and told in the diary."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import col
from textual.pilot import Pilot

from gridtui.queries.walks.diary import DiaryFilter, diary_draft, diary_page
from gridtui.queries.walks.promises import promises_of
from gridtui.queries.walks.visits import due_households, visit_lines
from gridtui.storage.tables import Issue, Promise, Visit
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.diary.day import DiaryDayScreen
from gridtui.ui.screens.diary.screen import DiaryScreen
from gridtui.ui.screens.grids.screen import GridsScreen
from gridtui.ui.screens.walk.printing import PrintScreen
from gridtui.ui.screens.walk.screen import WalkScreen
from tests.conftest import FrozenClock
from tests.journeys.block import EMPTY, Block, make_block
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text
from tests.ui.screens.upkeep.keyboard import rows_of
from tests.ui.waiting import settled

TODAY = date(2026, 11, 24)
AS_WALKED = ("3-1-301", "3-1-302", "3-1-201", "3-1-202", "3-1-101", EMPTY,
             "3-2-301", "3-2-302", "3-2-201", "3-2-202", "3-2-101", "3-2-102")  # fmt: skip
"""The doors from the top down, one staircase after the other."""
CAME_OF_IT = dict.fromkeys(AS_WALKED, "met") | {"3-1-302": "absent", "3-2-102": "moved"}


@pytest.fixture
def downloads(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files are written to."""
    monkeypatch.setattr("gridtui.ui.handing_out.user_downloads_path", lambda: home / "下载")
    return home / "下载"


async def test_a_days_stairs_are_printed_walked_typed_back_and_told(
    desk: Workspace, downloads: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    block = make_block(desk)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "3", "right", "w")
        assert isinstance(app.screen, WalkScreen)
        await print_sheet(app, pilot, downloads)
        clock.pass_time(hours=3)
        await type_back(app, pilot)
        assert_walked(desk, block)
        await write_diary(app, pilot)
        assert_told(desk)
        await press(app, pilot, "escape", "ctrl+z", "ctrl+z")
        assert "已撤销" in said(app) and rows_of(desk, Visit.id) == rows_of(desk, Promise.id) == []
        assert len(rows_of(desk, Issue.id)) == 1
        assert_sound(desk)


async def print_sheet(app: GridApp, pilot: Pilot[Any], downloads: Path) -> None:
    """A page for every staircase, in the order one walks, nobody's name or phone readable."""
    await press(app, pilot, "e")
    assert isinstance(app.screen, PrintScreen)
    await press(app, pilot, "f5")
    assert "已写好 2 个单元 11 户" in screen_text(app)
    book = openpyxl.load_workbook(downloads / "扫楼单-3栋-20261124.xlsx")
    cells = [[str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell] for page in book]
    told = [[door for door in AS_WALKED if door in page] for page in cells]
    assert told == [list(AS_WALKED[:6]), list(AS_WALKED[6:])]
    assert [[cell for cell in page if cell in AS_WALKED] for page in cells] == told
    everything = " ".join(cell for page in cells for cell in page)
    assert "王建国" not in everything and "王*国" in everything and "13887012210" not in everything
    await press(app, pilot, "enter")


async def type_back(app: GridApp, pilot: Pilot[Any]) -> None:
    """A key a door; a promise, and an issue taken down without leaving the sheet."""
    await press(app, pilot, "1", "2", "3")
    text = screen_text(app)
    assert "已录 3 户" in text and all(word in text for word in ("见到", "未在家", "电话"))
    await press(app, pilot, "n", "'送一份办事指南'", "enter", "'+3'", "enter", "1")
    await press(app, pilot, "i", "'lswx'", "enter", "2", "enter", "'顶上滴水'", "ctrl+s")
    assert said(app) == "已登记 20261124-001，Ctrl+Z 撤销"
    await press(app, pilot, "escape")
    assert isinstance(app.screen, WalkScreen) and app.screen.table.row.door == "3-1-101"
    await press(app, pilot, "1", "1")
    assert f"{EMPTY} 没有登记户" in said(app)
    await press(app, pilot, "space", "'11111'", "4")
    assert "到末一户了，已录 11 户" in said(app)
    await press(app, pilot, "ctrl+s")
    assert isinstance(app.screen, GridsScreen)
    assert said(app) == "3栋 已存 11 户走访：见到 8、未在家 1、电话 1、已搬走 1、承诺 1，Ctrl+Z 撤销"


async def write_diary(app: GridApp, pilot: Pilot[Any]) -> None:
    """The day is compiled already; one reads it through and saves it."""
    await press(app, pilot, "ctrl+p", "'mqrz'", "enter")
    assert isinstance(app.screen, DiaryScreen) and "今天还没写" in screen_text(app)
    await press(app, pilot, "n")
    assert isinstance(app.screen, DiaryDayScreen)
    assert "汇总了 12 条记录" in said(app)
    text = screen_text(app)
    assert "送一份办事指南" in text and "20261124-001" in text
    await press(app, pilot, "ctrl+s")
    assert said(app) == "2026-11-24 的日志已存，Ctrl+Z 撤销"
    assert "王秀兰" in screen_text(app) and "今天还没写" not in screen_text(app)


def assert_walked(desk: Workspace, block: Block) -> None:
    """What the keys said is what the store holds of every door."""
    with desk.read() as connection:
        lines = {door: visit_lines(connection, home) for door, home in block.homes.items()}
        [promise] = promises_of(connection, block.homes["3-1-202"])
        due = due_households(connection, block.building, TODAY)
    assert {door: line.outcome for door, [line] in lines.items()} == {
        door: outcome for door, outcome in CAME_OF_IT.items() if door != EMPTY
    }
    assert [door for door, [line] in lines.items() if line.manner == "phone"] == ["3-1-201"]
    assert {(line.visited_on, line.visitor_name) for [line] in lines.values()} == {(TODAY, "王秀兰")}
    assert (promise.text, promise.due_on) == ("送一份办事指南", TODAY + timedelta(days=3))
    assert due == {block.homes["3-1-302"], block.homes["3-2-102"]}
    assert rows_of(desk, col(Issue.household_id), col(Issue.text)) == [
        (block.homes["3-1-101"], "顶上滴水")
    ]  # fmt: skip


def assert_told(desk: Workspace) -> None:
    """The diary names every door that was walked, what was promised, and the issue."""
    with desk.read() as connection:
        [row] = diary_page(connection, DiaryFilter(), offset=0, limit=5, near=None)
        draft = diary_draft(connection, row.id)
    assert draft is not None and (draft.day, draft.author_name) == (TODAY, "王秀兰")
    for door in AS_WALKED:
        assert (door in draft.text) is (door != EMPTY)
    assert "送一份办事指南" in draft.text and "20261124-001" in draft.text
