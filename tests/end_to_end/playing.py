"""One month from beginning to end, on a PostgreSQL server for the street and files for everybody else."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

import nacl.pwhash.argon2id as argon2id
from nacl.signing import SigningKey

from gridtui.domain.changes.actors import Level
from gridtui.storage.store import vault
from gridtui.storage.store.opening import Founding, create_shared
from tests.conftest import FrozenClock
from tests.end_to_end.checks import check
from tests.end_to_end.month import STREET, Month, repeating_ids
from tests.engines import postgres_database
from tests.simulation.world import repeatable


def play(folder: Path, seed: int, *, days: int = 30, deeds_a_day: int = 12) -> Month:
    """Play a month and check its end; ``WentWrong`` names the seed."""
    clock = FrozenClock()
    with postgres_database(f"month{seed}") as url, _thrifty(), repeatable(seed), _keys_of(seed):
        founding = Founding(STREET, "530102001", "街道经办", Level.STREET)
        month = Month(
            folder,
            seed,
            create_shared(url, founding, clock=clock, ids=repeating_ids(seed + 1_000_000)),
            clock,
        )
        try:
            month.begin()
            month.play(days=days, deeds_a_day=deeds_a_day)
            month.settle()
            check(month)
        finally:
            month.close()
    return month


def played(seed: int, *, days: int, deeds: int) -> tuple[int, str, float]:
    """Play one month; returns its seed, what went wrong in it, and the CPU seconds it took."""
    began, wrong = time.process_time(), ""
    with tempfile.TemporaryDirectory(prefix="gridtui-month-") as folder:
        try:
            play(Path(folder), seed, days=days, deeds_a_day=deeds)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the seed is said
            wrong = f"{type(error).__name__}: {error}"
    return seed, wrong, time.process_time() - began


@contextmanager
def _thrifty() -> Iterator[None]:
    """Wrap keys with the least work."""
    with (
        patch.object(vault, "_OPERATIONS", argon2id.OPSLIMIT_MIN),
        patch.object(vault, "_MEMORY", argon2id.MEMLIMIT_MIN),
    ):
        yield


@contextmanager
def _keys_of(seed: int) -> Iterator[None]:
    """Let signing keys follow from the seed, so that devices have the same ids every time."""
    chance = Random(seed)
    with patch.object(SigningKey, "generate", lambda: SigningKey(chance.randbytes(32))):
        yield
