"""Ledgers, reports and forms for paper, in the store of 100,000 issues whatever else is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, at_most
from tests.bench.stores import SMALL, store_of

ROUNDS = 3


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure a ledger of every issue beside the bare cells, and its memory beside that of few issues."""
    store, path = store_of(bench.stores, SMALL), bench.scratch / "ledger.xlsx"
    rows = bench.scratch / "ledger.csv"
    bench.child("ledger", store, "sentiment", _fresh(path))
    bench.child("cells", path, rows)
    made, written = [], []
    for _ in range(ROUNDS):
        made.append(bench.child("ledger", store, "sentiment", _fresh(path)))
        written.append(bench.child("write", rows, _fresh(bench.scratch / "again.xlsx")))
    yield at_most(
        Figure(
            f"Ledger of {SMALL.issues:,} issues, xlsx",
            [each["seconds"] for each in made],
            "s",
            "XlsxWriter writes the bare cells",
            [each["seconds"] for each in written],
        ),
        1.2,
    )
    few = bench.child("ledger", bench.tiny, "sentiment", _fresh(path))
    yield Figure(
        "… peak memory", [max(each["peak"] for each in made)], "MB", "of 1,000 issues", [few["peak"]]
    )


def _fresh(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path
