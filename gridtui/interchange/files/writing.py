"""Writing a table that people open elsewhere: xlsx, csv, json or JSON lines, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gridtui.domain.words.dates import KUNMING
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.encodings import guarded
from gridtui.interchange.files.long_sheets import LongRows, place_rows, write_long_workbook
from gridtui.interchange.files.unwritable import not_written
from gridtui.interchange.files.workbooks import sheet_name
from gridtui.interchange.files.written_values import Formats, Value, as_text
from gridtui.storage.store.safe_files import replace_safely
from gridtui.words import mark

FORMS = (".xlsx", ".csv", ".json", ".jsonl")

_NARROWEST, _WIDEST = 6, 60

_BAD_FORM = mark("不认识的文件类型“{suffix}”：可以写成 .xlsx、.csv、.json 或 .jsonl")


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
    return _WRITE[suffix.lower()](part, table.columns, table.rows)


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
    return guarded(value) if isinstance(value, str) else as_text(value)


def _write_json(path: Path, columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for count, line in enumerate(_json_lines(columns, rows), 1):
            file.write(("\n" if count == 1 else ",\n") + line)
        file.write("\n]\n")
    return count


def _write_lines(path: Path, columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _json_lines(columns, rows):
            file.write(f"{line}\n")
            count += 1
    return count


def _json_lines(columns: Sequence[WrittenColumn], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    keys = [column.key for column in columns]
    for row in rows:
        record = {key: json_value(value) for key, value in zip(keys, row, strict=True)}
        yield json.dumps(record, ensure_ascii=False)


_WRITE = {".csv": _write_csv, ".json": _write_json, ".jsonl": _write_lines}


def json_value(value: Value) -> str | bool | int | float | None:
    """Return a value as JSON has it: instants with their distance from UTC, days and ids as text."""
    if isinstance(value, datetime):
        instant = value if value.tzinfo else value.replace(tzinfo=KUNMING)
        return instant.astimezone(UTC).astimezone(KUNMING).isoformat(timespec="seconds")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return as_text(value)


def fill_workbook(path: Path, tables: Sequence[WrittenTable]) -> int:
    """Write an xlsx with a sheet for each table; return the number of rows. ``OSError`` where it fails."""

    def frame(book: Any, counts: Sequence[int]) -> None:
        formats = Formats(book)
        for table, count in zip(tables, counts, strict=True):
            sheet = book.add_worksheet(sheet_name(table.title))
            _write_header(sheet, table.columns, formats)
            place_rows(sheet, 1, count, formats)

    parts = [LongRows(number, 1, table.rows) for number, table in enumerate(tables, 1)]
    return sum(write_long_workbook(path, frame, parts))


def _write_header(sheet: Any, columns: Sequence[WrittenColumn], formats: Formats) -> None:
    for place, column in enumerate(columns):
        width = min(max(column.width, _NARROWEST), _WIDEST)
        sheet.set_column(place, place, width, formats.text)
        sheet.write_string(0, place, column.title, formats.header)
    sheet.freeze_panes(1, 0)
