"""The file of refused rows: each with its reason, to be corrected and imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridtui.domain.people.service_tag import parse_needs
from gridtui.domain.words.problems import Problem
from gridtui.interchange.columns.kinds import REASON_TITLE
from gridtui.interchange.columns.mapping import Column, ColumnMapping, Use
from gridtui.interchange.files.cells import Cell, RuinedNumber, cell_text
from gridtui.interchange.files.writing import WrittenColumn, write_table
from gridtui.interchange.files.written_values import Value
from gridtui.words import mark, say, tr

_SHEET = mark("退回的行")
_ROW = mark("第 {row} 行：{reasons}")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported, as the file had it, and why."""

    number: int
    cells: Sequence[Cell]
    problems: Sequence[Problem]


def write_refusals(path: Path, mapping: ColumnMapping, refused: Iterable[RefusedRow]) -> int:
    """Write refused rows to an xlsx, reasons first; return how many.

    Only columns that are imported, or may be once they are confirmed, are written: what is never kept is
    not written either, and of a column of labels only the words that are service needs.
    """
    kept = [column for column in mapping.columns if column.use in (Use.FIELD, Use.DOUBTFUL)]
    columns = [WrittenColumn(REASON_TITLE, "reason", 40)]
    columns += [WrittenColumn(column.header, column.header, 14) for column in kept]
    return write_table(path, columns, _rows(kept, refused), title=_SHEET)


def _rows(kept: Sequence[Column], refused: Iterable[RefusedRow]) -> Iterator[list[Value]]:
    for row in refused:
        reasons = "；".join(say(problem) for problem in row.problems)
        yield [tr(_ROW, row=row.number, reasons=reasons), *(_kept_cell(column, row.cells) for column in kept)]


def _kept_cell(column: Column, cells: Sequence[Cell]) -> Value:
    cell = cells[column.place] if column.place < len(cells) else ""
    if column.field == "needs":
        return "、".join(need.label for need in parse_needs(cell_text(cell)))
    return str(cell) if isinstance(cell, RuinedNumber) else cell
