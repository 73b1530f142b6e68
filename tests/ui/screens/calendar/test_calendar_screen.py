"""The working calendar by keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gridtui.storage.derived.calendars import own_days
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.calendar.screen import CalendarScreen
from tests.ui.screens.issues.issue_desk import press, settled, type_text
from tests.ui.screens.neighbourhood import desk_app, screen_text


async def test_a_day_is_added_changed_and_dropped_and_the_year_goes_back(
    desk: Workspace, tmp_path: Path
) -> None:
    def own() -> dict[date, bool]:
        with desk.read() as connection:
            return {entry.day: entry.works for entry in own_days(connection)}

    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(CalendarScreen())
        await settled(app, pilot)
        assert "2026 年 · 程序自带" in screen_text(app) and "元旦" in screen_text(app)
        await press(app, pilot, "n")
        await type_text(app, pilot, "2026-11-25")
        await press(app, pilot, "ctrl+s")
        assert own()[date(2026, 11, 25)] is False and len(own()) == 40
        assert "2026 年 · 本单位的表" in screen_text(app)
        await press(app, pilot, "G", "enter", "left", "ctrl+s")
        assert own()[date(2026, 11, 25)] is True
        assert "2026-11-25 星期三 上班，未办结的都重新算了" in screen_text(app)
        await press(app, pilot, "enter", "ctrl+s")
        assert "没有改动：2026-11-25" in screen_text(app)
        await press(app, pilot, "n")
        await type_text(app, pilot, "2027-01-01")
        await press(app, pilot, "ctrl+s")
        assert "2027 年 · 本单位的表" in screen_text(app), "the year of the day that was set is shown"
        await press(app, pilot, "ctrl+z")
        await press(app, pilot, "y")
        await type_text(app, pilot, "2026")
        await press(app, pilot, "enter")
        await press(app, pilot, "G", "delete")
        assert date(2026, 11, 25) not in own()
        await press(app, pilot, "r")
        assert own() == {} and "程序自带" in screen_text(app)
        await press(app, pilot, "ctrl+z")
        assert len(own()) == 39
        await press(app, pilot, "y")
        await type_text(app, pilot, "2027")
        await press(app, pilot, "enter")
        assert "还不知道，按周一至周五" in screen_text(app) and "这一年还没有放假安排" in screen_text(app)
