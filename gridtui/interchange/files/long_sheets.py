"""Workbooks with sheets of many rows: XlsxWriter makes what is around the rows, the rows are written here.

Its cells, one call each, take four times as long. A frame is drawn without the rows, as the workbook is to
be; a specimen of every kind of cell in it says which style is which. The rows then go straight into the
file, so that memory stays flat, and the frame is drawn again with what is known only at the end: how many
there were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, LargeZipFile, ZipFile

from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.workbooks import new_workbook, xml_text
from gridtui.interchange.files.written_values import (
    CELL_LIMIT,
    Formats,
    Value,
    refuse_row,
    refuse_text,
    sheet_value,
)
from gridtui.words import mark

Frame: TypeAlias = Callable[[Any, Sequence[int]], None]
"""Draws a workbook without its rows, given how many rows each long sheet has.

What stands above the rows must be the same however many there are; rows of a sheet are written in order.
"""

_TOO_LARGE = mark("内容太多，一个 xlsx 写不下：请加筛选条件，或导出为 csv")

_FIRST_PART = "[Content_Types].xml"
"""Programs that look at the first bytes of a file expect this part there."""

_SPECIMENS = ("text", "day", "instant", "number")
_BATCH = 200
_SQUEEZE = 4
"""How hard the file is packed: a tenth larger than the usual 6, in half the time."""

_CARE = re.compile("^\\s|[&<>\x00-\x08\n-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|\\s$").search
_LIKE_ESCAPES = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_STYLE = re.compile(rb'<c r="[A-Z]+[0-9]+"( s="[0-9]+")?')
_ROW = re.compile(rb'<row r="([0-9]+)"')
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_LETTERS = [chr(65 + place) for place in range(26)]
_COLUMNS = [*_LETTERS, *(first + second for first in _LETTERS for second in _LETTERS)]
_DAY_BEFORE_FIRST = date(1899, 12, 30).toordinal()
_LINE_POINTS, _MOST_POINTS = 16, 409
"""How high a line of Chinese letters of the usual size is, and how high a row may be at most."""

_FALSE_LEAP_DAY = 60
"""Spreadsheet programs know a 29 February 1900; days before it count one less."""


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows for the sheet that a frame adds as its ``sheet``-th, counted from 1.

    They begin at row ``first``, counted from 0, and ``below`` are so many more. ``serial`` numbers them in a
    column of its own, the first; ``boxed`` gives blank cells their format too. ``widths`` are those of the
    columns of ``rows``, in cells, where texts are wrapped: rows are as high as their texts need then, since
    not every program reckons that itself when it opens a file.
    """

    sheet: int
    first: int
    rows: Iterable[Sequence[Value]]
    below: int = 0
    serial: bool = False
    boxed: bool = False
    widths: Sequence[int] = ()


class _Torn(NamedTuple):
    """A sheet's XML where its rows belong: what is above, the specimens that stood there, what is below."""

    head: bytes
    specimens: bytes
    foot: bytes


def place_rows(sheet: Any, first: int, count: int, formats: Formats) -> None:
    """Leave the place for the rows of a long sheet; a frame calls it between what is above and below."""
    if count:
        for place, name in enumerate(_SPECIMENS):
            sheet.write_blank(first, place, None, getattr(formats, name))


def write_long_workbook(path: Path, frame: Frame, parts: Sequence[LongRows]) -> list[int]:
    """Write a workbook and return how many rows each part had.

    ``OSError`` where it fails, ``RuleBroken`` for what no sheet holds.
    """
    try:
        return _write(path, frame, parts)
    except LargeZipFile as error:
        raise refuse(_TOO_LARGE) from error
    except RuntimeError as error:
        # What the library says of an entry of more than 2 GB: larger ones make Excel offer a repair.
        if "size too large" not in str(error):
            raise
        raise refuse(_TOO_LARGE) from error


def _write(path: Path, frame: Frame, parts: Sequence[LongRows]) -> list[int]:
    counts = [1] * len(parts)
    drawn = begun = _drawn(frame, counts, path)
    with ZipFile(path, "w", ZIP_DEFLATED, allowZip64=False, compresslevel=_SQUEEZE) as book:
        _put(book, _FIRST_PART, drawn[_FIRST_PART])
        for place, part in enumerate(parts):
            name = f"xl/worksheets/sheet{part.sheet}.xml"
            head, specimens, _ = _torn(begun[name], part.first, 1)
            with book.open(name, "w") as stream:
                stream.write(_DIMENSION.sub(b"", head))
                counts[place] = _write_rows(stream, part, _RowWriter(specimens, part))
                drawn = _drawn(frame, counts, path)
                now = _torn(drawn[name], part.first, counts[place])
                assert _DIMENSION.sub(b"", now.head) == _DIMENSION.sub(b"", head), "the head has changed"
                stream.write(now.foot)
        for name, content in drawn.items():
            if name not in book.NameToInfo:
                _put(book, name, content)
    return counts


def _drawn(frame: Frame, counts: Sequence[int], beside: Path) -> dict[str, bytes]:
    """Return the parts of the workbook that the frame draws."""
    file = beside.with_name(f"{beside.name}.frame")
    try:
        # Written row by row, a sheet stands for itself: no texts shared with others, no spans.
        with new_workbook(file, rows_in_order=True) as book:
            _number_formats(book)
            frame(book, counts)
        with ZipFile(file) as drawn:
            return {name: drawn.read(name) for name in drawn.namelist()}
    finally:
        file.unlink(missing_ok=True)


