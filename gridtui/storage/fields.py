"""How the fields of a business table travel in the change log: their class, and their JSON form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Table

from gridtui.storage import tables
from gridtui.storage.columns import Instant, Part, from_millis, to_millis
from gridtui.storage.tables import Record

RecordTable: TypeAlias = type[Record]

LOGGED_PARTS = (Part.PUBLIC, Part.CONTACT, Part.IDENTITY, Part.HEALTH)
"""The classes a change carries, in the order in which their hashes are hashed."""

BUSINESS_TABLES: tuple[RecordTable, ...] = (
    tables.Org, tables.Operator, tables.Grid, tables.Courtyard, tables.Building, tables.Unit, tables.Dwelling,
    tables.Household, tables.Resident, tables.ServiceTag, tables.Assignment, tables.Category, tables.Issue,
    tables.IssueEvent,
)
"""Every business table, parents before children."""


@dataclass(frozen=True, slots=True)
class FieldCodec:
    """One field: its class, its default, and how its value is written to and read from JSON."""

    name: str
    part: Part
    default: Any
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


@dataclass(frozen=True)
class TableCodec:
    """All fields of one business table."""

    noun: str
    model: RecordTable
    fields: dict[str, FieldCodec]
    derived: dict[str, Any]

    @property
    def table(self) -> Table:
        """The SQLAlchemy table."""
        return table_of(self.model)

    def parts(self, values: dict[str, Any]) -> dict[Part, dict[str, Any]]:
        """Sort values by class in JSON form; ``KeyError`` names a field that the table does not have."""
        sorted_values: dict[Part, dict[str, Any]] = {}
        for name, value in values.items():
            codec = self.fields[name]
            sorted_values.setdefault(codec.part, {})[name] = None if value is None else codec.encode(value)
        return sorted_values

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
            fields[name] = FieldCodec(name, part, default, encode, decode)
        elif part is Part.DERIVED or name == "stamp":
            derived[name] = default
    # SQLAlchemy's own kind of str is not one for JSON.
    return TableCodec(str(table.name), model, fields, derived)


@cache
def model_of(noun: str) -> RecordTable | None:
    """Return the table class of a noun as written in the log, None for one that this version does not know."""
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
