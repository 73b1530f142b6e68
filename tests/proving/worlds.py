"""The simulator and its mutants, and hostile files, as parts of what is proved."""

from __future__ import annotations

from collections import Counter

from tests.fuzzing.running import run_cheap, run_signed
from tests.simulation.mutants import MUTANTS, found_out
from tests.simulation.world import simulate

MIXED_REPLICAS, MIXED_OPERATIONS = 4, 120


class Survived(AssertionError):
    """Nothing finds a mutant of the kernel out."""


def mix_engines(seed: int, count: int) -> Counter[str]:
    """Let so many worlds come to one truth in which every second replica lives in PostgreSQL."""
    found = Counter[str]()
    for one in range(seed, seed + count):
        world = simulate(one, replicas=MIXED_REPLICAS, operations=MIXED_OPERATIONS, shared=True)
        found["worlds"] += 1
        found["changes that went from hand to hand"] += len(world.exported)
        found["replicas at the end"] += len(world.replicas)
    return found


def kill_mutants(seed: int, count: int) -> Counter[str]:
    """Find so many mutants out, from the one of this number on; the first is 1."""
    found = Counter[str]()
    for name in MUTANTS[seed - 1 : seed - 1 + count]:
        by = found_out(name)
        if not by:
            raise Survived(name)
        found[f"{name}: {by}"] += 1
    return found


def damage_files(seed: int, count: int) -> Counter[str]:
    """Read so many files that are damaged as sticks damage them."""
    return run_cheap(count, seed)


def sign_hostile_files(seed: int, count: int) -> Counter[str]:
    """Read so many files with one hostile layer, validly signed."""
    return run_signed(count, seed)
