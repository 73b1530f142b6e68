"""Derived columns of any table: written where they differ, and found where they are not as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.storage.log.among import among, batches
from gridtui.storage.log.bulk import update_rows
from gridtui.storage.log.fields import RecordTable, codec_of, table_of
from gridtui.storage.log.history import CHUNK

Derive: TypeAlias = Callable[[Connection, Sequence[bytes]], Mapping[bytes, Mapping[str, Any]]]
"""Returns for each of these records its derived columns by name."""


def recompute(connection: Connection, model: RecordTable, ids: Sequence[bytes], derive: Derive) -> None:
    """Bring the derived columns of these records up to date."""
    table, names = table_of(model), list(codec_of(model).derived)
    for some in batches(connection, ids):
        expected = derive(connection, some)
        rows = [
            (row.id, *(expected[row.id][name] for name in names))
            for row in connection.execute(_stored(model).where(among(connection, table.c.id, some)))
            if _differing(row, names, expected)
        ]
        if rows:
            update_rows(connection, table, names, rows)


def stale(connection: Connection, model: RecordTable, derive: Derive) -> Iterator[tuple[bytes, str]]:
    """Yield (record, column) for every derived column that is not what ``derive`` says."""
    table, names, last = table_of(model), list(codec_of(model).derived), 0
    while rows := connection.execute(
        _stored(model).where(table.c.num > last).order_by(table.c.num).limit(CHUNK)
    ).all():
        last = rows[-1].num
        expected = derive(connection, [row.id for row in rows])
        for row in rows:
            yield from ((row.id, name) for name in _differing(row, names, expected))


def _stored(model: RecordTable) -> sa.Select[*tuple[Any, ...]]:
    table = table_of(model)
    return sa.select(table.c.num, table.c.id, *(table.c[name] for name in codec_of(model).derived))


def _differing(
    row: sa.Row[Any], names: Sequence[str], expected: Mapping[bytes, Mapping[str, Any]]
) -> list[str]:
    return [name for name in names if getattr(row, name) != expected[row.id][name]]
