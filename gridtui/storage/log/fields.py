"""How the fields of a business table travel in the change log: their class, and their JSON form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Table

from gridtui.storage import tables
from gridtui.storage.columns import Instant, Part, from_millis, to_millis
from gridtui.storage.tables import Record

RecordTable: TypeAlias = type[Record]

LOGGED_PARTS = (Part.PUBLIC, Part.CONTACT, Part.IDENTITY, Part.HEALTH)
"""The classes a change carries, in the order in which their hashes are hashed."""

Parts: TypeAlias = "list[dict[str, Any] | None]"
"""The fields of a change in JSON form, by class in the order of ``LOGGED_PARTS``."""

NOT_LOGGED = frozenset(("id", "zone"))
"""Columns that a row may bring and no change carries."""

BUSINESS_TABLES: tuple[RecordTable, ...] = (
    tables.Org,
    tables.Operator,
    tables.Grid,
    tables.Courtyard,
    tables.Building,
    tables.Unit,
    tables.Dwelling,
    tables.Household,
    tables.Resident,
    tables.ServiceTag,
    tables.Assignment,
    tables.Category,
    tables.Issue,
    tables.IssueEvent,
    tables.Visit,
    tables.Promise,
    tables.DiaryEntry,
    tables.TimeLimit,
    tables.Whistle,
    tables.Attachment,
    tables.HotDecision,
    tables.NotTwins,
    tables.CalendarDay,
    tables.ReportSchedule,
    tables.AllowedItem,
    tables.ReportCase,
    tables.FormRequest,
    *tables.TOGETHER.values(),
)
"""Every business table, parents before children."""


@dataclass(frozen=True, slots=True)
class FieldCodec:
    """One field: its class, its default, and how its value is written to and read from JSON.

    ``place`` is where its class stands in ``LOGGED_PARTS``.
    """

    name: str
    part: Part
    place: int
    default: Any
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]

    def same(self, one: Any, other: Any) -> bool:
        """Say whether two values are the same in the store; an instant has whole milliseconds there."""
        if one == other:
            return True
        return one is not None and other is not None and bool(self.encode(one) == self.encode(other))


@dataclass(frozen=True)
class TableCodec:
    """All fields of one business table."""

    noun: str
    model: RecordTable
    fields: dict[str, FieldCodec]
    derived: dict[str, Any]

    @cached_property
    def table(self) -> Table:
        """The SQLAlchemy table."""
        return table_of(self.model)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Every logged field with its default in JSON form."""
        return {
            name: None if field.default is None else field.encode(field.default)
            for name, field in self.fields.items()
        }

    def parts(self, values: Mapping[str, Any], *, creating: bool = False) -> Parts:
        """Sort values by class in JSON form; ``KeyError`` names a field that the table does not have.

        A creation leaves out what is at its default, and the columns that no change carries.
        """
        parts: Parts = [None] * len(LOGGED_PARTS)
        fields = self.fields
        for name, value in values.items():
            if creating and name in NOT_LOGGED:
                continue
            field = fields[name]
            if creating and value == field.default:
                continue
            told = parts[field.place]
            if told is None:
                told = parts[field.place] = {}
            told[name] = None if value is None else field.encode(value)
        return parts

    def decode(self, name: str, value: Any) -> Any:
        """Return the Python value of one field's JSON form."""
        return None if value is None else self.fields[name].decode(value)


def table_of(model: RecordTable) -> Table:
    """Return the SQLAlchemy table behind a table class."""
    table = sa.inspect(model).local_table
    assert isinstance(table, Table)
    return table


@cache
def codec_of(model: RecordTable) -> TableCodec:
    """Return the codec of a table class."""
    table = table_of(model)
    fields: dict[str, FieldCodec] = {}
    derived: dict[str, Any] = {}
    for column in table.columns:
        name = str(column.name)
        part = Part(column.info["part"])
        default = None if column.default is None else getattr(column.default, "arg", None)
        if part in LOGGED_PARTS:
            encode, decode = _json_forms(column.type)
            fields[name] = FieldCodec(name, part, LOGGED_PARTS.index(part), default, encode, decode)
        elif part is Part.DERIVED or name == "stamp":
            derived[name] = default
    # SQLAlchemy's own kind of str is not one for JSON.
    return TableCodec(str(table.name), model, fields, derived)


@cache
def model_of(noun: str) -> RecordTable | None:
    """Return the table class of a noun as the log writes it, None for one that this version does not know."""
    return next((model for model in BUSINESS_TABLES if table_of(model).name == noun), None)


def _same(value: Any) -> Any:
    return value


def _json_forms(kind: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    if isinstance(kind, Instant):
        return _millis, from_millis
    if isinstance(kind, sa.LargeBinary):
        return bytes.hex, bytes.fromhex
    if isinstance(kind, sa.Date):
        return date.isoformat, date.fromisoformat
    return _same, _same


def _millis(value: datetime) -> int:
    return to_millis(value)


def logged_nouns() -> Iterable[str]:
    """Return the names of all business tables as the log writes them."""
    return (table_of(model).name for model in BUSINESS_TABLES)
