"""What every measurement is given: the stores, a folder to write in, and a stopwatch."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridtui.storage.store.backups import backup_path
from tests.bench.stores import LARGE, PASSPHRASE, SMALL, TINY, Size, store_of, system_clock
from tests.bench.terminal import ROOT, Terminal
from tests.children import child_environment


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of built stores, a folder to write in, and whether the smaller store is asked for."""

    stores: Path
    scratch: Path
    small: bool

    @property
    def size(self) -> Size:
        """How much the store that is measured holds."""
        return SMALL if self.small else LARGE

    @property
    def large(self) -> Path:
        """The store that is measured."""
        return store_of(self.stores, self.size)

    @property
    def tiny(self) -> Path:
        """The store it is compared with."""
        return store_of(self.stores, TINY)

    def program(self, store: Path) -> Terminal:
        """Start the program on a store, its passphrase given and today's backup made."""
        home = self.scratch / "home"
        backups = home / "backups"
        backups.mkdir(parents=True, exist_ok=True)
        backup_path(store, backups, system_clock()).touch()
        return Terminal(
            ["-m", "gridtui", "--store", str(store)],
            {"GRIDTUI_HOME": str(home), "GRIDTUI_PASSPHRASE": PASSPHRASE},
        )

    def child(self, work: str, *arguments: object) -> dict[str, Any]:
        """Run one of ``tests.bench.children`` in a process of its own; returns what it says."""
        words = [sys.executable, "-X", "utf8", "-m", "tests.bench.children", work, *map(str, arguments)]
        done = subprocess.run(
            words, cwd=ROOT, env=child_environment(), capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
