"""What a row says against what the store says: blank cells erase nothing, masked cells change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from gridtui.domain.people.masking import is_mask_of, looks_masked, mask_id, mask_phone, mask_prose
from gridtui.domain.places.building import unpack_details
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.fields import FIELDS, field_of
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.columns.values import Converter, converter_of
from gridtui.interchange.plans.plan import FieldChange
from gridtui.words import mark, tr

_MASKED = mark("“{title}”是打码的（{value}），与库里的对不上：请填完整，或清空这一格")
_MASKED_NEW = mark("“{title}”是打码的（{value}），库里又没有这个人：请填完整")
_EMPTY = mark("空")
_SHOWN = 40


@dataclass(slots=True)
class Difference:
    """What a row changes: the new values by column, the words for them, and what stops it."""

    values: dict[str, Any] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compare(kind: Kind, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> Difference:
    """Return how ``wanted``, the table columns of filled cells, differs from ``stored``."""
    found = Difference()
    for name, value in wanted.items():
        old = stored[name]
        if value == old:
            continue
        one = _fields(kind)[name]
        if is_masked(one, value):
            if not (isinstance(old, str) and is_mask_of(value, old)):
                found.problems.append(masked_problem(_MASKED, one, value))
        elif is_masked_text(one, old, value):
            if not says_the_same(one, mask_prose(str(old)), value):
                found.problems.append(masked_problem(_MASKED, one, value))
        elif not says_the_same(one, old, value):
            found.values[name] = value
            found.changes.append(FieldChange(one.title, shown(one, old), shown(one, value)))
    return found


def masked_cells(kind: Kind, wanted: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each masked cell of a row that stands for nobody in the store."""
    return [
        masked_problem(_MASKED_NEW, one, value)
        for one in _maskable(kind)
        if isinstance(value := wanted.get(one.name), str) and looks_masked(value)
    ]


def masked_problem(text: str, one: Field, value: object) -> Problem:
    """Return a problem about a masked cell."""
    return Problem(text, one.name, values={"title": Sentence(one.title), "value": str(value)[:_SHOWN]})


def is_masked(one: Field, value: object) -> bool:
    """Say whether the value of a field that exports may mask is masked."""
    return one.name in MASKABLE and isinstance(value, str) and looks_masked(value)


def is_masked_text(one: Field, old: object, value: object) -> bool:
    """Say whether a text that holds numbers here comes back with masked ones."""
    if one.reads not in (Reads.TEXT, Reads.PROSE) or not (isinstance(old, str) and isinstance(value, str)):
        return False
    return looks_masked(value) and mask_prose(old) != old


MASKABLE = frozenset(
    (
        "name",
        "person_name",
        "reporter_name",
        "id_number",
        "birth_date",
        "phone",
        "reporter_phone",
        "head_phone",
        "worker_phone",
        "moved_in_on",
        "moved_out_on",
        "died_on",
    )
)
"""Fields that this program, or another, may hand out masked."""


def says_the_same(one: Field, old: object, value: object) -> bool:
    """Say whether the stored value, written out and read back, is what the row says."""
    if isinstance(old, datetime) and isinstance(value, datetime):
        # Spreadsheets keep whole seconds at best.
        return abs((old - value).total_seconds()) < 1
    if not old or not isinstance(old, str) or not isinstance(value, str):
        return False
    return bool(_converter(one)(old) == value)


@cache
def _converter(one: Field) -> Converter:
    return converter_of(one)


@cache
def _fields(kind: Kind) -> Mapping[str, Field]:
    return {one.name: one for one in FIELDS[kind]}


@cache
def _maskable(kind: Kind) -> Sequence[Field]:
    return tuple(one for one in FIELDS[kind] if one.name in MASKABLE)


def shown(one: Field, value: object) -> str:
    """Return a value as a plan shows it: phones and ID numbers masked, words in the chosen language."""
    if value is None or value == "":
        return tr(_EMPTY)
    if isinstance(value, datetime):
        return shown_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return tr("是") if value else tr("否")
    if one.reads is Reads.PHONE:
        return mask_phone(str(value))
    if one.reads is Reads.ID_NUMBER:
        return mask_id(str(value))
    if isinstance(one.words, type) and issubclass(one.words, Vocabulary):
        return tr(one.words.label_of(str(value)))
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def compare_parts(kind: Kind, whole: str, packed: str, wanted: Mapping[str, str]) -> Difference:
    """Return how the named texts of a packed column change; ``values`` holds the whole new mapping.

    Names that the row leaves out stay as they are.
    """
    stored = unpack_details(packed)
    found = Difference()
    for name, value in wanted.items():
        one = field_of(kind, f"{whole}.{name}") or Field(f"{whole}.{name}", name)
        old = stored.get(name, "")
        if value == old or (old and _converter(one)(old) == value):
            continue
        if is_masked_text(one, old, value) and _converter(one)(mask_prose(old)) == value:
            continue
        if one.reads is Reads.PHONE and looks_masked(value):
            if not is_mask_of(value, old):
                found.problems.append(masked_problem(_MASKED, one, value))
            continue
        stored[name] = value
        found.changes.append(FieldChange(one.title, shown(one, old), shown(one, value)))
    if found.changes:
        found.values = stored
    return found
