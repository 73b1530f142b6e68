"""How a form is laid out: its header, the rows prepared for filling in, and what stands below them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gridtui.domain.words.problems import Problem, RuleBroken, Severity
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.interchange.columns.aliases import HeaderNames, clean_header, compared, is_numbering
from gridtui.interchange.columns.headers import LOOKED_AT, Table, find_table, is_foot, other_headers
from gridtui.interchange.files.cells import Cell, ListSource, Sheet, cell_text, plain, refuse
from gridtui.interchange.files.reading import Workbook
from gridtui.words import mark

MOST_COLUMNS = 200
_MARKED_ROW = re.compile(r"^[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛]|[一二三四五六七八九十]{1,2}|[A-Z])[)）]?$")
_EXAMPLE = re.compile(r"^(?:示?例|样例|举例|如)[:：]?")
_SIGNED = re.compile(r"[:：]\s*[_＿\s]*$|年\s+月\s+日")
_FILLED = 2

_RIVALS = mark("有几处像表头：{places}。请指明表头在第几行（或哪个工作表）")
_RIVAL = mark("“{sheet}”第 {row} 行")
_FILLED_IN = mark("第 {row} 行起已经填了内容：请用空表，或先清掉这些行再填")
_MERGED_DOWN = mark("数据区里有上下合并的格子（{cells}），一行一条填不进去：请先取消合并")
_MERGED_ACROSS = mark("数据区里有左右合并的格子（{cells}），盖住了要填的列：请先取消合并")


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Where a form is filled in.

    ``headers`` are by column from 0, ``""`` where there is none, and so are ``hints``, what stands under them
    about how to fill them in. ``first_row`` is the first row for data,
    ``last_row`` the last one that is prepared (one less where none is), ``below`` whether anything stands
    under them. ``formulas`` are columns that reckon for themselves. ``fingerprint`` names the form again.
    """

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    first_row: int
    last_row: int
    below: bool
    title: str = ""
    hints: tuple[str, ...] = ()
    formulas: frozenset[int] = frozenset()
    notices: list[Problem] = field(default_factory=list, compare=False)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name the form: its headers in their order."""
        words = "\n".join(compared(header) for header in self.headers)
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def prepared(self) -> int:
        """How many rows are prepared for data."""
        return self.last_row - self.first_row + 1


def read_layout(
    book: Any, name: str, names: HeaderNames | None, *, sheet: str = "", header_row: int | None = None
) -> FormLayout:
    """Return the layout of an openpyxl workbook's form, whose header has ``names``, of any list where None.

    ``sheet`` and ``header_row`` are a person's own choice. ``RuleBroken`` where no header or more than one is
    found, rows are filled in already, or cells are merged so that a record has no row of its own.
    """
    sheets = [
        Sheet(one.title, one.sheet_state != "visible", _source(one, header_row)) for one in book.worksheets
    ]
    opened = Workbook(name, "xlsx", sheets)
    table = find_table(opened, kind=names, sheet=sheet, header_row=header_row)
    if header_row is None:
        rivals = [place for place in other_headers(opened, table, names) if not sheet or place[0] == sheet]
        if rivals:
            places = [(table.sheet.name, table.header_row), *rivals]
            said = Listing(tuple(Sentence(_RIVAL, {"sheet": one, "row": row}) for one, row in places))
            raise RuleBroken(Problem(_RIVALS, "header_row", values={"places": said}))
    return _laid_out(book[table.sheet.name], table)


def _source(sheet: Any, header_row: int | None) -> ListSource:
    last = min(sheet.max_row, (header_row or 0) + 2 * LOOKED_AT)
    width = min(sheet.max_column, MOST_COLUMNS)
    rows = sheet.iter_rows(1, last, 1, width) if sheet.max_row else ()
    return ListSource([[_value(cell) for cell in row] for row in rows])


def _value(cell: Any) -> Cell:
    value = cell.value
    return str(value) if cell.data_type in ("f", "s", "inlineStr") and value is not None else plain(value)


def _laid_out(sheet: Any, table: Table) -> FormLayout:
    top = _merged_top(sheet, table.header_row)
    bottom = table.header_row + table.depth - 1
    depth = max(bottom - top + 1, _merged_depth(sheet, top, len(table.headers)))
    known = top == table.header_row and depth == table.depth
    headers = table.headers if known else _merged_headers(sheet, top, depth)
    width = len(headers)
    first = max(table.first_row, top + depth)
    while _is_note(_row(sheet, first, width)):
        first += 1
    last = _last_prepared(sheet, first, headers)
    _refuse_filled(sheet, last + 1, headers)
    _refuse_merged(sheet, first, last, headers)
    return FormLayout(
        sheet.title,
        top,
        tuple(headers),
        first,
        last,
        _stands_below(sheet, last),
        next((text for text in table.above if len(text) > 1), ""),
        _hints(sheet, top + depth, first, width),
        frozenset(_formula_columns(sheet, first, last, width)),
        [notice for notice in table.notices if notice.severity is Severity.WARNING],
    )


def _row(sheet: Any, row: int, width: int) -> list[Cell]:
    """Return the values of a row's first columns."""
    found = (sheet._cells.get((row, column)) for column in range(1, width + 1))
    return ["" if cell is None else _value(cell) for cell in found]


