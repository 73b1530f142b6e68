"""The evening before papers are due: all that is due made at once, one ledger by itself, a date changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from gridtui.domain.papers.schedules import Every
from gridtui.interchange.papers.due import due_papers
from gridtui.interchange.papers.register import reader_of
from gridtui.queries.papers.schedules import schedules_in_force
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.burdens.screen import BurdensScreen
from gridtui.ui.screens.filling.screen import FillScreen
from gridtui.ui.screens.papers.schedules import ScheduleFormScreen, SchedulesScreen
from gridtui.ui.screens.papers.screen import PapersScreen
from gridtui.ui.screens.papers.writing import WriteDue, WritePaper
from gridtui.ui.screens.reports.screen import ReportScreen
from tests.conftest import FrozenClock
from tests.journeys.sitting import SIZE, Kept, assert_sound, launch_on, press, said, screen_text, settled

DUE = ("民情台账", "走访记录", "矛盾纠纷台账", "反馈台账", "统计表", "月报")


def made(desk: Workspace) -> list[bool]:
    with desk.read() as connection:
        found = due_papers(connection, reader_of(desk), date(2026, 11, 24))
    return [each.made_at is not None for each in found]


async def to_line(app: GridApp, pilot: Any, title: str, after: int = 0) -> None:
    """Move the cursor to the line of a title, the first one behind ``after`` lines."""
    screen = app.screen
    assert isinstance(screen, PapersScreen)
    place = next(
        place for place, line in enumerate(screen._lines.rows) if line.title == title and place > after
    )
    screen.table.move_to(place)
    await settled(app, pilot)


async def test_what_is_due_is_made_by_keys(
    home: Path, tmp_path: Path, clock: FrozenClock, sample_store: Kept
) -> None:
    desk = sample_store.opened(tmp_path, clock)
    app = GridApp(launch_on(tmp_path, clock, desk))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "8")
        text = screen_text(app)
        assert "本月要报 6 份，已写好 0 份" in text and "11-05 前报，过期了" in text
        assert all(title in text for title in DUE)
        await press(app, pilot, "a")
        assert isinstance(app.screen, WriteDue) and "6 份里还有 6 份没写" in screen_text(app)
        await press(app, pilot, "f5")
        folder = home / "下载" / "报送-20261124"
        assert sorted(path.stem for path in folder.iterdir()) == sorted(f"{name} 2026年10月" for name in DUE)
        assert "6 份已写好" in screen_text(app) and "报送-20261124" in screen_text(app)
        await press(app, pilot, "enter")
        assert "本月要报 6 份，已写好 6 份" in screen_text(app) and "11-24 已写好" in screen_text(app)
        assert all(made(desk))

        await press(app, pilot, "[", "w", "'第二'", "enter")
        assert "2026年10月 · 第二网格" in screen_text(app)
        await to_line(app, pilot, "民情台账", after=7)
        number = next(line.records for line in app.screen._lines.rows[8:] if line.title == "民情台账")  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert isinstance(app.screen, WritePaper)
        text = screen_text(app)
        assert "2026-10-01" in text and "2026-10-31" in text and "第二网格" in text
        await press(app, pilot, "enter", "enter", "enter", "enter", "enter", "2", "f5")
        assert "要写理由" in screen_text(app), screen_text(app)
        await press(app, pilot, "'街道检查'", "f5")
        (path,) = (home / "下载").glob("民情台账*.xlsx")
        sheet = load_workbook(path).active
        assert f"已写好，{number} 条" in screen_text(app)
        assert sheet.max_row == 4 + int(number) + 1 and "网格：第二网格" in sheet["A2"].value
        assert "街道检查" in sheet["A3"].value
        await press(app, pilot, "enter")
        await leads_on(app, pilot)
        await schedules(app, pilot, desk)
        assert_sound(desk)


async def leads_on(app: GridApp, pilot: Any) -> None:
    """A paper that is made elsewhere leads there, and back with Esc."""
    for title, place in (
        ("填上级的表", FillScreen),
        ("社区事务准入登记", BurdensScreen),
        ("月报", ReportScreen),
    ):
        await to_line(app, pilot, title, after=7)
        await press(app, pilot, "i")
        assert isinstance(app.screen, place), screen_text(app)
        await press(app, pilot, "escape")
        assert isinstance(app.screen, PapersScreen), screen_text(app)


async def schedules(app: GridApp, pilot: Any, desk: Workspace) -> None:
    """A line is changed in the form, switched off, and dropped again."""

    def first() -> tuple[int, Every, bool, bool]:
        with desk.read() as connection:
            row = schedules_in_force(connection)[0]
        return row.due_day, row.every, row.active, row.shipped

    await press(app, pilot, "s")
    assert isinstance(app.screen, SchedulesScreen) and "5 天内" in screen_text(app)
    await press(app, pilot, "enter")
    assert isinstance(app.screen, ScheduleFormScreen)
    await press(app, pilot, "enter", "enter", "3", "enter", "ctrl+u", "'12'", "ctrl+s")
    assert first() == (12, Every.QUARTER, True, False), screen_text(app)
    await press(app, pilot, "t")
    assert first() == (12, Every.QUARTER, False, False) and "不报了" in said(app)
    await press(app, pilot, "escape", "g")
    assert "本月要报 5 份" in screen_text(app)
    await press(app, pilot, "s", "delete")
    assert first() == (5, Every.MONTH, True, True)
    await press(app, pilot, "n", "enter", "'走访周报'", "ctrl+s")
    assert "走访周报" in screen_text(app) and "本单位" in screen_text(app)
    await press(app, pilot, "ctrl+z")
    assert "走访周报" not in screen_text(app)
