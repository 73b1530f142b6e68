"""Forms filled from the store: what is written where, what stays, what is marked, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.forms.filling import Filled, FormFile, examine_form, fill_form
from gridtui.interchange.forms.form_cells import MARK_COLOUR
from gridtui.interchange.forms.mapping import Fills
from gridtui.interchange.forms.sources import find_source
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import FilledRow
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.words import say
from tests.interchange.forms.making import FIRST, as_newer_excel_writes_lists, lock, roster
from tests.makers import Quarter, make_quarter, person
from tests.office import converted, needs_office

PEOPLE = (
    ("杨桂芬", "female", date(1948, 3, 15), "530102194803150024", "13888880000"),
    ("赵丽华", "female", date(1980, 5, 6), "530102198005060042", "13800000002"),
    ("=1+1", "male", date(2010, 1, 2), "", ""),
    ("王建国", "male", date(1940, 11, 24), "530102194011240017", "087165100001"),
    ("李四", "male", None, "", ""),
)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    """A store with five people behind one door."""
    make_people(workspace)
    return workspace


def make_people(workspace: Workspace) -> Quarter:
    made = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        for place, (name, sex, born, number, phone) in enumerate(PEOPLE):
            values = {"sex": sex, "birth_date": born, "id_number": number, "phone": phone}
            if not place:
                unit.update(Resident, made.resident, {**values, "name": name})
            else:
                row = person(made.building, made.household, name, **values)
                unit.create(Resident, row, scope=made.building)
    return made


def examined(workspace: Workspace, path: Path, name: str = "residents", **options: Any) -> FormFile:
    with workspace.read() as connection:
        return examine_form(connection, path, find_source(name), **options)


def filled(workspace: Workspace, form: Path | FormFile, out: Path, **options: Any) -> Filled:
    file = form if isinstance(form, FormFile) else examined(workspace, form)
    return fill_form(workspace, file, out, **options)


def cells(path: Path, sheet: str = "花名册", first: int = FIRST) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(first, values_only=True))


def test_the_header_of_a_form_is_found_and_understood(desk: Workspace, tmp_path: Path) -> None:
    form = examined(desk, roster(tmp_path / "表.xlsx"))
    layout = form.layout
    assert (layout.header_row, layout.first_row, layout.last_row, layout.below) == (4, 7, 9, True)
    assert form.title == "2026年服务对象花名册"
    assert [(column.header, column.use, column.field) for column in form.mapping.columns] == [
        ("序号", Fills.SERIAL, ""),
        ("姓名", Fills.FIELD, "name"),
        ("性别", Fills.FIELD, "sex"),
        ("基本信息/身份证号", Fills.FIELD, "id_number"),
        ("基本信息/出生日期", Fills.FIELD, "birth_date"),
        ("年龄", Fills.FORMULA, ""),
        ("联系电话", Fills.FIELD, "phone"),
        ("备注", Fills.FIELD, "note"),
        ("信仰", Fills.EXCLUDED, ""),
    ]
    said = [say(notice) for notice in form.notices()]
    assert "“信仰”不填：本程序不收集这类内容" in said and any("公式还在：年龄" in line for line in said)


def test_rows_are_put_in_and_everything_below_follows(desk: Workspace, tmp_path: Path) -> None:
    form, out = roster(tmp_path / "表.xlsx"), tmp_path / "填好.xlsx"
    before = form.read_bytes()
    done = filled(desk, form, out, full=True, reason="街道统计")
    assert form.read_bytes() == before
    assert (done.rows, done.first, done.changed) == (5, True, 0)
    assert "表里只留了 3 行，加了 2 行，下面的内容和公式跟着下移" in [say(each) for each in done.notices]
    book = openpyxl.load_workbook(out)
    sheet = book["花名册"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(FIRST, FIRST + 4, 1, 9)]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0][1:5] == ["杨桂芬", "女性", "530102194803150024", sheet["E7"].value]
    assert sheet["E7"].value.date() == date(1948, 3, 15) and rows[4][4] is None
    assert sheet["B9"].value == "=1+1" and sheet["B9"].data_type == "s"
    # A date that its column is too narrow for would be nothing but signs on paper.
    assert sheet["E7"].alignment.shrink_to_fit and sheet["E7"].alignment.horizontal == "center"
    assert not sheet["B7"].alignment.shrink_to_fit
    assert [row[5] for row in rows][3:] == [
        '=IF(E10="","",DATEDIF(E10,DATE(2026,11,24),"Y"))',
        '=IF(E11="","",DATEDIF(E11,DATE(2026,11,24),"Y"))',
    ]
    assert [sheet["A12"].value, sheet["B12"].value, sheet["F12"].value] == [
        "合计", "=COUNTA(B7:B11)", "=MAX(F7:F11)",
    ]  # fmt: skip
    assert "A13:I13" in {merged.coord for merged in sheet.merged_cells.ranges}
    assert (sheet.row_dimensions[13].height, sheet.row_dimensions[11].height) == (40, 24)
    assert sheet["B11"].font.name == "仿宋" and sheet["B11"].border.left.style == "thin"
    assert [book["汇总"]["B1"].value, book["汇总"]["B2"].value] == ["=COUNTA(花名册!B7:B11)", "=花名册!B12"]
    assert sheet["A1"].value == "2026年服务对象花名册" and sheet["A1"].font.size == 18
    assert sheet["D5"].comment.text == "18位，末位X大写"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["C7:C11"]
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["F7:F11"]
    assert sheet.print_area == "'花名册'!$A$1:$I$13" and sheet.print_title_rows == "$4:$5"
    assert (sheet.page_setup.orientation, sheet.oddFooter.right.text) == ("landscape", "第 &P 页")
    assert sheet.freeze_panes == "C7" and book["字典"].sheet_state == "hidden"


@needs_office
def test_the_formulas_still_compute(desk: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    filled(desk, roster(tmp_path / "表.xlsx"), out, full=True, reason="街道统计")
    book = openpyxl.load_workbook(converted(out, "xlsx", tmp_path), data_only=True)
    sheet = book["花名册"]
    assert [sheet.cell(row, 6).value for row in range(7, 12)] == [78, 46, 16, 86, None]
    assert (sheet["B12"].value, sheet["F12"].value) == (5, 86)
    assert (book["汇总"]["B1"].value, book["汇总"]["B2"].value) == (5, 5)


def test_fewer_people_than_rows_leave_the_form_as_it_is(desk: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    done = filled(desk, roster(tmp_path / "表.xlsx", prepared=8), out)
    rows = cells(out)
    assert done.notices == ()
    assert [row[0] for row in rows[:8]] == [1, 2, 3, 4, 5, 6, 7, 8] and rows[5][1] is None
    assert rows[8][:2] == ("合计", "=COUNTA(B7:B14)")


def test_masked_unless_there_is_a_reason_and_always_noted(desk: Workspace, tmp_path: Path) -> None:
    form = roster(tmp_path / "表.xlsx")
    filled(desk, form, tmp_path / "一.xlsx")
    row = cells(tmp_path / "一.xlsx")[0]
    assert (row[1], row[3], row[6]) == ("杨*芬", "530***************", "138****0000")
    with pytest.raises(RuleBroken, match="理由"):
        filled(desk, form, tmp_path / "二.xlsx", full=True)
    filled(desk, form, tmp_path / "二.xlsx", full=True, reason="街道统计")
    assert cells(tmp_path / "二.xlsx")[0][1] == "杨桂芬"
    with desk.read() as connection:
        noted = [line.reason for line in audit.lines(connection)]
    assert noted == ["form.residents 5 街道统计", "form.residents 5 masked"]


def test_a_header_over_three_rows_is_joined(desk: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, words in enumerate(
        (
            ("序号", "人员信息", None, None, None, "联系电话"),
            (None, "姓名", "户籍地", None, "性别", None),
            (None, None, "省", "市", None, None),
        ),
        2,
    ):
        for column, word in enumerate(words, 1):
            sheet.cell(row, column, word)
    for merged in ("A2:A4", "B2:E2", "B3:B4", "C3:D3", "E3:E4", "F2:F4"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "表.xlsx")
    form = examined(desk, tmp_path / "表.xlsx")
    assert (form.layout.header_row, form.layout.first_row) == (2, 5)
    assert [(column.header, column.field) for column in form.mapping.columns] == [
        ("序号", ""),
        ("人员信息/姓名", "name"),
        ("人员信息/户籍地/省", "registered_address.province"),
        ("人员信息/户籍地/市", "registered_address.city"),
        ("人员信息/性别", "sex"),
        ("联系电话", "phone"),
    ]
    assert filled(desk, form, tmp_path / "出.xlsx").rows == 5


def marked(path: Path) -> set[str]:
    sheet = openpyxl.load_workbook(path)["花名册"]
    ours = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == MARK_COLOUR and cell.font.b
    ]
    return {cell.coordinate for cell in ours}


def test_what_changed_since_the_last_time_is_marked(desk: Workspace, tmp_path: Path) -> None:
    form = roster(tmp_path / "表.xlsx")
    filled(desk, form, tmp_path / "一.xlsx")
    assert marked(tmp_path / "一.xlsx") == set()
    with desk.read() as connection:
        ids = dict(connection.execute(sa.select(col(Resident.name), col(Resident.id))).all())
        building = connection.execute(sa.select(col(Resident.building_id))).scalars().first()
    with desk.write("edit_resident") as unit:
        unit.update(Resident, ids["赵丽华"], {"phone": "13800000003"})
        unit.delete(Resident, ids["李四"])
        unit.create(Resident, person(building, None, "钱新来"), scope=building)
    done = filled(desk, form, tmp_path / "二.xlsx")
    assert marked(tmp_path / "二.xlsx") == {"G8", "B11"}
    assert (done.first, done.changed, done.new_rows, done.gone_rows) == (False, 2, 1, 1)
    # Five cells of two people, four of one with another phone, three of a child; one of who is new.
    assert (done.cells, done.same) == (5 + 5 + 3 + 5 + 1, 5 + 4 + 3 + 5)
    again = filled(desk, form, tmp_path / "三.xlsx", full=True, reason="街道统计")
    assert (again.changed, marked(tmp_path / "三.xlsx")) == (0, set()), "a mask is no change"
    plain = filled(desk, form, tmp_path / "四.xlsx", marks=False)
    assert plain.changed == 0


def test_nothing_of_a_value_is_kept(desk: Workspace, tmp_path: Path) -> None:
    filled(desk, roster(tmp_path / "表.xlsx"), tmp_path / "一.xlsx", full=True, reason="街道统计")
    with desk.read() as connection:
        kept = b"".join(connection.execute(sa.select(col(FilledRow.cells))).scalars())
    assert len(kept) == 5 * 6 * 6
    assert b"1388" not in kept and "杨".encode() not in kept


def test_a_drop_down_of_newer_programs_stays_and_words_it_lacks_are_counted(
    desk: Workspace, tmp_path: Path
) -> None:
    form = as_newer_excel_writes_lists(roster(tmp_path / "表.xlsx"))
    filled(desk, form, tmp_path / "一.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "一.xlsx")["花名册"]
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1, sheet["C7"].value) == ("C7:C11", "字典!$A$1:$A$2", "女性")

    def other_words(book: Any, _sheet: Any) -> None:
        book["字典"]["A1"], book["字典"]["A2"] = "甲", "乙"

    done = filled(desk, roster(tmp_path / "二.xlsx", change=other_words), tmp_path / "三.xlsx")
    assert "“性别”有 5 格不在表里的下拉列表中，请核对" in [say(each) for each in done.notices]


def test_a_protected_sheet_is_filled_where_its_maker_allows_it(desk: Workspace, tmp_path: Path) -> None:
    def allow(_book: Any, sheet: Any) -> None:
        lock(sheet, unlocked="A7:I14")

    form = roster(tmp_path / "表.xlsx", prepared=8, change=allow)
    filled(desk, form, tmp_path / "一.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "一.xlsx")["花名册"]
    assert sheet.protection.sheet and sheet["B7"].value == "杨*芬" and sheet["A1"].protection.locked
    locked = roster(tmp_path / "锁.xlsx", prepared=8, change=lambda _book, sheet: lock(sheet))
    with pytest.raises(RuleBroken, match="是锁定的"):
        filled(desk, locked, tmp_path / "二.xlsx")
    short = roster(tmp_path / "短.xlsx", change=lambda _book, sheet: lock(sheet, unlocked="A7:I9"))
    with pytest.raises(RuleBroken, match="只留了 3 行，要填 5 行；“花名册”有保护"):
        filled(desk, short, tmp_path / "二.xlsx")
    assert not (tmp_path / "二.xlsx").exists()


def test_both_readers_find_what_the_store_holds(desk: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    filled(desk, roster(tmp_path / "表.xlsx"), out, full=True, reason="街道统计")
    seen = python_calamine.CalamineWorkbook.from_path(out).get_sheet_by_name("花名册").to_python()
    for (name, _sex, born, number, phone), row in zip(PEOPLE, seen[FIRST - 1 :], strict=False):
        assert row[1] == name and row[3] == number and row[6] == phone
        assert row[4] == (born or "")
