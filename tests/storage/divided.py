"""The program's own tables divided among partitions or servers: nothing but their keys differs.

What a street writes lies in the partition of its zone, and ``zone`` joins the primary key and the unique ids.
The log is divided by its feeds, which are what it is read by. What all streets share is one table, on Citus a
copy on every server. A reference to a divided table can be no foreign key, since no id alone is unique there:
the merge itself sees to it that what is pointed to is there.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.tables import (
    TOGETHER,
    AllowedItem,
    CalendarDay,
    Category,
    Grid,
    Operator,
    Org,
    ReportSchedule,
    TimeLimit,
)

SHARED = frozenset(
    table_of(model).name
    for model in (
        *(Org, Operator, Grid, Category, TimeLimit, CalendarDay, AllowedItem, ReportSchedule),
        TOGETHER["rating_rule"],
    )
)
"""Small tables that every street reads: code tables, organisations, grids."""

BY_FEED = ("change", "forked_change")
BY_ZONE = tuple(name for name in (table_of(model).name for model in BUSINESS_TABLES) if name not in SHARED)
_FEED_PARTITIONS = 4


def divided() -> sa.MetaData:
    """Return every table of the newest schema, those of streets with the zone in their keys."""
    metadata = sa.MetaData()
    for table in SQLModel.metadata.sorted_tables:
        copy = table.to_metadata(metadata)
        key = key_of(table.name)
        for constraint in list(copy.constraints):
            references = isinstance(constraint, sa.ForeignKeyConstraint)
            if references and constraint.referred_table.name in BY_ZONE:
                copy.constraints.remove(constraint)
        if key:
            kind = "LIST" if key == "zone" else "HASH"
            copy.dialect_options["postgresql"]["partition_by"] = f"{kind} ({key})"
    return metadata


def key_of(name: str) -> str | None:
    """Return the column that a table is divided by, None where it is not."""
    return "zone" if name in BY_ZONE else "feed_num" if name in BY_FEED else None


def statements() -> tuple[str, ...]:
    """Return what makes the divided tables, their indexes, and a partition for every row without its own."""
    dialect = sa.create_mock_engine("postgresql://", lambda *_, **__: None).dialect
    said: list[str] = []
    for table in divided().sorted_tables:
        text, key = str(CreateTable(table).compile(dialect=dialect)), key_of(table.name)
        if key:
            text = text.replace("PRIMARY KEY (num)", f"PRIMARY KEY (num, {key})")
            text = text.replace("UNIQUE (id)", f"UNIQUE (id, {key})")
        said.append(text)
        said += [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
        said += list(_partitions(table.name))
    return tuple(said)


def zone_statements(zone: int) -> Iterator[str]:
    """Yield what makes room for a street of its own."""
    for name in BY_ZONE:
        yield f"CREATE TABLE {name}_{zone} PARTITION OF {name} FOR VALUES IN ({zone})"


def _partitions(name: str) -> Iterator[str]:
    if key_of(name) == "zone":
        yield f"CREATE TABLE {name}_rest PARTITION OF {name} DEFAULT"
    elif key_of(name):
        for at in range(_FEED_PARTITIONS):
            yield (
                f"CREATE TABLE {name}_{at} PARTITION OF {name} "
                f"FOR VALUES WITH (MODULUS {_FEED_PARTITIONS}, REMAINDER {at})"
            )
