"""Whole files in and out, beside the libraries that only read or write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, at_most
from tests.bench.people_file import write_people

ROUNDS = 2


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure importing people, then exporting people and issues."""
    people = bench.size.residents
    path = bench.scratch / "people.xlsx"
    write_people(path, people)
    imported, read = [], []
    for _ in range(ROUNDS):
        imported.append(bench.child("import", path, bench.scratch))
        read.append(bench.child("read", path))
    size = f"{people:,} × 20 people"
    yield at_most(
        Figure(
            f"Importing {size}, xlsx",
            [each["seconds"] for each in imported],
            "s",
            "calamine reads it",
            [each["seconds"] for each in read],
        ),
        10,
    )
    peak = max(each["peak"] for each in imported)
    yield Figure(
        "… peak memory",
        [peak],
        "MB",
        "calamine reads it",
        [max(each["peak"] for each in read)],
        "≤ 500 MB",
        peak <= 500,
    )
    yield from _export(bench, "people", people, ".xlsx")
    yield from _export(bench, "issues", bench.size.issues, ".csv")
    yield from _export(bench, "issues", bench.size.issues, ".xlsx", rounds=1)


def _export(bench: Bench, kind: str, records: int, suffix: str, rounds: int = ROUNDS) -> Iterator[Figure]:
    rows = bench.scratch / f"{kind}.csv"
    if not rows.exists():
        bench.child("export", bench.large, kind, rows)
    exported, written = [], []
    for _ in range(rounds):
        exported.append(bench.child("export", bench.large, kind, _fresh(bench.scratch / f"out{suffix}")))
        written.append(bench.child("write", rows, _fresh(bench.scratch / f"again{suffix}")))
    library = "csv" if suffix == ".csv" else "XlsxWriter"
    yield Figure(
        f"Exporting {records:,} {kind}, {suffix[1:]}",
        [each["seconds"] for each in exported],
        "s",
        f"{library} writes the cells",
        [each["seconds"] for each in written],
    )
    yield Figure("… peak memory", [max(each["peak"] for each in exported)], "MB")


def _fresh(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path
