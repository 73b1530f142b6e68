"""The stair-walk sheet 扫楼单 as a workbook: a worksheet a staircase, set up for A4 upright."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from gridtui.interchange.files.paper import wrap
from gridtui.interchange.files.workbooks import new_workbook, print_on_a4, sheet_name, xml_text
from gridtui.interchange.walk_lines import (
    DOOR,
    ERRANDS,
    HEAD,
    NOTES,
    PEOPLE,
    PHONE,
    SIGNATURE,
    TICKS,
    PaperLine,
    PaperUnit,
)

BOX = "□"

_COLUMNS = ((DOOR, 11), (HEAD, 9), (PEOPLE, 4), (PHONE, 13), (ERRANDS, 30), *((tick, 7) for tick in TICKS),
            (NOTES, 20))  # fmt: skip
_ERRANDS_AT = 4
_LAST = len(_COLUMNS) - 1
_HEADING_ROWS = 4
_LINE, _LEAST, _SIGNATURE = 15.0, 24.0, 36.0
"""Points: of a line of text, the least a row needs to be written on by hand, the row for signatures."""

_HIGHEST = 400.0
"""Points: no spreadsheet program has a higher row."""

_PAGE = 880.0
"""Points that fit a page once the sheet is as narrow as the page."""


def write_workbook(path: Path, units: Sequence[PaperUnit]) -> None:
    """Write the staircases; every one begins a page of its own, and every page repeats the heading."""
    with new_workbook(path) as book:
        formats = _Formats(book)
        for name, unit in zip(_names(units), units, strict=True):
            _write_unit(book.add_worksheet(name), unit, formats)


class _Formats:
    """The cell formats of the workbook."""

    def __init__(self, book: Any) -> None:
        text = {"num_format": "@", "valign": "vcenter"}
        boxed = {**text, "border": 1}
        self.title = book.add_format({**text, "bold": True, "font_size": 14, "align": "center"})
        self.facts = book.add_format({**text, "align": "center"})
        self.watermark = book.add_format({**text, "align": "center", "italic": True, "font_color": "#808080"})
        self.header = book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#EEEEEE"})
        self.cell = book.add_format({**boxed, "text_wrap": True})
        self.centred = book.add_format({**boxed, "align": "center"})
        self.muted = book.add_format({**boxed, "font_color": "#808080"})
        self.signature = book.add_format({**text, "valign": "bottom"})


def _write_unit(sheet: Any, unit: PaperUnit, formats: _Formats) -> None:
    for place, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
    for row, (text, form) in enumerate(
        ((unit.title, formats.title), (unit.facts, formats.facts), (unit.watermark, formats.watermark))
    ):
        sheet.merge_range(row, 0, row, _LAST, "", form)
        sheet.write_string(row, 0, xml_text(text), form)
    for place, (title, _) in enumerate(_COLUMNS):
        sheet.write_string(_HEADING_ROWS - 1, place, title, formats.header)
    last = _HEADING_ROWS
    for last, line in enumerate(unit.lines, _HEADING_ROWS):
        _write_line(sheet, last, line, formats)
    end = last + 1
    sheet.merge_range(end, 0, end, _LAST, "", formats.signature)
    sheet.write_string(end, 0, SIGNATURE, formats.signature)
    sheet.set_row(end, _SIGNATURE)
    sheet.set_h_pagebreaks(list(_breaks(unit)))
    print_on_a4(sheet, end, _LAST, repeated=_HEADING_ROWS, footer=unit.watermark)


def _write_line(sheet: Any, row: int, line: PaperLine, formats: _Formats) -> None:
    form = formats.cell if line.asks else formats.muted
    texts = (line.door, line.head, line.people, line.phone, "\n".join(line.errands))
    for place, text in enumerate(texts):
        sheet.write_string(row, place, xml_text(text), form)
    for place in range(_ERRANDS_AT + 1, _LAST + 1):
        if line.asks and place < _LAST:
            sheet.write_string(row, place, BOX, formats.centred)
        else:
            sheet.write_blank(row, place, None, formats.cell)
    sheet.set_row(row, _height(line))


def _breaks(unit: PaperUnit) -> Iterator[int]:
    """Yield the rows before which a page ends: between floors, where the next one no longer fits."""
    row, used = _HEADING_ROWS, 0.0
    for _, floor in groupby(unit.lines, key=lambda line: line.floor):
        heights = [_height(line) for line in floor]
        if used and used + sum(heights) > _PAGE - _LINE * _HEADING_ROWS - _SIGNATURE:
            yield row
            used = 0.0
        row, used = row + len(heights), used + sum(heights)


def _height(line: PaperLine) -> float:
    width = _COLUMNS[_ERRANDS_AT][1]
    lines = sum(len(wrap(errand, width - 1)) for errand in line.errands)
    return min(_HIGHEST, max(_LEAST, _LINE * lines))


def _names(units: Sequence[PaperUnit]) -> list[str]:
    """Return a name for every worksheet; spreadsheet programs refuse two that differ only in case."""
    names: list[str] = []
    for unit in units:
        name, number = sheet_name(unit.name), 1
        while name.casefold() in (other.casefold() for other in names):
            number += 1
            name = sheet_name(f"{unit.name[:24]} {number}")
        names.append(name)
    return names
