"""The limits by keys."""

from __future__ import annotations

from pathlib import Path

from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.workspace import Workspace
from gridtui.ui.screens.limits.screen import LimitsScreen
from tests.ui.screens.issues.issue_desk import press, settled
from tests.ui.screens.neighbourhood import desk_app, screen_text


async def test_a_limit_is_changed_and_the_shipped_one_comes_back(desk: Workspace, tmp_path: Path) -> None:
    def own() -> list[int]:
        with desk.read() as connection:
            return [limit.amount for limit in limits_in_force(connection).limits if not limit.shipped]

    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(LimitsScreen())
        await settled(app, pilot)
        assert "默认值，非昆明规定" in screen_text(app) and "2 工作日" in screen_text(app)
        await press(app, pilot, "enter", "backspace", "4", "ctrl+s")
        assert own() == [4]
        assert "本单位" in screen_text(app) and "4 工作日" in screen_text(app)
        await press(app, pilot, "delete")
        assert own() == []
