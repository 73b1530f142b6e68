"""Waiting in tests of screens: as long as there is something to do, not a fiftieth of a second at every turn.

Imported before Textual by the folders whose tests press keys: Textual's own pilot sleeps 40 ms at every key,
which was most of the time of the whole run.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial

from gridtui.ui.environment import prepare

prepare()

import textual.app  # noqa: E402 - Textual reads the environment when it is imported
import textual.pilot  # noqa: E402

_STEP = 0.004
_BUSY = 0.1
"""Above this share of a step the process is still at work."""
_LATE = 2.0
"""Woken after so many steps, it was kept from working, and being quiet says nothing."""


async def wait_for_idle(min_sleep: float = _STEP, max_sleep: float = 1.0, *, steps: int = 2) -> None:
    """Wait until the process was quiet for so many steps on end; at most ``max_sleep`` seconds."""
    began, quiet = time.monotonic(), 0
    while quiet < steps or time.monotonic() - began < min_sleep:
        worked, slept = time.process_time(), time.monotonic()
        await asyncio.sleep(_STEP)
        now = time.monotonic()
        in_time = now - slept < _LATE * _STEP
        quiet = quiet + 1 if in_time and time.process_time() - worked < _BUSY * _STEP else 0
        if now - began >= max_sleep:
            return


textual.pilot.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
# Called twice for every key.
textual.app.wait_for_idle = partial(wait_for_idle, steps=1)  # type: ignore[attr-defined]
