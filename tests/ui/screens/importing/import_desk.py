"""The import screen over a real store, with a home folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gridtui.queries.people.residents import ResidentFilter, resident_count
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.messages import OpenImport
from gridtui.ui.screens.importing.screen import ImportScreen
from tests.interchange.workbooks import PEOPLE, xlsx
from tests.ui.screens.neighbourhood import DeskOf, desk_app
from tests.ui.waiting import finished

WANG = ("王小明", "530102199001011231", "男", "13800000001", "3-2-501")
LI = ("李小红", "530102198502022348", "女", "13800000002", "3-2-502")
NAMELESS = ("", "", "男", "13800000003", "3-2-503")
ZHAO = ("赵云", "", "女", "13800000004", "3-2-504")


def at_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Make a folder the home, with 台账 as the current folder and an empty one for downloads."""
    home = folder / "家"
    for name in ("台账", "下载", ".config"):
        (home / name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "下载"))
    monkeypatch.chdir(home / "台账")
    return home


def register(
    folder: Path, *rows: tuple[Any, ...], name: str = "居民登记表.xlsx", head: tuple[str, ...] = PEOPLE
) -> Path:
    """Write a register of people."""
    return xlsx(folder / name, [head, *(rows or (WANG, LI))])


def app_of(workspace: Workspace, folder: Path, **options: Any) -> DeskOf:
    """Return the app, which opens the import screen when asked."""
    return desk_app(workspace, folder, follow=(OpenImport,), **options)


async def settle(app: GridApp, pilot: Any) -> None:
    """Wait until nothing is under way."""
    for _ in range(3):
        await finished(app)
        await pilot.pause()


async def import_screen(app: DeskOf, pilot: Any, file: Path | None = None) -> ImportScreen:
    """Open the import screen."""
    await settle(app, pilot)
    app.open_place(OpenImport(file))
    await settle(app, pilot)
    screen = app.screen
    assert isinstance(screen, ImportScreen)
    return screen


async def press(app: GridApp, pilot: Any, *keys: str) -> None:
    """Press keys, each after the work of the one before."""
    for key in keys:
        await pilot.press(key)
        await settle(app, pilot)


def people(workspace: Workspace) -> int:
    """Return how many residents the store has."""
    with workspace.read() as connection:
        return resident_count(connection, ResidentFilter())
