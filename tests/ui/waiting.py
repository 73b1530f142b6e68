"""Waiting until the program has done what was asked of it; every test waits in this way."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled

ASKING = ("offer", "remove")
"""Groups of workers that wait for an answer of the person."""
ASKING_FIRST = (*ASKING, "join")
"""Those that do so while a question stands on the screen, and work by themselves afterwards."""


def under_way(app: App[Any]) -> list[Worker[Any]]:
    """Return the workers that end by themselves."""
    asking = ASKING_FIRST if app.screen.is_modal else ASKING
    return [worker for worker in app.workers if worker.group not in asking and not worker.is_finished]


async def finished(app: App[Any]) -> None:
    """Wait for what is under way now; an older request may have given way to a newer one."""
    for worker in under_way(app):
        with suppress(WorkerCancelled):
            await worker.wait()


async def settled(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way but a question to the person."""
    idle = 0
    while idle < 2:
        await pilot.pause()
        busy = bool(under_way(app))
        await finished(app)
        idle = 0 if busy else idle + 1
