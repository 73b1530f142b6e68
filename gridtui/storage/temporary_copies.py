"""Decrypted copies of attached files while somebody looks at them: in a private folder, removed afterwards.

Each running program has a folder of its own under ``root``, held by an advisory lock: what a program that was
killed left behind is removed at the next start, what another one shows now is left alone. Where a viewer
keeps a file from being removed, as on Windows, it is tried again until it is gone.
"""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path

import filelock

from gridtui.domain.issues.attachment import copy_name
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

_PRIVATE = 0o700
_NOT_WRITTEN = mark("附件打不开：临时副本写不进数据文件夹，请检查磁盘空间和权限")
_CLOSED = mark("附件列表已经关上，没有打开")


class TemporaryCopies:
    """The copies that one running program shows."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock: filelock.FileLock | None = None
        self._paths: dict[bytes, Path] = {}
        self._held: set[Path] = set()
        self._one_at_a_time = threading.Lock()
        self.round = 0

    @property
    def held(self) -> int:
        """How many copies could not be removed yet."""
        return len(self._held)

    def put(self, key: bytes, name: str, body: bytes, asked: int) -> Path:
        """Write the copy of an attachment, unless it is there, and return its path.

        ``asked`` is the ``round`` when it was asked for: a copy that comes after everything was removed is
        not made. ``RuleBroken`` then, and where it cannot be written.
        """
        with self._one_at_a_time:
            if asked != self.round:
                raise RuleBroken(Problem(_CLOSED))
            known = self._paths.get(key)
            if known is not None and known.exists():
                return known
            path = None
            try:
                folder = self._own_folder()
                path = folder / copy_name(name, {each.name.lower() for each in folder.iterdir()})
                _write_private(path, body)
            except OSError as error:
                if path is not None:
                    # A piece of it must not stay.
                    self._held.add(path)
                self._remove_held()
                raise RuleBroken(Problem(_NOT_WRITTEN)) from error
            self._paths[key] = path
            return path

    def clear(self) -> int:
        """Remove every copy; returns how many are still held by another program."""
        with self._one_at_a_time:
            self.round += 1
            self._held |= set(self._paths.values())
            self._paths.clear()
            return self._remove_held()

    def remove(self, key: bytes) -> None:
        """Remove the copy of one attachment."""
        with self._one_at_a_time:
            path = self._paths.pop(key, None)
            if path is not None:
                self._held.add(path)
                self._remove_held()

    def retry(self) -> int:
        """Try again what could not be removed; returns how many are still held."""
        if not self._held:
            return 0
        with self._one_at_a_time:
            return self._remove_held()

    def _remove_held(self) -> int:
        self._held = set(_not_removed(self._held))
        if self._folder is not None and not self._held and not self._paths:
            self._give_back()
        return len(self._held)

    def _own_folder(self) -> Path:
        if self._folder is None:
            _make_private(self._root)
            for number in count(1):
                name = f"{os.getpid()}-{number}"
                lock = _taken_lock(self._root, name)
                if lock is not None:
                    break
            self._folder, self._lock = self._root / name, lock
        _make_private(self._folder)
        return self._folder

    def _give_back(self) -> None:
        folder, lock = self._folder, self._lock
        self._folder = self._lock = None
        assert folder is not None and lock is not None
        with suppress(OSError):
            folder.rmdir()
        _release(lock)


def sweep(root: Path) -> int:
    """Remove what programs that are gone left behind; returns how many files are still held."""
    left = 0
    with suppress(OSError):
        for folder in [each for each in root.iterdir() if each.is_dir() and not each.is_symlink()]:
            lock = _taken_lock(root, folder.name)
            if lock is None:
                continue
            left += len(list(_not_removed(each for each in folder.iterdir() if not each.is_dir())))
            shutil.rmtree(folder, ignore_errors=True)
            _release(lock)
    return left


def _taken_lock(root: Path, name: str) -> filelock.FileLock | None:
    """Take the lock of a folder of copies; None where a running program has it."""
    lock = filelock.FileLock(str(root / f"{name}.lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        return None
    return lock


def _release(lock: filelock.FileLock) -> None:
    with suppress(OSError):
        # Windows removes no file that is open: there the lock goes first.
        if os.name == "posix":
            Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != _PRIVATE:
        folder.chmod(_PRIVATE)


def _write_private(path: Path, body: bytes) -> None:
    """Write a file that nobody else may read and nobody may change: changes would be lost with it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(body)
    path.chmod(stat.S_IRUSR)


def _not_removed(paths: Iterable[Path]) -> list[Path]:
    """Remove files; return those that another program holds."""
    return [path for path in list(paths) if not _removed(path)]


def _removed(path: Path) -> bool:
    """Remove a file and say whether it is gone."""
    try:
        # Windows removes no file that is marked as read-only.
        with suppress(FileNotFoundError):
            path.chmod(stat.S_IWRITE | stat.S_IRUSR)
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
