"""A rule for the doors of a building, as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.places.address import floor_of
from gridtui.domain.places.building import DwellingUse
from gridtui.domain.places.door_grammar import read_door_rule
from gridtui.domain.places.door_rules import MOST_DOORS, DoorRule, PlannedDoor, counted, planned_doors
from gridtui.words import say

SHOP, GARAGE = DwellingUse.SHOP, DwellingUse.GARAGE


def rule_of(text: str) -> DoorRule:
    read = read_door_rule(text)
    assert read.rule is not None, [say(problem) for problem in read.problems]
    return read.rule


def doors_of(text: str) -> list[PlannedDoor]:
    return planned_doors(rule_of(text))


def used(text: str, use: DwellingUse) -> list[str]:
    return [door.address("3") for door in doors_of(text) if door.use is use]


@pytest.mark.parametrize(
    "text",
    ["3 单元 × 7 层 × 2 户", "3x7x2", "３Ｘ７Ｘ２", "3*7*2", "三单元七层两户", "3个单元，7层，每层2户",
     "共3单元×7层×2户。"],
)  # fmt: skip
def test_the_whole_is_written_in_many_ways(text: str) -> None:
    doors = doors_of(text)
    assert str(counted(doors, rule_of(text).units)) == "3 单元 42 户"
    assert (doors[0].address("3"), doors[-1].address("3")) == ("3-1-101", "3-3-702")


@pytest.mark.parametrize(
    ("text", "words"),
    [("7x2", "不分单元 14 户"), ("3x7x2，1层商铺", "3 单元 42 户，其中商铺 6"),
     ("3x7x2 无 4 层", "3 单元 36 户"),
     ("3x7x2 顶层 1 户", "3 单元 39 户"), ("3x7x2 2单元 6 层", "3 单元 40 户"),
     ("3x7x2，2单元3户", "3 单元 49 户"),
     ("3x7x2 2单元第6层1户", "3 单元 41 户"), ("3x7x2 负1层 8间车库", "3 单元 66 户，其中车库 24"),
     ("3x7x2 没有 1-102", "3 单元 41 户"), ("3x7x2 1-2层商铺 无 3、4层", "3 单元 30 户，其中商铺 12"),
     ("2单元 6 层 3 户", "2 单元 36 户"), ("1x34x8", "1 单元 272 户")],
)  # fmt: skip
def test_what_differs_stands_behind(text: str, words: str) -> None:
    assert str(counted(doors_of(text), rule_of(text).units)) == words


def test_single_doors_are_shops_in_one_staircase_or_in_all() -> None:
    assert used("3x7x2 除 1-101 商铺", SHOP) == ["3-1-101"]
    assert used("3x7x2，101、102 商铺", SHOP) == [f"3-{unit}-10{n}" for unit in (1, 2, 3) for n in (1, 2)]
    assert used("2x7x2，1层商铺，2-101 车库", GARAGE) == ["3-2-101"]


def test_a_tower_has_floors_of_two_digits_and_a_cellar_a_word() -> None:
    doors = doors_of("1x34x2 负1层车库")
    assert [door.room for door in doors[:2]] == ["负101", "负102"]
    assert [door.room for door in doors[-2:]] == ["3401", "3402"]
    assert all(floor_of(door.room) == door.floor for door in doors)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "请先写整栋的"), ("3 单元 × 2 户", "没有写几层，例如 3 单元 × 7 层 × 2 户"),
     ("2单元，每层3户", "没有写几层"),
     ("hello", "没看懂“HELLO”"), ("3x7x2 你好", "没看懂“你好”"), ("3x0x2", "层数应在"),
     ("0x3x3", "单元数不能是 0"), ("3x7x2 4单元 3 层", "没有 4 单元"), ("3x7x2 9层商铺", "没有第 9 层"),
     ("3x7x2 901 商铺", "没有 901"), ("3x7x2 1-101商铺 1-101车库", "写了两次"), ("7x2 1-101商铺", "不分单元"),
     ("1x1x1 无1层", "一户也没有"), ("3x7x2 2单元0层", "没有层的单元"), ("60x99x99", "太多了"),
     ("3x7x2 1单元0户", "每层写了 0 户"), ("3x7x2，无 3 单元 1-7 层", "3 单元一户也没有"),
     ("3x7x2 负10层2户", "负 9 层"), ("3x7x2 1层商铺，1层车库", "第 1 层写了两次"),
     ("3x7x2 顶层1户，顶层3户", "顶层写了两次"), ("3x7x2 5层9户，4-6层1户", "第 5 层写了两次"),
     ("3x7x2 0层商铺", "没有第 0 层"), ("3x7x2x4", "没看懂“×4”")],
)  # fmt: skip
def test_what_no_building_has_is_said(text: str, words: str) -> None:
    read = read_door_rule(text)
    assert read.rule is None
    assert words in say(read.problems[0])


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_words(text: str) -> None:
    read = read_door_rule(text)
    assert (read.rule is None) == bool(read.problems)
    assert all(say(problem) for problem in read.problems)


PIECES = ("3", "7", "二", "单元", "层", "户", "×", "x", "-", "、", "，", " ", "101", "商铺",
          "车库", "除", "无", "负", "顶层", "第", "每层", "间", "0", "99", "1-101")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_words_of_a_rule_in_any_order_are_a_rule_or_words(text: str) -> None:
    rule = read_door_rule(text).rule
    if rule is not None:
        doors = planned_doors(rule)
        assert 0 < len(doors) <= MOST_DOORS
        assert len({(door.unit, door.room) for door in doors}) == len(doors)


@given(st.integers(1, 9), st.integers(1, 33), st.integers(1, 8))
def test_a_plain_rule_multiplies(units: int, floors: int, per_floor: int) -> None:
    doors = doors_of(f"{units} 单元 × {floors} 层 × {per_floor} 户")
    assert len(doors) == units * floors * per_floor
