from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.domain.places.building import BuildingDraft, unpack_details
from gridtui.domain.words.intents import Intent
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.plans.plan import Outcome
from gridtui.storage.tables import Assignment, Building, Courtyard, Grid, Household, Org, Unit
from gridtui.storage.workspace import Workspace
from gridtui.usecases import places
from tests.interchange.imports import assert_sound, imported, rows_of, table, tried

UPPER = (
    "530102001001",
    "翠湖西路社区居民委员会",
    "530102001",
    "华山街道",
    "530102",
    "五华区",
    "5301",
    "昆明市",
)
DIVISIONS = ("code", "name", "street_code", "street", "area_code", "area", "city_code", "city")


def parents(desk: Workspace) -> dict[str, str]:
    """Return name → the name of its parent."""
    rows = rows_of(desk, Org, "id", "name", "parent_id")
    names = {id: name for id, name, _ in rows}
    return {name: names.get(parent, "") for _, name, parent in rows}


def test_a_community_brings_its_upper_levels_and_takes_in_this_desk(desk: Workspace, tmp_path: Path) -> None:
    other = ("530102001002", "水晶宫社区居民委员会", *UPPER[2:])
    plan = imported(desk, table(tmp_path / "区划.csv", DIVISIONS, UPPER, other))
    assert (plan.new, plan.along["org"]) == (2, 3)
    assert parents(desk) == {
        "翠湖西路第二支部": "翠湖西路社区居民委员会",
        "昆明市": "",
        "五华区": "昆明市",
        "华山街道": "五华区",
        "翠湖西路社区居民委员会": "华山街道",
        "水晶宫社区居民委员会": "华山街道",
    }
    assert str(plan.notices[-1]) == "1 个组织按区划代码接到了上级"
    assert_sound(desk)


def test_levels_imported_from_below_are_hung_up_when_their_parents_come(
    desk: Workspace, tmp_path: Path
) -> None:
    imported(desk, table(tmp_path / "一.csv", ("code", "name"), ("530102001", "华山街道")))
    assert parents(desk)["华山街道"] == ""
    imported(
        desk, table(tmp_path / "二.csv", ("code", "name"), ("530102000000", "五华区"), ("5301", "昆明市"))
    )
    assert parents(desk)["华山街道"] == "五华区"
    assert parents(desk)["五华区"] == "昆明市"


