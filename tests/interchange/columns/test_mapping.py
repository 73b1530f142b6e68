from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Kind, Reads
from gridtui.interchange.columns.mapping import (
    ColumnMapping,
    Use,
    fingerprint,
    propose_mapping,
    recognise_kind,
    restore_mapping,
)


def chosen(mapping: ColumnMapping) -> dict[str, str]:
    return {column.header: column.field for column in mapping.columns if column.use is Use.FIELD}


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_declared])
def test_every_title_and_name_leads_to_its_own_field(kind: Kind) -> None:
    read = [field for field in FIELDS[kind] if field.reads is not Reads.NOT_READ]
    for titles in ([field.title for field in read], [field.name for field in read]):
        assert list(chosen(propose_mapping(kind, titles)).values()) == [field.name for field in read]


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_declared])
def test_an_export_is_recognised_again(kind: Kind) -> None:
    assert recognise_kind([field.title for field in FIELDS[kind]]) is kind
    assert recognise_kind([field.name for field in FIELDS[kind]]) is kind


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (("姓名", "性别", "联系电话", "职务", "负责楼栋"), Kind.LEADERS),
        (("楼栋长姓名", "手机", "楼栋号"), Kind.LEADERS),
        (("姓名", "电话", "门牌"), Kind.PEOPLE),
        (("户主", "姓名", "与户主关系", "身份证号码"), Kind.PEOPLE),
        (("楼栋号", "层数", "单元数"), Kind.BUILDINGS),
        (("网格名称", "网格编码", "网格长"), Kind.GRIDS),
        (("code", "name", "areaCode"), Kind.DIVISIONS),
        (("留言编号", "留言主题", "留言详情"), Kind.ISSUES),
        (("一级分类", "二级分类", "三级分类"), Kind.LABELS),
    ],
)
def test_kinds_are_recognised(headers: tuple[str, ...], kind: Kind) -> None:
    assert recognise_kind(headers) is kind


def test_codes_decide_between_divisions_and_grids() -> None:
    assert recognise_kind(("code", "name"), [["530102001001", "翠湖西路"]]) is Kind.DIVISIONS
    assert recognise_kind(("code", "name"), [["530102001001003", "第三网格"]]) is Kind.GRIDS


def test_an_unknown_table_is_refused_with_its_columns() -> None:
    with pytest.raises(RuleBroken, match="char、male"):
        recognise_kind(("char", "male"))


EXCLUDED = (
    "是否重点人员",
    "健康状况",
    "关注等级",
    "宗教信仰",
    "信访情况",
    "是否吸毒人员",
    "精神状况",
    "信用积分",
    "刑满释放",
)


@pytest.mark.parametrize("header", EXCLUDED)
def test_what_is_never_kept_is_announced_and_cannot_be_chosen(header: str) -> None:
    mapping = propose_mapping(Kind.PEOPLE, ("姓名", header))
    assert mapping.columns[1].use is Use.EXCLUDED
    assert f"“{header}”不入库" in " ".join(str(notice) for notice in mapping.notices())
    with pytest.raises(RuleBroken, match="不入库"):
        mapping.assign(1, "note")
    assert mapping.assign(1, "").columns[1].use is Use.EXCLUDED


def test_of_labels_only_service_needs_are_taken_and_that_is_said() -> None:
    mapping = propose_mapping(Kind.PEOPLE, ("姓名", "重点类别"))
    assert chosen(mapping)["重点类别"] == "needs"
    assert "只取与服务需要相同的词" in str(mapping.notices()[0])


def test_a_part_of_another_person_is_not_taken_for_the_resident() -> None:
    mapping = propose_mapping(Kind.PEOPLE, ("姓名", "户主/联系电话", "紧急联系人电话", "基本信息/性别"))
    assert chosen(mapping) == {"姓名": "name", "基本信息/性别": "sex"}
    assert mapping.columns[1].use is Use.DOUBTFUL
    assert mapping.columns[1].field == "phone"


def test_a_missing_column_that_another_may_be_is_named() -> None:
    problems = propose_mapping(Kind.PEOPLE, ("本户人员姓名", "电话")).problems()
    assert str(problems[0]) == "缺少“姓名”这一列；“本户人员姓名”像是它，请确认"
    assert str(propose_mapping(Kind.ISSUES, ("编号",)).problems()[0]) == "至少要有一列：标题、内容"


def test_assigning_moves_the_field() -> None:
    mapping = propose_mapping(Kind.PEOPLE, ("姓名", "曾用名", "电话")).assign(1, "name")
    assert chosen(mapping) == {"曾用名": "name", "电话": "phone"}
    assert mapping.columns[0].use is Use.IGNORED
    with pytest.raises(RuleBroken):
        mapping.assign(1, "score")


def test_a_second_column_for_one_field_is_not_taken() -> None:
    mapping = propose_mapping(Kind.PEOPLE, ("姓名", "手机", "联系电话"))
    assert [column.use for column in mapping.columns] == [Use.FIELD, Use.FIELD, Use.REPEATED]


def test_a_remembered_mapping_follows_its_columns() -> None:
    headers = ["姓名", "曾用名", "是否重点人员", "电话", "备注"]
    remembered = propose_mapping(Kind.PEOPLE, headers).assign(1, "name").assign(4, "").to_json()
    moved = restore_mapping(remembered, headers[::-1])
    assert moved is not None
    assert chosen(moved) == {"曾用名": "name", "电话": "phone"}
    assert moved.headers(Use.EXCLUDED) == ["是否重点人员"]


def test_a_remembered_mapping_cannot_bring_back_what_is_never_kept() -> None:
    remembered = '{"kind": "people", "columns": {"健康状况": "note", "姓名": "name", "电话": "score"}}'
    mapping = restore_mapping(remembered, ("姓名", "健康状况", "电话"))
    assert mapping is not None
    assert chosen(mapping) == {"姓名": "name", "电话": "phone"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind": "x", "columns": {}}', '{"kind": "people", "columns": 3}']
)
def test_an_unreadable_memory_is_none(text: str) -> None:
    assert restore_mapping(text, ("姓名",)) is None


@given(st.lists(st.text(max_size=8), max_size=8), st.randoms())
def test_a_layout_is_the_same_in_any_order(headers: list[str], shuffler: random.Random) -> None:
    shuffled = list(headers)
    shuffler.shuffle(shuffled)
    assert fingerprint(shuffled) == fingerprint(headers)


@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(Kind))
def test_any_headers_can_be_mapped_and_kept(headers: list[str], kind: Kind) -> None:
    mapping = propose_mapping(kind, headers)
    assert len(mapping.columns) == len(headers)
    fields = [field.name for _, field in mapping.fields()]
    assert len(fields) == len(set(fields))
    again = restore_mapping(mapping.to_json(), headers)
    assert again is not None and chosen(again) == chosen(mapping)
