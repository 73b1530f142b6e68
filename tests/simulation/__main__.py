"""Run the simulator: ``python -m tests.simulation --seeds 40``."""

from __future__ import annotations

import argparse
import sys
import time

from sqlalchemy.exc import SQLAlchemyError

from gridtui.domain.problems import RuleBroken
from gridtui.storage.wire import WireFault
from tests.simulation.world import simulate


def main() -> int:
    """Run worlds and say which of them did not end with one truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=40, help="how many worlds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--replicas", type=int, default=6)
    parser.add_argument("--operations", type=int, default=300)
    asked = parser.parse_args()
    failed, began = 0, time.process_time()
    for seed in range(asked.first, asked.first + asked.seeds):
        try:
            simulate(seed, replicas=asked.replicas, operations=asked.operations)
        except (AssertionError, RuleBroken, SQLAlchemyError, WireFault, LookupError) as error:
            failed += 1
            print(f"seed {seed}: {type(error).__name__}: {error}", file=sys.stderr)
    spent = time.process_time() - began
    print(f"{asked.seeds} worlds, {failed} failed, {spent:.1f} CPU s ({spent / asked.seeds:.2f} each)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
