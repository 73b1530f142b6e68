"""The same matter raised by several residents surfaces by itself; what is merely alike does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridtui.insight.hot import HotGroup, HotIndex, Raised

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
    assert "飞线充电" in index.title(group)


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
        index.add(record)
    members = [member.key for group in index.groups(NOON, least=1) for member in group.members]
    assert sorted(members) == sorted(record.key for record in records)
