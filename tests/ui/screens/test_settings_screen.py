"""The settings screen: choices are saved, keys are changed by pressing them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import OptionList

from gridtui import words
from gridtui.settings import load_settings
from gridtui.ui.app import GridApp
from gridtui.ui.kit.commands import Command, every_command
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.message_line import MessageLine
from gridtui.ui.screens.settings.keys import KeyCapture, key_problems
from gridtui.ui.screens.settings.screen import SettingsScreen
from tests.conftest import FrozenClock
from tests.ui.fake_desk import BareArea, FakeDesk, FakeWorkspace, launch_of, opened
from tests.ui.waiting import finished


class SettingsDesk(FakeDesk):
    """A desk whose areas are bare but for the settings."""

    def area_screen(self, key: str) -> Screen[Any]:
        return GridApp.area_screen(self, key) if key == "settings" else BareArea()


@pytest.fixture
def app(tmp_path: Path, clock: FrozenClock) -> SettingsDesk:
    return SettingsDesk(launch_of(tmp_path, clock, FakeWorkspace()))


async def at_settings(app: SettingsDesk, pilot: Any) -> SettingsScreen:
    await opened(app, pilot)
    await pilot.press("9")
    await finished(app)
    await pilot.pause()
    assert isinstance(app.screen, SettingsScreen)
    return app.screen


async def test_choices_are_saved_and_used_at_once(app: SettingsDesk, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_settings(app, pilot)
        screen.query_one(Form).load({"theme": "light", "lock_minutes": "12"}, as_typed=True)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.theme == "gridtui-light"
        assert app.settings.lock_minutes == 12
    assert load_settings(tmp_path / "settings.toml")[0] == app.settings


async def test_what_was_asked_for_at_this_start_alone_is_not_saved(
    tmp_path: Path, clock: FrozenClock
) -> None:
    app = SettingsDesk(replace(launch_of(tmp_path, clock, FakeWorkspace()), language="en", ascii=True))
    async with app.run_test(size=(80, 24)) as pilot:
        assert words.tr("设置") == "Settings"
        screen = await at_settings(app, pilot)
        screen.query_one(Form).load({"theme": "light"}, as_typed=True)
        await pilot.press("ctrl+s")
        await pilot.pause()
    saved = load_settings(tmp_path / "settings.toml")[0]
    assert (saved.theme, saved.language, saved.ascii) == ("light", "zh", False)


@pytest.mark.parametrize("minutes", ["0", "31", "五", "-1", ""])
async def test_wrong_minutes_are_said_under_the_field(
    app: SettingsDesk, tmp_path: Path, minutes: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_settings(app, pilot)
        screen.query_one(Form).load({"lock_minutes": minutes}, as_typed=True)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert screen.query_one(Form).rows["lock_minutes"].has_error
    assert not (tmp_path / "settings.toml").exists()


async def press_key_for(app: SettingsDesk, pilot: Any, command_id: str, key: str) -> None:
    options = app.screen.query_one(OptionList)
    options.focus()
    options.highlighted = options.get_option_index(command_id)
    await pilot.press("enter")
    assert isinstance(app.screen, KeyCapture)
    await pilot.press(key)
    await pilot.pause()


async def test_a_pressed_key_becomes_the_key_and_backspace_gives_it_back(
    app: SettingsDesk, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_settings(app, pilot)
        await press_key_for(app, pilot, "app.lock", "f12")
        assert app.rebound == {"app.lock": ("f12",)}
        assert load_settings(tmp_path / "settings.toml")[0].keys == {"app.lock": ("f12",)}
        await press_key_for(app, pilot, "app.lock", "backspace")
        assert app.rebound == {}


async def test_taken_and_forbidden_keys_are_refused(app: SettingsDesk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_settings(app, pilot)
        await press_key_for(app, pilot, "app.lock", "ctrl+f")
        assert "“找”的键" in screen.query_one(MessageLine).sentence
        await press_key_for(app, pilot, "app.lock", "ctrl+k")
        assert "占用" in screen.query_one(MessageLine).sentence
        await press_key_for(app, pilot, "app.lock", "escape")
        assert app.rebound == {}


async def test_the_list_holds_every_command(app: SettingsDesk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_settings(app, pilot)
        listed = {option.id for option in screen.query_one(OptionList).options}
        assert {"app.help", "list.mark_row", "form.save"} <= listed
        assert listed <= set(every_command())


def test_full_width_twins_count_as_the_same_key() -> None:
    ask = Command("a.ask", "询问", ("=",), "", "一", "ask")
    other = Command("a.other", "另外", ("x",), "", "一", "other")
    elsewhere = Command("b.other", "别处", ("x",), "", "二", "other")
    assert key_problems(other, "fullwidth_equals_sign", [(ask, ask.keys)])
    assert not key_problems(elsewhere, "equals_sign", [(ask, ask.keys)])
