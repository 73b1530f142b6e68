"""``python -m tests.proving [PART …] [--claim] [--count N] [--seed S] [--jobs J]``: nothing is lost.

A part runs as often as ``.ci/run`` runs it, with ``--claim`` as often as docs/reliability.md claims, or N
times. Every failure names the seed that plays it again; the last line of a part says what was counted, and
the processor seconds it took.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.children import child_environment
from tests.proving.parts import PARTS, pieces, proved

_TELL = 60.0
"""After how many seconds it is said again how far it is."""


def run(name: str, seed: int, count: int, jobs: int) -> bool:
    """Run a part and print what came of it; returns whether all held."""
    part, began = PARTS[name], time.monotonic()
    print(f"{name}: {part.about}; {count:,} from seed {seed}", flush=True)
    found, failed, spent, told, gone = Counter[str](), 0, 0.0, began, 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        asked = {pool.submit(proved, name, *piece): piece for piece in pieces(part, seed, count)}
        for done in as_completed(asked):
            gone += asked[done][1]
            if time.monotonic() - told > _TELL:
                told = time.monotonic()
                print(f"  … {gone:,} of {count:,}; {failed} failed; {spent:.0f} CPU s", flush=True)
            if (error := done.exception()) is not None:
                failed += 1
                first, some = asked[done]
                told = f"--seed {first} --count {some}: {type(error).__name__}: {error}"
                print(f"  {told}", file=sys.stderr, flush=True)
                continue
            counted, seconds = done.result()
            found += counted
            spent += seconds
    counts = ", ".join(f"{number:,} {what}" for what, number in sorted(found.items()))
    print(f"  {counts or 'nothing'}; {failed} failed; {spent:.0f} CPU s, {time.monotonic() - began:.0f} s")
    return not failed


def main() -> int:
    """Run the parts that were asked for, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.proving", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when left out")
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
