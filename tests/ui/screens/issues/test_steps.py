"""Doing steps by keys: at once, in a form, refused in words, from the door to the end."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.issues.step import StepScreen
from tests.ui.screens.issues.issue_desk import press, settled, shown, sitting, take_down, type_text


def status(desk: Workspace, issue: bytes) -> IssueStatus:
    with desk.read() as connection:
        return status_of(connection, issue)


async def test_from_the_door_to_the_end_by_keys(desk: Workspace, tmp_path: Path) -> None:
    issue = take_down(desk, "卫生间顶滴水")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "d", "z")
        assert status(desk, issue).state is State.IN_PROGRESS
        assert "已自办" in shown(app)
        await press(app, pilot, "d", "f", "tab")
        await type_text(app, pilot, "换了水管")
        await press(app, pilot, "ctrl+s")
        assert status(desk, issue).state is State.PENDING_VERIFY
        await press(app, pilot, "d", "y")
        await press(app, pilot, "d", "b", "1", "tab", "1", "tab", "1", "ctrl+s")
        assert status(desk, issue).state is State.CLOSED
        assert str(status(desk, issue).satisfaction) == "satisfied"


async def test_what_a_step_lacks_is_said_under_its_field_and_nothing_is_lost(
    desk: Workspace, tmp_path: Path
) -> None:
    issue = take_down(desk, "卫生间顶滴水")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "d", "v", "ctrl+s")
        assert "请写明为什么作废" in shown(app)
        await type_text(app, pilot, "重复了")
        await press(app, pilot, "escape", "d", "v")
        assert "接着写" in shown(app) and "重复了" in shown(app)
        await press(app, pilot, "enter", "ctrl+s")
        assert status(desk, issue).state is State.VOIDED
        await press(app, pilot, "ctrl+z")
        assert status(desk, issue).state is State.REGISTERED


async def test_only_possible_steps_are_offered_and_a_phrase_is_put_in(
    desk: Workspace, tmp_path: Path
) -> None:
    issue = take_down(desk, "卫生间顶滴水")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "d")
        assert "自办" in shown(app) and "回访" not in shown(app).split("办理")[-1]
        await press(app, pilot, "b", "v")
        assert isinstance(app.screen, StepScreen)
        await press(app, pilot, "f5", "enter")
        assert "重复登记" in app.screen.form.raw_values()["text"]


async def test_marked_issues_take_a_step_together_and_one_undo_takes_it_back(
    desk: Workspace, tmp_path: Path
) -> None:
    issues = [take_down(desk, f"楼道灯{n}") for n in range(3)]
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "space", "down", "space", "d", "z")
        assert "2 件已自办" in shown(app)
        assert [status(desk, each).state for each in issues].count(State.IN_PROGRESS) == 2
        await press(app, pilot, "ctrl+z")
        assert {status(desk, each).state for each in issues} == {State.REGISTERED}


async def test_a_step_of_many_leaves_marked_what_cannot_take_it(desk: Workspace, tmp_path: Path) -> None:
    fresh = [take_down(desk, f"楼道灯{n}") for n in range(2)]
    taken = take_down(desk, "电梯停运", K.SELF_HANDLE)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "space", "space", "space", "d")
        assert "选中的 3 件" in shown(app) and "3 件里 2 件" in shown(app)
        await press(app, pilot, "z")
        assert app.said == "2 件已自办，Ctrl+Z 撤销；1 件现在不能自办，仍选中"
        assert [*app.list_screen.table.marks] == [taken]
        assert {status(desk, each).state for each in fresh} == {State.IN_PROGRESS}


async def test_a_step_that_says_something_is_said_once_for_many(desk: Workspace, tmp_path: Path) -> None:
    issues = [take_down(desk, f"楼道灯{n}", K.SELF_HANDLE) for n in range(3)]
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "space", "space", "space", "d", "f")
        assert " 等 3 件" in shown(app)
        await press(app, pilot, "tab")
        await type_text(app, pilot, "整栋的灯都换了")
        await press(app, pilot, "ctrl+s")
        assert app.said == "3 件已反馈，Ctrl+Z 撤销"
        assert [status(desk, each).live[-1].text for each in issues] == ["整栋的灯都换了"] * 3
        assert not app.list_screen.table.marks
        await press(app, pilot, "ctrl+z")
        assert {status(desk, each).state for each in issues} == {State.IN_PROGRESS}
        assert "3" in app.said
