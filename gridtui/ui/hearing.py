"""What other programs on a shared store tell this one: heard in a thread, told to the screens in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridtui.storage.store.notifying import Heard
    from gridtui.storage.workspace import Workspace

SOON, SELDOM = 0.2, 1.0
"""Seconds after the first note within which the screens hear of it, and between two tellings at least."""


class Hearing:
    """Listens for one open store; ``tell`` is called on the ui's thread, with several notes as one.

    A store in a file has nobody else, and nothing runs.
    """

    def __init__(self, tell: Callable[[Heard], None]) -> None:
        self._tell = tell
        self._stopping: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._heard: list[Heard] = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_listening(self) -> bool:
        """Whether a thread listens now."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, workspace: Workspace) -> None:
        """Begin to listen, in place of what was listened to so far."""
        self.end()
        if not workspace.is_shared:
            return
        from gridtui.storage.store.notifying import listen

        loop, stopping = asyncio.get_running_loop(), threading.Event()

        def hear(heard: Heard) -> None:
            # The program may be ending, its loop with it.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._note, heard, stopping)

        self._stopping = stopping
        self._thread = threading.Thread(
            target=listen,
            args=(workspace.engine, workspace.program, hear, stopping),
            name="listening",
            daemon=True,
        )
        self._thread.start()

    def end(self, *, wait: float = 0.0) -> None:
        """Stop listening; what was heard and not told is forgotten. The thread ends within a second."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._heard = None, []
        if self._stopping is not None:
            self._stopping.set()
        if wait and self._thread is not None:
            self._thread.join(wait)
        self._stopping = None

    def _note(self, heard: Heard, stopping: threading.Event) -> None:
        if stopping.is_set():
            return
        self._heard.append(heard)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self._pass_on)

    def _pass_on(self) -> None:
        heard, self._heard, self._timer = self._heard, [], None
        if heard:
            self._timer = asyncio.get_running_loop().call_later(SELDOM, self._pass_on)
            self._tell(_together(heard))


def _together(heard: list[Heard]) -> Heard:
    """Return several notes as one; the step is the last one's."""
    from gridtui.storage.store.notifying import Heard

    named = [each.records for each in heard]
    some = frozenset().union(*(each for each in named if each is not None))
    return Heard(heard[-1].step, None if None in named else some)
