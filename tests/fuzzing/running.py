"""Running damaged bundles through the reader, each from a seed of its own."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

from tests.fuzzing.bundles import read_all, read_small, sound

Damaging = Callable[[random.Random], bytes]


def run_cheap(count: int, seed: int = 1) -> Counter[str]:
    """Damage files as sticks do, and small files; returns how many held and how many were refused."""
    layers = sound()
    found = Counter[str]()
    for number, source in _sources(count, seed):
        kind = "small" if number % 4 == 0 else "file"
        data = layers.of_small_files(source) if kind == "small" else layers.of_file(source)
        read = read_small if kind == "small" else read_all
        outcome = _tried(read, data, seed + number)
        if kind == "file" and outcome == "held" and data != layers.file:
            raise AssertionError(f"seed {seed + number}: a damaged file holds")
        found[f"{kind} {outcome}"] += 1
    return found


def run_signed(count: int, seed: int = 1) -> Counter[str]:
    """Damage a layer and let all layers around it hold, validly signed."""
    layers = sound()
    ways: tuple[tuple[str, Damaging], ...] = (
        ("header", layers.of_header),
        ("age", layers.of_age),
        ("zstd", layers.of_zstd),
        ("lines", layers.of_lines),
        ("lines", layers.of_lines),
    )
    found = Counter[str]()
    for number, source in _sources(count, seed):
        kind, damage = ways[number % len(ways)]
        found[f"{kind} {_tried(read_all, damage(source), seed + number)}"] += 1
    return found


def _sources(count: int, seed: int) -> Iterator[tuple[int, random.Random]]:
    for number in range(count):
        yield number, random.Random(seed + number)


def _tried(read: Callable[[bytes], bool], data: bytes, seed: int) -> str:
    try:
        return "held" if read(data) else "refused"
    except Exception as error:
        raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
