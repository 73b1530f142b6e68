"""Opening somebody's form so that it can be written out again, and saying what will not come along."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.packages import sheet_parts
from gridtui.interchange.files.reading import open_table
from gridtui.words import mark

FORM = ".xlsx"
MOST_XML = 24 << 20
"""Bytes of one sheet's xml; a form of 64,000 formatted rows takes about twenty."""

MOST_MERGED = 500_000
"""Cells under merged and linked ranges: each of them becomes one in memory."""

_OLD = mark("“{name}”是旧格式（.xls、.et）：请用 Excel 或 WPS 打开，另存为 .xlsx 再填")
_OTHER = mark("只能填 .xlsx 的表，“{name}”不是：请用 Excel 或 WPS 打开，另存为 .xlsx 再填")
_MACROS = mark("“{name}”带宏：请用 Excel 或 WPS 打开，另存为不带宏的 .xlsx 再填")
_TOO_LARGE = mark("“{name}”里带格式的空白行太多，不像一张空表：请删掉末尾的空白行，另存后再填")
_DAMAGED = mark("“{name}”打不开：请用 Excel 或 WPS 打开，另存为 .xlsx 再填")
_LOST = mark("填好的表里会少这些，请照原表补上：{things}。原表没有动")
_REDRAWN = mark("表里的图表重新画过，样子可能有变：请核对")

_PICTURES = mark("图片 {n} 张")
_SHAPES = mark("图形或文本框 {n} 个")
_CONTROLS = mark("按钮等控件 {n} 个")
_COLOURS = mark("条件格式 {n} 处")
_REPLIES = mark("批注的回复")
_HEADER_PICTURES = mark("页眉页脚里的图片")

_RANGES = re.compile(
    rb'<(?:mergeCell|hyperlink)\b[^>]*\bref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"'
)
_LIST = re.compile(r"<x14:dataValidation\b([^>]*)>(.*?)</x14:dataValidation>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_FORMULA = re.compile(r"<x14:(formula[12])>\s*<xm:f>(.*?)</xm:f>", re.DOTALL)
_WHERE = re.compile(r"<xm:sqref>(.*?)</xm:sqref>", re.DOTALL)
_PICTURE = re.compile(rb"<(?:\w+:)?pic[ >]")
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp)[ >]")
_FLAGS = frozenset(("allowBlank", "showErrorMessage", "showInputMessage"))
_TEXTS = frozenset(("errorTitle", "error", "promptTitle", "prompt", "errorStyle", "operator"))

UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile)
"""What the library raises at packages that it does not understand."""


@dataclass(slots=True)
class FormBook:
    """An opened form: the openpyxl workbook, and warnings of what will not come along."""

    book: Any
    notices: list[Problem] = field(default_factory=list)


def open_form(path: Path) -> FormBook:
    """Open a form to be filled in; ``RuleBroken`` says what to do about one that cannot be."""
    form = open_table(path).form
    if form != "xlsx":
        raise refuse(_OLD if form == "xls" else _OTHER, name=path.name)
    with zipfile.ZipFile(path) as package:
        if "xl/vbaProject.bin" in package.namelist():
            raise refuse(_MACROS, name=path.name)
        parts = [part for part in sheet_parts(path) if part in package.namelist()]
        _refuse_large(path, package, parts)
        book = _loaded(path)
        _keep_lists(book, package, sheet_parts(path))
        return FormBook(book, list(_losses(book, package, parts)))


def _loaded(path: Path) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            # What it warns of is looked for below, and said in words.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(file, rich_text=True)
    except (*UNREADABLE, InvalidFileException) as error:
        raise refuse(_DAMAGED, name=path.name) from error


def _refuse_large(path: Path, package: zipfile.ZipFile, parts: Sequence[str]) -> None:
    from openpyxl.utils import column_index_from_string as index

    merged = 0
    for part in parts:
        if package.getinfo(part).file_size > MOST_XML:
            raise refuse(_TOO_LARGE, name=path.name)
        for left, top, right, bottom in _RANGES.findall(package.read(part)):
            wide = abs(index(right.decode()) - index(left.decode())) + 1
            merged += wide * (abs(int(bottom) - int(top)) + 1)
    if merged > MOST_MERGED:
        raise refuse(_TOO_LARGE, name=path.name)


def _keep_lists(book: Any, package: zipfile.ZipFile, parts: Sequence[str]) -> None:
    """Put back the drop-downs that point to another sheet: the library drops how Excel writes them."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for sheet, part in zip(book._sheets, parts, strict=False):
        text = package.read(part).decode("utf-8", "replace") if part in package.namelist() else ""
        for told, inner in _LIST.findall(text):
            attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(told)}
            where = _WHERE.search(inner)
            if where is None:
                continue
            options: dict[str, Any] = {name: attributes.get(name) == "1" for name in _FLAGS}
            options |= {name: value for name, value in attributes.items() if name in _TEXTS}
            options |= {name: unescape(formula) for name, formula in _FORMULA.findall(inner)}
            sheet.add_data_validation(
                DataValidation(attributes.get("type", "list"), sqref=unescape(where[1]), **options)
            )


def _losses(book: Any, package: zipfile.ZipFile, parts: Sequence[str]) -> Iterator[Problem]:
    names = package.namelist()
    drawings = [package.read(name) for name in names if re.fullmatch(r"xl/drawings/drawing\d*\.xml", name)]
    kept = sum(len(sheet._images) for sheet in book.worksheets)
    pictures = sum(len(_PICTURE.findall(drawing)) for drawing in drawings) - kept
    sheets = [package.read(part) for part in parts]
    counts: list[tuple[str, int]] = [
        (_PICTURES, pictures),
        (_SHAPES, sum(len(_SHAPE.findall(drawing)) for drawing in drawings)),
        (_CONTROLS, sum(name.startswith(("xl/ctrlProps/", "xl/activeX/")) for name in names)),
        (_COLOURS, sum(sheet.count(b"<x14:conditionalFormatting ") for sheet in sheets)),
        (_REPLIES, any(name.startswith("xl/threadedComments/") for name in names)),
        (_HEADER_PICTURES, any(b"<legacyDrawingHF " in sheet for sheet in sheets)),
    ]
    things = tuple(Sentence(text, {"n": int(count)}) for text, count in counts if count > 0)
    if things:
        yield Problem(_LOST, severity=Severity.WARNING, values={"things": Listing(things)})
    if any(sheet._charts for sheet in book.worksheets):
        yield Problem(_REDRAWN, severity=Severity.WARNING)
