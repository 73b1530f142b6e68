"""Every real file imports, is found by search, goes out again, and changes nothing when it comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.plans.applying import apply_import
from gridtui.paths import free_path
from gridtui.queries.searching import search_issues, search_places, search_residents
from gridtui.storage.tables import Building, Issue, IssueEvent, Org, Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from tests.interchange.imports import (
    assert_sound,
    id_number,
    imported,
    opened,
    rows_of,
    tried,
)

DIVISIONS = {
    "kunming_5301_areas.csv": 14,
    "kunming_5301_streets.csv": 150,
    "kunming_5301_villages.csv": 1738,
    "kunming_5301_tree.json": 0,
}
COMPLAINTS = {
    "附件1_三级分类体系.xlsx": (517, 0),
    "附件2_样例_有一级分类.xlsx": (123, 0),
    "附件2_测试数据_无分类.xlsx": (1078, 0),
    "附件3_样例.xlsx": (21, 0),
    "附件4_样例_有答复.xlsx": (42, 1),
}


def comes_back_unchanged(desk: Workspace, kind: Kind, tmp_path: Path) -> None:
    """Export a kind in every form, masked and not, and try to import it again."""
    for suffix, full in ((".xlsx", False), (".csv", True), (".json", False)):
        path = free_path(tmp_path / f"出{suffix}")
        count = export_table(desk, kind, path, full=full, reason="核对")
        plan = tried(desk, path)
        assert (plan.kind, plan.unchanged, plan.along) == (kind, count, {})


def test_the_divisions_of_kunming(desk: Workspace, shared_data: Path, tmp_path: Path) -> None:
    for name, new in DIVISIONS.items():
        assert imported(desk, shared_data / "divisions" / name).new == new
    rows = rows_of(desk, Org, "level", "parent_id")
    assert len(rows) == 1 + 14 + 150 + 1738 + 1
    assert [level for level, parent in rows if parent is None] == [1]
    with desk.read() as connection:
        assert [hit.note for hit in search_places(connection, "四〇三厂")]
        assert search_places(connection, "530102001001")
    comes_back_unchanged(desk, Kind.DIVISIONS, tmp_path)
    assert_sound(desk)


def test_the_tree_alone_and_in_any_order(desk: Workspace, shared_data: Path) -> None:
    assert imported(desk, shared_data / "divisions/kunming_5301_tree.json").new == 1903
    for name in ("villages", "areas", "streets"):
        assert imported(desk, shared_data / f"divisions/kunming_5301_{name}.csv").new == 0


def test_the_complaints(desk: Workspace, shared_data: Path, tmp_path: Path) -> None:
    for name, (new, changed) in COMPLAINTS.items():
        plan = imported(desk, shared_data / "complaints" / name)
        assert (plan.new, plan.changed, plan.refused) == (new, changed, 0)
    kinds = rows_of(desk, IssueEvent, "kind")
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "registered": 123 + 1078 + 21 + 42,
        "reply": 43,
        "likes": kinds.count("likes"),
        "correct": 1,
    }
    assert kinds.count("likes") > 0
    times = rows_of(desk, Issue, "registered_at")
    assert len(times) == 1264
    assert not [text for text in rows_of(desk, Issue, "text") if "_x000" in text or text != text.strip()]
    with desk.read() as connection:
        assert len(search_issues(connection, "噪音")) > 5
    comes_back_unchanged(desk, Kind.ISSUES, tmp_path)
    comes_back_unchanged(desk, Kind.LABELS, tmp_path)
    assert_sound(desk)


def test_labelled_messages_are_sorted_and_unlabelled_ones_listed(desk: Workspace, shared_data: Path) -> None:
    assert not imported(desk, shared_data / "complaints/附件2_样例_有一级分类.xlsx").unmapped
    assert "M99" not in rows_of(desk, Issue, "category")
    plan = imported(desk, shared_data / "complaints/附件2_测试数据_无分类.xlsx")
    assert plan.unmapped == {"（没有分类）": 1078}


def filled_form(source: Path, target: Path, sheet: str, rows: list[dict[str, object]]) -> Path:
    """Fill a blank form below its note row."""
    book = openpyxl.load_workbook(source)
    held = book[sheet]
    places = {str(cell.value).replace("*", "").strip(): cell.column for cell in held[1]}
    for number, row in enumerate(rows, 3):
        for title, value in row.items():
            held.cell(number, places[title]).value = value  # type: ignore[arg-type]
    book.save(target)
    return target


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_the_ledger_of_people(desk: Workspace, shared_data: Path, tmp_path: Path, suffix: str) -> None:
    rows: list[dict[str, object]] = [
        {
            "姓名": f"测试{serial}",
            "身份证号": id_number(serial),
            "与其他人员关系": "本人或户主",
            "现住小区/建筑": "翠湖小区",
            "门牌地址": f"{serial % 4 + 1}栋1单元{serial // 4 % 6 + 1}01",
            "所属网格": "第一网格",
            "是否重点人员": "1",
            "重点类别": "独居老人,刑满释放",
            "健康状况": "好",
            "户编号": f"H{serial}",
            "联系电话": 13700000000 + serial,
            "是否人户分离": "否",
            "民族": "汉",
            "备注": "测试",
        }
        for serial in range(40)
    ]
    path = filled_form(shared_data / "ledgers/人员导入模板.xlsx", tmp_path / f"人员{suffix}", "Person", rows)
    plan = imported(desk, path)
    assert (plan.new, plan.refused, plan.excluded) == (40, 0, ("是否重点人员", "健康状况"))
    assert set(rows_of(desk, ServiceTag, "tag")) == {"living_alone"}
    assert set(rows_of(desk, Resident, "relation", "ethnicity")) == {("户主", "汉族")}
    with desk.read() as connection:
        assert search_residents(connection, "测试7")
    comes_back_unchanged(desk, Kind.PEOPLE, tmp_path)
    assert_sound(desk)


def test_the_ledger_of_buildings(desk: Workspace, shared_data: Path, tmp_path: Path) -> None:
    titles = [
        column.header
        for column in opened(desk, shared_data / "ledgers/建筑导入模板.xlsx", Kind.BUILDINGS).mapping.columns
    ]
    assert len(titles) == 31
    numbers = {"建成年份": 1999, "纬度": 25.04, "经度": 102.71, "类型": "住宅小区", "是否通燃气": "是"}
    rows: list[dict[str, object]] = [
        {
            title: numbers.get(title, "13900000001" if "电话" in title else f"{title}{serial}")
            for title in titles
        }
        for serial in range(5)
    ]
    path = filled_form(shared_data / "ledgers/建筑导入模板.xlsx", tmp_path / "建筑.xlsx", "Building", rows)
    plan = imported(desk, path)
    assert (plan.new, plan.refused) == (5, 0)
    assert len(rows_of(desk, Building, "details")[0]) > 200
    with desk.read() as connection:
        assert search_places(connection, "小区/建筑名称3")
    comes_back_unchanged(desk, Kind.BUILDINGS, tmp_path)
    assert_sound(desk)


@pytest.mark.parametrize("name", ["人员", "建筑"])
def test_a_blank_form_imports_nothing(desk: Workspace, shared_data: Path, name: str) -> None:
    plan = apply_import(desk, opened(desk, shared_data / f"ledgers/{name}导入模板.xlsx"))
    assert (plan.rows, plan.refused_file) == (0, None)
