"""``python -m tests.fuzzing [--cheap N] [--signed N] [--seed S]``: hostile bundles, as many as wanted.

Prints what was refused and how long it took; a crash names its seed, which replays it.
"""

from __future__ import annotations

import argparse
import time

from tests.fuzzing.running import run_cheap, run_signed


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(prog="tests.fuzzing")
    options.add_argument("--cheap", type=int, default=20_000)
    options.add_argument("--signed", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    for name, run, count in (("cheap", run_cheap, asked.cheap), ("signed", run_signed, asked.signed)):
        begin = time.process_time()
        print(name, count, dict(run(count, asked.seed)), f"{time.process_time() - begin:.1f} s")


if __name__ == "__main__":
    main()
