"""A program in a pseudo-terminal: keys go in, what it draws comes out, with the instant of every piece."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect

from tests.children import child_environment

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, LINES = 80, 24
PATIENCE = 120.0
_AT_ONCE = 65_536


class NothingDrawn(Exception):
    """What was waited for never came."""


class Terminal:
    """A program running in a terminal of 80 × 24.

    ``drawn`` is everything it has drawn so far; ``began`` is when it was started.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.drawn = b""
        self.began = time.perf_counter()
        self._child = pexpect.spawn(
            sys.executable,
            ["-X", "utf8", *arguments],
            cwd=str(ROOT),
            dimensions=(LINES, COLUMNS),
            timeout=PATIENCE,
            env={
                **child_environment(),
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                **(environment or {}),
            },
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        """The process."""
        return int(self._child.pid)

    def send(self, keys: str | bytes) -> float:
        """Type; returns the instant."""
        self.drawn = b""
        at = time.perf_counter()
        self._child.send(keys)
        return at

    def wait_for(self, text: str, patience: float = PATIENCE) -> float:
        """Wait until the text is drawn in one piece; returns the instant."""
        wanted, until = text.encode(), time.perf_counter() + patience
        while wanted not in self.drawn:
            if not self._read(until - time.perf_counter()):
                raise NothingDrawn(f"{text!r} was not drawn: {self.drawn[-3000:]!r}")
        return time.perf_counter()

    def wait_for_anything(self, patience: float = PATIENCE) -> float:
        """Wait until anything is drawn; returns the instant."""
        if not self._read(patience):
            raise NothingDrawn("nothing was drawn")
        return time.perf_counter()

    def settle(self, quiet: float = 0.4, patience: float = PATIENCE) -> float:
        """Wait until nothing was drawn for a while; returns the instant of the last piece."""
        last, until = time.perf_counter(), time.perf_counter() + patience
        while time.perf_counter() < until and self._read(quiet):
            last = time.perf_counter()
        return last

    def memory(self) -> float:
        """Return the resident memory of the process in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _read(self, patience: float) -> bool:
        if patience <= 0:
            return False
        try:
            self.drawn += self._child.read_nonblocking(_AT_ONCE, timeout=patience)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        return True
