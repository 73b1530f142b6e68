"""A few megabytes kept beside the store, given back when the disk is full so that small writes still fit."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 4 * 1024 * 1024
"""Enough for the write-ahead log between two checkpoints, a draft, and closing in order."""

TIGHT = 1024 * 1024
"""With less than this free, the ballast is given back at opening."""

ROOMY = 16 * SIZE
"""With less than this free, no ballast is laid: others need the room more."""


def ballast_path(store: Path) -> Path:
    """Return where the ballast of a store lies."""
    return store.with_name(store.name + ".ballast")


def lay(store: Path) -> None:
    """Lay the ballast where there is room and none yet; give it back where the disk is nearly full."""
    ballast = ballast_path(store)
    try:
        free = shutil.disk_usage(store.parent).free
        if free < TIGHT:
            drop(store)
        elif free > ROOMY and not ballast.exists():
            ballast.write_bytes(bytes(SIZE))
    except OSError:
        drop(store)


def drop(store: Path) -> bool:
    """Give the room back; returns whether there was any."""
    ballast = ballast_path(store)
    there = ballast.exists()
    with suppress(OSError):
        ballast.unlink(missing_ok=True)
    return there
