"""Empty forms as upper offices send them, made by the tests; everybody in them is invented."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from tests.interchange.workbooks import packed, replaced_part

HEADERS = ("序号", "姓名", "性别", "基本信息", None, "年龄", "联系电话", "备注", "信仰")
LOWER = (None, None, None, "身份证号", "出生日期", None, None, None, None)
FIRST, PREPARED = 7, 3
"""The first row for data, and how many there are."""

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def roster(path: Path, *, prepared: int = PREPARED, change: Callable[[Any, Any], None] | None = None) -> Path:
    """Write a form with all that offices put in.

    A merged title, a note, a header over two rows with merged cells, numbers of the columns, rows with a
    formula, a total, a signature, notes on cells, drop-downs (one from another sheet), a conditional format,
    print set-up, and a sheet that reckons from this one. ``change`` may spoil it.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet["A1"] = "2026年服务对象花名册"
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.merge_cells("A1:I1")
    sheet["A2"] = "填报单位：        填报日期：   年  月  日"
    sheet.merge_cells("A2:I2")
    sheet["A3"] = "说明：一人一行，身份证号须填18位；本表由街道汇总后报区，请于每月5日前报送。"
    sheet.merge_cells("A3:I3")
    for column, (upper, lower) in enumerate(zip(HEADERS, LOWER, strict=True), 1):
        for row, text in ((4, upper), (5, lower)):
            cell = sheet.cell(row, column, text)
            cell.fill, cell.border = PatternFill("solid", fgColor="FFDDEBF7"), _BOX
        if lower is None:
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        sheet.cell(6, column, f"（{column}）").border = _BOX
    sheet.merge_cells("D4:E4")
    sheet["D5"].comment = Comment("18位，末位X大写", "街道")
    _rows(sheet, prepared)
    _rules(book, sheet, prepared)
    if change is not None:
        change(book, sheet)
    book.save(path)
    return path


def _rows(sheet: Any, prepared: int) -> None:
    last = FIRST + prepared - 1
    for row in range(FIRST, last + 1):
        sheet.row_dimensions[row].height = 24
        for column in range(1, len(HEADERS) + 1):
            cell = sheet.cell(row, column)
            cell.border, cell.font = _BOX, Font(name="仿宋", size=11)
            cell.alignment = Alignment(horizontal="center")
        sheet.cell(row, 4).number_format = "@"
        sheet.cell(row, 1, row - FIRST + 1)
        sheet.cell(row, 6, f'=IF(E{row}="","",DATEDIF(E{row},DATE(2026,11,24),"Y"))')
    total = last + 1
    sheet.cell(total, 1, "合计")
    sheet.cell(total, 2, f"=COUNTA(B{FIRST}:B{last})")
    sheet.cell(total, 6, f"=MAX(F{FIRST}:F{last})")
    sheet.merge_cells(start_row=total + 1, end_row=total + 1, start_column=1, end_column=9)
    sheet.cell(total + 1, 1, "负责人签字：            填表人：            联系电话：").font = Font(bold=True)
    sheet.row_dimensions[total + 1].height = 40


def _rules(book: Any, sheet: Any, prepared: int) -> None:
    last = FIRST + prepared - 1
    words = book.create_sheet("字典")
    words["A1"], words["A2"], words.sheet_state = "男性", "女性", "hidden"
    sums = book.create_sheet("汇总")
    sums["A1"], sums["B1"] = "人数", f"=COUNTA(花名册!B{FIRST}:B{last})"
    sums["A2"], sums["B2"] = "合计行", f"=花名册!B{last + 1}"
    rule = DataValidation("list", formula1="=字典!$A$1:$A$2", sqref=f"C{FIRST}:C{last}")
    sheet.add_data_validation(rule)
    old = CellIsRule("greaterThan", formula=["79"], fill=PatternFill("solid", bgColor="FFFFC7CE"))
    sheet.conditional_formatting.add(f"F{FIRST}:F{last}", old)
    sheet.print_title_rows = "4:5"
    sheet.print_area = f"A1:I{last + 2}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.oddFooter.right.text = "第 &P 页"
    sheet.freeze_panes = "C7"


def lock(sheet: Any, *, unlocked: str = "", rows_may_come: bool = False) -> None:
    """Protect a sheet; the cells of a range are unlocked."""
    sheet.protection.sheet = True
    sheet.protection.password = "街道"
    sheet.protection.insertRows = not rows_may_come
    for row in sheet[unlocked] if unlocked else ():
        for cell in row:
            cell.protection = Protection(locked=False)


def as_newer_excel_writes_lists(path: Path) -> Path:
    """Move the form's drop-down from another sheet to where newer programs keep it."""
    with zipfile.ZipFile(path) as package:
        name, text = next(
            (name, body)
            for name in package.namelist()
            if name.startswith("xl/worksheets/sheet") and b"<dataValidations" in (body := package.read(name))
        )
    plain = text.decode()
    found = re.search(r"<dataValidations.*?</dataValidations>", plain, re.DOTALL)
    assert found is not None
    sqref = re.search(r'sqref="([^"]+)"', found[0])
    assert sqref is not None
    main = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    excel = "http://schemas.microsoft.com/office/excel/2006/main"
    ext = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{main}">'
        f'<x14:dataValidations count="1" xmlns:xm="{excel}"><x14:dataValidation type="list" allowBlank="1">'
        f"<x14:formula1><xm:f>字典!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>{sqref[1]}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    moved = plain.replace(found[0], "").replace("</worksheet>", f"{ext}</worksheet>")
    return replaced_part(path, name, moved.encode())


def with_part(path: Path, name: str, body: bytes) -> Path:
    """Put a further part into a package."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return packed(path, {**parts, name: body})
