"""Writing a table that people open elsewhere: xlsx, csv or json, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeAlias

from gridtui.domain.words.dates import KUNMING
from gridtui.interchange.files.cells import Cell, refuse
from gridtui.interchange.files.encodings import guarded
from gridtui.interchange.files.unwritable import not_written
from gridtui.interchange.files.workbooks import new_workbook, sheet_name, xml_text
from gridtui.storage.store.safe_files import replace_safely
from gridtui.words import mark

Value: TypeAlias = "Cell | bytes | None"
"""What a cell may be given: ids as bytes are written as 32 hexadecimal digits, None as a blank."""

FORMS = (".xlsx", ".csv", ".json")

_NARROWEST, _WIDEST = 6, 60
_CELL_LIMIT = 32_767
_ROW_LIMIT = 1_048_576

_BAD_FORM = mark("不认识的文件类型“{suffix}”：可以写成 .xlsx、.csv 或 .json")
_TOO_MANY = mark("超过 {limit} 行，一个 xlsx 写不下：请加筛选条件，或导出为 csv")
_TOO_LONG = mark("第 {row} 行有一格超过 {limit} 字，xlsx 写不下：请导出为 csv 或 json")


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """One column: its title, its key in json, and its width in cells.

    Titles and words in files are Chinese whatever language the program speaks: offices exchange them.
    """

    title: str
    key: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """One sheet of a workbook: its title, its columns, its rows."""

    title: str
    columns: Sequence[WrittenColumn]
    rows: Iterable[Sequence[Value]]


def write_table(
    path: Path, columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]], *, title: str = ""
) -> int:
    """Write a table to ``path`` in the form its ending names; return the number of rows.

    ``title`` names the sheet of an xlsx. The file is written beside its place and moved there when it is
    whole; ``RuleBroken`` where it cannot be written, and nothing is left behind.
    """
    refuse_form(path)
    try:
        with replaced_when_whole(path) as part:
            return fill_table(part, path.suffix, WrittenTable(title, columns, rows))
    except OSError as error:
        raise not_written(path.name, error) from error


def refuse_form(path: Path) -> None:
    """Refuse a file name whose ending names no form of a table."""
    if path.suffix.lower() not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)


def fill_table(part: Path, suffix: str, table: WrittenTable) -> int:
    """Write a table into a file in the form of ``suffix``; returns the number of rows."""
    if suffix.lower() == ".xlsx":
        return fill_workbook(part, [table])
    write = _write_csv if suffix.lower() == ".csv" else _write_json
    return write(part, table.columns, table.rows)


@contextmanager
def replaced_when_whole(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file beside ``path`` that takes its place if all goes well."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        replace_safely(part, path)
    finally:
        part.unlink(missing_ok=True)


def written(value: Value) -> Cell:
    """Return the value as it stands in a file: instants in Kunming time, ids in hexadecimal."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(KUNMING).replace(tzinfo=None)
    return value


def _as_text(value: Value) -> str:
    """Return the value as text; whole seconds of instants are kept, so that it reads back the same."""
    cell = written(value)
    if isinstance(cell, bool):
        return mark("是") if cell else mark("否")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _write_csv(path: Path, columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        # The encoding that writes this mark itself is slow at every piece that follows.
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow([guarded(column.title) for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            count += 1
    return count


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else _as_text(value)


def _write_json(path: Path, columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]]) -> int:
    keys = [column.key for column in columns]
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for count, row in enumerate(rows, 1):
            record = {key: _json_value(value) for key, value in zip(keys, row, strict=True)}
            file.write(("\n" if count == 1 else ",\n") + json.dumps(record, ensure_ascii=False))
        file.write("\n]\n")
    return count


def _json_value(value: Value) -> Any:
    if isinstance(value, datetime):
        instant = value if value.tzinfo else value.replace(tzinfo=KUNMING)
        return instant.astimezone(UTC).astimezone(KUNMING).isoformat(timespec="seconds")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return _as_text(value)


def fill_workbook(path: Path, tables: Sequence[WrittenTable]) -> int:
    """Write an xlsx with a sheet for each table; return the number of rows. ``OSError`` where it fails."""
    count = 0
    with new_workbook(path, rows_in_order=True) as book:
        formats = Formats(book)
        for table in tables:
            count += _write_sheet(book.add_worksheet(sheet_name(table.title)), table, formats)
    return count


def _write_sheet(sheet: Any, table: WrittenTable, formats: Formats) -> int:
    count = 0
    _write_header(sheet, table.columns, formats)
    for count, row in enumerate(table.rows, 1):
        refuse_row(count)
        for place, value in enumerate(row):
            if value is not None and value != "":
                write_cell(sheet, count, place, value, formats)
    return count


def refuse_row(row: int) -> None:
    """Refuse a row, counted from 0, that no worksheet holds."""
    if row >= _ROW_LIMIT:
        raise refuse(_TOO_MANY, limit=_ROW_LIMIT - 1)


class Formats:
    """The cell formats of one workbook; ``looks`` are what every cell has beside its kind."""

    def __init__(self, book: Any, **looks: Any) -> None:
        self.text = book.add_format({"num_format": "@", **looks})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", **looks})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **looks})
        self.number = book.add_format(looks) if looks else None
        self.header = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True})


def _write_header(sheet: Any, columns: Sequence[WrittenColumn], formats: Formats) -> None:
    for place, column in enumerate(columns):
        width = min(max(column.width, _NARROWEST), _WIDEST)
        sheet.set_column(place, place, width, formats.text)
        sheet.write_string(0, place, column.title, formats.header)
    sheet.freeze_panes(1, 0)


def write_cell(sheet: Any, row: int, place: int, value: Value, formats: Formats) -> None:
    """Write a value as what it is, a text never as a formula; ``RuleBroken`` for one too long."""
    cell = value if value.__class__ is str else written(value)
    if isinstance(cell, str):
        text = xml_text(cell)
        if sheet.write_string(row, place, text, formats.text) == -2:
            raise refuse(_TOO_LONG, row=row + 1, limit=_CELL_LIMIT)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, cell, formats.instant)
    elif isinstance(cell, date) and cell.year >= 1900:
        sheet.write_datetime(row, place, cell, formats.day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 10**15:
        sheet.write_number(row, place, cell, formats.number)
    else:
        sheet.write_string(row, place, _as_text(value), formats.text)
