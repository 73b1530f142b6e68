"""From nothing to an open, locked and opened store, with the real storage behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gridtui import words
from gridtui.ui import messages
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.passphrases import passphrase_problems
from gridtui.ui.screens.first_run.new_store import NewStoreScreen
from gridtui.ui.screens.unlock.screen import UnlockScreen
from tests.conftest import FrozenClock
from tests.ui.fake_desk import BareArea, FakeDesk, FakeWorkspace, launch_of, opened
from tests.ui.waiting import finished

PASSPHRASE = "翠湖西路 二支部"
GOOD = {
    "name": "翠湖西路第二支部",
    "level": "5",
    "division_code": "530102001001",
    "operator_name": "王秀兰",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}


@pytest.fixture
def app(tmp_path: Path, clock: FrozenClock) -> FakeDesk:
    return FakeDesk(launch_of(tmp_path, clock))


async def fill(app: FakeDesk, pilot: Any, way: str, **changes: str) -> NewStoreScreen:
    await pilot.press(way)
    screen = app.screen
    assert isinstance(screen, NewStoreScreen)
    screen.query_one(Form).load(GOOD | changes, as_typed=True)
    await pilot.press("ctrl+s")
    return screen


async def test_a_store_is_made_locked_and_opened_again(app: FakeDesk, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        form = await fill(app, pilot, "n")
        area = await opened(app, pilot)
        assert app.current_mode == "home"
        assert app.status_facts.store == "翠湖西路第二支部"
        assert app.status_facts.operator == "王秀兰"
        assert not form.is_attached
        assert PASSPHRASE.encode() not in (tmp_path / "desk.gtdb").read_bytes()
        await pilot.press("ctrl+l")
        await finished(app)
        assert isinstance(app.screen, UnlockScreen)
        await pilot.press(*PASSPHRASE, "enter")
        assert await opened(app, pilot) is not area


async def test_a_second_program_only_reads_and_says_who_holds_the_store(
    app: FakeDesk, tmp_path: Path, clock: FrozenClock
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(app, pilot, "n")
        await opened(app, pilot)
        second = FakeDesk(launch_of(tmp_path, clock, passphrase=PASSPHRASE))
        async with second.run_test(size=(80, 24)) as other:
            await opened(second, other)
            assert second.gateway.read_only
            assert "王秀兰" in second.told[-1]


async def test_importing_goes_on_to_choosing_a_file(app: FakeDesk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(app, pilot, "i")
        await opened(app, pilot)
        await pilot.pause()
        assert app.current_mode == "home" and isinstance(app.opened[-1], messages.OpenImport)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("operator_name", ""),
        ("division_code", "53010"),
        ("passphrase", "short"),
        ("again", "anders"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    app: FakeDesk, tmp_path: Path, field: str, value: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await fill(app, pilot, "n", **{field: value})
        await pilot.pause()
        assert [row.spec.name for row in screen.query_one(Form).rows if row.has_error] == [field]
        assert app.screen is screen
    assert not (tmp_path / "desk.gtdb").exists()


def test_full_width_repetition_is_the_same_passphrase() -> None:
    assert passphrase_problems("abcdefgh1", "ａｂｃｄｅｆｇｈ１") == []
    assert "8" in words.say(passphrase_problems("短口令", "短口令")[0])


async def test_the_sample_opens_without_a_passphrase(tmp_path: Path, clock: FrozenClock) -> None:
    sample = FakeWorkspace(name="示例")
    app = FakeDesk(launch_of(tmp_path, clock, sample=lambda: sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        await opened(app, pilot)
        assert not app.has_passphrase


async def test_without_a_sample_it_is_said(app: FakeDesk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert "没有示例" in app.told[-1]


async def test_a_damaged_store_is_said_and_nothing_opens(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "desk.gtdb").write_bytes(b"no store at all")
    (tmp_path / "desk.gtdb.key").write_bytes(b"{}")
    app = FakeDesk(launch_of(tmp_path, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"anything", "enter")
        await finished(app)
        await pilot.pause()
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "密钥文件已损坏" in text
        assert not isinstance(app.screen, BareArea)
