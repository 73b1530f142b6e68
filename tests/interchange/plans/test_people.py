from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.plans.plan import Outcome
from gridtui.storage.log.log_tables import Change
from gridtui.storage.tables import (
    Building,
    Dwelling,
    Grid,
    Household,
    Resident,
    ServiceTag,
    Unit,
)
from gridtui.storage.workspace import Workspace
from tests.conftest import NOON
from tests.interchange.imports import assert_sound, id_number, imported, rows_of, table, tried

HEAD = ("姓名", "身份证号", "联系电话", "门牌地址")
WANG = ("王小明", id_number(1), "13712342210", "3-2-501")
LI = ("李小红", id_number(2, "20160501"), "", "3-2-501")


def test_a_person_brings_grid_building_door_and_household(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", (*HEAD, "所属网格"), (*WANG, "第一网格"), (*LI, "第一网格"))
    plan = imported(desk, path)
    assert (plan.new, plan.refused) == (2, 0)
    assert dict(plan.along) == {"grid": 1, "building": 1, "unit": 1, "dwelling": 1, "household": 1}
    assert "3-2-501 尚无房屋，将一并建立" in plan.lines[0].note
    assert plan.lines[1].note == ""
    assert rows_of(desk, Dwelling, "door", "room", "floor") == [("3-2-501", "501", 5)]
    assert rows_of(desk, Unit, "label") == ["2"]
    assert rows_of(desk, Building, "label") == ["3"]
    assert len(set(rows_of(desk, Resident, "household_id"))) == 1
    assert rows_of(desk, Grid, "name", "code") == [("第一网格", "530102001001001")]
    assert_sound(desk)


def test_birth_date_and_sex_are_read_off_the_id_number(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "人.csv", HEAD, WANG))
    assert rows_of(desk, Resident, "birth_date", "sex") == [(date(1990, 1, 1), "male")]


def test_changes_are_said_with_masks(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "人.csv", HEAD, WANG, LI))
    plan = imported(desk, table(tmp_path / "人.csv", HEAD, ("王小明", WANG[1], "18612340098", "3-2-502"), LI))
    assert (plan.changed, plan.unchanged) == (1, 1)
    (line,) = plan.lines_of(Outcome.CHANGED)
    assert line.column == "联系电话、门牌"
    assert line.words == "137****2210 → 186****0098；3-2-501 → 3-2-502"
    assert rows_of(desk, Resident, "phone") == ["18612340098", ""]
    assert_sound(desk)


def test_a_blank_cell_erases_nothing(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "人.csv", HEAD, WANG))
    plan = imported(desk, table(tmp_path / "人.csv", HEAD, ("王小明", WANG[1], "", "")))
    assert plan.unchanged == 1
    assert rows_of(desk, Resident, "phone") == ["13712342210"]


@pytest.mark.parametrize(
    ("birth", "phone", "same"),
    [
        ("1990-01-01", "", True),
        ("1991-01-01", "", False),
        ("", "13712342210", True),
        ("", "13900000000", False),
        ("", "", True),
    ],
)
def test_without_an_id_number_name_and_door_and_more_decide(
    desk: Workspace, tmp_path: Path, birth: str, phone: str, same: bool
) -> None:
    head = ("姓名", "出生日期", "联系电话", "门牌")
    first = ("张三", "1990-01-01" if birth else "", "13712342210", "3-2-501")
    imported(desk, table(tmp_path / "一.csv", head, first))
    plan = imported(desk, table(tmp_path / "二.csv", head, ("张三", birth, phone, "3-2-501")))
    assert (plan.new == 0) is same


def test_the_same_name_behind_another_door_is_somebody_else(desk: Workspace, tmp_path: Path) -> None:
    head = ("姓名", "联系电话", "门牌")
    imported(desk, table(tmp_path / "一.csv", head, ("张三", "", "3-2-501")))
    assert imported(desk, table(tmp_path / "二.csv", head, ("张三", "", "3-2-502"))).new == 1


def test_a_person_without_a_place_is_found_by_birth_date(desk: Workspace, tmp_path: Path) -> None:
    head = ("姓名", "出生日期", "联系电话", "门牌")
    imported(desk, table(tmp_path / "一.csv", head, ("张三", "1990-01-01", "", "3-2-501")))
    plan = imported(desk, table(tmp_path / "二.csv", head, ("张三", "1990-01-01", "13712342210", "")))
    assert (plan.new, plan.changed) == (0, 1)


def test_a_person_twice_in_a_file(desk: Workspace, tmp_path: Path) -> None:
    other = ("王小明", WANG[1], "13900000000", "3-2-501")
    plan = imported(desk, table(tmp_path / "人.csv", HEAD, WANG, WANG, other, LI))
    assert (plan.new, plan.unchanged, plan.refused) == (2, 1, 1)
    assert plan.lines_of(Outcome.UNCHANGED)[0].note == "与第 2 行重复"
    assert plan.lines_of(Outcome.REFUSED)[0].words == "与第 2 行是同一个人，内容不同：请只留一行"


