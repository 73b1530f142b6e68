"""Signing in to a shared store as one bound to a grid, locking it, and signing in again by the password."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gridtui.domain.words.store_addresses import SharedAddress, named_store
from gridtui.storage.store import logins
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.ui.app import GridApp
from gridtui.ui.navigation import AREAS
from gridtui.ui.screens.unlock.sign_in import SignInScreen
from gridtui.usecases.operators import find_or_add_operator
from tests.conftest import FrozenClock
from tests.engines import ask_for_password, drop_roles, login_as, postgres_database
from tests.makers import make_issue, make_quarter
from tests.ui.fake_desk import launch_of
from tests.ui.waiting import settled
from tests.ui.walking import painted

PASSWORD = "geheim-2026"


@pytest.fixture
def place(clock: FrozenClock) -> Iterator[SharedAddress]:
    """The address of a shared store for a login that is bound to the first of two grids."""
    with postgres_database("sign in") as url:
        keeper = create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock)
        here, there = make_quarter(keeper), make_quarter(keeper, "李国强")
        make_issue(keeper, "这边灯不亮", household_id=here.household)
        make_issue(keeper, "那边灯不亮", household_id=there.household)
        login = f"lgh{os.getpid()}"
        try:
            with keeper.write("add_operator") as unit:
                who = find_or_add_operator(unit, "李桂花")
                logins.add_login(unit.connection, login, who, "grid_worker", [here.grid], PASSWORD, clock())
            ask_for_password(login)
            keeper.close()
            found = named_store(login_as(url, login), {}).place
            assert isinstance(found, SharedAddress)
            yield found
        finally:
            keeper.close()
            drop_roles(url)


async def test_a_shared_store_asks_for_the_password_and_again_after_a_lock(
    tmp_path: Path, clock: FrozenClock, place: SharedAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    app = GridApp(replace(launch_of(tmp_path, clock), store=place))
    async with app.run_test(size=(80, 24)) as pilot:

        async def sign_in(password: str) -> str:
            await pilot.press(*password, "enter")
            await settled(app, pilot)
            return " ".join(painted(app))

        shown = " ".join(painted(app))
        assert place.database in shown and place.user in shown and "口令留空" in shown
        assert "服务器要口令" in await sign_in("")
        refused = await sign_in("falsch")
        assert "口令不对" in refused and "falsch" not in refused
        shown = await sign_in(PASSWORD)
        assert app.gateway.is_open and app.current_mode == "home"
        assert app.status_facts.operator == "李桂花" and "备份 在服务器上" in shown
        seen = ""
        for area in AREAS:
            await app.action_go(area.key)
            await settled(app, pilot)
            seen += " ".join(painted(app))
        assert "杨桂芬" in seen and "这边灯不亮" in seen
        assert "李国强" not in seen and "那边灯不亮" not in seen
        assert "没有这项权限" not in seen and "不在您负责的网格" not in seen
        # A lock is no lock where the computer itself knows the password.
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        await app.lock()
        assert isinstance(app.screen, SignInScreen) and not app.gateway.is_open
        assert "服务器要口令" in await sign_in("")
        assert not app.gateway.is_open
        await sign_in(PASSWORD)
        assert app.gateway.is_open