def test_a_tree_is_read_from_json(desk: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "树.json"
    tree = {
        "code": "5301",
        "name": "昆明市",
        "children": [
            {"code": "530102", "name": "五华区", "children": [{"code": "530102001", "name": "华山街道"}]}
        ],
    }
    path.write_text(json.dumps([tree]), encoding="utf-8")
    assert imported(desk, path, Kind.DIVISIONS).new == 3
    assert parents(desk)["华山街道"] == "五华区"


def test_a_division_renamed_is_changed_and_a_wrong_code_refused(desk: Workspace, tmp_path: Path) -> None:
    head = ("区划代码", "名称")
    imported(desk, table(tmp_path / "一.csv", head, ("530102001", "华山街道")))
    rows = (("530102001", "翠湖街道"), ("990102001", "无此"), ("53010200", "短了"), ("53", "云南省"))
    plan = imported(desk, table(tmp_path / "二.csv", head, *rows), Kind.DIVISIONS)
    assert (plan.changed, plan.refused) == (1, 3)
    assert plan.lines[0].words == "华山街道 → 翠湖街道"
    assert "省级" in plan.lines[1].words
    assert "省级代码" in plan.lines[3].words


def test_this_desk_keeps_its_name(desk: Workspace, tmp_path: Path) -> None:
    row = ("530102001001", "别的名字", "居民区")
    plan = imported(desk, table(tmp_path / "一.csv", ("区划代码", "名称", "层级"), row))
    assert plan.unchanged == 1
    assert rows_of(desk, Org, "name", "level") == [("翠湖西路第二支部", Level.BRANCH)]


LEDGER = (
    "小区/建筑名称",
    "类型",
    "所属网格",
    "详细地址",
    "建成年份",
    "户数",
    "是否通燃气",
    "安全负责人",
    "安全负责人电话",
    "备注",
)


def test_a_ledger_line_keeps_every_column(desk: Workspace, tmp_path: Path) -> None:
    row = (
        "翠湖小区",
        "住宅小区",
        "第一网格",
        "翠湖路1号",
        "1999",
        "300",
        "是",
        "周安",
        "13912345678",
        "老旧",
    )
    plan = imported(desk, table(tmp_path / "楼.csv", LEDGER, row))
    assert plan.along == {"grid": 1}
    (found,) = rows_of(desk, Building, "name", "kind", "address", "built_year", "details", "contacts", "note")
    assert found[:4] == ("翠湖小区", "compound", "翠湖路1号", 1999)
    assert unpack_details(found[4]) == {"户数": "300", "是否通燃气": "是"}
    assert unpack_details(found[5]) == {"安全负责人": "周安", "安全负责人电话": "13912345678"}
    assert found[6] == "老旧"
    assert_sound(desk)


def test_details_are_merged_and_blank_ones_stay(desk: Workspace, tmp_path: Path) -> None:
    head = ("小区名称", "户数", "电梯数", "物业电话")
    imported(desk, table(tmp_path / "一.csv", head, ("翠湖小区", "300", "2", "13900000001")), Kind.BUILDINGS)
    plan = imported(
        desk, table(tmp_path / "二.csv", head, ("翠湖小区", "310", "", "13900000002")), Kind.BUILDINGS
    )
    assert plan.lines[0].words == "300 → 310；139****0001 → 139****0002"
    assert unpack_details(rows_of(desk, Building, "details")[0]) == {"户数": "310", "电梯数": "2"}


def test_a_building_makes_its_missing_staircases(desk: Workspace, tmp_path: Path) -> None:
    head = ("楼栋号", "小区名称", "层数", "单元数", "每层户数", "庭院/居民小组")
    rows = (("3栋", "翠湖小区", "7", "2", "4", "东院"), ("翠湖小区5幢", "", "6", "1", "", "东院"))
    imported(desk, table(tmp_path / "楼.csv", head, *rows))
    assert rows_of(desk, Building, "label", "name", "floors") == [("3", "翠湖小区", 7), ("5", "翠湖小区", 6)]
    assert rows_of(desk, Unit, "label", "doors_per_floor") == [("1", 4), ("2", 4), ("1", None)]
    assert rows_of(desk, Courtyard, "name") == ["东院"]
    plan = imported(desk, table(tmp_path / "二.csv", head, ("3", "翠湖小区", "7", "3", "4", "东院")))
    assert plan.lines[0].words == "2 → 3"


def test_a_compound_is_not_one_of_its_buildings(desk: Workspace, tmp_path: Path) -> None:
    imported(
        desk,
        table(tmp_path / "一.csv", ("楼栋号", "小区名称", "层数"), ("3", "翠湖小区", "7")),
        Kind.BUILDINGS,
    )
    imported(desk, table(tmp_path / "二.csv", ("小区名称", "户数"), ("翠湖小区", "300")), Kind.BUILDINGS)
    assert rows_of(desk, Building, "name", "label") == [("翠湖小区", "3"), ("翠湖小区", "")]


GRIDS = ("网格名称", "社区", "居民区党支部", "网格长", "网格长电话", "网格员")


def test_grids_come_with_those_who_serve_them(desk: Workspace, tmp_path: Path) -> None:
    rows = (
        ("第一网格", "", "翠湖西路第二支部", "孙长", "13700000003", "李员"),
        ("第二网格", "", "", "", "", ""),
    )
    imported(desk, table(tmp_path / "网格.csv", GRIDS, *rows))
    assert rows_of(desk, Grid, "name", "code") == [
        ("第一网格", "530102001001001"),
        ("第二网格", "530102001001002"),
    ]
    assert rows_of(desk, Grid, "branch_id")[0] == desk.desk.org_id
    assert rows_of(desk, Assignment, "role", "person_name", "phone") == [
        ("grid_head", "孙长", "13700000003"),
        ("grid_worker", "李员", ""),
    ]
    plan = imported(
        desk, table(tmp_path / "二.csv", GRIDS, ("第一网格", "", "", "孙长", "13700000009", "赵员"))
    )
    assert plan.lines[0].words == "孙长 → 孙长；李员 → 赵员"
    assert_sound(desk)


LEADERS = ("姓名", "性别", "联系电话", "职务", "小区", "负责楼栋", "网格", "住址")


def test_one_leader_of_several_buildings_has_an_assignment_for_each(desk: Workspace, tmp_path: Path) -> None:
    rows = (
        ("张楼", "男性", "13700000001", "楼栋长", "翠湖小区", "13栋、12栋、11栋", "", ""),
        ("李格", "未知的性别", "13700000001", "专职网格员", "", "", "第一网格", ""),
        ("吴党", "女", "13700000009", "党员中心户", "翠湖小区", "", "", "13-2-501"),
        ("周书", "", "", "书记", "", "", "", ""),
    )
    plan = imported(desk, table(tmp_path / "骨干.csv", LEADERS, *rows))
    assert plan.new == 4
    found = rows_of(desk, Assignment, "role", "person_name", "sex", "phone")
    assert found == [
        *[("building_leader", "张楼", "male", "13700000001")] * 3,
        ("grid_worker", "李格", "unknown", "13700000001"),
        ("party_hub_household", "吴党", "female", "13700000009"),
        ("branch_secretary", "周书", "", ""),
    ]
    assert rows_of(desk, Building, "label") == ["13", "12", "11"]
    assert rows_of(desk, Assignment, "household_id")[4] == rows_of(desk, Household, "id")[0]
    assert rows_of(desk, Assignment, "org_id")[5] == desk.desk.org_id
    assert_sound(desk)


def test_a_leader_given_another_building_or_phone(desk: Workspace, tmp_path: Path) -> None:
    head = ("姓名", "电话", "职务", "负责楼栋")
    imported(desk, table(tmp_path / "一.csv", head, ("张楼", "13700000001", "楼栋长", "3栋")))
    plan = imported(
        desk, table(tmp_path / "二.csv", head, ("张楼", "13700000002", "楼栋长", "3栋、5栋")), Kind.LEADERS
    )
    assert (plan.new, plan.changed) == (0, 1)
    assert "137****0001 → 137****0002" in plan.lines[0].words
    assert rows_of(desk, Assignment, "phone") == ["13700000002"] * 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("张楼", "楼栋长", "", ""), "没有写明负责哪栋楼"),
        (("张楼", "网格员", "", ""), "没有写明负责哪个网格"),
        (("张楼", "天王", "", ""), "不是可选的值"),
        (("", "楼栋长", "3栋", ""), "缺少“姓名”"),
    ],
)
def test_a_leader_without_a_place_is_refused(
    desk: Workspace, tmp_path: Path, row: tuple[str, ...], words: str
) -> None:
    plan = tried(desk, table(tmp_path / "一.csv", ("姓名", "职务", "负责楼栋", "网格"), row))
    assert words in plan.lines_of(Outcome.REFUSED)[0].words


def test_people_of_a_compound_move_into_the_building_that_has_only_a_number(
    desk: Workspace, tmp_path: Path
) -> None:
    with desk.write(Intent.ADD_BUILDING) as unit:
        for label, name in (("1", "1栋"), ("2", ""), ("3", "文苑")):
            places.add_building(unit, BuildingDraft(label=label, name=name))
    head = ("姓名", "与户主关系", "现住小区/建筑", "门牌地址")
    rows = [("王甲", "户主", "翠湖小区", f"{label}栋1单元101") for label in "123"]
    plan = imported(desk, table(tmp_path / "人.csv", head, *rows, ("李乙", "户主", "文苑", "1栋1单元101")))
    assert (plan.new, plan.along["building"]) == (4, 2)
    assert rows_of(desk, Building, "label", "name") == [
        ("1", "翠湖小区"), ("2", "翠湖小区"), ("3", "文苑"), ("3", "翠湖小区"), ("1", "文苑"),
    ]  # fmt: skip
    assert_sound(desk)
