"""What a cell that is written holds, in every form of a file, and what none can hold."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeAlias

from gridtui.domain.words.dates import KUNMING
from gridtui.interchange.files.cells import Cell, refuse
from gridtui.words import mark

Value: TypeAlias = "Cell | bytes | None"
"""What a cell may be given: ids as bytes are written as 32 hexadecimal digits, None as a blank."""

CELL_LIMIT = 32_767
"""Characters that a cell of a spreadsheet program takes."""

ROW_LIMIT = 1_048_576
"""Rows that a sheet of a spreadsheet program takes."""

_EXACT = 10**15
"""Numbers from here on lose digits in a spreadsheet program, and are written as text."""

_TOO_MANY = mark("超过 {limit} 行，一个 xlsx 写不下：请加筛选条件，或导出为 csv")
_TOO_LONG = mark("第 {row} 行有一格超过 {limit} 字，xlsx 写不下：请导出为 csv 或 json")


def written(value: Value) -> Cell:
    """Return the value as it stands in a file: instants in Kunming time, ids in hexadecimal."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(KUNMING).replace(tzinfo=None)
    return value


def as_text(value: Value) -> str:
    """Return the value as text; whole seconds of instants are kept, so that it reads back the same."""
    cell = written(value)
    if isinstance(cell, bool):
        return mark("是") if cell else mark("否")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def sheet_value(value: Value) -> str | int | float | date:
    """Return the value as a sheet holds it: text, a number that keeps its digits, or a day since 1900."""
    cell = written(value)
    if isinstance(cell, date):
        return cell if cell.year >= 1900 else as_text(value)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _EXACT:
        return cell
    return as_text(value)


def refuse_row(row: int) -> None:
    """Refuse a row, counted from 0, that no worksheet holds."""
    if row >= ROW_LIMIT:
        raise refuse(_TOO_MANY, limit=ROW_LIMIT - 1)


def refuse_text(text: str, row: int) -> None:
    """Refuse a text that no cell holds; ``row`` counts from 0."""
    if len(text) > CELL_LIMIT:
        raise refuse(_TOO_LONG, row=row + 1, limit=CELL_LIMIT)


class Formats:
    """The cell formats of one workbook; ``looks`` are what every cell has beside its kind."""

    def __init__(self, book: Any, **looks: Any) -> None:
        self.text = book.add_format({"num_format": "@", **looks})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", **looks})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **looks})
        self.number = book.add_format({"num_format": "General", **looks})
        self.header = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True})
