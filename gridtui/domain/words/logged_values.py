"""A stored value in words, as it may be shown: history, conflicts and the command line say it one way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.registers import DELETED
from gridtui.domain.people.masking import mask_id, mask_phone, mask_prose
from gridtui.domain.places.building import unpack_details
from gridtui.domain.words.dates import shown_date, shown_instant
from gridtui.domain.words.field_titles import value_label
from gridtui.words import tr

PHONES: Final = frozenset({"phone", "reporter_phone"})
INSTANTS: Final = frozenset({"at", "registered_at", "drafted_at", "added_at", "decided_at"})
DATES: Final = frozenset(
    {
        "birth_date",
        "moved_in_on",
        "moved_out_on",
        "died_on",
        "closed_on",
        "from_on",
        "to_on",
        "consent_on",
        "review_on",
        "due_on",
        "done_on",
        "visited_on",
        "next_on",
        "day",
    }
)

_LEVELS: Final = {str(int(level)): level.label for level in Level}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def shown_value(
    noun: str, field: str, value: Any, titles: Mapping[str, str], *, revealed: bool = False
) -> str:
    """Return a value of the log as it may be shown: masked, its code said, another record by its title.

    ``value`` is in JSON form; ``titles`` names other records by their ids in hexadecimal.
    """
    if value is None or value == "":
        return ""
    if field == DELETED:
        return tr("删除") if value else tr("保留")
    if isinstance(value, bool):
        return tr("是") if value else tr("否")
    text = str(value)
    if field in PHONES or field == "id_number":
        return text if revealed else _masked(field, text)
    if field in ("contacts", "details"):
        return _pairs(text, masked=field == "contacts" and not revealed)
    return _plain(noun, field, value, text, titles)


def outside_value(field: str, value: Any) -> Any:
    """Return a value in JSON form as it may leave the program: numbers masked, in a text too."""
    if not isinstance(value, str):
        return value
    return _pairs(value, masked=True) if field == "contacts" else _masked(field, value)


def _masked(field: str, text: str) -> str:
    if field == "id_number":
        return mask_id(text)
    return mask_phone(text) if field in PHONES else mask_prose(text)


def _plain(noun: str, field: str, value: Any, text: str, titles: Mapping[str, str]) -> str:
    if field in INSTANTS and isinstance(value, int):
        return shown_instant(_EPOCH + timedelta(milliseconds=value))
    if field in DATES:
        return _date(text)
    if field.endswith("_id") or field in ("alias_of", "after"):
        return titles.get(text) or tr("另一条记录")
    if field == "level" and text in _LEVELS:
        return tr(_LEVELS[text])
    label = value_label(noun, field, text)
    return tr(label) if label != text else text


def _date(text: str) -> str:
    try:
        return shown_date(date.fromisoformat(text))
    except ValueError:
        return text


def _pairs(packed: str, *, masked: bool) -> str:
    """Return packed names and values as one line; a contact's numbers masked."""
    pairs = unpack_details(packed)
    if not pairs:
        return "***" if masked else packed
    return tr("；").join(f"{name} {mask_phone(value) if masked else value}" for name, value in pairs.items())
