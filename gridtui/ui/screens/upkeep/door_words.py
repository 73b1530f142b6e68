"""What the forms say about a rule for doors while it is typed: how many it makes, or what is unclear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from gridtui.domain.places.door_grammar import read_door_rule
from gridtui.domain.places.door_rules import DoorRule, counted, planned_doors
from gridtui.domain.words.problems import Problem
from gridtui.words import mark, tr

FIELD: Final = "doors"

EXAMPLES: Final = (
    (mark("3 单元 × 7 层 × 2 户"), mark("先写整栋；也可写 3x7x2，不分单元写 7x2")),
    (mark("2 单元 6 层"), mark("哪个单元不一样：2 单元 6 层，2 单元 3 户")),
    (mark("无 4、14 层"), mark("没有的楼层；没有的门写 无 1-102")),
    (mark("顶层 1 户"), mark("某一层户数不同：顶层、底层、1-2 层，2 单元第 6 层")),
    (mark("1 层商铺"), mark("整层是商铺、车库；负1层 8 间车库")),
    (mark("1-101 商铺"), mark("某一户：单元-房号；每个单元都是就只写 101 商铺")),
)
"""What can be typed, and what it means."""


def check_rule(text: str) -> list[Problem]:
    """Return what is wrong with a rule, at its field."""
    return [replace(problem, field=FIELD) for problem in read_door_rule(text).problems]


def rule_of(text: str) -> DoorRule | None:
    """Return the rule that a field holds; None for an empty field or one that is not understood."""
    return read_door_rule(text).rule if text.strip() else None


def rule_words(text: str, there: Collection[tuple[str, str]] = ()) -> str:
    """Return in words what a rule makes: ``3 单元 42 户``; of doors that are there, how many are added."""
    rule = rule_of(text)
    if rule is None:
        return ""
    doors = planned_doors(rule)
    words = str(counted(doors, rule.units))
    kept = sum((door.unit, door.room) in there for door in doors)
    if not there:
        return words
    return tr("{words}：新增 {new}，已有 {kept} 照旧", words=words, new=len(doors) - kept, kept=kept)
