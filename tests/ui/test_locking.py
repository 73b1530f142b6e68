"""Locking clears everything, keeps drafts, and never ends work under way."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.ui.covers import LockedBusy
from gridtui.ui.screens.unlock.screen import UnlockScreen
from tests.conftest import FrozenClock
from tests.ui.fake_desk import BareArea, FakeDesk, FakeWorkspace, launch_of, opened
from tests.ui.waiting import finished, settled

SIZE = (80, 24)


class LockableDesk(FakeDesk):
    """A desk whose passphrase is ``right``."""

    def __init__(self, folder: Path, clock: FrozenClock) -> None:
        (folder / "desk.gtdb").write_bytes(b"?")
        super().__init__(launch_of(folder, clock))
        self.workspaces: list[FakeWorkspace] = []

    async def _open(self, passphrase: str) -> None:
        if passphrase != "right":
            raise RuleBroken(Problem("口令不对，请再试一次", "passphrase"))
        self.workspaces.append(FakeWorkspace())
        await self.gateway.adopt(lambda: self.workspaces[-1])  # type: ignore[arg-type, return-value]


@pytest.fixture
def app(tmp_path: Path, clock: FrozenClock) -> LockableDesk:
    return LockableDesk(tmp_path, clock)


async def unlocked(app: LockableDesk, pilot: Any) -> BareArea:
    await pilot.press(*"right", "enter")
    return await opened(app, pilot)


async def test_a_wrong_passphrase_is_said_and_can_be_tried_again(app: LockableDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        assert "请先输入口令" in screen_text(app)
        await pilot.press(*"wrong", "enter")
        await finished(app)
        await pilot.pause()
        assert "口令不对" in screen_text(app)
        assert "wrong" not in screen_text(app)
        await unlocked(app, pilot)


async def test_locking_closes_the_store_and_clears_every_screen(app: LockableDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await unlocked(app, pilot)
        area.query_one("Input").value = "李芳"  # type: ignore[attr-defined]
        await pilot.press("2")
        behind = app.screen
        await pilot.pause()
        app.copy_to_clipboard("李芳")
        await pilot.press("ctrl+l")
        await finished(app)
        await pilot.pause()
        assert app.workspaces[0].closed
        assert not app.gateway.is_open
        assert isinstance(app.screen, UnlockScreen)
        assert "李芳" not in screen_text(app)
        assert app.clipboard == ""
        assert not area.is_attached
        assert not behind.is_attached
        assert area.kept == 1
        await unlocked(app, pilot)
        assert app.current_mode == "issues"
        assert app.screen is not behind


async def test_nobody_there_for_five_minutes_locks(app: LockableDesk, clock: FrozenClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await unlocked(app, pilot)
        clock.pass_time(minutes=4, seconds=59)
        app.lock_if_idle()
        await pilot.press("j")
        clock.pass_time(minutes=4, seconds=59)
        app.lock_if_idle()
        await settled(app, pilot)
        assert app.gateway.is_open
        clock.pass_time(seconds=2)
        app.lock_if_idle()
        await settled(app, pilot)
        assert isinstance(app.screen, UnlockScreen)


async def test_a_clock_set_back_does_not_keep_the_store_open(app: LockableDesk, clock: FrozenClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await unlocked(app, pilot)
        clock.pass_time(days=-3)
        app.lock_if_idle()
        clock.pass_time(minutes=6)
        app.lock_if_idle()
        await settled(app, pilot)
        assert not app.gateway.is_open


async def test_work_under_way_is_only_covered_and_the_lock_follows(app: LockableDesk) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def work(_: Any) -> None:
        entered.set()
        go_on.wait(10)

    async with app.run_test(size=SIZE) as pilot:
        await unlocked(app, pilot)
        task = asyncio.create_task(app.gateway.write("import", work))
        await asyncio.get_running_loop().run_in_executor(None, entered.wait, 10)
        await pilot.press("ctrl+l")
        await settled(app, pilot)
        assert isinstance(app.screen, LockedBusy)
        assert app.gateway.is_open
        await pilot.press("escape", "2", "f1", "x")
        assert isinstance(app.screen, LockedBusy)
        go_on.set()
        await task
        app.lock_if_idle()
        await settled(app, pilot)
        assert isinstance(app.screen, UnlockScreen)
        assert app.workspaces[0].closed


async def test_the_sample_is_not_locked_because_nothing_could_open_it(
    tmp_path: Path, clock: FrozenClock
) -> None:
    app = FakeDesk(launch_of(tmp_path, clock, FakeWorkspace()))
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        clock.pass_time(hours=1)
        app.lock_if_idle()
        await pilot.press("ctrl+l")
        await settled(app, pilot)
        assert app.gateway.is_open
        assert "没有口令" in app.told[-1]


def screen_text(app: FakeDesk) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)
