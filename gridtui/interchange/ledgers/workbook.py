"""A ledger as a workbook: one sheet to read on the screen, to go on filling in, and to print on A4 across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gridtui.interchange.files.long_sheets import LongRows, place_rows, write_long_workbook
from gridtui.interchange.files.workbooks import print_on_a4, sheet_name, xml_text
from gridtui.interchange.files.written_values import Formats, Value
from gridtui.interchange.ledgers.heading import Heading
from gridtui.interchange.ledgers.ledger import LedgerColumn

HEAD_ROWS = 4
"""Title, facts, watermark and header: they head every page."""

SERIAL, SERIAL_WIDTH = "序号", 6
SPARE_ROWS = 100
"""So many rows behind the last one have the drop-downs too."""

_LONGEST_LIST = 255
"""Characters of a drop-down that a spreadsheet program takes."""

_NOT_CHOSEN = "请从下拉列表里选"


def fill_ledger(
    path: Path, heading: Heading, columns: Sequence[LedgerColumn], rows: Iterable[Sequence[Value]]
) -> int:
    """Write a ledger row by row, numbered from 1; return how many there were. ``OSError`` where it fails."""

    def frame(book: Any, counts: Sequence[int]) -> None:
        (count,) = counts
        sheet = book.add_worksheet(sheet_name(heading.title))
        _head(book, sheet, heading, columns)
        place_rows(sheet, HEAD_ROWS, count, Formats(book, border=1, valign="vcenter", text_wrap=True))
        end = HEAD_ROWS + count
        sheet.write_string(end, 0, f"共 {count} 条")
        _offer(sheet, columns, end)
        print_on_a4(sheet, end, len(columns), repeated=HEAD_ROWS, footer=heading.watermark, across=True)

    widths = [column.width for column in columns]
    part = LongRows(1, HEAD_ROWS, rows, 1, serial=True, boxed=True, widths=widths)
    (count,) = write_long_workbook(path, frame, [part])
    return count


def _head(book: Any, sheet: Any, heading: Heading, columns: Sequence[LedgerColumn]) -> None:
    text = {"num_format": "@", "valign": "vcenter"}
    header = book.add_format(
        {**text, "bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#EEEEEE"}
    )
    looks: tuple[dict[str, Any], ...] = (
        {"bold": True, "font_size": 16, "align": "left"},
        {"align": "left"},
        {"align": "left", "italic": True, "font_color": "#808080"},
    )
    sheet.set_column(0, 0, SERIAL_WIDTH)
    for place, column in enumerate(columns, 1):
        sheet.set_column(place, place, column.width)
    lines = heading.title, heading.facts, heading.watermark
    for row, (words, look) in enumerate(zip(lines, looks, strict=True)):
        sheet.write_string(row, 0, xml_text(words), book.add_format({**text, **look}))
    sheet.write_string(HEAD_ROWS - 1, 0, SERIAL, header)
    for place, column in enumerate(columns, 1):
        sheet.write_string(HEAD_ROWS - 1, place, column.field.title, header)


def _offer(sheet: Any, columns: Sequence[LedgerColumn], end: int) -> None:
    for place, column in enumerate(columns, 1):
        words = list(column.offered)
        if words and len(",".join(words)) <= _LONGEST_LIST:
            sheet.data_validation(
                HEAD_ROWS,
                place,
                end - 1 + SPARE_ROWS,
                place,
                {"validate": "list", "source": words, "error_title": column.field.title,
                 "error_message": _NOT_CHOSEN},
            )  # fmt: skip
