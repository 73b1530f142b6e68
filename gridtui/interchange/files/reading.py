"""Opening somebody's file, whatever it is: by its content, not by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridtui.interchange.files.cells import Sheet, refuse
from gridtui.interchange.files.encodings import (
    UNREADABLE,
    TextSource,
    find_delimiter,
    find_encoding,
    read_head,
    reads_as,
)
from gridtui.interchange.files.markup import is_markup, markup_sheets
from gridtui.interchange.files.trees import is_json, json_sheets
from gridtui.words import mark

MAX_TEXT = 256 << 20
"""Bytes of a JSON or HTML file, which is read whole; a delimited file may be larger."""

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"SQLite format",
)
_BOOK_PARTS = re.compile(r"^(xl/workbook\.xml|content\.xml)$")

_MISSING = mark("找不到文件 {name}")
_FOLDER = mark("{name} 是文件夹，不是文件")
_EMPTY = mark("文件是空的，没有内容")
_PASSWORD = mark("文件设有打开密码：请在表格软件里取消密码，另存后再试")
_NOT_TABLE = mark("这不是表格文件：可以导入 xlsx、xls、et、csv、tsv、json、jsonl")
_DAMAGED = mark("文件不完整或已损坏，无法打开：请让对方重新发送，或用表格软件打开后另存")
_BINARY_BOOK = mark("暂不支持 xlsb 格式：请用表格软件打开，另存为 xlsx")
_ARCHIVE = mark("这是压缩包，不是表格：请先解压")
_TOO_LARGE = mark("文件超过 256 MB，无法打开：请分成几个文件")
_NO_TEXT = mark("这不是文本文件，打不开")
_NO_ROWS = mark("表格里没有内容")


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened file: its name, its form (``xlsx``, ``xls``, ``html``, ``csv``, ``json``) and its sheets.

    ``encoding`` and ``delimiter`` are named for text files only.
    """

    name: str
    form: str
    sheets: Sequence[Sheet]
    encoding: str = ""
    delimiter: str = ""


def open_table(path: Path, *, encoding: str = "") -> Workbook:
    """Open a table file; ``RuleBroken`` with one plain sentence where it cannot or must not be read.

    ``encoding`` is asked for by the person, for text files that guessing gets wrong (Big5).
    """
    try:
        head = _read_start(path)
        book = _open_by_content(path, head, encoding)
        if not any(next(sheet.rows(), None) for sheet in book.sheets):
            raise refuse(_NO_ROWS)
    except OSError as error:
        raise refuse(UNREADABLE, name=path.name) from error
    return book


def open_text(path: Path, *, encoding: str = "") -> str:
    """Return the whole text of a file; ``RuleBroken`` with one plain sentence where it is none.

    ``encoding`` is that of the text where it is known; else it is found, as for a table.
    """
    try:
        head = _read_start(path)
        if head.startswith((_ZIP, _EMPTY_ZIP, _COMPOUND, *_NOT_TABLES)):
            raise refuse(_NO_TEXT)
        return _whole(path, encoding or find_encoding(path))
    except OSError as error:
        raise refuse(UNREADABLE, name=path.name) from error


def _read_start(path: Path) -> bytes:
    if not path.exists():
        raise refuse(_MISSING, name=path.name)
    if path.is_dir():
        raise refuse(_FOLDER, name=path.name)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refuse(_EMPTY)
    return head


def _open_by_content(path: Path, head: bytes, encoding: str) -> Workbook:
    if head.startswith(_ZIP):
        return _open_package(path)
    if head.startswith(_COMPOUND):
        return _open_compound(path)
    if head.startswith(_EMPTY_ZIP) or head.startswith(_NOT_TABLES):
        raise refuse(_NOT_TABLE)
    return _open_text(path, encoding)


def _open_package(path: Path) -> Workbook:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile as error:
        raise refuse(_DAMAGED) from error
    if "xl/workbook.bin" in names:
        raise refuse(_BINARY_BOOK)
    if not any(_BOOK_PARTS.match(name) for name in names):
        raise refuse(_NOT_TABLE if "[Content_Types].xml" in names else _ARCHIVE)
    from gridtui.interchange.files.spreadsheets import document_sheets, package_sheets

    if "xl/workbook.xml" in names:
        return Workbook(path.name, "xlsx", package_sheets(path))
    return Workbook(path.name, "ods", document_sheets(path))


def _open_compound(path: Path) -> Workbook:
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(1 << 20):
            if _ENCRYPTED in tail + piece:
                raise refuse(_PASSWORD)
            tail = piece[-64:]
    from gridtui.interchange.files.spreadsheets import compound_sheets

    return Workbook(path.name, "xls", compound_sheets(path))


def _open_text(path: Path, encoding: str) -> Workbook:
    chosen = encoding or find_encoding(path)
    head = read_head(path, chosen)
    if is_json(head):
        return Workbook(path.name, "json", json_sheets(_whole(path, chosen)), chosen)
    if is_markup(head):
        return _open_markup(path, chosen)
    delimiter = find_delimiter(head)
    sheet = Sheet(path.stem, False, TextSource(path, chosen, delimiter))
    return Workbook(path.name, "csv", [sheet], chosen, delimiter)


def _open_markup(path: Path, encoding: str) -> Workbook:
    sheets = markup_sheets(_whole(path, encoding))
    if not sheets:
        raise refuse(_NOT_TABLE)
    return Workbook(path.name, "html", sheets, encoding)


def _whole(path: Path, encoding: str) -> str:
    if path.stat().st_size > MAX_TEXT:
        raise refuse(_TOO_LARGE)
    if not reads_as(path, encoding):
        raise refuse(mark("按 {encoding} 编码读不通这个文件：请另选编码，或另存为 xlsx"), encoding=encoding)
    return path.read_text(encoding=encoding).lstrip("\ufeff")
