"""Two records as lines: a field, what one says, what the other says, what the joined one will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridtui.domain.people.masking import mask_id, mask_phone
from gridtui.domain.people.twins import Side, differing_places, joined_value, usual_sides
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.field_titles import NOUN_TITLES, field_title, value_label
from gridtui.queries.people.twin_comparison import ComparedRecord
from gridtui.queries.people.twins import PERSON
from gridtui.usecases.twins import HOME_FIELDS, PERSON_FIELDS
from gridtui.words import tr

PLACE = "household_id"
"""The line of the home; of a household the home stays that of the kept one."""


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One line, said already; ``is_chosen`` says that there is something to choose here."""

    name: str
    title: str
    first: str
    second: str
    result: str
    side: Side
    is_chosen: bool

    @property
    def id(self) -> bytes:
        """What tells the line from every other."""
        return self.name.encode()


def fields_of(noun: str) -> tuple[str, ...]:
    """Return the fields that are compared."""
    return PERSON_FIELDS if noun == PERSON else HOME_FIELDS


def sides_of(noun: str, kept: ComparedRecord, other: ComparedRecord) -> dict[str, Side]:
    """Return whose value each field gets at first."""
    sides = usual_sides(kept.values, other.values, fields_of(noun))
    return {PLACE: Side.KEPT, **sides} if noun == PERSON else sides


def compare_lines(
    noun: str, records: tuple[ComparedRecord, ComparedRecord], sides: Mapping[str, Side], *, revealed: bool
) -> list[CompareLine]:
    """Return the lines of two records: fields that one of them has, then what hangs on each."""
    first, second = records
    lines = [_home_line(noun, first, second, sides.get(PLACE, Side.KEPT))]
    for name in fields_of(noun):
        mine, theirs = first.values[name], second.values[name]
        if not mine and not theirs:
            continue
        result = joined_value(name, mine, theirs, sides[name])
        one, two, three = (_shown(noun, name, value, revealed) for value in (mine, theirs, result))
        title = tr(field_title(noun, name))
        lines.append(CompareLine(name, title, one, two, three, sides[name], mine != theirs))
    return [*lines, *_counts(first, second)]


def apart_words(noun: str) -> str:
    """Return what is said once two records were found to be two."""
    if noun == PERSON:
        return tr("已记下：不是同一人，不再列出；Ctrl+Z 撤销")
    return tr("已记下：不是同一户，不再列出；Ctrl+Z 撤销")


def id_facts(first: str, second: str) -> list[str]:
    """Return in words how two ID numbers differ, without showing them."""
    places = differing_places(first, second)
    where = tr("、").join(str(place + 1) for place in places)
    return [
        tr("甲：{number}", number=mask_id(first)),
        tr("乙：{number}", number=mask_id(second)),
        tr("有 {n} 位不同：第 {where} 位", n=len(places), where=where),
        tr("合并后留用结果一栏的那个号码；合并可以撤销，也可以再拆开"),
    ]


def _home_line(noun: str, first: ComparedRecord, second: ComparedRecord, side: Side) -> CompareLine:
    nowhere = tr("没有门牌")
    doors = (first.door or nowhere, second.door or nowhere)
    result = doors[1] if side is Side.OTHER else doors[0]
    differs = noun == PERSON and first.values[PLACE] != second.values[PLACE]
    return CompareLine(PLACE, tr("住址"), *doors, result, side, differs)


def _counts(first: ComparedRecord, second: ComparedRecord) -> list[CompareLine]:
    """Return what hangs on each record; all of it is shown with the joined one."""
    lines = []
    if first.people or second.people:
        mine, theirs = (tr("、").join(people) for people in (first.people, second.people))
        together = tr("、").join(dict.fromkeys((*first.people, *second.people)))
        lines.append(CompareLine("people", tr("户内"), mine, theirs, together, Side.BOTH, False))
    for noun, number in first.counts.items():
        other = second.counts.get(noun, 0)
        if number or other:
            one, two, all_ = (tr("{n} 条", n=n) for n in (number, other, number + other))
            lines.append(CompareLine(noun, tr(NOUN_TITLES[noun]), one, two, all_, Side.BOTH, False))
    return lines


def _shown(noun: str, name: str, value: Any, revealed: bool) -> str:
    if not value:
        return ""
    if isinstance(value, date):
        return shown_date(value)
    text = str(value)
    if name == "phone" and not revealed:
        return mask_phone(text)
    if name == "id_number" and not revealed:
        return mask_id(text)
    return tr(value_label(noun, name, text)).replace("\n", tr("；"))
