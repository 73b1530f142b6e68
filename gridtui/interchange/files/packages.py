"""Zip packages (xlsx, ods) looked through before anything big reads them.

A sheet can promise more than it holds: a package of a few kilobytes may expand to gigabytes, and one cell
in the last corner makes a reader that keeps rows as a rectangle ask for more memory than there is, which
ends the program without a sentence. So every part is unpacked once in small pieces and only measured.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from gridtui.interchange.files.cells import refuse
from gridtui.words import mark

MAX_PART = 256 << 20
"""Bytes that one part of a package may unpack to; 100,000 people in 20 columns take about 60 MiB."""

MAX_RATIO = 300
SMALL_PART = 16 << 20
"""A part below this may be packed as tightly as it likes: runs of blank formatted rows are."""

MAX_CELLS = 10_000_000
"""Cells in the rectangle that holds a sheet's values; readers take about 40 bytes for each."""

MAX_TEXT = 1 << 30
"""Bytes of all texts of a sheet once every cell has its own copy of the text it shares with others."""

_PIECE = 1 << 20
_OVERLAP = 512
_TOO_BIG = mark("这个表格展开后超过 256 MB，无法打开：请删除多余的空白行和工作表，另存后再试")
TOO_WIDE = mark(
    "这个表格的范围过大（第 {row} 行、第 {column} 列还有内容）：请删除末尾多余的行和列，另存后再试"
)
_DAMAGED = mark("文件不完整或已损坏，无法打开：请让对方重新发送，或用表格软件打开后另存")
_PASSWORD = mark("文件设有打开密码：请在表格软件里取消密码，另存后再试")

_FAR_CELL = re.compile(rb' r="((?:[C-Z][A-Z]|[A-Z]{3})\d+|[A-Z]{1,2}\d{6,})"[^>]*(?<!/)>')
_ANY_CELL = re.compile(rb' r="([A-Z]+\d+)"[^>]*(?<!/)>')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]*)</v>'
)
_SHARED_CELL = re.compile(rb't="s"[^>]*><v>(\d{1,8})<')
_SHARED_TEXTS = "sharedstrings.xml"


@dataclass(slots=True)
class PartMeasure:
    """What was seen of a part: the furthest row and column with a value, and its error cells.

    Rows below 100,000 and columns below CA are only looked at where the rectangle may be too large.
    ``errors`` maps a row number to its error texts by column number, both from 1; ``shared`` counts the
    cells that show a shared text.
    """

    last_row: int = 99_999
    last_column: int = 78
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    shared: int = 0

    def look(self, piece: bytes, cells: re.Pattern[bytes]) -> None:
        """Take in one piece of the part's xml."""
        for reference in cells.findall(piece):
            column, row = split_reference(reference)
            self.last_column = max(self.last_column, column)
            self.last_row = max(self.last_row, row)
        if b't="e"' in piece:
            for reference, text in _ERROR_CELL.findall(piece):
                column, row = split_reference(reference)
                self.errors.setdefault(row, {})[column] = text.decode("ascii", "replace")

    @property
    def too_wide(self) -> bool:
        """Say whether the rectangle of values is larger than may be read."""
        return self.last_row * self.last_column > MAX_CELLS


def measure_package(path: Path) -> dict[str, PartMeasure]:
    """Return what was seen of each xml part of a zip package; ``RuleBroken`` where it must not be read."""
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as file:
            parts = package.infolist()
            _refuse_declared(parts)
            measures = {part.filename: _measure(file, part) for part in parts if _is_read(part)}
            _refuse_copies(file, parts, measures)
            return measures
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as error:
        raise refuse(_DAMAGED) from error


def sheet_parts(path: Path) -> list[str]:
    """Return the part name of each sheet of an xlsx package, in workbook order."""
    try:
        with zipfile.ZipFile(path) as package:
            book = ElementTree.fromstring(package.read("xl/workbook.xml"))
            links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (zipfile.BadZipFile, ElementTree.ParseError, LookupError, ValueError) as error:
        raise refuse(_DAMAGED) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        found.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    return found


def _is_read(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels")) and not part.is_dir()


def _refuse_declared(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(_PASSWORD)
    for part in parts:
        if _is_read(part) and _is_bomb(part.file_size, part.compress_size):
            raise refuse(_TOO_BIG)
    if sum(part.file_size for part in parts if _is_read(part)) > 2 * MAX_PART:
        raise refuse(_TOO_BIG)


def _is_bomb(size: int, packed: int) -> bool:
    return size > MAX_PART or (size > SMALL_PART and size > MAX_RATIO * max(packed, 1))


def _measure(file: BinaryIO, part: zipfile.ZipInfo) -> PartMeasure:
    measure = _look_through(file, part, PartMeasure(), _FAR_CELL)
    if measure.too_wide:
        measure = _look_through(file, part, PartMeasure(1, 1), _ANY_CELL)
    if measure.too_wide:
        raise refuse(TOO_WIDE, row=measure.last_row, column=measure.last_column)
    return measure


def _look_through(
    file: BinaryIO, part: zipfile.ZipInfo, measure: PartMeasure, cells: re.Pattern[bytes]
) -> PartMeasure:
    tail = b""
    size = 0
    for piece in _pieces(file, part):
        size += len(piece)
        if size > part.file_size or _is_bomb(size, part.compress_size):
            raise refuse(_TOO_BIG)
        measure.look(tail + piece, cells)
        measure.shared += piece.count(b't="s"')
        tail = piece[-_OVERLAP:]
    return measure


def _pieces(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's bytes as they really unpack, whatever size the package declares."""
    file.seek(part.header_offset)
    header = struct.unpack("<4s22xHH", file.read(30))
    file.seek(header[1] + header[2], 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    if inflate is None and part.compress_type != zipfile.ZIP_STORED:
        raise NotImplementedError("unknown packing")
    while left > 0:
        packed = file.read(min(left, 1 << 16))
        if not packed:
            raise EOFError
        left -= len(packed)
        while packed and inflate is not None:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
        if inflate is None:
            yield packed


def split_reference(reference: bytes) -> tuple[int, int]:
    """Return the column and row numbers of a cell's name: ``B7`` is (2, 7)."""
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column, int(reference[len(letters) :])


def _refuse_copies(file: BinaryIO, parts: list[zipfile.ZipInfo], measures: dict[str, PartMeasure]) -> None:
    """Refuse a sheet that shows one long text in very many cells: every cell would get its own copy."""
    texts = next((part for part in parts if part.filename.lower().endswith(_SHARED_TEXTS)), None)
    if texts is None:
        return
    lengths = _text_lengths(_pieces(file, texts))
    longest = max(lengths, default=0)
    for part in parts:
        if part.filename in measures and measures[part.filename].shared * longest > MAX_TEXT:
            shown = 0
            for piece in _pieces(file, part):
                places = map(int, _SHARED_CELL.findall(piece))
                shown += sum(lengths[place] for place in places if place < len(lengths))
                if shown > MAX_TEXT:
                    raise refuse(_TOO_BIG)


def _text_lengths(pieces: Iterator[bytes]) -> array[int]:
    lengths = array("L")
    run = 0
    for piece in pieces:
        first, *others = map(len, piece.split(b"<si>"))
        run += first
        for other in others:
            lengths.append(run)
            run = other
    lengths.append(run)
    return lengths[1:]
