"""Driving the real app over a real store by keys alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.places.address import DoorAddress, parse_door
from gridtui.domain.words.identifiers import check_character
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.launch import Launch

WAITING_FOR_ANSWERS = {"offer", "remove", "save", "join"}
"""Groups of workers that wait while a question stands on the screen."""

KEYS = {"-": "minus", " ": "space", ";": "semicolon"}
BORN_1960 = "53010219600305701"
"""Seventeen digits of a man born on 1960-03-05."""


def id_number(first_17: str) -> str:
    """Return a valid ID number."""
    return first_17 + check_character(first_17)


def app_on(workspace: Workspace, folder: Path, **settings: Any) -> GridApp:
    """Return the app as it starts on an open store."""
    launch = Launch(folder / "desk.gtdb", Settings(**settings), Places(folder, folder, folder / "logs"),
                    workspace.clock, opener=lambda: workspace)  # fmt: skip
    return GridApp(launch)


async def settled(app: GridApp, pilot: Any) -> None:
    """Wait until everything that was asked for is answered and drawn; a question waits for its answer."""
    calm = 0
    while calm < 3:
        await pilot.pause()
        running = [worker for worker in app.workers if not worker.is_finished]
        if app.screen.is_modal:
            running = [worker for worker in running if worker.group not in WAITING_FOR_ANSWERS]
        if running:
            await asyncio.wait([asyncio.ensure_future(_ended(worker)) for worker in running], timeout=0.2)
        calm = 0 if running else calm + 1


async def _ended(worker: Any) -> None:
    with suppress(Exception):
        await worker.wait()


async def type_in(app: GridApp, pilot: Any, *steps: str) -> None:
    """Press keys; a step in quotes is typed character by character."""
    await settled(app, pilot)
    for step in steps:
        if step.startswith("'"):
            await pilot.press(*(KEYS.get(c, c) for c in step[1:-1]))
        else:
            await pilot.press(step)
        await settled(app, pilot)


async def opened(app: GridApp, pilot: Any, request: Any) -> Any:
    """Open what a request asks for and return its screen."""
    await settled(app, pilot)
    app.open_place(request)
    await settled(app, pilot)
    return app.screen


def rows_of(workspace: Workspace, *columns: Any) -> list[tuple[Any, ...]]:
    """Return these columns of every live record of their table, oldest first."""
    model = columns[0].class_
    with workspace.read() as connection:
        chosen = sa.select(*columns).where(col(model.deleted).is_(False)).order_by(col(model.num))
        return [tuple(row) for row in connection.execute(chosen)]


def said(app: GridApp) -> str:
    """Return the sentence on the message line."""
    return str(app.screen.query_one("#message").sentence)  # type: ignore[attr-defined]


def door(text: str) -> DoorAddress:
    """Return a door that is written in full."""
    found = parse_door(text)
    assert found is not None
    return found
