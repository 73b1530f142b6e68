"""``python -m tests.bench [NAME …] [--small]``: measure, print, and write the table of docs/speed.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import (
    chart,
    document,
    exchanging,
    files,
    gaps,
    issues,
    keys,
    lists,
    machine,
    papers,
    scale,
    searching,
    shared,
    starting,
    together,
    upkeep,
    visits,
)
from tests.bench.bench import Bench
from tests.bench.figures import Figure

AREAS: dict[str, tuple[str, Callable[[Bench], Iterator[Figure]]]] = {
    "starting": ("Starting", starting.measure),
    "keys": ("Keys", keys.measure),
    "searching": ("Searching", searching.measure),
    "lists": ("Lists", lists.measure),
    "issues": ("Issues: today, board, figures, capture, hot", issues.measure),
    "chart": ("The chart of a building", chart.measure),
    "visits": ("Visits that are due", visits.measure),
    "gaps": ("Gaps", gaps.measure),
    "files": ("Files in and out", files.measure),
    "papers": ("Paper and Excel", papers.measure),
    "exchange": ("Files between offices", exchanging.measure),
    "shared": ("A shared store on PostgreSQL", shared.measure),
    "scale": ("A sample of a city on PostgreSQL", scale.measure),
    "together": ("Working together", together.measure),
    "memory": ("Memory", starting.memory),
    "upkeep": ("The store", upkeep.measure),
}


OWN_STORES = {
    "exchange": "A branch of 300 buildings and its community, begun for this",
    "shared": "1,000,000 issues made of the generators' words; a branch of 300 buildings and its community",
    "scale": "3,000 residents and 3,000 issues, sent to a community on PostgreSQL",
    "chart": "A tower of 34 × 8 doors, a family behind each",
    "visits": "A street of {households:,} households with two years of visits",
    "gaps": "A street of {households:,} households with two years of visits",
    "together": "The registers of a city at the source's own counts",
    "papers": "100,000 issues with their steps",
}
"""Areas that are measured in stores of their own, and what is in them."""


def main() -> None:
    """Measure the areas asked for, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(AREAS)}; all when left out"
    )
    parser.add_argument("--small", action="store_true", help="a tenth of the records")
    parser.add_argument(
        "--stores",
        type=Path,
        default=Path(tempfile.gettempdir()) / "gridtui-bench",
        help="where the built stores are kept (4 GB)",
    )
    parser.add_argument("--no-write", action="store_true", help="only print")
    chosen = parser.parse_args()
    if wrong := set(chosen.names) - set(AREAS):
        parser.error(f"unknown: {', '.join(sorted(wrong))}")
    described = machine.described()
    print(described)
    with tempfile.TemporaryDirectory(prefix="gridtui-bench-") as folder:
        bench = Bench(chosen.stores, Path(folder), chosen.small)
        names = chosen.names or list(AREAS)
        for store in (bench.tiny, bench.large) if set(names) - set(OWN_STORES) else ():
            print(store.name, file=sys.stderr)
        for name in names:
            title, measure = AREAS[name]
            began, found = time.monotonic(), []
            print(f"\n## {title}\n\n{document.HEAD}")
            for figure in measure(bench):
                found.append(figure)
                print(figure.line, flush=True)
            print(f"({time.monotonic() - began:.0f} s)", file=sys.stderr)
            if not chosen.no_write:
                households = gaps.SMALL if chosen.small else gaps.LARGE
                held = OWN_STORES.get(name, bench.size.words).format(households=households)
                document.write(name, title, found, held, described)


main()
