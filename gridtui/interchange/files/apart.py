"""Reads one workbook in a process of its own; run by its path, so that it loads nothing else of the program.

The library that reads the old formats (xls, et) and ods trusts their numbers: a damaged file can make it
ask for more memory than there is, which ends the process without a word. Here that ends only this one.
Writes a pickle of [(name, hidden, [(row number, cells)])] to its output, or exits with ``PASSWORD``.
"""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

PASSWORD = 3
MAX_MEMORY = 4 << 30
"""Bytes this process may ask for, where the system can hold it to that."""


def filled_rows(book: CalamineWorkbook, name: str) -> list[tuple[int, list[Any]]]:
    """Return the rows of a sheet that hold something, numbered from 1."""
    rows = enumerate(book.get_sheet_by_name(name).iter_rows(), 1)
    return [(number, cells) for number, cells in rows if any(cells) or any(cell != "" for cell in cells)]


def limit_memory() -> None:
    """Let a request for more memory than any honest file needs fail at once; Windows has no such limit."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def main(path: str) -> int:
    """Write the sheets of the workbook at ``path``; return the exit code."""
    limit_memory()
    try:
        book = CalamineWorkbook.from_object(open(path, "rb"))  # noqa: SIM115, PTH123 - the process ends soon
    except PasswordError:
        return PASSWORD
    sheets = [
        (about.name, about.visible is not SheetVisibleEnum.Visible, filled_rows(book, about.name))
        for about in book.sheets_metadata
        if about.typ is SheetTypeEnum.WorkSheet
    ]
    pickle.dump(sheets, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
