"""Finding a file: the files that a text typed so far may mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from platformdirs import user_desktop_path, user_documents_path, user_downloads_path

from gridtui.domain.words.pinyin import initials_match
from gridtui.ui.kit.file_paths import bare_path, path_of

FITTING = frozenset(
    (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".json", ".jsonl")
)  # fmt: skip
"""Endings of files to import; whatever is typed is opened all the same, by its content."""

Endings: TypeAlias = "frozenset[str] | None"

MOST_LOOKED_AT = 2_000
"""Entries of one folder that are looked at."""

MOST_OFFERED = 200
MOST_RECENT = 40

_UNSEEN = (".", "~$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder that may be meant."""

    path: Path
    is_folder: bool = False
    changed: datetime | None = None
    size: int = 0

    @property
    def key(self) -> bytes:
        """What tells it from every other."""
        return os.fsencode(self.path)


def usual_folders() -> list[Path]:
    """Return the folders where files arrive: the current one, downloads, desktop, documents."""
    wanted = (Path.cwd(), user_downloads_path(), user_desktop_path(), user_documents_path())
    return list(dict.fromkeys(folder for folder in wanted if _is_folder(folder)))


def look_for(
    _connection: Any, text: str, used: Sequence[Path] = (), fitting: Endings = FITTING
) -> list[Entry]:
    """Return what a text may mean: itself, what a folder holds, else files of the usual folders by name.

    ``used`` are the files opened before, latest first; ``fitting`` the endings that are offered, any where it
    is None. Runs in a thread of the gateway.
    """
    plain = bare_path(text)
    if not plain:
        return _recent(used, fitting)
    path = path_of(plain)
    if plain.endswith(("/", os.sep)) or plain in ("~", "..", "."):
        return _inside(path, "", fitting)
    if _is_file(path):
        return [entry for entry in (_entry(path),) if entry]
    if os.sep in plain or "/" in plain:
        return _inside(path.parent, path.name, fitting)
    named = [entry for folder in usual_folders() for entry in _inside(folder, plain, fitting)]
    return _without_twins(named)[:MOST_OFFERED]


def _recent(used: Sequence[Path], fitting: Endings) -> list[Entry]:
    opened = [entry for path in used if (entry := _entry(path))]
    folders = usual_folders()
    files = [entry for folder in folders for entry in _inside(folder, "", fitting) if not entry.is_folder]
    files.sort(key=_newest_first)
    near = dict.fromkeys([*(path.parent for path in used), *folders])
    places = [Entry(folder, is_folder=True) for folder in near]
    return _without_twins([*opened, *files[:MOST_RECENT], *places])


def _inside(folder: Path, begin: str, fitting: Endings) -> list[Entry]:
    """Return the fitting files of a folder, newest first, then its folders by name."""
    found = [entry for entry in _entries(folder, fitting) if _fits(entry.path.name, begin)]
    files = sorted((entry for entry in found if not entry.is_folder), key=_newest_first)
    folders = sorted((entry for entry in found if entry.is_folder), key=lambda entry: entry.path.name)
    return [*files, *folders][:MOST_OFFERED]


def _entries(folder: Path, fitting: Endings) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as seen:
            for number, each in enumerate(seen):
                if number >= MOST_LOOKED_AT:
                    return
                if each.name.startswith(_UNSEEN):
                    continue
                entry = _entry(folder / each.name)
                if entry and (entry.is_folder or fitting is None or entry.path.suffix.lower() in fitting):
                    yield entry
    except OSError:
        return


def _entry(path: Path) -> Entry | None:
    try:
        about = path.stat()
        if path.is_dir():
            return Entry(path, is_folder=True)
        return Entry(path, changed=datetime.fromtimestamp(about.st_mtime, UTC), size=about.st_size)
    except (OSError, ValueError, OverflowError):
        return None


def _fits(name: str, begin: str) -> bool:
    wanted = begin.casefold()
    return not wanted or wanted in name.casefold() or initials_match(name, wanted)


def _newest_first(entry: Entry) -> float:
    return -entry.changed.timestamp() if entry.changed else 0.0


def _without_twins(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.path: entry for entry in reversed(entries)}.values())[::-1]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
