"""The board by keys: every figure leads to its rows, a figure that is nothing leads nowhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.queries.issues.issues import issue_count
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.board.screen import BoardScreen
from tests.conftest import NOON
from tests.ui.screens.issues.issue_desk import furnish, press, screen_lines, sitting, take_down


async def test_the_figures_of_a_state_open_their_rows(desk: Workspace, tmp_path: Path) -> None:
    made = furnish(desk)
    home, other = made.households["3-2-501"], made.households["7-1-102"]
    for days in (40, 30, 0):
        take_down(desk, "卫生间顶滴水", household_id=home, registered_at=NOON - timedelta(days=days))
    take_down(desk, "楼道堆物", K.SELF_HANDLE, household_id=other)
    take_down(desk, "咨询低保", K.VOID, household_id=other)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "b")
        assert isinstance(app.asked[-1], messages.OpenBoard)
        await app.push_screen(BoardScreen())
        await press(app, pilot)
        lines = screen_lines(app)
        assert lines[0].startswith(" 看板 · 全部网格")
        assert next(line for line in lines if "已登记" in line).split()[1:3] == ["已登记", "3"]
        assert "40天" in next(line for line in lines if "已登记" in line)

        await press(app, pilot, "down", "enter")
        opened = [app.asked[-1].filter]
        for key in "uml":
            await press(app, pilot, key)
            opened.append(app.asked[-1].filter)
        with desk.read() as connection:
            assert [issue_count(connection, each) for each in opened] == [3, 2, 2, 1]

        asked = len(app.asked)
        await press(app, pilot, "y", "down", "u")
        assert len(app.asked) == asked
        await press(app, pilot, "w", "down", "down", "enter")
        assert "第二网格" in screen_lines(app)[0]
        await press(app, pilot, "g", "enter")
        assert app.asked[-1].filter.grid_id == made.grids["第二网格"]
