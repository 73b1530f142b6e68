"""``python -m tests.proving [PART …] [--claim] [--count N] [--seed S] [--jobs J]``: that nothing is lost, as often as wanted.

A part runs as often as ``.ci/run`` runs it, with ``--claim`` as often as docs/reliability.md claims, or N
times. Every failure names the seed that plays it again; the last line of a part says what was counted, and the
processor seconds it took.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context

from tests.children import child_environment


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
}


def pieces(part: Part, seed: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield the seed and the count of every piece of the work; no two pieces share a seed."""
    for start in range(0, count, part.piece):
        yield seed + start, min(part.piece, count - start)


def proved(name: str, piece: tuple[int, int]) -> tuple[Counter[str], str, float]:
    """Do one piece; returns what was counted, what went wrong, and the processor seconds of all processes."""
    began, found, wrong = _spent(), Counter[str](), ""
    try:
        found = PARTS[name].prove(*piece)
    except Exception as error:
        wrong = f"seed {piece[0]} count {piece[1]}: {type(error).__name__}: {error}"
    return found, wrong, _spent() - began


def _spent() -> float:
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def run(name: str, seed: int, count: int, jobs: int) -> bool:
    """Run a part and print what came of it; returns whether all held."""
    part, began = PARTS[name], time.monotonic()
    print(f"{name}: {part.about}; {count:,} from seed {seed}", flush=True)
    found, failed, spent = Counter[str](), 0, 0.0
    with get_context("spawn").Pool(jobs) as pool:
        for counted, wrong, seconds in pool.imap_unordered(partial(proved, name), pieces(part, seed, count)):
            found += counted
            spent += seconds
            if wrong:
                failed += 1
                print(f"  {wrong}", file=sys.stderr, flush=True)
    counts = ", ".join(f"{number:,} {what}" for what, number in sorted(found.items()))
    print(f"  {counts or 'nothing'}; {failed} failed; {spent:.0f} CPU s, {time.monotonic() - began:.0f} s")
    return not failed


def main() -> int:
    """Run the parts that were asked for, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.proving", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}; all when left out"
    )
    parser.add_argument("--claim", action="store_true", help="as often as is claimed")
    parser.add_argument("--count", type=int, help="how often")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes at a time")
    asked = parser.parse_args()
    if wrong := set(asked.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(wrong))}")
    os.environ.update(child_environment())
    held = []
    for name in asked.parts or PARTS:
        count = asked.count or (PARTS[name].claim if asked.claim else PARTS[name].in_ci)
        held.append(run(name, asked.seed, count, asked.jobs))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
