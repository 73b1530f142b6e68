"""Every list fills a form of its own headers; mappings are proposed, kept, shared, corrected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.aliases import compared, table_of_words
from gridtui.interchange.forms.filling import fill_form
from gridtui.interchange.forms.form_cells import as_hinted
from gridtui.interchange.forms.mapping import SERIAL, Fills, doubtful, read_map, write_map
from gridtui.interchange.forms.sources import find_source, form_sources, likely_source
from gridtui.interchange.forms.told import mask_names, registered_fields
from gridtui.storage.tables import Assignment
from gridtui.storage.workspace import Workspace
from gridtui.usecases.visits import record_visit
from tests.interchange.forms.making import roster
from tests.interchange.forms.test_filling import cells, examined, filled, make_people
from tests.interchange.workbooks import xlsx
from tests.makers import Quarter, make_issue


@pytest.fixture
def quarter(desk: Workspace) -> Quarter:
    """A store with one of everything that a form may ask for."""
    made = make_people(desk)
    place = {"building_id": made.building, "dwelling_id": made.dwelling, "household_id": made.household}
    make_issue(desk, "灯不亮，打13900000000", reporter_name="杨桂芬", reporter_phone="13888880000", **place)
    with desk.write("record_visit") as unit:
        record_visit(
            unit,
            VisitDraft(
                household_id=made.household, visited_on=date(2026, 11, 3), outcome="met", problem="冷"
            ),
        )
    with desk.write("assign") as unit:
        who = {"role": "building_leader", "building_id": made.building, "person_name": "周楼长",
               "phone": "13700000001", "from_on": date(2025, 1, 1)}  # fmt: skip
        unit.create(Assignment, who, scope=made.building)
    return made


def form_of(path: Path, headers: Sequence[str]) -> Path:
    return xlsx(path, [["某某表"], list(headers)], name="表")


MET, TODAY = date(2026, 11, 3), date(2026, 11, 24)
FORMS: dict[str, tuple[tuple[str, ...], tuple[object, ...]]] = {
    "residents": (
        ("姓名", "年龄", "单元", "房号", "户籍地/省", "所在社区", "党支部", "是否人户分离"),
        ("杨*芬", 78, "2", "501", None, None, "翠湖西路第二支部", None),
    ),
    "households": (
        ("户主姓名", "户主手机", "人数", "家庭成员", "楼栋", "门牌", "最近走访日期", "是否中心户"),
        ("杨*芬", "138****0000", 5, "杨*芬、赵*华、=**1、王*国、李*", "3", "3-2-501", MET, "否"),
    ),
    "issues": (
        ("反映日期", "诉求人", "联系电话", "主要内容", "大类", "承办人", "是否解决", "状态"),
        (TODAY, "杨*芬", "138****0000", "灯不亮，打139****0000", "E01 市容环境", "王秀兰", None, "已登记"),
    ),
    "visits": (
        ("走访日期", "走访对象", "门牌号", "走访结果", "存在问题"),
        (MET, "杨*芬", "3-2-501", "见到", "冷"),
    ),
    "grids": (("网格名称", "楼栋数", "户数", "人口数"), ("第一网格", 1, 1, 5)),
    "buildings": (("楼栋号", "建筑名称", "所属网格"), ("3", "翠湖3栋", "第一网格")),
    "leaders": (
        ("姓名", "负责楼栋", "联系电话", "任职日期"),
        ("周楼长", "3", "137****0001", date(2025, 1, 1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
def test_a_list_fills_a_form_of_its_headers(
    desk: Workspace, quarter: Quarter, tmp_path: Path, code: str
) -> None:
    del quarter
    headers, expected = FORMS[code]
    form = examined(desk, form_of(tmp_path / "表.xlsx", headers), code)
    assert [column.header for column in form.mapping.columns if column.use is not Fills.FIELD] == []
    fill_form(desk, form, tmp_path / "出.xlsx")
    row = cells(tmp_path / "出.xlsx", "表", 3)[0]
    assert tuple(each.date() if hasattr(each, "date") else each for each in row) == expected
    assert likely_source(headers) is form.source


def test_every_alias_names_a_field_of_its_list_and_none_is_said_twice() -> None:
    sources = form_sources()
    seen: set[tuple[str, str]] = set()
    for row in table_of_words("form_aliases.csv"):
        known = [sources[row["list"]]] if row["list"] != "*" else list(sources.values())
        assert all(source.column(row["field"]) for source in known), row
        for alias in row["aliases"].split("|"):
            assert (row["list"], compared(alias)) not in seen, alias
            seen.add((row["list"], compared(alias)))
    assert len(seen) > 200


def test_a_list_is_found_by_code_or_title() -> None:
    assert find_source("Residents") is find_source("居民")
    with pytest.raises(RuleBroken, match="没有清单“甲”，可以写：residents 居民、households 户"):
        find_source("甲")


def test_what_is_doubtful_is_asked_once_and_then_known(desk: Workspace, tmp_path: Path) -> None:
    make_people(desk)
    path = form_of(tmp_path / "表.xlsx", ("序号", "姓名", "配偶/联系电话", "紧急联系电话", "爱好", "单位"))
    form = examined(desk, path)
    assert [(column.header, column.field) for column in doubtful(form.mapping)] == [
        ("配偶/联系电话", "phone"), ("紧急联系电话", "phone"),
    ]  # fmt: skip
    form.mapping = form.mapping.assign(2, "").assign(3, "phone").assign(5, "")
    fill_form(desk, form, tmp_path / "出.xlsx")
    assert cells(tmp_path / "出.xlsx", "表", 3)[0] == (1, "杨*芬", None, "138****0000", None, None)
    again = examined(desk, path)
    assert again.remembered and doubtful(again.mapping) == []
    assert [column.field for column in again.mapping.columns] == ["", "name", "", "phone", "", ""]


def test_a_mapping_goes_to_another_desk_as_a_file(desk: Workspace, tmp_path: Path) -> None:
    make_people(desk)
    form = examined(desk, roster(tmp_path / "表.xlsx"))
    shared = tmp_path / "对应.json"
    write_map(shared, form.mapping.assign(7, "relation"), form.title)
    told = json.loads(shared.read_text(encoding="utf-8"))
    assert (told["list"], told["form"]) == ("residents", "2026年服务对象花名册")
    assert told["columns"]["序号"] == SERIAL and told["columns"]["备注"] == "relation"
    assert read_map(shared, form.mapping).columns[7].field == "relation"
    shared.write_text(json.dumps({"备注": "政治面貌", "年龄": ""}, ensure_ascii=False), encoding="utf-8")
    assert read_map(shared, form.mapping).columns[7].field == "politics"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("[]", "JSON"),
        ("{", "JSON"),
        ('{"没有这列": "name"}', "没有“没有这列”这一列"),
        ('{"备注": "nothing"}', "没有“nothing”这一项"),
        ('{"信仰": "note"}', "不收集这类内容"),
        ('{"list": "issues", "columns": {}}', "是给“诉求”的，这次填的是“居民”"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    desk: Workspace, tmp_path: Path, told: str, words: str
) -> None:
    form = examined(desk, roster(tmp_path / "表.xlsx"))
    path = tmp_path / "对应.json"
    path.write_text(told, encoding="utf-8")
    with pytest.raises(RuleBroken, match=words):
        read_map(path, form.mapping)


def test_a_form_that_nothing_fits_is_refused(desk: Workspace, tmp_path: Path) -> None:
    make_people(desk)
    form = examined(desk, form_of(tmp_path / "表.xlsx", ("姓名", "性别", "民族")))
    for place in range(3):
        form.mapping = form.mapping.assign(place, "")
    with pytest.raises(RuleBroken, match="没有一列对得上“居民”"):
        fill_form(desk, form, tmp_path / "出.xlsx")


def test_service_needs_stay_at_home_without_a_reason(desk: Workspace, tmp_path: Path) -> None:
    from gridtui.storage.tables import ServiceTag

    made = make_people(desk)
    with desk.write("tag_resident") as unit:
        tag = {"building_id": made.building, "resident_id": made.resident, "tag": "living_alone"}
        unit.create(ServiceTag, tag, scope=made.building)
    path = form_of(tmp_path / "表.xlsx", ("姓名", "重点类别", "电话"))
    filled(desk, path, tmp_path / "一.xlsx")
    filled(desk, path, tmp_path / "二.xlsx", full=True, reason="助老补贴")
    assert [cells(tmp_path / name, "表", 3)[0][1] for name in ("一.xlsx", "二.xlsx")] == [None, "独居"]


def test_a_row_of_hints_says_how_yes_and_dates_are_written(desk: Workspace, tmp_path: Path) -> None:
    make_people(desk)
    hints = ("必填，真实姓名", "YYYYMMDD", "1=是，0=否")
    path = xlsx(tmp_path / "表.xlsx", [("姓名", "出生日期", "是否已迁出"), hints], name="表")
    filled(desk, path, tmp_path / "出.xlsx")
    assert cells(tmp_path / "出.xlsx", "表", 3)[0] == ("杨*芬", "19480315", 0)
    assert (as_hinted("是", ""), as_hinted("是", "1＝是")) == ("是", 1)


def test_parts_of_addresses_and_names() -> None:
    parts = registered_fields("云南省昆明市五华区翠湖街道青云路1号")
    assert parts == {
        "registered_address.province": "云南省", "registered_address.city": "昆明市",
        "registered_address.area": "五华区", "registered_address.street": "翠湖街道",
        "registered_address.place": "青云路1号",
    }  # fmt: skip
    assert registered_fields("青云路1号") == registered_fields("") == {}
    assert mask_names("王建国、李四") == "王*国、李*"


def test_the_real_blank_forms_are_filled(desk: Workspace, shared_data: Path, tmp_path: Path) -> None:
    make_people(desk)
    for name, code, header in (
        ("人员导入模板", "residents", "姓名"),
        ("建筑导入模板", "buildings", "小区/建筑名称"),
    ):
        form = examined(desk, shared_data / "ledgers" / f"{name}.xlsx", code)
        assert form.layout.first_row == 3 and form.layout.headers[0] == header
        unfilled = [column.header for column in form.mapping.columns if column.use is Fills.EMPTY]
        assert unfilled == []
        done = fill_form(desk, form, tmp_path / f"{name}.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0]
        assert sheet.max_row == 2 + done.rows and sheet["A3"].value in ("杨*芬", "翠湖3栋")
