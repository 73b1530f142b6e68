"""Sticks that are plugged in, where the system tells."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_REMOVABLE = 2
"""What Windows calls a drive that can be taken out."""


def removable_drives() -> list[Path]:
    """Return the folders of sticks that are plugged in; empty where the system does not tell."""
    if sys.platform == "win32":
        return [drive for drive in _windows_drives() if _is_there(drive)]
    if sys.platform == "darwin":
        return _mounted(_inside(Path("/Volumes")))
    user = ""
    with suppress(OSError, KeyError):
        user = getpass.getuser()
    homes = (Path("/media") / user, Path("/run/media") / user, Path("/media"), Path("/mnt"))
    return _mounted(folder for home in homes for folder in _inside(home))


def _windows_drives() -> list[Path]:
    import ctypes

    system = getattr(ctypes, "windll").kernel32  # noqa: B009 - known on Windows only
    letters = (chr(ord("A") + bit) for bit in range(26) if system.GetLogicalDrives() >> bit & 1)
    roots = [f"{letter}:\\" for letter in letters]
    return [Path(root) for root in roots if system.GetDriveTypeW(root) == _REMOVABLE]


def _inside(home: Path) -> list[Path]:
    try:
        return sorted(home.iterdir())
    except OSError:
        return []


def _mounted(folders: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(folder for folder in folders if _is_mount(folder)))


def _is_mount(folder: Path) -> bool:
    try:
        return folder.is_dir() and os.path.ismount(folder)
    except OSError:
        return False


def _is_there(drive: Path) -> bool:
    try:
        return drive.is_dir()
    except OSError:
        return False