def test_one_bad_row_never_blocks_the_rest(desk: Workspace, tmp_path: Path) -> None:
    path = table(
        tmp_path / "人.csv",
        (*HEAD, "出生日期"),
        ("赵一", "123", "", "3-1-101", ""),
        (*WANG, ""),
        ("钱二", "", "1371234", "3-1-102", ""),
        ("孙三", "", "", "3-1-103", "1990-02-30"),
        ("李四", "", "", "501", ""),
        ("", id_number(7), "", "3-1-104", ""),
        ("周五", "", "", "3-1-105", "2027-01-01"),
        ("吴六", "5.30102E+17", "", "", ""),
    )
    plan = imported(desk, path)
    assert (plan.new, plan.refused) == (1, 7)
    said = {line.row: line.words for line in plan.lines_of(Outcome.REFUSED)}
    assert said[2] == "身份证号应为 18 位，这里是 3 位，请按证件核对"
    assert "11 位" in said[4]
    assert "1990-02-30" in said[5]
    assert said[6] == "门牌“501”缺少楼栋：请写成 3-2-501，或另填小区、楼栋"
    assert said[7] == "缺少“姓名”"
    assert "还没有到" in said[8]
    assert "丢失" in said[9]
    assert rows_of(desk, Building, "label") == ["3"]


def test_labels_become_service_needs_and_what_is_never_kept_is_nowhere(
    desk: Workspace, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "人.csv", (*HEAD, "重点类别", "健康状况"), (*WANG, "独居老人,刑满释放,低保", "精神障碍")
    )
    plan = imported(desk, path)
    assert plan.excluded == ("健康状况",)
    tags = rows_of(desk, ServiceTag, "tag", "basis", "consent_on", "review_on")
    review = NOON.date() + timedelta(days=30)
    assert tags == [
        ("living_alone", "导入，待补本人同意", None, review),
        ("minimum_income", "导入，待补本人同意", None, review),
    ]
    assert "没有同意日期" in plan.lines[0].note
    with desk.read() as connection:
        bodies = [
            bytes(value)
            for row in connection.execute(Change.__table__.select())
            for value in row
            if isinstance(value, bytes)
        ]
    assert not [body for body in bodies if "刑满".encode() in body or "精神".encode() in body]


def test_more_needs_are_added_and_none_taken_away(desk: Workspace, tmp_path: Path) -> None:
    head = (*HEAD, "服务需要")
    imported(desk, table(tmp_path / "人.csv", head, (*WANG, "独居")))
    plan = imported(desk, table(tmp_path / "人.csv", head, (*WANG, "低保")))
    assert plan.lines[0].words == "空 → 低保"
    assert sorted(rows_of(desk, ServiceTag, "tag")) == ["living_alone", "minimum_income"]


def test_moving_out_and_dying_are_dated(desk: Workspace, tmp_path: Path) -> None:
    head = (*HEAD, "是否已迁出", "迁出日期", "迁往地", "是否已死亡")
    path = table(
        tmp_path / "人.csv", head, (*WANG, "是", "2026-03-01", "呈贡", "否"), (*LI, "否", "", "", "是")
    )
    plan = imported(desk, path)
    assert "按导入当天记" in plan.lines[1].note
    rows = rows_of(desk, Resident, "moved_out_on", "moved_to", "died_on")
    assert rows == [(date(2026, 3, 1), "呈贡", None), (None, "", NOON.date())]
    plan = imported(desk, table(tmp_path / "二.csv", head, (*WANG, "否", "", "", "")))
    assert "没有改动" in plan.lines[0].note
    assert rows_of(desk, Resident, "moved_out_on")[0] == date(2026, 3, 1)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
@pytest.mark.parametrize("full", [False, True])
def test_the_day_somebody_moved_in_comes_back_as_it_went(
    desk: Workspace, tmp_path: Path, full: bool, suffix: str
) -> None:
    head = (*HEAD, "入住时间", "迁出日期")
    plan = imported(
        desk, table(tmp_path / "人.csv", head, (*WANG, "2019年3月1日", ""), (*LI, "", "2026-03-01"))
    )
    assert (plan.new, plan.refused) == (2, 0)
    assert rows_of(desk, Resident, "moved_in_on") == [date(2019, 3, 1), None]
    for turn in range(2):
        out = tmp_path / f"出{turn}{suffix}"
        export_table(desk, Kind.PEOPLE, out, full=full, reason="核对")
        assert imported(desk, out).unchanged == 2
    changed = imported(desk, table(tmp_path / "二.csv", head, (*WANG, "2020-05-06", "2020-05-05")))
    assert (changed.refused, changed.changed) == (1, 0)
    changed = imported(desk, table(tmp_path / "三.csv", head, (*WANG, "2020-05-06", "")))
    assert changed.lines[0].words == "2019-03-01 → 2020-05-06"


