"""Nasty files, as offices send them; everybody in them is invented."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

PEOPLE = ("姓名", "身份证号", "性别", "联系电话", "门牌地址")
WANG = ("王小明", "530102199001011234", "男", "13800000001", "3-2-501")
LI = ("李小红", "530102198502022345", "女", "13800000002", "3-2-502")


def xlsx(path: Path, rows: Sequence[Sequence[Any]], *, name: str = "Sheet1", **sheets: Any) -> Path:
    """Write a workbook of one sheet, and more where they are named: ``下拉=(rows, "hidden")``."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for title, (others, state) in sheets.items():
        other = book.create_sheet(title)
        other.sheet_state = state
        for row in others:
            other.append(list(row))
    book.save(path)
    return path


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip package of the parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return path


def replaced_part(path: Path, name: str, body: bytes) -> Path:
    """Put another body into one part of a package."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return packed(path, {**parts, name: body})


def bomb(path: Path, size: int = 300 << 20) -> Path:
    """Write a workbook whose only sheet unpacks to ``size`` bytes of blank cells."""
    xlsx(path, [PEOPLE])
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                package.writestr(name, body)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(size >> 20):
                file.write(b" " * (1 << 20))
    return path


def lying_bomb(path: Path, size: int = 400 << 20) -> Path:
    """Write a bomb whose directory says that the sheet unpacks to 1000 bytes."""
    xlsx(path, [PEOPLE])
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(squeeze.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + squeeze.flush()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                package.writestr(name, part)
        package.writestr("xl/worksheets/sheet1.xml", body)
    raw = bytearray(target.getvalue())
    name = b"xl/worksheets/sheet1.xml"
    local = raw.find(name) - 30
    central = raw.rfind(name) - 46
    struct.pack_into("<H", raw, local + 8, 8)
    struct.pack_into("<I", raw, local + 22, 1000)
    struct.pack_into("<H", raw, central + 10, 8)
    struct.pack_into("<I", raw, central + 24, 1000)
    path.write_bytes(raw)
    return path


def far_corner(path: Path) -> Path:
    """Write a workbook of a few kilobytes with a value in its very last cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "姓名"
    sheet["XFD1048576"] = "x"
    book.save(path)
    return path


def protected(path: Path) -> Path:
    """Write what an encrypted workbook looks like from outside."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(head + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512)
    return path


def copies(path: Path, cells: int = 60_000) -> Path:
    """Write a small workbook that shows one text of 30,000 characters in very many cells."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "x" * 30_000)
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return replaced_part(path, "xl/worksheets/sheet1.xml", body.encode())


def ods(path: Path, rows: str) -> Path:
    """Write an OpenDocument sheet of rows given as xml; ``[..]`` stands for a cell with this text."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    cells = rows.replace("[", '<table:table-cell office:value-type="string"><text:p>')
    cells = cells.replace("]", "</text:p></table:table-cell>")
    body = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<m:manifest xmlns:m="{urn}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": body}
    return packed(path, {name: text.encode() for name, text in parts.items()})


def repeated_document(path: Path) -> Path:
    """Write a small OpenDocument sheet that repeats one row of values a million times."""
    return ods(path, f'<table:table-row table:number-rows-repeated="1000000">{"[x]" * 20}</table:table-row>')


def xls(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write a BIFF8 workbook of one sheet in a compound file, as xls and et are."""
    path.write_bytes(_compound(_biff(rows)))
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff(rows: Sequence[Sequence[str | float]]) -> bytes:
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    name = "人员".encode("utf-16-le")
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    start += _record(0x42, struct.pack("<H", 1200))
    shared = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    table = _record(0xFC, struct.pack("<II", len(texts), len(texts)) + shared)
    sheet_at = len(start) + 12 + len(name) + len(table) + 4
    about = _record(0x85, struct.pack("<IHBB", sheet_at, 0, len(name) // 2, 1) + name)
    body = start + about + table + _record(0x0A)
    body += _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    count = 0
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                body += _record(0xFD, struct.pack("<HHHI", row, column, 0, count))
                count += 1
            else:
                body += _record(0x203, struct.pack("<HHHd", row, column, 0, cell))
    return body + _record(0x0A)


def _compound(stream: bytes) -> bytes:
    free, end, table_here = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    chain = [table_here, end, *range(3, count + 2), end]
    chain += [free] * (128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 6 + struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + b"\xff" * 432
    folder = _entry("Root Entry", 5, end, 0, 1) + _entry("Workbook", 2, 2, len(stream), free) + b"\0" * 256
    return head + struct.pack("<128I", *chain) + folder + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    letters = name.encode("utf-16-le")
    body = struct.pack("<HBBIII", len(letters) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return letters.ljust(64, b"\0") + body + b"\0" * 36 + struct.pack("<IQ", start, size)


def far_xls(path: Path) -> Path:
    """Write a damaged xls whose cells stand in impossible places."""
    body = bytearray(xls(path, [["姓名", "电话"], ["王小明", 1.0]]).read_bytes())
    number = body.find(struct.pack("<HH", 0x203, 14))
    struct.pack_into("<HH", body, number + 4, 0xFFFF, 0xFFFF)
    path.write_bytes(body)
    return path
