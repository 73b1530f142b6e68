"""Ledgers, reports and forms for paper, in the store of 100,000 issues whatever else is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, at_most, percentile
from tests.bench.people_file import HEADER
from tests.bench.stores import SMALL, Size, store_of

ROUNDS = 3
REPORTED = Size(2_000, 20_000)
MOST_SECONDS = 3
MOST_SECONDS_FILLING = 5


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
    yield from _reports(bench)
    yield from _forms(bench)


def _forms(bench: Bench) -> Iterator[Figure]:
    """Measure filling forms with a formula in every row: one with all rows prepared, one with three."""
    store, out = store_of(bench.stores, REPORTED), bench.scratch / "filled.xlsx"
    for prepared in (REPORTED.residents, 3):
        form = bench.scratch / f"form-{prepared}.xlsx"
        _write_form(form, prepared)
        made = [bench.child("fill", store, form, _fresh(out)) for _ in range(ROUNDS)]
        again = [bench.child("save", out, _fresh(bench.scratch / "again.xlsx")) for _ in range(ROUNDS)]
        seconds = [each["seconds"] for each in made]
        yield Figure(
            f"Filling a form of {REPORTED.residents:,} rows × {len(HEADER)}, {prepared:,} prepared",
            seconds,
            "s",
            "openpyxl reads and writes the filled one",
            [each["seconds"] for each in again],
            f"≤ {MOST_SECONDS_FILLING} s",
            percentile(seconds, 0.5) <= MOST_SECONDS_FILLING,
        )
        yield Figure("… of it the processor's", [each["processor"] for each in made], "s")


def _write_form(path: Path, prepared: int) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Border, Side

    book = Workbook()
    sheet = book.worksheets[0]
    line = Side(style="thin")
    sheet.append(["花名册"])
    sheet.append([*HEADER, "称呼"])
    for row in range(3, 3 + prepared):
        for column in range(1, len(HEADER) + 2):
            sheet.cell(row, column).border = Border(left=line, right=line, top=line, bottom=line)
        sheet.cell(row, len(HEADER) + 1, f'=LEFT(A{row},1)&IF(D{row}="女","女士","先生")')
    sheet.append(["合计", f"=COUNTA(A3:A{2 + prepared})"])
    book.save(path)


def _reports(bench: Bench) -> Iterator[Figure]:
    """Measure the monthly report in a process of its own, from opening the store to the file on the disk."""
    store = store_of(bench.stores, REPORTED)
    for suffix, aim in ((".docx", MOST_SECONDS), (".pdf", 0), (".html", 0)):
        path = bench.scratch / f"report{suffix}"
        made = [bench.child("report", store, _fresh(path)) for _ in range(ROUNDS)]
        few = [bench.child("report", bench.tiny, _fresh(path)) for _ in range(ROUNDS)]
        seconds = [each["seconds"] for each in made]
        yield Figure(
            f"Monthly report over {REPORTED.issues:,} issues, {suffix[1:]}",
            seconds,
            "s",
            "1,000 of each",
            [each["seconds"] for each in few],
            f"≤ {aim} s" if aim else "",
            percentile(seconds, 0.5) <= aim if aim else None,
        )
        yield Figure("… of it the processor's", [each["processor"] for each in made], "s")


def _fresh(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path
