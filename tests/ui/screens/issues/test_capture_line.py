"""A whole line typed at once, and what comes to mind while one types."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue_states import State
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from tests.ui.screens.issues.issue_desk import furnish, press, settled, shown, sitting, take_down, type_text


def newest(desk: Workspace) -> sa.Row[tuple[object, ...]]:
    with desk.read() as connection:
        return connection.execute(sa.select(Issue).order_by(col(Issue.num).desc()).limit(1)).one()


async def test_a_line_fills_the_form_and_ctrl_s_saves_it(desk: Workspace, tmp_path: Path) -> None:
    made = furnish(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        await type_text(app, pilot, "3-2-501 王 漏水 求助 卫生间顶上滴水 !")
        await settled(app, pilot)
        assert "整句" in shown(app)
        await press(app, pilot, "enter", "ctrl+s")
        assert "已登记" in shown(app)
    row = newest(desk)
    assert (row.household_id, row.resident_id) == (made.households["3-2-501"], made.residents["王建国"])
    assert (row.category, row.nature, row.urgent) == ("M11-001", "help", True)
    assert row.text == "漏水 卫生间顶上滴水"


async def test_the_like_comes_to_mind_and_the_new_one_is_merged_into_it(
    desk: Workspace, tmp_path: Path
) -> None:
    made = furnish(desk)
    old = take_down(desk, "卫生间顶上滴水，楼上不修", household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path, (120, 40)) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        await type_text(app, pilot, "3-2-501 又是卫生间顶上滴水 求助")
        await settled(app, pilot)
        await press(app, pilot, "enter")
        assert "同户" in shown(app)
        await press(app, pilot, "f3", "f5")
        assert "将并入" in shown(app)
        await press(app, pilot, "ctrl+s")
        await press(app, pilot, "ctrl+z")
        assert newest(desk).deleted
        await press(app, pilot, "ctrl+y")
    with desk.read() as connection:
        new = newest(desk)
        assert status_of(connection, new.id).state is State.MERGED
        assert status_of(connection, old).merged_from == {new.id}
