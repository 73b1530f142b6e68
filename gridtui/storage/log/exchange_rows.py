"""Writing the local rows of the exchange: keys, papers, heads, peers, what was sent and received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from gridtui.storage.log.log_tables import (
    Acknowledged,
    FeedHead,
    Peer,
    ReceivedPart,
    SecretKey,
    SentBundle,
    TrustPaper,
    log_table,
)

EXCHANGE_TABLES = frozenset((SecretKey, TrustPaper, FeedHead, Peer, SentBundle, ReceivedPart, Acknowledged))
"""The only tables that are written here."""


def add_rows(connection: Connection, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table of the exchange."""
    if rows:
        connection.execute(sa.insert(_table(model)), [dict(row) for row in rows])


def set_rows(
    connection: Connection, model: type[SQLModel], key: Mapping[str, Any], values: Mapping[str, Any]
) -> int:
    """Set columns of the rows that have these values; returns how many there were."""
    table = _table(model)
    found = [table.c[name] == value for name, value in key.items()]
    return connection.execute(sa.update(table).where(*found).values(dict(values))).rowcount


def set_each(
    connection: Connection, model: type[SQLModel], key: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Set the other columns of each row that is found by its key; all rows have the same columns."""
    if rows:
        table = _table(model)
        found = [table.c[name] == sa.bindparam(f"k_{name}") for name in key]
        values: dict[str, Any] = {name: sa.bindparam(f"v_{name}") for name in rows[0] if name not in key}
        bound = [
            {f"k_{name}" if name in key else f"v_{name}": value for name, value in row.items()}
            for row in rows
        ]
        connection.execute(sa.update(table).where(*found).values(values), bound)


def _table(model: type[SQLModel]) -> sa.Table:
    if model not in EXCHANGE_TABLES:
        raise TypeError(f"{model.__name__} is not a table of the exchange")
    return log_table(model)
