"""What every xlsx that is written here has: no formulas, no links, and nothing that XML cannot carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_NAME = 31
_LONGEST_FOOTER = 200
_A4 = 9


@contextmanager
def new_workbook(path: Path, *, rows_in_order: bool = False) -> Iterator[Any]:
    """Yield an XlsxWriter workbook that is written to ``path``; ``OSError`` where that fails.

    With ``rows_in_order`` a row is written out as soon as the next one begins: little memory, no merging.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": rows_in_order,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    try:
        yield book
    finally:
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error


def xml_text(text: str) -> str:
    """Return the text without the characters that no xlsx may hold."""
    return _NOT_XML.sub("", text)


def sheet_name(title: str) -> str:
    """Return a title as spreadsheet programs take it for a sheet."""
    name = re.sub(r"[\[\]:*?/\\]", " ", xml_text(title))[:_LONGEST_NAME].strip("' ")
    return name or "Sheet1"


def print_on_a4(
    sheet: Any, last_row: int, last_column: int, *, repeated: int, footer: str, across: bool = False
) -> None:
    """Set a worksheet up for A4 upright or ``across``, a page wide; the first ``repeated`` rows head each."""
    sheet.set_paper(_A4)
    (sheet.set_landscape if across else sheet.set_portrait)()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, repeated - 1)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.freeze_panes(repeated, 0)
    # In a footer an ampersand begins a command, and a size ends where no digit follows.
    said = xml_text(footer)[:_LONGEST_FOOTER].replace("&", "&&")
    sheet.set_footer(f"&L&8 {said}&R&8 &P / &N")
