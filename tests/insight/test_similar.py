"""Issues that say nearly the same are found, whatever else is in the store."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.category import default_categories
from gridtui.domain.issues.category_words import default_words, words_in
from gridtui.insight.similar import likeness, similar_issues, telling_words
from gridtui.insight.suggesting import suggest_categories, weigh
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from tests.evaluation.suggesting import measure

MATTERS = [
    ("卫生间顶上滴水，楼上不修", "M11-001"),
    ("二楼平台堆满纸箱，通道走不了人", "M11-004"),
    ("楼上夜里拖桌子，吵得睡不着", "M15-001"),
    ("小区东门夜里烧烤摊油烟大", "E05-005"),
]
WORDS = st.sets(st.text("甲乙丙丁", min_size=2, max_size=2))


@pytest.fixture
def told(workspace: Workspace) -> Workspace:
    with workspace.write("import_file") as unit:
        rows = [
            {"number": f"2026-{place}", "title": title, "category": code}
            for place, (title, code) in enumerate(MATTERS, start=1)
        ]
        unit.create_many(Issue, rows, scope=lambda _row: unit.desk.org_id)
    return workspace


def test_the_likest_issue_comes_first_and_says_what_it_shares(told: Workspace) -> None:
    with told.read() as connection:
        found = similar_issues(connection, "卫生间顶滴水，叫楼上来修")
    assert found[0].number == "2026-1"
    assert "滴水" in found[0].shared
    assert all(one.likeness >= other.likeness for one, other in itertools.pairwise(found))
    assert 0 < found[0].likeness <= 1


def test_an_issue_can_be_left_out_and_a_hidden_one_is(told: Workspace) -> None:
    with told.read() as connection:
        first = similar_issues(connection, MATTERS[0][0])[0]
        assert first.likeness == pytest.approx(1)
        assert first.id not in {
            each.id for each in similar_issues(connection, MATTERS[0][0], besides=[first.id])
        }
    with told.write("delete_record") as unit:
        unit.delete(Issue, first.id)
    with told.read() as connection:
        assert first.id not in {each.id for each in similar_issues(connection, MATTERS[0][0])}


def test_what_the_desk_confirmed_outweighs_the_list(told: Workspace) -> None:
    with told.read() as connection:
        best = suggest_categories(connection, "夜里拖桌子吵")[0]
        assert (best.code, best.records) == ("M15-001", ("2026-3",))
        listed = suggest_categories(connection, "电梯困人")[0]
        assert (listed.code, listed.words, listed.records) == ("M11-002", ("电梯", "困人"), ())
        assert suggest_categories(connection, "") == []


@pytest.mark.parametrize("text", ["", "   ", "abc 123", "\ud800'\"*", "甲" * 9_000, "NEAR AND OR NOT"])
def test_any_text_may_be_asked(told: Workspace, text: str) -> None:
    with told.read() as connection:
        assert isinstance(suggest_categories(connection, text), list)


@given(WORDS, WORDS)
def test_likeness_is_mutual_and_between_nothing_and_all(one: set[str], other: set[str]) -> None:
    weights = {word: 1.0 + place for place, word in enumerate(sorted(one | other))}
    value = likeness(one, other, weights, 1.0)
    assert value == pytest.approx(likeness(other, one, weights, 1.0))
    assert 0 <= value <= 1 + 1e-9
    assert (value > 0) == bool(one & other)
    assert not one or likeness(one, one, weights, 1.0) == pytest.approx(1)


def test_telling_words_are_pairs_of_chinese_characters() -> None:
    assert telling_words("楼道 A1 堆物") == ["楼道", "堆物"]


def test_every_listed_word_names_a_shipped_category() -> None:
    codes = {category.code for category in default_categories()}
    assert {word: code for word, code in default_words().items() if code not in codes} == {}


def test_a_word_inside_a_longer_one_does_not_count() -> None:
    assert words_in("消防通道", {"消防": "P01-006", "消防通道": "M12-001"}) == {"M12-001": ["消防通道"]}


def test_real_messages_are_mostly_understood(shared_data: Path) -> None:
    found = measure(shared_data / "complaints", confirmed=True)
    assert found.asked > 100
    assert found.first > 0.6
    assert found.first_three > 0.75


def test_what_stands_first_and_what_is_no_nature_decide() -> None:
    opening = weigh([], "咨询物业管理的事，顺便说一下" + "路上车多" * 8 + "，还有停车场", 2)
    assert [each.code for each in opening] == ["M11-008", "P02-007"]
    assert all("咨询" not in each.words for each in opening)
    assert weigh([], "咨询", 1)[0].words == ("咨询",)
