"""Workbooks of spreadsheet programs: xlsx, ods, and the older xls and et."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gridtui.interchange.files import apart
from gridtui.interchange.files.cells import (
    MAX_COLUMNS,
    Cell,
    CellError,
    NumberedSource,
    Row,
    RowSource,
    Sheet,
    plain,
    refuse,
)
from gridtui.interchange.files.opendocument import refuse_wide_document
from gridtui.interchange.files.packages import PartMeasure, measure_package, sheet_parts
from gridtui.words import mark

_DAMAGED = mark("文件不完整或已损坏，无法打开：请让对方重新发送，或用表格软件打开后另存")
_PASSWORD = mark("文件设有打开密码：请在表格软件里取消密码，另存后再试")
_TOO_MANY_COLUMNS = mark("表格有 {count} 列，超过 {limit} 列：这不像一张登记表，请检查文件")


_PATIENCE = 120
"""Seconds that the other process may take; the largest xls takes about ten."""


@dataclass(slots=True)
class SpreadsheetSource(RowSource):
    """A sheet that is read when its rows are first asked for, and then kept."""

    book: CalamineWorkbook
    name: str
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    _sheet: CalamineSheet | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows; a cell with a formula's error holds its text."""
        sheet = self._load()
        left = sheet.start[1] if sheet.start else 0
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row: list[Cell] = [cell if cell.__class__ is str else plain(cell) for cell in cells]
            if number in self.errors:
                for column, text in self.errors[number].items():
                    row[column - 1 - left] = CellError(text)
            yield number, row

    def count(self) -> int | None:
        """Return the number of the last row."""
        sheet = self._load()
        return int(sheet.end[0]) + 1 if sheet.end else 0

    def _load(self) -> CalamineSheet:
        if self._sheet is None:
            try:
                self._sheet = self.book.get_sheet_by_name(self.name)
            except CalamineError as error:
                raise refuse(_DAMAGED) from error
            if self._sheet.width > MAX_COLUMNS:
                raise refuse(_TOO_MANY_COLUMNS, count=self._sheet.width, limit=MAX_COLUMNS)
        return self._sheet


def package_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of an xlsx package; ``RuleBroken`` for one that must not or cannot be read."""
    measures = measure_package(path)
    errors = [measures.get(part, PartMeasure()).errors for part in sheet_parts(path)]
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
    except CalamineError as error:
        raise refuse(_DAMAGED) from error
    found = []
    for place, about in enumerate(book.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet:
            hidden = about.visible is not SheetVisibleEnum.Visible
            source = SpreadsheetSource(book, about.name, errors[place] if place < len(errors) else {})
            found.append(Sheet(about.name, hidden, source))
    return found


def document_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of an ods package; ``RuleBroken`` for one that must not or cannot be read."""
    measure_package(path)
    refuse_wide_document(path)
    return compound_sheets(path)


def compound_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of an xls or et file, read in a process of its own; ``RuleBroken`` where it fails."""
    command = [sys.executable, "-P", str(Path(apart.__file__)), str(path.resolve())]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            creationflags=flags,
        )
    except subprocess.TimeoutExpired as error:
        raise refuse(_DAMAGED) from error
    if done.returncode:
        raise refuse(_PASSWORD if done.returncode == apart.PASSWORD else _DAMAGED)
    sheets = pickle.loads(done.stdout)
    return [Sheet(name, hidden, NumberedSource(_plain_rows(rows))) for name, hidden, rows in sheets]


def _plain_rows(rows: list[tuple[int, list[object]]]) -> list[Row]:
    widest = max((len(cells) for _, cells in rows), default=0)
    if widest > MAX_COLUMNS:
        raise refuse(_TOO_MANY_COLUMNS, count=widest, limit=MAX_COLUMNS)
    return [(number, [plain(cell) for cell in cells]) for number, cells in rows]
