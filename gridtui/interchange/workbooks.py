"""What every xlsx that is written here has: no formulas, no links, and nothing that XML cannot carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_NAME = 31


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
