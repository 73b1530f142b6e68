"""From an empty laptop to an exported issue and back, by keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from textual.pilot import Pilot

from gridtui.domain.words.identifiers import check_character
from gridtui.storage.store.opening import open_workspace
from gridtui.ui.app import GridApp
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.exporting.screen import ExportScreen
from gridtui.ui.screens.first_run.screen import FirstRunScreen
from gridtui.ui.screens.importing.screen import ImportScreen
from gridtui.ui.screens.issues.detail import IssueScreen
from gridtui.ui.screens.unlock.screen import UnlockScreen
from tests.conftest import FrozenClock
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text, settled

PASSPHRASE = "柿子-plum-2026"
BORN_1960 = "53010219600305701"
LEAK = "卫生间顶滴水"
NOISE = "楼上夜里拖桌子"


async def test_from_an_empty_laptop_to_an_exported_issue(
    home: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    app = GridApp(launch_on(tmp_path, clock))
    async with app.run_test(size=SIZE) as pilot:
        await found(app, pilot)
        await build_3_2_501(app, pilot)
        await take_down_two_issues(app, pilot)
        await look_at_one(app, pilot)
        await undo_and_redo(app, pilot)
        sheets = [await export(app, pilot, home, form) for form in ("xlsx", "csv")]
        await lock_and_unlock(app, pilot)
        for sheet in sheets:
            await import_unchanged(app, pilot, sheet)
    workspace = open_workspace(tmp_path / "desk.gtdb", PASSPHRASE, clock=clock)
    assert_sound(workspace)
    workspace.close()


async def found(app: GridApp, pilot: Pilot[Any]) -> None:
    await settled(app, pilot)
    assert isinstance(app.screen, FirstRunScreen)
    await press(
        app,
        pilot,
        "enter",
        "'翠湖西路第二支部'",
        "enter",
        "enter",
        "'530102001001'",
        "enter",
        "'王秀兰'",
        "enter",
        f"'{PASSPHRASE}'",
        "enter",
        f"'{PASSPHRASE}'",
        "ctrl+s",
    )
    assert app.current_mode == "home"
    assert "翠湖西路第二支部" in screen_text(app)


async def build_3_2_501(app: GridApp, pilot: Pilot[Any]) -> None:
    number = BORN_1960 + check_character(BORN_1960)
    await press(app, pilot, "3", "n", "'第一网格'", "ctrl+s", "escape")
    await press(app, pilot, "b", "'3'", "enter", "ctrl+s", "escape")
    assert "3栋" in screen_text(app)
    await press(app, pilot, "4", "n", "'3-2-501'", "enter", "1", "f5")
    await press(
        app, pilot, "'王建国'", "enter", "enter", f"'{number}'", "enter", "ctrl+s", "escape", "escape"
    )
    assert "3-2-501" in screen_text(app) and "王建国" in screen_text(app)


async def take_down_two_issues(app: GridApp, pilot: Pilot[Any]) -> None:
    await press(
        app, pilot, "ctrl+n", "'3-2-501'", "enter", "'lswx'", "enter", "2", "enter", f"'{LEAK}'", "ctrl+s"
    )
    assert said(app) == "已登记 20261124-001，Ctrl+Z 撤销"
    await press(app, pilot, "'wjg'", "enter", "'噪'", "enter", "1", "enter", f"'{NOISE}'", "ctrl+s", "escape")
    await press(app, pilot, "2")
    text = screen_text(app)
    assert "20261124-001" in text and "20261124-002" in text and text.count("3-2-501") == 2


async def look_at_one(app: GridApp, pilot: Pilot[Any]) -> None:
    await press(app, pilot, "ctrl+f", "'滴水'", "enter")
    assert isinstance(app.screen, IssueScreen)
    assert LEAK in screen_text(app)
    await press(app, pilot, "h")
    assert "登记" in screen_text(app) and "王秀兰" in screen_text(app)
    await press(app, pilot, "escape", "escape", "escape", "2")


async def undo_and_redo(app: GridApp, pilot: Pilot[Any]) -> None:
    await press(app, pilot, "ctrl+z")
    assert "已撤销" in said(app) and "20261124-002" in said(app)
    assert NOISE not in screen_text(app)
    await press(app, pilot, "ctrl+y")
    assert "已恢复" in said(app)
    assert NOISE in screen_text(app)


async def export(app: GridApp, pilot: Pilot[Any], home: Path, form: str) -> Path:
    await press(app, pilot, "2", "e")
    assert isinstance(app.screen, ExportScreen)
    await press(app, pilot, "enter", str(("xlsx", "csv").index(form) + 1), "f5", "enter")
    (file,) = (home / "下载").glob(f"*.{form}")
    if form == "xlsx":
        sheet = openpyxl.load_workbook(file).active
        assert sheet is not None and sheet.max_row == 3
    else:
        assert LEAK in file.read_text(encoding="utf-8-sig")
    return file


async def lock_and_unlock(app: GridApp, pilot: Pilot[Any]) -> None:
    await press(app, pilot, "ctrl+n", "'半句'", "ctrl+l")
    assert isinstance(app.screen, UnlockScreen) and not app.gateway.is_open
    assert LEAK not in screen_text(app)
    await press(app, pilot, "'wrong'", "enter")
    assert "口令不对" in screen_text(app)
    await press(app, pilot, f"'{PASSPHRASE}'", "enter", "2")
    assert LEAK in screen_text(app) and NOISE in screen_text(app)
    await press(app, pilot, "ctrl+n")
    assert isinstance(app.screen, Ask) and "半句" in screen_text(app)
    await press(app, pilot, "right", "enter", "escape")


async def import_unchanged(app: GridApp, pilot: Pilot[Any], file: Path) -> None:
    await press(app, pilot, "6", "i")
    screen = app.screen
    assert isinstance(screen, ImportScreen)
    if screen.step != "choosing":
        await press(app, pilot, "escape")
    await press(app, pilot, f"'{file}'", "enter")
    if screen.step == "mapping":
        await press(app, pilot, "f5")
    assert "不变 2" in screen_text(app) and "新增 0" in screen_text(app), screen_text(app)
