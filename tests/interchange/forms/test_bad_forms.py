"""Forms that cannot be filled as they are: plain sentences that say what to do, and nothing written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.forms.filling import examine_form, fill_form
from gridtui.interchange.forms.sources import find_source
from gridtui.storage.workspace import Workspace
from gridtui.words import say
from tests.interchange import workbooks
from tests.interchange.forms.making import roster, with_part
from tests.interchange.forms.test_filling import cells, examined, filled, make_people

ROSTER = "花名册"


@pytest.fixture
def office(desk: Workspace) -> Workspace:
    """A store with five people behind one door."""
    make_people(desk)
    return desk


def second_table(_book: Any, sheet: Any) -> None:
    for row, words in enumerate((("附表",), ("序号", "姓名", "性别", "出生日期", "联系电话", "备注")), 20):
        for column, word in enumerate(words, 1):
            sheet.cell(row, column, word)


def second_sheet(book: Any, sheet: Any) -> None:
    other = book.create_sheet("花名册（二）")
    for column, word in enumerate(("姓名", "性别", "身份证号", "出生日期", "联系电话", "备注"), 1):
        other.cell(1, column, word)


def filled_in(_book: Any, sheet: Any) -> None:
    sheet["B7"], sheet["C7"] = "王小明", "男"


def merged_down(_book: Any, sheet: Any) -> None:
    sheet.merge_cells("H7:H9")


def merged_across(_book: Any, sheet: Any) -> None:
    sheet.merge_cells("B8:C8")


def no_header(_book: Any, sheet: Any) -> None:
    for row in sheet["A4:I5"]:
        for cell in row:
            if cell.value is not None:
                cell.value = "？"


def unreadable_formula(_book: Any, sheet: Any) -> None:
    sheet["B10"] = "=COUNTA(B7#)"


SPOILT = {
    second_table: "“花名册”第 4 行、“花名册”第 21 行。请指明表头在第几行",
    second_sheet: "“花名册”第 4 行、“花名册（二）”第 1 行",
    filled_in: "第 7 行起已经填了内容",
    merged_down: "上下合并的格子（H7:H9）",
    merged_across: "左右合并的格子（B8:C8）",
    no_header: "没有找到表头",
    unreadable_formula: "“花名册”的 B10 里的公式看不懂",
}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_form_that_is_doubtful_is_left_alone(
    office: Workspace, tmp_path: Path, spoil: Callable[[Any, Any], None]
) -> None:
    form, out = roster(tmp_path / "表.xlsx", change=spoil), tmp_path / "出.xlsx"
    before = form.read_bytes()
    with pytest.raises(RuleBroken) as refused:
        filled(office, form, out)
    assert SPOILT[spoil] in say(refused.value.problems[0])
    assert not out.exists() and form.read_bytes() == before


@pytest.mark.parametrize(("row", "first"), [(4, "杨*芬"), (21, None)])
def test_which_of_two_headers_is_meant_can_be_said(
    office: Workspace, tmp_path: Path, row: int, first: str | None
) -> None:
    form, out = roster(tmp_path / "表.xlsx", change=second_table), tmp_path / "出.xlsx"
    filled(office, examined(office, form, header_row=row), out)
    rows = cells(out, first=1)
    assert rows[6][1] == first
    assert any(cells[1] == "杨*芬" for cells in rows[row:])


def xls_file(path: Path) -> Path:
    return workbooks.xls(path.with_suffix(".xls"), [["姓名", "性别", "联系电话"], ["", "", ""]])


def macros(path: Path) -> Path:
    return with_part(roster(path), "xl/vbaProject.bin", b"macro")


def csv_file(path: Path) -> Path:
    path.write_text("姓名,性别,联系电话\n", encoding="utf-8")
    return path


def far_merged(path: Path) -> Path:
    def spread(_book: Any, sheet: Any) -> None:
        sheet["K30"] = "备注"

    roster(path, change=spread)
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        text = package.read(name).decode()
    far = text.replace('<mergeCell ref="A1:I1"', '<mergeCell ref="K30:XFD900000"')
    return workbooks.replaced_part(path, name, far.encode())


def broken(path: Path) -> Path:
    roster(path)
    return workbooks.replaced_part(path, "xl/styles.xml", b"<styleSheet><cellXfs>")


FILES = {
    xls_file: "旧格式（.xls、.et）：请用 Excel 或 WPS 打开，另存为 .xlsx",
    macros: "带宏",
    csv_file: "只能填 .xlsx",
    workbooks.protected: "打开密码",
    workbooks.far_corner: "范围过大",
    far_merged: "不像一张空表",
    broken: "已损坏",
}


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_a_file_that_is_no_form_is_named_with_what_to_do(
    office: Workspace, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = tmp_path / "表.xlsx"
    path = make(path) or path
    with pytest.raises(RuleBroken) as refused:
        examined(office, path)
    assert FILES[make] in say(refused.value.problems[0])


def test_where_it_cannot_be_written(office: Workspace, tmp_path: Path) -> None:
    form = examined(office, roster(tmp_path / "表.xlsx"))
    (tmp_path / "有了.xlsx").write_text("旧的", encoding="utf-8")
    for path, words in (
        (form.path, "不能写到原表上"),
        (tmp_path / "有了.xlsx", "已经有文件"),
        (tmp_path / "没有" / "出.xlsx", "没有这个文件夹"),
        (tmp_path / "出.xls", "只能写成 .xlsx"),
        (tmp_path, "只能写成"),
    ):
        with pytest.raises(RuleBroken, match=words):
            fill_form(office, form, path)
    assert (tmp_path / "有了.xlsx").read_text(encoding="utf-8") == "旧的"
    assert not list(tmp_path.glob(".*.part"))


def test_nothing_to_fill_in_is_no_form(office: Workspace, tmp_path: Path) -> None:
    form = roster(tmp_path / "表.xlsx")
    with pytest.raises(RuleBroken, match="没有符合的记录"):
        fill_form(office, examined(office, form), tmp_path / "出.xlsx", grid_id=b"x" * 16)
    with office.read() as connection, pytest.raises(RuleBroken, match="没有找到表头"):
        examine_form(connection, form, find_source("whistles"))


def test_what_will_not_come_along_is_said_beforehand(office: Workspace, tmp_path: Path) -> None:
    form = roster(tmp_path / "表.xlsx")
    drawing = b'<xdr:wsDr><xdr:pic> </xdr:pic><xdr:sp macro=""/><xdr:sp /></xdr:wsDr>'
    form = with_part(form, "xl/drawings/drawing1.xml", drawing)
    form = with_part(form, "xl/ctrlProps/ctrlProp1.xml", b"<x/>")
    [said] = [say(each) for each in examined(office, form).losses]
    assert said == (
        "填好的表里会少这些，请照原表补上：图片 1 张、图形或文本框 2 个、按钮等控件 1 个。原表没有动"
    )


def test_a_chart_is_kept_and_said_to_be_drawn_anew(office: Workspace, tmp_path: Path) -> None:
    def chart(book: Any, sheet: Any) -> None:
        from openpyxl.chart import BarChart, Reference

        drawn = BarChart()
        drawn.add_data(Reference(sheet, min_col=6, min_row=7, max_row=9))
        sheet.add_chart(drawn, "A15")

    form, out = examined(office, roster(tmp_path / "表.xlsx", change=chart)), tmp_path / "出.xlsx"
    assert ["图表重新画过" in say(each) for each in form.losses] == [True]
    fill_form(office, form, out)
    [kept] = openpyxl.load_workbook(out)[ROSTER]._charts
    assert (kept.series[0].val.numRef.f, kept.anchor._from.row) == ("'花名册'!$F$7:$F$11", 16)
