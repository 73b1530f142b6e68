"""The shell of the program, driven by keys."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gridtui.settings import Settings
from gridtui.ui import messages
from gridtui.ui.answers import Cancelled
from gridtui.ui.covers import TooSmall
from gridtui.ui.kit.command_list import CommandList
from gridtui.ui.kit.jump import JumpScreen
from gridtui.ui.screens.first_run.screen import FirstRunScreen
from gridtui.ui.screens.unlock.screen import UnlockScreen
from tests.conftest import FrozenClock
from tests.ui.fake_desk import BareArea, FakeDesk, FakeWorkspace, launch_of, opened
from tests.ui.waiting import settled

SIZE = (80, 24)


@pytest.fixture
def workspace() -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def app(tmp_path: Path, clock: FrozenClock, workspace: FakeWorkspace) -> FakeDesk:
    return FakeDesk(launch_of(tmp_path, clock, workspace))


async def test_no_store_leads_to_the_first_run(tmp_path: Path, clock: FrozenClock) -> None:
    app = FakeDesk(launch_of(tmp_path, clock))
    async with app.run_test(size=SIZE) as pilot:
        assert isinstance(app.screen, FirstRunScreen)
        await pilot.press("escape", "escape", "2", "ctrl+z")
        assert isinstance(app.screen, FirstRunScreen)


async def test_a_store_leads_to_unlocking(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "desk.gtdb").write_bytes(b"?")
    app = FakeDesk(launch_of(tmp_path, clock))
    async with app.run_test(size=SIZE):
        assert isinstance(app.screen, UnlockScreen)


async def test_digits_go_to_areas_and_again_to_their_first_screen(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        assert app.current_mode == "home"
        await pilot.press("2")
        assert app.current_mode == "issues"
        await pilot.press("３")
        assert app.current_mode == "grids"
        await app.push_screen(app.area_screen("grids"))
        await pilot.press("3")
        assert len(app.screen_stack) == 1


async def test_a_field_keeps_its_digits_and_letters(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        area.query_one("Input").focus()
        await pilot.press("2", "x", "question_mark", "slash")
        assert app.current_mode == "home"
        assert area.query_one("Input").value == "2x?/"  # type: ignore[attr-defined]
        assert area.notes == []


@pytest.mark.parametrize("key", ["f1", "question_mark", "fullwidth_question_mark"])
async def test_help_opens_and_gives_the_chosen_command(app: FakeDesk, key: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press(key)
        assert isinstance(app.screen, CommandList)
        await pilot.press(*"打勾", "enter")
        assert app.screen is area
        assert area.notes == ["mark"]


@pytest.mark.parametrize("key", ["ctrl+p", "colon", "fullwidth_colon"])
async def test_the_palette_finds_by_pinyin_initials(app: FakeDesk, key: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press(key)
        await pilot.press(*"dj", "enter")
        assert area.notes == ["write"]


async def test_the_row_menu_leaves_out_what_works_everywhere(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("f9")
        assert isinstance(app.screen, CommandList)
        ids = {offer.command.id for offer in app.screen.choices}
        assert "bare.mark" in ids
        assert not any(id.startswith("app.") for id in ids)


async def test_help_opens_over_a_field_too(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        area.query_one("Input").focus()
        await pilot.press("f1")
        assert isinstance(app.screen, CommandList)
        await pilot.press("f1", "escape")
        assert app.screen is area


async def test_twins_give_the_command_of_a_sign(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press("fullwidth_equals_sign", "Ｆ")
        assert area.notes == ["ask", "ask"]


async def test_letters_for_lists_wait_for_a_list(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        area.query_one("OptionList").focus()
        await pilot.press("y")
        app.set_focus(None)
        await pilot.press("y")
        assert area.notes == ["list"]


async def test_jump_goes_to_the_widget_of_the_letter(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        area.query_one("OptionList").focus()
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, JumpScreen)
        await pilot.press("ｓ")
        assert app.focused is area.query_one("Input")
        await pilot.press("ctrl+o", "escape")
        assert app.screen is area


async def test_escape_goes_back_and_never_out(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press("2")
        await app.push_screen(app.area_screen("issues"))
        for _ in range(4):
            await pilot.press("escape")
        assert app.screen is area
        assert app.is_running
        assert "Ctrl+Q" in app.told[-1]


async def test_ctrl_c_says_in_chinese_how_to_leave(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        await pilot.press("ctrl+c")
        assert app.told == ["要退出请按 Ctrl+Q"]


async def test_quitting_keeps_the_drafts_and_closes_the_store(
    app: FakeDesk, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press("ctrl+q")
    assert area.kept == 1
    assert workspace.closed


async def test_requests_open_places_and_reading_refuses_to_write(
    app: FakeDesk, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        area.post_message(messages.OpenHousehold(b"h" * 16))
        await pilot.press("ctrl+n", "ctrl+f")
        assert [type(m).__name__ for m in app.opened] == ["OpenHousehold", "NewIssue", "OpenSearch"]
        workspace.read_only, workspace.holder = True, "李芳 @ 二楼电脑"
        await pilot.press("ctrl+n", "ctrl+t")
        await pilot.pause()
        assert len(app.opened) == 3
        assert area.notes == []
        assert "李芳" in app.told[-1]


async def test_rebound_keys_take_the_place_of_the_declared(
    tmp_path: Path, clock: FrozenClock, workspace: FakeWorkspace
) -> None:
    settings = Settings(keys={"bare.mark": ("!",), "app.help": ("f3",)})
    app = FakeDesk(launch_of(tmp_path, clock, workspace, settings=settings))
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press("x", "fullwidth_exclamation_mark", "exclamation_mark", "f1")
        assert area.notes == ["mark", "mark"]
        await pilot.press("f3")
        assert isinstance(app.screen, CommandList)


async def test_undo_says_what_came_back(app: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    import gridtui.usecases.undo as undo

    monkeypatch.setattr(undo, "undo_last", lambda unit: "已登记 20261124-031")
    monkeypatch.setattr(undo, "redo_last", lambda unit: "已登记 20261124-031")
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.press("ctrl+z")
        assert app.told[-1] == "已撤销：已登记 20261124-031"
        await pilot.press("ctrl+y")
        assert app.told[-1] == "已恢复：已登记 20261124-031"
        await pilot.pause()
        assert area.changes == ["undo", "redo"]


async def test_too_small_a_window_takes_no_commands(app: FakeDesk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        area = await opened(app, pilot)
        await pilot.resize_terminal(59, 24)
        await pilot.press("x", "2", "f1", "escape")
        assert area.notes == []
        assert app.current_mode == "home"
        await pilot.resize_terminal(80, 24)
        assert app.screen is area


async def test_copying_never_meets_the_real_clipboard_in_tests(app: FakeDesk, monkeypatch: Any) -> None:
    import gridtui.ui.clipboard as module

    monkeypatch.setattr(module, "copy_with_tool", lambda text: pytest.fail("touched the clipboard"))
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        app.copy_to_clipboard("3-2-501")
        assert app.clipboard == "3-2-501"


async def test_quitting_stops_a_long_job_instead_of_waiting_for_it(
    app: FakeDesk, workspace: FakeWorkspace
) -> None:
    stopped: list[int] = []

    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        job = app.gateway.job()

        def work(_: Any) -> None:
            try:
                for done in range(100_000_000):
                    job.tick(done)
            finally:
                stopped.append(1)

        task = asyncio.create_task(app.gateway.write("import", work))
        await asyncio.sleep(0)
        await pilot.press("ctrl+q")
        with pytest.raises(Cancelled):
            await task
    assert stopped == [1]
    assert workspace.closed


async def test_a_window_that_is_too_small_from_the_start_is_covered(app: FakeDesk) -> None:
    async with app.run_test(size=(59, 16)) as pilot:
        await settled(app, pilot)
        assert isinstance(app.screen, TooSmall)
        await pilot.press("2")
        await pilot.resize_terminal(80, 24)
        assert app.current_mode == "home"
        assert isinstance(app.screen, BareArea)
