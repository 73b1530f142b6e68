"""Writing into the cells of a form: as the form wants it, never as a formula, marked where it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.vocabulary import Vocabulary, WordList, plain
from gridtui.interchange.files.cells import cell_text, refuse
from gridtui.interchange.files.paper import cells
from gridtui.interchange.files.workbooks import xml_text
from gridtui.interchange.files.written_values import CELL_LIMIT, Value, sheet_value
from gridtui.interchange.ledgers.ledger import LedgerColumn
from gridtui.words import mark

MARK_COLOUR = "FFFFF2CC"
"""The ground of a cell that is not as it was last time; its letters are bold as well."""

_TEXT = "@"
_USUAL_WIDTH = 8.43
_MARGIN, _MOST_SHRUNK, _INSTANT_CELLS = 0.7, 2.2, 16
_YES_NO = {"是": 1, "否": 0}
_ONE_IS_YES = re.compile(r"1\s*[=＝:：]\s*是")
_TOO_LONG = mark("第 {row} 行有一格超过 {limit} 字，表里写不下")
_LOCKED = mark("“{sheet}”有保护，要填的格子（{cell}）是锁定的：请让发表的单位解开，或撤销保护后另存再填")


@dataclass(slots=True)
class Offered:
    """The words that a column's drop-down offers, and how many cells none of them fitted."""

    words: Mapping[str, str]
    known: type[Vocabulary] | WordList | None
    misfits: int = 0
    _meanings: dict[str, str] = field(default_factory=dict)

    def fitting(self, text: str) -> str:
        """Return the offered word that means the same as a text; the text itself where none does."""
        if text not in self._meanings:
            self._meanings[text] = self._meaning(text)
        return self._meanings[text]

    def count(self, text: Value) -> None:
        """Count a cell that is filled with a text that is not offered."""
        self.misfits += isinstance(text, str) and bool(text) and plain(text) not in self.words

    def _meaning(self, text: str) -> str:
        if plain(text) in self.words:
            return self.words[plain(text)]
        meant = _code(self.known, text)
        same = (word for word in self.words.values() if meant and _code(self.known, word) == meant)
        return next(same, text)


def _code(words: type[Vocabulary] | WordList | None, text: str) -> str:
    if isinstance(words, WordList):
        return words.usual_word(text)
    if words is None:
        return ""
    return words.parse(text) or ""


def as_hinted(value: Value, hint: str) -> Value:
    """Return a value as the form asks for it under its header: ``1=是，0=否``, ``YYYYMMDD``."""
    if isinstance(value, str) and value in _YES_NO and _ONE_IS_YES.search(hint):
        return _YES_NO[value]
    if isinstance(value, date) and "yyyymmdd" in hint.casefold():
        return f"{value:%Y%m%d}"
    return value


def offered_words(
    book: Any, sheet: Any, row: int, columns: Iterable[tuple[int, LedgerColumn]]
) -> dict[int, Offered]:
    """Return column place → what its drop-down offers in a row, of those that have a list one can read."""
    found: dict[int, Offered] = {}
    for place, column in columns:
        coordinate = sheet.cell(row, place + 1).coordinate
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list" and coordinate in rule.sqref and rule.formula1:
                words = [word for word in _words(book, sheet, str(rule.formula1)) if word]
                if words:
                    found[place] = Offered({plain(word): word for word in words}, column.field.words)
    return found


def _words(book: Any, sheet: Any, formula: str) -> Sequence[str]:
    from openpyxl.utils import range_boundaries

    if formula.startswith('"'):
        return [word.strip() for word in formula.strip('"').split(",")]
    text = formula.lstrip("=")
    named = sheet.defined_names.get(text) or book.defined_names.get(text)
    if named is not None:
        text = named.attr_text or ""
    title, _, cells = text.rpartition("!")
    title = title.strip("'").replace("''", "'") or sheet.title
    if title not in book.sheetnames:
        return ()
    try:
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    except (ValueError, TypeError):
        return ()
    if None in (left, top, right, bottom) or (right - left + 1) * (bottom - top + 1) > 10_000:
        return ()
    rows = book[title].iter_rows(top, bottom, left, right)
    return [cell_text(str(cell.value)).strip() for row in rows for cell in row if cell.value is not None]


class CellWriter:
    """Writes the cells of one sheet of a form."""

    def __init__(self, sheet: Any, *, marks: bool) -> None:
        self._sheet = sheet
        self._marks = marks
        self._protected = bool(sheet.protection.sheet)
        self._widths: dict[int, float] = {}
        self._looks: dict[tuple[bool, bool, bytes], Any] = {}

    def write(self, row: int, place: int, value: Value, *, changed: bool) -> None:
        """Write a value into a cell; ``RuleBroken`` where it is locked, or the value too long.

        What does not fit into the column is shrunk to fit rather than cut off, unless it would be too small.
        """
        cell = self._sheet.cell(row, place + 1)
        if self._protected and cell.protection.locked:
            raise refuse(_LOCKED, sheet=self._sheet.title, cell=cell.coordinate)
        told = "" if value is None else sheet_value(value)
        self._put(cell, told)
        self._look(cell, marked=changed and self._marks, shrunk=self._is_tight(row, place, told))

    def _put(self, cell: Any, value: str | int | float | date) -> None:
        if isinstance(value, date) and cell.number_format == _TEXT:
            value = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else shown_date(value)
        if not isinstance(value, str):
            cell.value = value
            return
        text = xml_text(value)
        if len(text) > CELL_LIMIT:
            raise refuse(_TOO_LONG, row=cell.row, limit=CELL_LIMIT)
        cell.value = text or None
        if text:
            # What begins with = or # is a text like any other.
            cell.data_type = "s"

    def _is_tight(self, row: int, place: int, value: str | int | float | date) -> bool:
        needed = cells(value) if isinstance(value, str) else len(str(value))
        if isinstance(value, datetime):
            needed = _INSTANT_CELLS
        if place not in self._widths:
            self._widths[place] = _width(self._sheet, row, place + 1)
        width = self._widths[place]
        return width < needed + _MARGIN and needed <= width * _MOST_SHRUNK

    def _look(self, cell: Any, *, marked: bool, shrunk: bool) -> None:
        """Change how a cell looks; each look is made once for every style of the form."""
        if not marked and not shrunk:
            return
        key = (marked, shrunk, bytes(cell._style or b""))
        if key not in self._looks:
            if marked:
                _mark(cell)
            if shrunk and not cell.alignment.wrap_text:
                alignment = copy(cell.alignment)
                alignment.shrink_to_fit = True
                cell.alignment = alignment
            self._looks[key] = copy(cell._style)
        else:
            cell._style = copy(self._looks[key])


def _mark(cell: Any) -> None:
    from openpyxl.styles import PatternFill

    font = copy(cell.font)
    font.b = True
    cell.font = font
    cell.fill = PatternFill("solid", fgColor=MARK_COLOUR)


def _width(sheet: Any, row: int, column: int) -> float:
    """Return the width of a cell in characters, of a merged one that of all its columns."""
    last = next(
        (
            merged.max_col
            for merged in sheet.merged_cells.ranges
            if merged.min_row == merged.max_row == row and merged.min_col == column
        ),
        column,
    )
    return sum(_column_width(sheet, each) for each in range(column, last + 1))


def _column_width(sheet: Any, column: int) -> float:
    for dimension in sheet.column_dimensions.values():
        if dimension.min and dimension.min <= column <= dimension.max and dimension.customWidth:
            return float(dimension.width)
    return float(sheet.sheet_format.defaultColWidth or _USUAL_WIDTH)