def test_moving_to_another_building_takes_the_needs_along(desk: Workspace, tmp_path: Path) -> None:
    head = (*HEAD, "服务需要")
    imported(desk, table(tmp_path / "人.csv", head, (*WANG, "独居")))
    imported(desk, table(tmp_path / "人.csv", head, ("王小明", WANG[1], "", "5-1-101", "")))
    (building,) = [id for label, id in rows_of(desk, Building, "label", "id") if label == "5"]
    assert rows_of(desk, Resident, "building_id") == [building]
    assert rows_of(desk, ServiceTag, "building_id") == [building]
    assert_sound(desk)


@pytest.mark.parametrize(
    ("columns", "cells", "door", "building"),
    [
        (
            ("小区", "楼栋", "单元", "房号"),
            ("翠湖小区", "3栋", "2单元", "501室"),
            "3-2-501",
            ("翠湖小区", "3"),
        ),
        (("楼栋", "单元", "楼层", "房号"), ("3", "2", "5", "1"), "3-2-501", ("", "3")),
        (("现住小区/建筑", "门牌地址"), ("翠湖小区3栋", "2单元501"), "3-2-501", ("翠湖小区", "3")),
        (("门牌地址",), ("翠湖小区3栋2单元501室",), "3-2-501", ("翠湖小区", "3")),
        (("小区", "门牌地址"), ("莲花公寓", "1单元101室"), "1单元101", ("莲花公寓", "")),
        (("门牌地址",), ("翠湖路12号院附3号",), "翠湖路12号院附3号", None),
        (("现住小区/建筑",), ("翠湖小区",), None, ("翠湖小区", "")),
    ],
)
def test_places_in_however_many_columns(
    desk: Workspace,
    tmp_path: Path,
    columns: tuple[str, ...],
    cells: tuple[str, ...],
    door: str | None,
    building: tuple[str, str] | None,
) -> None:
    imported(
        desk, table(tmp_path / "人.csv", ("姓名", "性别", *columns), ("王小明", "男", *cells)), Kind.PEOPLE
    )
    assert rows_of(desk, Dwelling, "door") == ([door] if door else [])
    assert rows_of(desk, Building, "name", "label") == ([building] if building else [])


def test_two_buildings_of_one_number_are_told_apart_by_compound_or_refused(
    desk: Workspace, tmp_path: Path
) -> None:
    head = ("姓名", "性别", "小区", "门牌")
    both = table(tmp_path / "一.csv", head, ("王", "男", "翠湖", "3-1-101"), ("李", "女", "莲花", "3-1-101"))
    imported(desk, both)
    assert rows_of(desk, Building, "name", "label") == [("翠湖", "3"), ("莲花", "3")]
    plan = tried(desk, table(tmp_path / "二.csv", ("姓名", "性别", "门牌"), ("赵", "男", "3-1-102")))
    assert plan.lines[0].words == "有 2 栋都叫“3”：请补上小区名称或所属网格"


def test_households_of_one_door_are_told_apart_by_their_numbers(desk: Workspace, tmp_path: Path) -> None:
    head = ("姓名", "性别", "门牌", "户编号")
    rows = [("王", "男", "3-1-101", "H1"), ("李", "女", "3-1-101", "H2"), ("赵", "男", "3-1-101", "H1")]
    imported(desk, table(tmp_path / "人.csv", head, *rows))
    assert rows_of(desk, Household, "code") == ["H1", "H2"]
    assert len(rows_of(desk, Dwelling, "id")) == 1


def test_a_building_without_a_grid_is_put_into_the_one_named(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "一.csv", HEAD, WANG))
    plan = imported(desk, table(tmp_path / "二.csv", (*HEAD, "所属网格"), (*WANG, "第一网格")))
    assert plan.lines_of(Outcome.CHANGED)[0].words == "空 → 第一网格"
    assert rows_of(desk, Building, "grid_id") == rows_of(desk, Grid, "id")


def test_separation_says_where_somebody_lives(desk: Workspace, tmp_path: Path) -> None:
    head = (*HEAD, "是否人户分离", "实际居住地")
    third = ("赵四", id_number(3), "", "3-2-502", "否", "")
    imported(desk, table(tmp_path / "人.csv", head, (*WANG, "是", "呈贡"), (*LI, "是", ""), third))
    assert rows_of(desk, Resident, "residence_state") == ["registered_only", "living_only", "together"]
