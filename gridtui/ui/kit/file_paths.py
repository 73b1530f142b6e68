"""Paths as people type, paste and drop them, and as they are shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from gridtui.paths import free_path

_QUOTES = "\"'“”‘’"
_CALLED = re.compile(r"^&\s+(?=['\"])")
_ESCAPED = re.compile(r"\\(.)")
_DROPPED = re.compile(r"""\"[^\"]*\"|'[^']*'|(?:\\[ \\'"()&]|[^\s])+""")
_DRIVE = re.compile(r"/[A-Za-z]:")


def bare_path(text: str) -> str:
    """Return a path without what dragging and pasting add: quotes, ``file://``, ``&``, line ends."""
    plain = "".join(text.splitlines()[:1]).strip()
    plain = _CALLED.sub("", plain)
    if len(plain) > 1 and plain[0] in _QUOTES and plain[-1] in _QUOTES:
        plain = plain[1:-1].strip()
    if plain.startswith("file://"):
        plain = unquote(plain.removeprefix("file://").removeprefix("localhost"))
        if _DRIVE.match(plain):
            plain = plain[1:]
    return plain


def path_of(text: str) -> Path:
    """Return the path a text means: ``~`` is the home, spaces may be escaped as terminals drop them."""
    plain = bare_path(text)
    path = _at_home(plain)
    if os.sep != "\\" and "\\" in plain and not _exists(path):
        return _at_home(_ESCAPED.sub(r"\1", plain))
    return path


def unused_path(folder: Path, name: str) -> Path:
    """Return a path at which nothing stands, in a folder, or in the current one where that is none."""
    return free_path((folder if folder.is_dir() else Path.cwd()) / name)


def paths_of(text: str) -> list[Path]:
    """Return the paths a text means: one, several that were dropped together, or all that fit ``*.jpg``.

    Several are meant only where every one of them is there.
    """
    path = path_of(text)
    if _exists(path):
        return [path]
    if "*" in path.name and path.parent != path:
        found = _fitting(path)
        if found:
            return found
    dropped = [path_of(each) for line in text.splitlines() for each in _DROPPED.findall(line)]
    if len(dropped) > 1 and all(map(_exists, dropped)):
        return list(dict.fromkeys(dropped))
    return [path]


def short_path(path: Path) -> str:
    """Return a path as people read it: the home as ``~``."""
    try:
        inside = path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return str(path)
    return "~" if inside == Path() else f"~{os.sep}{inside}"


def _at_home(plain: str) -> Path:
    try:
        return Path(plain).expanduser()
    except RuntimeError:
        return Path(plain)


def _fitting(path: Path) -> list[Path]:
    try:
        return sorted(each for each in path.parent.glob(path.name) if each.is_file())
    except (OSError, ValueError, NotImplementedError):
        return []


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
