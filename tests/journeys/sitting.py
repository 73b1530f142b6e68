"""Sitting at the real program: the app over a store in a file, keys pressed one after the other."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_with_key
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.launch import Launch
from tests.conftest import FrozenClock
from tests.ui.waiting import settled

SIZE = (80, 24)
SIGNS = {
    "-": "minus",
    " ": "space",
    "!": "exclamation_mark",
    "/": "slash",
    ".": "full_stop",
    "_": "underscore",
}


@dataclass(frozen=True)
class Kept:
    """A closed store that tests copy before they work on it: its file and its key."""

    path: Path
    raw: bytes

    def opened(self, folder: Path, clock: FrozenClock) -> Workspace:
        """Return a copy of its own, open."""
        folder.mkdir(parents=True, exist_ok=True)
        path = Path(shutil.copy(self.path, folder / "desk.gtdb"))
        return open_with_key(path, StoreKey(bytearray(self.raw)), clock=clock)


def launch_on(
    folder: Path, clock: FrozenClock, workspace: Workspace | None = None, **settings: Any
) -> Launch:
    """Return how the program starts at the store of a folder, or at an open one."""
    return Launch(
        folder / "desk.gtdb",
        Settings(**settings),
        Places(folder, folder, folder / "logs"),
        clock,
        opener=(lambda: workspace) if workspace else None,
    )


async def press(app: GridApp, pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one by one; ``'text'`` in quotes is typed as an input method commits it."""
    for key in keys:
        if len(key) > 1 and key[0] == key[-1] == "'":
            for character in key[1:-1]:
                name = SIGNS.get(character, character)
                app.post_message(events.Key(key=name, character=character))
        else:
            await pilot.press(key)
        await settled(app, pilot)


def screen_text(app: GridApp) -> str:
    """Return what stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


def said(app: GridApp) -> str:
    """Return what stands in the message line."""
    return str(app.screen.query_one("#message").sentence)  # type: ignore[attr-defined]


def assert_sound(workspace: Workspace) -> None:
    """Fail unless the store's own check finds nothing."""
    with workspace.read() as connection:
        report = check_store(connection)
    assert report.problems == []