def _number_formats(book: Any) -> None:
    """Let every format have its number from the beginning, by the order in which they are made.

    Otherwise it is that of their first use, which is another one where a sheet has no rows.
    """
    make = book.add_format

    def made(*options: Any) -> Any:
        format = make(*options)
        format._get_xf_index()
        return format

    book.add_format = made


def _put(book: ZipFile, name: str, content: bytes) -> None:
    # ``writestr`` would note the time on the wall.
    with book.open(name, "w") as stream:
        stream.write(content)


def _torn(sheet: bytes, first: int, count: int) -> _Torn:
    at = next(
        (found.start() for found in _ROW.finditer(sheet) if int(found[1]) > first),
        sheet.index(b"</sheetData>"),
    )
    end = sheet.index(b"</row>", at) + len(b"</row>") if count else at
    return _Torn(sheet[:at], sheet[at:end], sheet[end:])


def _write_rows(stream: IO[bytes], part: LongRows, writer: _RowWriter) -> int:
    count = 0
    batch: list[str] = []
    for count, row in enumerate(part.rows, 1):
        at = part.first + count - 1
        refuse_row(at + part.below)
        batch.append(writer.row(at, count, row))
        if len(batch) == _BATCH:
            stream.write("".join(batch).encode())
            batch.clear()
    stream.write("".join(batch).encode())
    return count


class _RowWriter:
    """Turns rows of values into XML, each cell in the style of the specimen of its kind."""

    def __init__(self, specimens: bytes, part: LongRows) -> None:
        styles = [found[1].decode() if found[1] else "" for found in _STYLE.finditer(specimens)]
        self._text, self._day, self._instant, self._number = styles
        self._serial, self._boxed = part.serial, part.boxed
        columns = _COLUMNS[1:] if part.serial else _COLUMNS
        # A text of at most half as many signs as the column has cells is one line, whatever they are.
        self._columns = [
            (column, width // 2 if width else CELL_LIMIT, width)
            for column, width in zip_longest(columns, part.widths, fillvalue=0)
        ]
        self._days: dict[date, str] = {}

    def row(self, at: int, number: int, values: Sequence[Value]) -> str:
        """Return the row at place ``at``, counted from 0; ``number`` is what it is numbered with."""
        line, text = str(at + 1), self._text
        cells, lines = [""], 1
        if self._serial:
            cells.append(f'<c r="A{line}"{self._number}><v>{number}</v></c>')
        for (column, short, width), value in zip(self._columns, values, strict=False):
            if value is None or value == "":
                if self._boxed:
                    cells.append(f'<c r="{column}{line}"{text}/>')
            elif value.__class__ is str:
                length = len(value)
                if (clean := _CARE(value) is None) and length <= CELL_LIMIT:
                    cells.append(f'<c r="{column}{line}"{text} t="inlineStr"><is><t>{value}</t></is></c>')
                else:
                    cells.append(self._careful(f"{column}{line}", str(value), at))
                if length > short or (width and not clean):
                    lines = max(lines, _lines(str(value), width))
            else:
                cells.append(self._other(f"{column}{line}", value, at))
        height = f' ht="{min(lines * _LINE_POINTS, _MOST_POINTS)}"' if lines > 1 else ""
        cells[0] = f'<row r="{line}"{height}>'
        cells.append("</row>")
        return "".join(cells)

    def _careful(self, place: str, text: str, at: int) -> str:
        said = xml_text(text)
        refuse_text(said, at)
        # Spreadsheet programs read _x000D_ as the character of that number, here and in what was there.
        said = _LIKE_ESCAPES.sub("_x005F_", said).replace("\r", "_x000D_")
        space = ' xml:space="preserve"' if said[:1].isspace() or said[-1:].isspace() else ""
        return f'<c r="{place}"{self._text} t="inlineStr"><is><t{space}>{escape(said)}</t></is></c>'

    def _other(self, place: str, value: Value, at: int) -> str:
        cell = sheet_value(value)
        if isinstance(cell, str):
            return self._careful(place, cell, at)
        if isinstance(cell, datetime):
            seconds = (cell - datetime.combine(cell, datetime.min.time())).total_seconds()
            return f'<c r="{place}"{self._instant}><v>{_days(cell) + seconds / 86_400}</v></c>'
        if isinstance(cell, date):
            days = self._days.get(cell) or self._days.setdefault(cell, str(_days(cell)))
            return f'<c r="{place}"{self._day}><v>{days}</v></c>'
        return f'<c r="{place}"{self._number}><v>{cell!r}</v></c>'


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column.

    A Chinese character has three bytes and takes two cells, an ASCII one takes one of each; what is between
    counts as one and a half. One cell is kept free: a Chinese character does not break in two.
    """
    room = 2 * max(2, width - 1)
    return sum(
        -(-(len(line.encode(errors="replace")) + len(line)) // room) or 1 for line in text.splitlines()
    )


def _days(day: date) -> int:
    days = day.toordinal() - _DAY_BEFORE_FIRST
    return days if days > _FALSE_LEAP_DAY else days - 1
