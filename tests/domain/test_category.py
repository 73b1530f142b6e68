from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.category import (
    FALLBACK,
    CategoryDraft,
    CategorySpace,
    LabelRule,
    default_categories,
    default_label_rules,
    is_category_code,
    major_of,
    map_label,
    parse_category_code,
)

TODAY = date(2026, 11, 24)
CODES = {category.code: category.name for category in default_categories()}


def test_every_shipped_code_is_right_and_there_once() -> None:
    counts = Counter(category.code for category in default_categories())
    assert [code for code, count in counts.items() if count > 1] == []
    assert [problem for category in default_categories() for problem in category.problems(TODAY)] == []


def test_every_major_stands_before_its_minors_and_names_are_unique_within_it() -> None:
    seen: set[str] = set()
    for category in default_categories():
        assert not category.parent_code or category.parent_code in seen
        seen.add(category.code)
    minors = [category for category in default_categories() if category.parent_code]
    siblings = Counter((category.parent_code, category.name) for category in minors)
    assert max(siblings.values()) == 1


def test_every_major_but_the_fallback_has_minors() -> None:
    majors = {code for code in CODES if "-" not in code}
    assert majors - {major_of(code) for code in CODES if "-" in code} == {FALLBACK}
    assert {code[0] for code in majors} == {space.value for space in CategorySpace}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("E01-006", "绿地脏乱"),
        ("E05-003", "机动车乱停放"),
        ("M11-001", "漏水维修"),
        ("M11-007", "加装电梯"),
        ("M12-004", "高空抛物"),
        ("M13-008", "医患"),
        ("M13-099", "其他"),
        ("M14-001", "低保救助"),
        ("M14-008", "证件"),
        ("M15-001", "邻里噪声"),
        ("M16-001", "停水"),
        ("P02", "道路交通"),
        ("M99", "其他"),
    ],
)
def test_codes_of_the_taxonomy_keep_their_meaning(code: str, name: str) -> None:
    assert CODES[code] == name


def test_a_category_needs_a_name_a_code_and_its_own_major() -> None:
    assert [p.field for p in CategoryDraft(code="m11").problems(TODAY)] == ["name", "code"]
    assert [p.field for p in CategoryDraft(code="M11-001", parent_code="M12", name="漏").problems(TODAY)] == [
        "parent_code"
    ]
    assert [p.field for p in CategoryDraft(code="M11", parent_code="M12", name="漏").problems(TODAY)] == [
        "parent_code"
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("M11-001", "M11-001"),
        ("m11001", "M11-001"),
        ("Ｍ11－001", "M11-001"),
        ("M11 1", "M11-001"),
        ("m11.1", "M11-001"),
        ("m11", "M11"),
        ("11", ""),
        ("漏水", ""),
        ("", ""),
        ("M11-0001", ""),
    ],
)
def test_typed_codes_are_understood(text: str, code: str) -> None:
    assert parse_category_code(text) == code


@given(st.text(max_size=12))
def test_a_parsed_code_is_always_a_code(text: str) -> None:
    assert parse_category_code(text) == "" or is_category_code(parse_category_code(text))


def test_every_label_rule_leads_to_a_shipped_category() -> None:
    assert {rule.code for rule in default_label_rules()} - set(CODES) == set()
    assert [rule for rule in default_label_rules() if len(rule.label) < 2] == [], (
        "one character fits by accident"
    )
    counts = Counter((rule.label, rule.level) for rule in default_label_rules())
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        (["城乡建设", "住房保障与房地产", "物业服务"], "M11-008"),
        (["环境保护", "环境污染", "噪音污染"], "M15"),
        (["环境保护", "环境污染", "其他"], "M15"),
        (["城乡建设", "城乡规划", "违章建筑"], "E01-001"),
        (["劳动和社会保障", "工资福利", "住房公积金"], "M14-013"),
        (["交通运输"], "P02"),
        (["卫生计生", "食品药品监管", "食品安全"], "M12-005"),
        (["商贸旅游", "质监检验检疫", "特种设备管理"], "M11-002"),
        (["说不清", "别的"], None),
        ([], None),
        (["", " "], None),
    ],
)
def test_labels_of_other_systems_find_a_category(labels: list[str], code: str | None) -> None:
    assert map_label(labels) == code


def test_the_special_label_wins_over_the_general_and_the_long_word_over_the_short() -> None:
    rules = [LabelRule("水", 0, "M16-001"), LabelRule("漏水", 0, "M11-001"), LabelRule("城建", 1, "P01")]
    assert map_label(["城建", "水"], rules) == "M16-001"
    assert map_label(["城建", "屋顶漏水"], rules) == "M11-001"
    assert map_label(["城建", "别的"], rules) == "P01"
    assert map_label(["别的", "城建"], rules) is None, "a rule of the first level fits there only"


def test_every_label_of_the_real_taxonomy_is_mapped(shared_data: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(next((shared_data / "complaints").glob("附件1*.xlsx")), read_only=True)
    rows = [[str(cell or "") for cell in row] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert len(rows) > 500
    assert [row for row in rows if map_label(row) not in CODES] == []
    assert {row[0] for row in rows if map_label(row[:1]) is None} == set()
