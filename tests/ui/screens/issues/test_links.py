"""Linking by keys: from the detail, from the hints while typing, shown on both sides, taken back."""

from __future__ import annotations

from pathlib import Path

from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from tests.ui.screens.issues.issue_desk import furnish, press, settled, shown, sitting, take_down, type_text
from tests.ui.screens.issues.test_steps import status


async def test_an_issue_is_linked_seen_on_the_other_and_let_go(desk: Workspace, tmp_path: Path) -> None:
    one, other = take_down(desk, "水管爆了"), take_down(desk, "全楼停水")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(one))
        await settled(app, pilot)
        await press(app, pilot, "d", "plus")
        await type_text(app, pilot, "停水")
        await press(app, pilot, "enter")
        await type_text(app, pilot, "爆了才停的")
        await press(app, pilot, "ctrl+s")
        assert status(desk, one).links == {other} and status(desk, other).links == {one}
        assert "和本件关联：爆了才停的" in shown(app)
        await press(app, pilot, "r")
        assert app.detail.issue_id == other
        await press(app, pilot, "d", "asterisk", "1", "ctrl+s")
        assert not status(desk, one).links and not status(desk, other).links
        await press(app, pilot, "ctrl+z")
        assert status(desk, one).links == {other}


async def test_a_hint_is_linked_with_one_key_while_typing(desk: Workspace, tmp_path: Path) -> None:
    made = furnish(desk)
    other = take_down(desk, "三楼楼道灯不亮，上下楼摸黑", household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        app.entry.form.focus_field("text")
        await type_text(app, pilot, "楼道灯又不亮了，上下楼摸黑")
        await press(app, pilot, "f5")
        assert "将并入" in shown(app)
        await press(app, pilot, "f2")
        assert "将关联" in shown(app) and "将并入" not in shown(app)
        app.entry.form.load({"nature": "help"}, as_typed=True)
        await press(app, pilot, "f3", "ctrl+s")
        assert "已登记" in shown(app), shown(app)
        assert len(status(desk, other).links) == 1
