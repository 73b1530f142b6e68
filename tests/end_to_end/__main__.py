"""Play months: ``python -m tests.end_to_end --seeds 20``; ``GRIDTUI_TEST_POSTGRES`` names the server."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context

from tests.end_to_end.playing import played
from tests.engines import VARIABLE


def main() -> int:
    """Play months and say which of them did not end with one truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end")
    parser.add_argument("--seeds", type=int, default=20, help="how many months")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--deeds", type=int, default=40, help="how many things are done a day in all")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    asked = parser.parse_args()
    if not os.environ.get(VARIABLE):
        parser.error(f"{VARIABLE} names no PostgreSQL server")
    one = partial(played, days=asked.days, deeds=asked.deeds)
    failed, spent = 0, 0.0
    with ProcessPoolExecutor(asked.jobs, max_tasks_per_child=1, mp_context=get_context("spawn")) as pool:
        months = [pool.submit(one, seed) for seed in range(asked.first, asked.first + asked.seeds)]
        for seed, wrong, seconds in (month.result() for month in as_completed(months)):
            spent += seconds
            failed += bool(wrong)
            print(f"seed {seed}: {wrong or 'one truth'} ({seconds:.0f} CPU s)", flush=True)
    print(f"{asked.seeds} months, {failed} failed, {spent:.0f} CPU s ({spent / asked.seeds:.1f} each)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
