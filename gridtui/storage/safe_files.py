"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_safely(path: Path, body: bytes) -> None:
    """Write ``body`` beside the target, flush it to the disk, then rename it over the target."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    replace_safely(part, path)


def replace_safely(part: Path, path: Path) -> None:
    """Rename ``part`` over ``path`` and flush the folder where the system can."""
    part.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
