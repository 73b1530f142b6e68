"""The first run leads here, and every step speaks one language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.kit.form import Form
from gridtui.ui.screens.first_run.new_store import NewStoreScreen
from gridtui.ui.screens.importing.choosing import ChoosingStep
from gridtui.ui.screens.importing.screen import ImportScreen
from tests.architecture.sources import is_chinese
from tests.conftest import FOUNDING_CODE, PASSPHRASE, FrozenClock
from tests.ui.fake_desk import launch_of
from tests.ui.screens.importing.import_desk import app_of, at_home, import_screen, press, register, settle
from tests.ui.screens.neighbourhood import screen_text

ALLOWED = re.compile(r"xlsx?|et|csv|tsv|jsonl?|Esc|Ctrl|UTF|GB|Big", re.IGNORECASE)


def words_of(text: str) -> str:
    """Return the lines of a screen but the last, which names the store."""
    return "\n".join(text.splitlines()[:-1])


async def seen_on_the_way(app: Any, pilot: Any, file: Path) -> list[str]:
    await import_screen(app, pilot)
    seen = [screen_text(app)]
    app.screen.query_one(ChoosingStep).field.put(str(file))
    await press(app, pilot, "enter")
    seen.append(screen_text(app))
    for key in ("enter", "escape", "f7", "escape", "f5", "f8", "escape", "f5"):
        await press(app, pilot, key)
        seen.append(screen_text(app))
    assert app.screen.step == "result"
    return [words_of(each) for each in seen]


async def test_no_english_is_left_in_chinese(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = at_home(monkeypatch, tmp_path)
    app = app_of(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for text in await seen_on_the_way(app, pilot, register(home / "台账")):
            plain = re.sub(r"\S*[/~]\S*", " ", text)
            left = [word for word in re.findall(r"[A-Za-z]{3,}", plain) if not ALLOWED.fullmatch(word)]
            assert not left, text


async def test_no_chinese_is_left_in_english(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "people.csv"
    file.write_text("name,phone,odd\nWang,13800000001,1\n,13800000002,2\n", encoding="utf-8")
    app = app_of(desk, tmp_path, language="en")
    async with app.run_test(size=(120, 40)) as pilot:
        for text in await seen_on_the_way(app, pilot, file):
            lines = [line for line in text.splitlines() if "家" not in line and "退回" not in line]
            left = [line for line in lines if is_chinese(re.sub(r"\S*[/~]\S*", " ", line))]
            assert not left, "\n".join(left)


async def test_the_first_run_leads_to_the_choice_of_a_file(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(monkeypatch, tmp_path)
    app = GridApp(launch_of(tmp_path / "家" / "程序", clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        await pilot.press("i")
        assert isinstance(app.screen, NewStoreScreen)
        values = {"name": "翠湖西路第二支部", "level": "5", "division_code": FOUNDING_CODE,
                  "operator_name": "王秀兰", "passphrase": PASSPHRASE, "again": PASSPHRASE}  # fmt: skip
        app.screen.query_one(Form).load(values, as_typed=True)
        await press(app, pilot, "ctrl+s")
        assert isinstance(app.screen, ImportScreen)
        assert app.screen.query_one(ChoosingStep).field.has_focus
        await press(app, pilot, "2", "1")
        assert isinstance(app.screen, ImportScreen) and app.screen.query_one(ChoosingStep).field.value == "21"
