"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_safely(path: Path, body: bytes) -> None:
    """Write ``body`` beside the target, flush it to the disk, then rename it over the target."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        replace_safely(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def replace_safely(part: Path, path: Path) -> None:
    """Rename ``part`` over ``path`` and flush the folder where the system can."""
    part.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # Some network folders cannot be flushed; the rename stands all the same.
            with suppress(OSError):
                os.fsync(folder)
        finally:
            os.close(folder)


def free_name(path: Path) -> Path:
    """Return ``path``, or the first of ``path-2``, ``path-3`` … that nothing stands at."""
    number, name = 1, path
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}-{number}")
    return name
