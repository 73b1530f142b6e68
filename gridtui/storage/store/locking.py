"""One process holds a store; another one may look, and is told who holds it."""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import filelock

from gridtui.storage.store.safe_files import write_safely


class StoreLock:
    """The advisory lock beside a store, and a note that says who took it.

    ``taken`` is False where another process has it; ``holder`` then names that process in words. The
    system gives the lock back when a process ends, however it ends.
    """

    def __init__(self, store: Path) -> None:
        # The desk takes the lock in a thread and gives it back in another.
        self._lock = filelock.FileLock(str(store) + ".lock", timeout=0, thread_local=False)
        self._note = store.with_name(store.name + ".holder")
        self.taken = False
        self.holder = ""

    def take(self, operator: str, now: datetime) -> bool:
        """Try to take the lock; returns whether it was taken. ``OSError`` where no file can be written."""
        try:
            self._lock.acquire()
        except filelock.Timeout:
            self.holder = self._read_note()
            return False
        self.taken = True
        self.sign(operator, now)
        return True

    def sign(self, operator: str, now: datetime) -> None:
        """Write who holds the store, for the second one that comes; a full disk leaves it unsaid."""
        note = {
            "operator": operator,
            "computer": platform.node(),
            "process": os.getpid(),
            "since": now.isoformat(),
        }
        with suppress(OSError):
            write_safely(self._note, json.dumps(note, ensure_ascii=False).encode())

    def release(self) -> None:
        """Give the lock back."""
        if self.taken:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()
            self.taken = False

    def _read_note(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"{note['operator'] or '?'} @ {note['computer']} ({note['process']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "?"
