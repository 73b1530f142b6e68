"""Signing in to a shared store, locking it, and signing in again with nothing but the password."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gridtui.domain.words.store_addresses import SharedAddress, named_store
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.ui.app import GridApp
from gridtui.ui.screens.unlock.sign_in import SignInScreen
from tests.conftest import FrozenClock
from tests.engines import password_login, postgres_database
from tests.ui.fake_desk import launch_of
from tests.ui.waiting import settled
from tests.ui.walking import painted


async def test_a_shared_store_asks_for_the_password_and_again_after_a_lock(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with postgres_database("sign in") as url, password_login(url, "geheim") as login:
        create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock).close()
        place = named_store(login, {}).place
        assert isinstance(place, SharedAddress)
        app = GridApp(replace(launch_of(tmp_path, clock), store=place))
        async with app.run_test(size=(80, 24)) as pilot:
            shown = " ".join(painted(app))
            assert place.database in shown and place.user in shown and "口令留空" in shown
            await pilot.press("enter")
            await settled(app, pilot)
            assert "服务器要口令" in " ".join(painted(app))
            await pilot.press(*"falsch", "enter")
            await settled(app, pilot)
            assert "口令不对" in " ".join(painted(app)) and "falsch" not in " ".join(painted(app))
            await pilot.press(*"geheim", "enter")
            await settled(app, pilot)
            assert app.gateway.is_open and app.current_mode == "home"
            assert "备份 在服务器上" in " ".join(painted(app))
            # A lock is no lock where the computer itself knows the password.
            monkeypatch.setenv("PGPASSWORD", "geheim")
            await app.lock()
            assert isinstance(app.screen, SignInScreen) and not app.gateway.is_open
            await pilot.press("enter")
            await settled(app, pilot)
            assert not app.gateway.is_open and "服务器要口令" in " ".join(painted(app))
            await pilot.press(*"geheim", "enter")
            await settled(app, pilot)
            assert app.gateway.is_open
