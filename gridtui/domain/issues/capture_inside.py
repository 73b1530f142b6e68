"""Facts that stand inside the words of a sentence: 我是3栋2单元501的王建国 names a door and a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gridtui.domain.issues.capture_names import introduced_name, leading_name
from gridtui.domain.issues.capture_parts import PartKind
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.places.address import find_door
from gridtui.domain.words.identifiers import split_phones
from gridtui.domain.words.numbers import CHINESE_NUMERALS
from gridtui.domain.words.text import tidy

PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+?86[- ]?)?(?:1[3-9][0-9](?:[ -]?[0-9]){8}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z])"
)
"""A phone as it stands in a sentence, in half-width digits, gaps included."""

BUILDING = re.compile(
    rf"(?<![0-9A-Za-z{CHINESE_NUMERALS}~和及与至到这那哪每某另整同隔-])"
    "(?!一[栋幢](?:楼(?![下上道前后里梯顶])|房|别墅|建筑))"
    rf"(?:(?:[0-9]{{1,3}}|[A-Za-z]|[{CHINESE_NUMERALS}]{{1,3}})(?:号?[栋幢]|号楼)|[A-Za-z]座)"
    rf"(?![和及与到至~-])(?:(?:[0-9]{{1,2}}|[{CHINESE_NUMERALS}]{{1,2}})单元)?"
)
"""A building, with a stairwell where one is named."""

_NO_ROOM = ("单元", "楼", "层", "梯")
"""What follows a number that is no room: 7栋1单元, 7栋2楼."""

_URGENT = re.compile(
    "尽快|尽早|赶紧|赶快|加急|十万火急|立刻|立即|马上(?:就?来|派|修|处理|解决|过来)"
    "|紧急(?!出口|通道|联系|疏散|按钮|制动)|很急|急用|(?<![不用别])着急|快来|救命"
)
_ANONYMOUS = re.compile(
    "(?<![不非])匿名|不留名|不想留名|(?:不要|别)(?:透露|说是我|说出?我)|(?:请|帮我|替我|要|注意)保密"
)
_NATURES = {
    **{nature.label: nature for nature in IssueNature},
    "报修": IssueNature.HELP, "检举": IssueNature.REPORT, "请问": IssueNature.CONSULT,
    "想问": IssueNature.CONSULT, "问一下": IssueNature.CONSULT, "帮忙": IssueNature.HELP,
    "帮帮": IssueNature.HELP,
}  # fmt: skip
_NATURE = re.compile("|".join(_NATURES))


@dataclass(frozen=True, slots=True)
class Inside:
    """A fact inside words: its kind, where it begins and ends there, and what it means."""

    kind: PartKind
    start: int
    end: int
    value: str


def half_width(line: str) -> str:
    """Return a line of the same length with half-width letters, digits and signs, for looking only."""
    half = line.translate(_HALF)
    if len(half.upper()) != len(half):
        # A few letters grow when they become capitals, and every place behind them would be off.
        half = "".join(each if len(each.upper()) == 1 else "?" for each in half)
    return half


def facts_inside(
    words: str, seen: Collection[PartKind], matters: Collection[str], *, behind_door: bool = False
) -> Iterator[Inside]:
    """Find facts of kinds not yet seen in half-width words, in order and apart.

    ``matters`` are words that no name holds; ``behind_door`` says that the words stand right behind a door.
    """
    known, place = set(seen), 0
    if behind_door and PartKind.PERSON not in known and (name := leading_name(words, matters)):
        known.add(PartKind.PERSON)
        place = name[1]
        yield Inside(PartKind.PERSON, *name)
    while True:
        rest = words[place:]
        first = min(_facts(rest, known, matters), key=lambda each: each.start, default=None)
        if first is None:
            return
        known.add(first.kind)
        yield Inside(first.kind, place + first.start, place + first.end, first.value)
        place += first.end
        if first.kind is not PartKind.PLACE or PartKind.PERSON in known:
            continue
        if name := leading_name(words[place:], matters):
            known.add(PartKind.PERSON)
            yield Inside(PartKind.PERSON, place + name[0], place + name[1], name[2])
            place += name[1]


def _facts(words: str, known: Collection[PartKind], matters: Collection[str]) -> Iterator[Inside]:
    if PartKind.PLACE not in known:
        door = find_door(words)
        building = BUILDING.search(words)
        if door and (words[door[2] :].startswith(_NO_ROOM) or not (door[0].unit or len(door[0].room) > 2)):
            door = None
        if door and (building is None or door[1] <= building.start()):
            yield Inside(PartKind.PLACE, door[1], door[2], door[0].text)
        elif building:
            yield Inside(PartKind.PLACE, building.start(), building.end(), tidy(building[0]))
    if PartKind.PHONE not in known and (phone := PHONE.search(words)):
        yield Inside(PartKind.PHONE, phone.start(), phone.end(), split_phones(phone[0])[0])
    if PartKind.PERSON not in known and (name := introduced_name(words, matters)):
        yield Inside(PartKind.PERSON, *name)
    if PartKind.NATURE not in known and (nature := _NATURE.search(words)):
        yield Inside(PartKind.NATURE, nature.start(), nature.end(), str(_NATURES[nature[0]]))
    for kind, pattern in ((PartKind.URGENT, _URGENT), (PartKind.ANONYMOUS, _ANONYMOUS)):
        if kind not in known and (found := pattern.search(words)):
            yield Inside(kind, found.start(), found.end(), "!" if kind is PartKind.URGENT else found[0])


_HALF = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
