"""Verifying and calling back one issue after the other, by keys."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.issues.rounds import RoundScreen
from gridtui.ui.screens.issues.screen import IssuesScreen
from tests.ui.screens.issues.issue_desk import (
    PHONE,
    IssueDesk,
    press,
    settled,
    shown,
    sitting,
    take_down,
    type_text,
)
from tests.ui.screens.issues.test_steps import status

ANSWERED = (K.SELF_HANDLE, K.FEEDBACK)
VERIFIED = (*ANSWERED, K.PASS_VERIFY)


class RoundDesk(IssueDesk):
    """The desk that opens rounds too."""

    def open_place(self, message: object) -> None:
        super(IssueDesk, self).open_place(message)


async def test_calling_back_goes_on_by_itself_and_a_justified_complaint_reopens(
    desk: Workspace, tmp_path: Path
) -> None:
    first, second, third = (
        take_down(desk, f"楼道灯{n}不亮", *VERIFIED, reporter_name=f"王{n}", reporter_phone=PHONE)
        for n in range(3)
    )
    async with sitting(desk, tmp_path, app_class=RoundDesk) as (app, pilot):
        await press(app, pilot, "r")
        assert isinstance(app.screen, RoundScreen) and "还有 3 件" in shown(app)
        assert "楼道灯0不亮" in shown(app) and PHONE not in shown(app)
        await press(app, pilot, "f2")
        assert PHONE in shown(app)
        await press(app, pilot, "1", "tab", "1", "tab", "1", "ctrl+s")  # reached, resolved, satisfied
        assert status(desk, first).state is State.CLOSED
        assert "楼道灯1不亮" in shown(app) and "还有 2 件" in shown(app) and "已回访" in shown(app)
        assert PHONE not in shown(app)
        await press(app, pilot, "1", "tab", "3", "tab", "3", "tab", "space", "ctrl+s")
        assert "请写明为什么不满意" in shown(app)
        await type_text(app, pilot, "还是不亮")
        await press(app, pilot, "ctrl+s")
        assert status(desk, second).state is State.IN_PROGRESS and status(desk, second).reopened == 1
        await press(app, pilot, "f3")
        assert isinstance(app.screen, IssuesScreen) and "办了 2 件" in shown(app)
        assert status(desk, third).state is State.PENDING_CALLBACK


async def test_verifying_passes_fails_and_ends_what_is_anonymous(desk: Workspace, tmp_path: Path) -> None:
    named = take_down(desk, "楼道灯不亮", *ANSWERED)
    nameless = take_down(desk, "井盖松动", *ANSWERED, anonymous=True)
    bad = take_down(desk, "垃圾没清", *ANSWERED)
    async with sitting(desk, tmp_path, app_class=RoundDesk) as (app, pilot):
        await press(app, pilot, "y")
        await press(app, pilot, "1", "ctrl+s")
        assert status(desk, named).state is State.PENDING_CALLBACK
        assert "匿名" in shown(app)
        await press(app, pilot, "1", "ctrl+s")
        assert "匿名诉求核查后即办结，请选是否解决" in shown(app)
        await press(app, pilot, "1", "ctrl+s")
        assert status(desk, nameless).state is State.CLOSED
        await press(app, pilot, "2", "ctrl+s")
        assert "请写明核查为什么不通过" in shown(app)
        await type_text(app, pilot, "去看了没清")
        await press(app, pilot, "ctrl+s")
        assert status(desk, bad).state is State.IN_PROGRESS
        assert "这一遍做完了，办了 3 件" in shown(app)
        app.post_message(messages.OpenRound("pending_verify"))
        await settled(app, pilot)
        assert "没有待核查的诉求了" in shown(app)
