"""What a cell of somebody's table holds once the file format is out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from gridtui.domain.words.problems import Problem, RuleBroken

Cell: TypeAlias = "str | int | float | bool | date | datetime | time"
"""A plain value; a blank cell is the empty string."""

Row: TypeAlias = "tuple[int, list[Cell]]"
"""A row's number as its program shows it (from 1), and its cells."""

MAX_COLUMNS = 512
"""No form of the field is wider; a wider table is somebody's data dump."""

EXACT_DIGITS = 15
"""Spreadsheet programs keep this many digits of a number and turn the rest into zeros."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?(?:1[5-9]|2\d)", re.IGNORECASE)


class RuinedNumber(str):
    """The digits of a number too long for a spreadsheet program, which has lost the last of them."""

    __slots__ = ()


class CellError(str):
    """The error text that a formula left in a cell, such as ``#N/A``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name, whether its author hid it, and its rows.

    ``source`` yields every row, blank ones included, as often as it is asked.
    """

    name: str
    hidden: bool
    source: RowSource

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold something."""
        for number, cells in self.source.rows():
            if any(cells) or any(cell != "" for cell in cells):
                yield number, cells


class RowSource:
    """Where a sheet's rows come from."""

    def rows(self) -> Iterator[Row]:
        """Yield every row from the first one on."""
        raise NotImplementedError

    def count(self) -> int | None:
        """Return about how many rows there are, None where only reading them would tell."""
        return None


@dataclass(frozen=True, slots=True)
class ListSource(RowSource):
    """Rows that are in memory already; the first has the number ``first``."""

    cells: Sequence[list[Cell]]
    first: int = 1

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order."""
        return iter(enumerate(self.cells, self.first))

    def count(self) -> int | None:
        """Return how many rows there are."""
        return len(self.cells)


@dataclass(frozen=True, slots=True)
class NumberedSource(RowSource):
    """Rows that are in memory already, with their numbers."""

    numbered: Sequence[Row]

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order."""
        return iter(self.numbered)

    def count(self) -> int | None:
        """Return how many rows there are."""
        return len(self.numbered)


def refuse(text: str, **values: object) -> RuleBroken:
    """Return the refusal of a whole file, with one plain sentence."""
    return RuleBroken(Problem(text, values=values))


def plain(value: object) -> Cell:
    """Return a spreadsheet's value as a plain one: whole floats as integers, long ones as ruined."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | date | time):
        return value
    if isinstance(value, float):
        return _plain_number(value)
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    return "" if value is None else str(value)


def _plain_number(value: float) -> Cell:
    if not value.is_integer():
        return value
    if abs(value) >= 10**EXACT_DIGITS:
        return RuinedNumber(f"{value:.0f}")
    return int(value)


def cell_text(cell: Cell) -> str:
    """Return the cell as a person would read it; dates in ISO order."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return repr(cell)


def column_letter(place: int) -> str:
    """Return a column's letters as spreadsheet programs write them; ``place`` counts from 0."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_ruined(cell: Cell) -> bool:
    """Say whether a spreadsheet program has lost digits of this number; a CSV shows ``5.3E+17`` then."""
    if isinstance(cell, RuinedNumber):
        return True
    return isinstance(cell, str) and "+" in cell and _SCIENTIFIC.fullmatch(cell.strip()) is not None
