"""From a key to what it shows, in the search of the running program."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.bench import Bench
from tests.bench.figures import Figure, percentile
from tests.bench.starting import bare, wait_for_home
from tests.bench.terminal import Terminal

TEXTS = ("张", "zs", "lm", "漏水", "8812", "3-2-5", "wang", "电梯坏", "13", "李秀", "路灯", "xh")
CLEAR = "\x15"
ROUNDS = 3


def measure(bench: Bench) -> Iterator[Figure]:
    """Type searches into the program, and the same keys into the field of a bare app."""
    echoes: list[float] = []
    hits: list[float] = []
    plain: list[float] = []
    with bench.program(bench.large) as program, bare() as other:
        wait_for_home(program)
        other.wait_for("您好")
        program.settle(1.0)
        other.send("\t")
        other.settle()
        program.send("/")
        program.wait_for("姓名")
        for _ in range(ROUNDS):
            for text in TEXTS:
                for key in text:
                    echo, hit = _typed(program, key)
                    echoes.append(echo)
                    hits.append(hit)
                    other.settle(0.02)
                    at = other.send(key)
                    plain.append((other.wait_for_anything() - at) * 1000)
                program.send(CLEAR)
                program.settle(0.6)
    met = percentile(echoes, 0.5) <= 18 and percentile(echoes, 0.95) <= 45
    yield Figure(
        "Key to paint while searching: the character",
        echoes,
        "ms",
        "field of a bare app",
        plain,
        "p50 ≤ 18 ms, p95 ≤ 45 ms",
        met,
    )
    yield Figure("Key to paint while searching: what was found", hits, "ms", "field of a bare app", plain)


def _typed(program: Terminal, key: str) -> tuple[float, float]:
    at = program.send(key)
    echo = program.wait_for_anything() - at
    # The heading says how much was found, so it is drawn with the hits.
    hits = program.wait_for("找") - at
    program.settle(0.6)
    return echo * 1000, hits * 1000
