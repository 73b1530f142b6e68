"""The stair-walk sheet on paper: masked, set up for printing, without formulas, in lines that fit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gridtui.domain.people.visit import PromiseDraft
from gridtui.domain.people.walking import WalkOrder
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files.paper import WIDTH, cells
from gridtui.interchange.walk_sheets import LINES_PER_PAGE, NEW_PAGE, write_walk_sheet
from gridtui.storage.log import audit
from gridtui.storage.tables import Building, Dwelling, Household, Resident, Unit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.visits import add_promise
from tests.hostile_store import unchecked

TODAY = date(2026, 11, 24)
FORMULA = '=HYPERLINK("A1","王")'
PROMISE = "给王建国13887012210送表，证号53010219600305701X\x1b[31m"


def build(desk: Workspace, floors: int = 2) -> bytes:
    """Write a building with staircases 1 and 2, two doors a floor, one of them without a household."""
    with unchecked(), desk.write("import_file") as unit:
        org = desk.desk.org_id
        building = unit.create(Building, {"org_id": org, "label": "3", "name": "3栋&乙"}, scope=org)
        for label in ("1", "2"):
            stair = unit.create(Unit, {"building_id": building, "label": label}, scope=building)
            for room in (f"{floor}0{place}" for floor in range(1, floors + 1) for place in (1, 2)):
                values = {
                    "building_id": building,
                    "unit_id": stair,
                    "room": room,
                    "door": f"3-{label}-{room}",
                }
                dwelling = unit.create(Dwelling, values, scope=building)
                if (label, room) != ("2", "101"):
                    settle(unit, building, dwelling, FORMULA if room == "102" else "王建国")
    with unchecked(), desk.write(Intent.ADD_PROMISE) as unit:
        with desk.read() as connection:
            home = connection.execute(Household.__table__.select()).first().id
        add_promise(unit, PromiseDraft(household_id=home, text=PROMISE, due_on=TODAY))
    return building


def settle(unit, building: bytes, dwelling: bytes, name: str) -> None:
    home = unit.create(Household, {"building_id": building, "dwelling_id": dwelling}, scope=building)
    person = {"building_id": building, "household_id": home, "name": name, "phone": "13887012210"}
    unit.create(Resident, person, scope=building)


def text_of(desk: Workspace, path: Path, building: bytes, **options) -> str:
    write_walk_sheet(desk, building, path, **options)
    return path.read_bytes().decode("utf-8-sig")


def test_a_worksheet_a_staircase_is_set_up_for_a4(desk, tmp_path) -> None:
    path = tmp_path / "单.xlsx"
    written = write_walk_sheet(desk, build(desk), path)
    assert (written.households, written.units) == (7, 2)
    book = load_workbook(path)
    assert book.sheetnames == ["1单元", "2单元"]
    for sheet in book:
        page = sheet.page_setup
        # As wide as one page is what a file says by saying nothing.
        assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight) == (
            9,
            "portrait",
            None,
            0,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$4"
        assert sheet.print_area == f"'{sheet.title}'!$A$1:$I$9"
        assert [cell.value for cell in sheet[4]][5:] == ["见到", "未在家", "电话", "备注"]
        assert "签字" in sheet["A9"].value
        assert "王秀兰 2026-11-24 12:00 导出" in sheet["A3"].value
        assert "王秀兰 2026-11-24" in sheet.oddFooter.left.text
    first = book["1单元"]
    assert first["A1"].value == "3栋&乙 1单元 扫楼单"
    assert [first.cell(row, 1).value for row in range(5, 9)] == ["3-1-201", "3-1-202", "3-1-101", "3-1-102"]
    assert [first.cell(5, column).value for column in (6, 7, 8)] == ["□"] * 3


def test_names_and_numbers_are_masked_and_nothing_is_a_formula(desk, tmp_path) -> None:
    building, path = build(desk), tmp_path / "单.xlsx"
    write_walk_sheet(desk, building, path)
    found = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} <= {"s", "n"}
    said = "\n".join(str(cell.value) for cell in found if cell.value is not None)
    said += text_of(desk, tmp_path / "单.txt", building)
    for hidden in ("王建国", "13887012210", "19600305", "HYPERLINK", "\x1b"):
        assert hidden not in said
    for shown in ("王*国", "138****2210", "11-24 前：给王*国138****2210送表", "没有登记户", "没走访过"):
        assert shown in said


def test_a_door_without_a_household_has_nothing_to_tick(desk, tmp_path) -> None:
    path = tmp_path / "单.xlsx"
    write_walk_sheet(desk, build(desk), path, order=WalkOrder.UP)
    sheet = load_workbook(path)["2单元"]
    assert [sheet.cell(5, column).value for column in (1, 2, 6)] == ["3-2-101", "没有登记户", None]
    assert sheet.cell(6, 6).value == "□"


def test_a_high_staircase_breaks_between_floors_and_repeats_its_heading(desk, tmp_path) -> None:
    building = build(desk, floors=34)
    path = tmp_path / "高.xlsx"
    write_walk_sheet(desk, building, path)
    sheet = load_workbook(path)["1单元"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    for row in breaks:
        above, below = sheet.cell(row, 1).value, sheet.cell(row + 1, 1).value
        assert above[:-2] != below[:-2]
    pages = text_of(desk, tmp_path / "高.txt", building).split(NEW_PAGE)
    assert len(pages) == 6
    assert all(page.startswith("3栋&乙 ") and "联系电话" in page for page in pages)
    assert all(page.count("\r\n") <= LINES_PER_PAGE for page in pages)


def test_text_fits_80_columns_and_ends_its_lines_for_any_printer(desk, tmp_path) -> None:
    text = text_of(desk, tmp_path / "单.txt", build(desk))
    lines = text.replace(NEW_PAGE, "").split("\r\n")
    assert max(map(cells, lines)) == WIDTH
    assert "\n" not in text.replace("\r\n", "")
    [door] = [line for line in lines if line.startswith("3-1-201")]
    assert door.count("[ ]") == 3 and door.endswith("____")
    assert lines[-2].startswith("走访人签字")


def test_what_is_handed_out_is_noted_and_what_is_refused_leaves_nothing(desk, tmp_path) -> None:
    building = build(desk)
    write_walk_sheet(desk, building, tmp_path / "单.txt", due_only=True)
    with desk.read() as connection:
        noted = audit.lines(connection, limit=1)[0]
    assert (noted.action, noted.reason) == (audit.EXPORT, "walk_sheet 7 masked")
    with desk.write("import_file") as unit:
        bare = unit.create(Building, {"label": "9"}, scope=desk.desk.org_id)
    for id, name, said in (
        (building, "单.pdf", "不认识的文件类型“.pdf”"),
        (b"x" * 16, "无.txt", "已经不在"),
        (bare, "空.txt", "没有登记门牌"),
    ):
        with pytest.raises(RuleBroken, match=said):
            write_walk_sheet(desk, id, tmp_path / name)
        assert not (tmp_path / name).exists()
    with pytest.raises(RuleBroken, match="无法写入"):
        write_walk_sheet(desk, building, tmp_path / "没有" / "单.xlsx")