def _merged_top(sheet: Any, row: int) -> int:
    """Return the first row of the header, of which ``row`` is one: where cells that reach into it begin."""
    tops = [merged.min_row for merged in sheet.merged_cells.ranges if merged.min_row < row <= merged.max_row]
    return min(tops, default=row)


def _merged_depth(sheet: Any, top: int, width: int) -> int:
    """Return how many rows the header takes by its cells that are merged downwards."""
    heights = [
        merged.max_row - top + 1
        for merged in sheet.merged_cells.ranges
        if merged.min_row == top and merged.min_col <= width
    ]
    return max(heights, default=1)


def _merged_headers(sheet: Any, top: int, depth: int) -> tuple[str, ...]:
    """Return the headers by column: the texts over each other, of merged cells in every column they cover."""
    covered = {}
    for merged in sheet.merged_cells.ranges:
        if top <= merged.min_row < top + depth:
            value = clean_header(cell_text(_value(sheet.cell(merged.min_row, merged.min_col))))
            for row in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    # Only its first column is a column to fill where nothing stands under it.
                    covered[row, column] = (
                        value,
                        column == merged.min_col or merged.max_row < top + depth - 1,
                    )
    headers = []
    for column in range(1, min(sheet.max_column, MOST_COLUMNS) + 1):
        parts: list[str] = []
        for row in range(top, top + depth):
            text, counts = covered.get((row, column), ("", True))
            if (row, column) not in covered:
                text = clean_header(cell_text(_row(sheet, row, column)[column - 1]))
            if text and counts and (not parts or parts[-1] != text):
                parts.append(text)
        headers.append("/".join(parts))
    while headers and not headers[-1]:
        headers.pop()
    return tuple(headers)


def _is_note(cells: Sequence[Cell]) -> bool:
    """Say whether a row under the header counts the columns, or shows how to fill it in."""
    filled = [cell_text(cell).strip() for cell in cells if cell != ""]
    if not filled:
        return False
    if _EXAMPLE.match(filled[0]):
        return True
    return len(filled) > 2 and all(map(_MARKED_ROW.match, filled)) and len(set(filled)) == len(filled)


def _hints(sheet: Any, start: int, end: int, width: int) -> tuple[str, ...]:
    rows = [_row(sheet, row, width) for row in range(start, end)]
    return tuple(" ".join(cell_text(row[place]) for row in rows).strip() for place in range(width))


def _last_prepared(sheet: Any, first: int, headers: Sequence[str]) -> int:
    """Return the last row that is ready to be filled in: bordered, numbered or with formulas, and empty."""
    last, spanned = first - 1, _spanned_rows(sheet, len(headers))
    for row in range(first, sheet.max_row + 1):
        cells = _cells(sheet, row, len(headers))
        if row in spanned or any(_is_said(cell, headers) for cell in cells):
            break
        if not any(cell.value is not None or _is_boxed(cell) for cell in cells):
            break
        last = row
    return last


def _cells(sheet: Any, row: int, width: int) -> list[Any]:
    """Return the cells of a row that are there."""
    found = (sheet._cells.get((row, column)) for column in range(1, width + 1))
    return [cell for cell in found if cell is not None]


def _is_said(cell: Any, headers: Sequence[str]) -> bool:
    """Say whether a cell holds somebody's words: neither blank, nor a formula, nor a row's number."""
    if cell.value is None or cell.data_type == "f":
        return False
    text = cell_text(_value(cell)).strip()
    return bool(text) and not (is_numbering(headers[cell.column - 1]) and text.isdecimal())


def _is_boxed(cell: Any) -> bool:
    border = cell.border
    return any(
        side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
    )


def _spanned_rows(sheet: Any, width: int) -> set[int]:
    """Return the rows that one merged cell takes up most of, as a note or a signature does."""
    return {
        row
        for merged in sheet.merged_cells.ranges
        if (merged.max_col - merged.min_col + 1) * 2 > width > 2
        for row in range(merged.min_row, merged.max_row + 1)
    }


def _refuse_filled(sheet: Any, row: int, headers: Sequence[str]) -> None:
    if row in _spanned_rows(sheet, len(headers)) or is_foot(_row(sheet, row, len(headers))):
        return
    cells = _cells(sheet, row, len(headers))
    said = [cell_text(_value(cell)) for cell in cells if _is_said(cell, headers)]
    if len(said) >= _FILLED and not any(map(_SIGNED.search, said)):
        raise refuse(_FILLED_IN, row=row)


def _refuse_merged(sheet: Any, first: int, last: int, headers: Sequence[str]) -> None:
    for merged in sheet.merged_cells.ranges:
        if merged.max_row < first or merged.min_row > last or merged.min_col > len(headers):
            continue
        if merged.max_row > merged.min_row:
            raise refuse(_MERGED_DOWN, cells=merged.coord)
        if any(
            headers[column - 1] for column in range(merged.min_col + 1, min(merged.max_col, len(headers)) + 1)
        ):
            raise refuse(_MERGED_ACROSS, cells=merged.coord)


def _stands_below(sheet: Any, last: int) -> bool:
    if any(merged.max_row > last for merged in sheet.merged_cells.ranges):
        return True
    return any(row > last and cell.value is not None for (row, _), cell in sheet._cells.items())


def _formula_columns(sheet: Any, first: int, last: int, width: int) -> Iterator[int]:
    for row in range(first, last + 1):
        for cell in _cells(sheet, row, width):
            if cell.data_type == "f":
                yield cell.column - 1
