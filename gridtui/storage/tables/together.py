"""The tables of working together: one for every declared noun, its columns the noun's attributes."""

from __future__ import annotations

from datetime import date
from types import new_class
from typing import Any, Final, cast

from sqlalchemy import Index
from sqlalchemy.schema import SchemaItem

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import ORG_ID, Attribute, Kind, Noun
from gridtui.storage.columns import Part, column, reference
from gridtui.storage.tables.base import LIVE, Record, where

_TYPES: Final[dict[Kind, Any]] = {
    Kind.DATE: date | None,
    Kind.NUMBER: int | None,
    Kind.HOURS: int | None,
    Kind.RECORD: bytes | None,
    Kind.CHECK: bool,
}
"""What a column holds; every other kind is text."""


_LOOKED_UP: Final = frozenset(
    (
        "issue",
        "resident",
        "household",
        "demand",
        "project",
        "report_in",
        "meeting",
        "deliberation",
        "wish",
        "claim",
        "decision",
    )
)
"""Nouns from whose records one goes on to those that refer to them."""


def _column(noun: Noun, each: Attribute) -> Any:
    if each.kind is Kind.RECORD:
        indexed = each.name != noun.parent and each.refers in _LOOKED_UP
        return reference(f"{each.refers}.id", index=indexed, part=Part(each.privacy))
    nullable = each.blank is None
    return column(Part(each.privacy), default=each.blank, nullable=nullable, purpose=each.purpose)


def _indexes(noun: Noun) -> tuple[SchemaItem, ...]:
    found: list[SchemaItem] = []
    if noun.parent:
        found.append(Index(f"ix_{noun.name}_parent", noun.parent, "num", **where(LIVE)))
    else:
        found.append(Index(f"ix_{noun.name}_org", ORG_ID, "num", **where(LIVE)))
    if noun.in_force and "kind" in noun.by_name and not noun.is_part:
        # What is in force of a kind is counted without reading the rows.
        found.append(Index(f"ix_{noun.name}_force", "kind", *noun.in_force, ORG_ID, **where(LIVE)))
    if noun.done:
        undone = (f"{noun.done} IS NULL", f"{noun.done} IS NULL")
        found.append(Index(f"ix_{noun.name}_open", noun.due or "num", **where(LIVE, undone)))
    return tuple(found)


def _table(noun: Noun) -> type[Record]:
    body: dict[str, Any] = {
        "__module__": __name__,
        "__qualname__": noun.class_name,
        "__doc__": noun.title,
        "__tablename__": noun.name,
        "__annotations__": {each.name: _TYPES.get(each.kind, str) for each in noun.attributes},
        "__table_args__": _indexes(noun),
        **{each.name: _column(noun, each) for each in noun.attributes},
    }
    made = new_class(noun.class_name, (Record,), {"table": True}, lambda space: space.update(body))
    return cast("type[Record]", made)


TOGETHER: Final[dict[str, type[Record]]] = {noun.name: _table(noun) for noun in NOUNS}
"""Noun → its table class, wholes before parts."""
