"""What is proved: each promise with what counts it, how often in ``.ci/run``, and how often is claimed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Part:
    """One promise: ``function`` (module:name) takes a seed and a count, and returns what it counted.

    ``piece`` is how many are done at a time, so that several processes may share the work.
    """

    function: str
    in_ci: int
    claim: int
    piece: int
    about: str

    def prove(self, seed: int, count: int) -> Counter[str]:
        """Do so many, from this seed on."""
        module, name = self.function.split(":")
        run: Callable[[int, int], Counter[str]] = getattr(import_module(module), name)
        return run(seed, count)


PARTS = {
    "power": Part("tests.proving.power:cut_power", 2_000, 100_000, 250, "power cuts under the write gate"),
    "faults": Part(
        "tests.proving.faults:let_calls_fail",
        1,
        40,
        1,
        "fortieths of all calls of the disk, each to fail",
    ),
    "kills": Part("tests.proving.kills:kill", 30, 1_000, 25, "kill -9 in the middle of work"),
    "drill": Part("tests.proving.drill:drill", 7, 7, 1, "backups of each earlier version restored"),
    "mixed": Part("tests.proving.worlds:mix_engines", 6, 200, 1, "worlds of replicas on both engines"),
    "mutants": Part("tests.proving.worlds:kill_mutants", 11, 11, 1, "mutants of the merge kernel found out"),
    "damaged": Part("tests.proving.worlds:damage_files", 20_000, 1_000_000, 20_000, "damaged files"),
    "signed": Part("tests.proving.worlds:sign_hostile_files", 2_000, 50_000, 1_000, "hostile signed files"),
}


def pieces(part: Part, seed: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield the seed and the count of every piece of the work; no two pieces share a seed."""
    for start in range(0, count, part.piece):
        yield seed + start, min(part.piece, count - start)


def proved(name: str, seed: int, count: int) -> tuple[Counter[str], float]:
    """Do one piece; returns what was counted, and the processor seconds of it and of what it started."""
    began = _spent()
    return PARTS[name].prove(seed, count), _spent() - began


def _spent() -> float:
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system
