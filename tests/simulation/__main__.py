"""Run the simulator: ``python -m tests.simulation --seeds 40``."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from multiprocessing import Pool

from sqlalchemy.exc import SQLAlchemyError

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.wire import WireFault
from tests.simulation.world import simulate


def played(seed: int, *, replicas: int, operations: int, shared: bool = False) -> tuple[int, str, float]:
    """Run one world; returns its seed, what went wrong in it, and the CPU seconds it took."""
    began, wrong = time.process_time(), ""
    try:
        simulate(seed, replicas=replicas, operations=operations, shared=shared)
    except (AssertionError, RuleBroken, SQLAlchemyError, WireFault, LookupError, TypeError) as error:
        wrong = f"{type(error).__name__}: {error}"
    return seed, wrong, time.process_time() - began


def main() -> int:
    """Run worlds and say which of them did not end with one truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=40, help="how many worlds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--replicas", type=int, default=6)
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--postgres", action="store_true", help="every second replica in PostgreSQL")
    asked = parser.parse_args()
    play = partial(played, replicas=asked.replicas, operations=asked.operations, shared=asked.postgres)
    failed, spent = 0, 0.0
    with Pool(asked.jobs) as pool:
        for seed, wrong, seconds in pool.imap_unordered(play, range(asked.first, asked.first + asked.seeds)):
            spent += seconds
            if wrong:
                failed += 1
                print(f"seed {seed}: {wrong}", file=sys.stderr, flush=True)
    print(f"{asked.seeds} worlds, {failed} failed, {spent:.1f} CPU s ({spent / asked.seeds:.2f} each)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
