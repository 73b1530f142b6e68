"""The same matter raised by several residents surfaces by itself; what is merely alike does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.hot import HotDecided, in_order, returns_at
from gridtui.insight.hot import HotGroup, HotIndex, Raised
from gridtui.insight.hot_words import elsewhere, named_places, same_place

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def raised(key: str, title: str, *, days: int = 0, resident: str | None = None, text: str = "") -> Raised:
    return Raised(key.encode(), title, text, "", NOON - timedelta(days=days), resident)


CHARGING = [
    raised("1", "3栋楼道飞线充电，电动车推进楼", days=9, resident="王"),
    raised("2", "电动车飞线充电从3栋楼道拉下来", days=5, resident="李"),
    raised("3", "3栋楼道又有人飞线充电电动车", days=1, resident="王"),
]
OTHERS = [
    raised("4", "卫生间顶上滴水，楼上不修", days=4),
    raised("5", "小区东门夜里烧烤摊油烟大", days=3),
    raised("6", "咨询高龄补贴怎么申请", days=2),
]


def keys(groups: list[HotGroup]) -> list[list[str]]:
    return [[member.key.decode() for member in group.members] for group in groups]


def test_one_matter_of_several_residents_is_one_group() -> None:
    index = HotIndex([*OTHERS, *CHARGING])
    [group] = index.groups(NOON)
    assert keys([group]) == [["1", "2", "3"]]
    assert group.residents == 2
    assert (group.last - group.began).days == 8
    assert "飞线充电" in group.title


def test_one_resident_alone_makes_nothing_hot() -> None:
    same = [raised(str(n), "电梯困人又坏了", days=n, resident="王") for n in range(4)]
    assert HotIndex(same).groups(NOON) == []


def test_years_between_are_two_matters() -> None:
    old = raised("0", CHARGING[0].title, days=900, resident="陈")
    assert keys(HotIndex([old, *CHARGING]).groups(NOON)) == [["1", "2", "3"]]


def test_different_districts_are_different_matters() -> None:
    here = raised("1", "官渡区农贸市场占道经营堵路", resident="王")
    there = raised("2", "盘龙区农贸市场占道经营堵路", resident="李")
    again = raised("3", "官渡区农贸市场占道经营又堵路", resident="陈")
    assert keys(HotIndex([here, there, again]).groups(NOON)) == [["1", "3"]]


def test_more_residents_and_lately_is_hotter() -> None:
    many = HotGroup([raised(str(n), "停水", resident=str(n)) for n in range(5)])
    few = HotGroup([raised(str(n), "停电", resident=str(n)) for n in range(2)])
    old = HotGroup([raised(str(n), "停气", resident=str(n), days=200) for n in range(5)])
    assert many.heat(NOON) > old.heat(NOON)
    assert many.heat(NOON) > few.heat(NOON)


@given(st.lists(st.tuples(st.text("停水电梯漏充电费吵 A3", max_size=12), st.integers(0, 800)), max_size=25))
def test_adding_one_by_one_loses_nothing(rows: list[tuple[str, int]]) -> None:
    records = sorted(
        (raised(str(n), title, days=days) for n, (title, days) in enumerate(rows)), key=lambda each: each.at
    )
    index = HotIndex(records[: len(records) // 2])
    for record in records[len(records) // 2 :]:
        index.put(record)
    assert members_of(index) == sorted(record.key for record in records)
    for record in records[::2]:
        index.remove(record.key)
    assert members_of(index) == sorted(record.key for record in records[1::2])


def members_of(index: HotIndex) -> list[bytes]:
    return sorted(member.key for group in index.groups(NOON, least=1) for member in group.members)


def test_a_record_that_says_something_else_now_is_moved() -> None:
    index = HotIndex([*OTHERS, *CHARGING])
    index.put(raised("2", "咨询医保怎么转移", days=5, resident="李"))
    assert index.groups(NOON) == []
    index.put(CHARGING[1])
    assert keys(index.groups(NOON)) == [["1", "2", "3"]]


def act(kind: str, *pairs: tuple[str, str], at: int, title: str = "", residents: int = 0) -> list[HotDecided]:
    """Rows of one decision, taken ``at`` minutes past noon."""
    return [
        HotDecided(f"{at}-{row}".encode(), f"{at}".encode(), kind, one.encode(), other.encode() or None,
                   title, residents, NOON + timedelta(minutes=at))
        for row, (one, other) in enumerate(pairs)
    ]  # fmt: skip


def test_issues_decided_apart_are_apart_and_newcomers_follow_the_likest() -> None:
    index = HotIndex([*OTHERS, *CHARGING, raised("7", "电动车飞线充电从3栋楼道拉下来", resident="陈")])
    apart = act("apart", ("2", "1"), at=1) + act("together", ("3", "1"), at=1)
    assert keys(index.groups(NOON, apart)) == [["2", "7"]]
    alone = index.group_of(b"1", apart)
    assert alone is not None and (alone.ids, alone.residents) == ((b"1", b"3"), 1)


def test_issues_decided_together_bring_their_groups_along() -> None:
    leaks = [raised("8", "3栋楼顶漏水", resident="赵"), raised("9", "3栋楼顶又漏水了", resident="钱")]
    index = HotIndex([*CHARGING, *leaks])
    [group] = index.groups(NOON, act("together", ("1", "8"), at=1))
    assert {each.key for each in group.members} == {b"1", b"2", b"3", b"8", b"9"}


def test_of_two_decisions_the_later_holds() -> None:
    index = HotIndex(CHARGING)
    together, apart = act("together", ("2", "1"), ("3", "1"), at=1), act("apart", ("2", "1"), at=2)
    assert keys(index.groups(NOON, [*apart, *together], least=1)) == [["1", "3"], ["2"]]
    again = act("together", ("2", "1"), at=3)
    assert keys(index.groups(NOON, [*again, *apart, *together])) == [["1", "2", "3"]]


def test_a_name_stays_with_most_of_the_issues_it_was_given_to() -> None:
    index = HotIndex(CHARGING)
    named = act("name", ("1", ""), ("2", ""), ("3", ""), at=1, title="三栋充电")
    assert [group.heading for group in index.groups(NOON, named)] == ["三栋充电"]
    apart = act("apart", ("2", "1"), at=2) + act("together", ("3", "1"), at=2)
    groups = index.groups(NOON, named + apart, least=1)
    assert [(group.ids, group.name) for group in groups] == [((b"1", b"3"), "三栋充电"), ((b"2",), "")]
    index.remove(b"1")
    [group] = index.groups(NOON, named)
    assert group.name == "三栋充电"


def test_a_dismissed_group_comes_back_when_it_has_grown() -> None:
    index = HotIndex(CHARGING)
    gone = act("dismiss", ("1", ""), ("2", ""), ("3", ""), at=1, residents=2)
    assert index.groups(NOON, gone) == []
    [hidden] = index.groups(NOON, gone, with_hidden=True)
    assert hidden.is_hidden and hidden.dismissed_at == 2
    for number in range(returns_at(2) - 2):
        assert index.groups(NOON, gone) == []
        index.put(raised(f"n{number}", "3栋楼道飞线充电，电动车推进楼", resident=f"新{number}"))
    assert [group.residents for group in index.groups(NOON, gone)] == [4]


IDS = st.sampled_from([member.key for member in (*CHARGING, *OTHERS)])
ROWS = st.builds(
    HotDecided,
    st.binary(min_size=1, max_size=3),
    st.binary(min_size=1, max_size=1),
    st.sampled_from(["together", "apart", "name", "dismiss", "unheard of"]),
    IDS,
    IDS,
    st.just("名"),
    st.integers(0, 5),
    st.integers(0, 9).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)


@given(st.lists(ROWS, max_size=12, unique_by=lambda each: each.id), st.randoms())
def test_any_decisions_leave_every_issue_in_one_group(rows: list[HotDecided], chance: Random) -> None:
    """What is decided last holds, the order in which rows arrive does not matter, and nothing is lost."""
    index = HotIndex([*CHARGING, *OTHERS])
    groups = index.groups(NOON, rows, least=1, with_hidden=True)
    group_of = {key: number for number, group in enumerate(groups) for key in group.ids}
    assert sorted(key for group in groups for key in group.ids) == members_of(index)
    latest = in_order(rows)[-1:]
    for each in latest:
        if each.kind in ("together", "apart") and each.issue_id != each.other_id and each.other_id:
            assert (group_of[each.issue_id] == group_of[each.other_id]) == (each.kind == "together")
    shuffled = list(rows)
    chance.shuffle(shuffled)
    again = index.groups(NOON, shuffled, least=1, with_hidden=True)
    assert [group.ids for group in again] == [group.ids for group in groups]


def at(key: str, place: str, days: int) -> Raised:
    return Raised(key.encode(), "过道堆纸箱，老人绊了一跤", "", place, NOON - timedelta(days=days), key)


def test_another_building_joins_a_young_matter_and_begins_another_later() -> None:
    young = HotIndex([at("1", "3栋", 90), at("2", "5栋", 80), at("3", "3栋", 10)])
    assert keys(young.groups(NOON)) == [["1", "2", "3"]]
    old = HotIndex([at("1", "3栋", 90), at("2", "3栋", 20), at("3", "5栋", 10), at("4", "5栋", 5)])
    assert sorted(keys(old.groups(NOON))) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("one", "other", "same", "apart"),
    [
        ("阳光小区电梯停运", "我们阳光小区的电梯停了", True, False),
        ("阳光小区电梯停运", "滨江小区电梯停运", False, True),
        ("盘龙区龙泉路积水", "盘龙区白云路积水", True, True),
        ("我们小区电梯停运", "阳光小区电梯停运", False, False),
        ("每条公路都堵", "翠湖北路堵车", False, False),
        ("电梯停运", "阳光小区电梯停运", False, False),
    ],
)
def test_names_of_places_say_where(one: str, other: str, same: bool, apart: bool) -> None:
    first, second = named_places(one), named_places(other)
    assert (same_place(first, second), elsewhere(first, second)) == (same, apart)
    assert (same_place(second, first), elsewhere(second, first)) == (same, apart)
