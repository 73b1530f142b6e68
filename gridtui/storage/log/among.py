"""Asking for many records at once: as each engine takes a long list best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from gridtui.storage.store.engines import is_postgres

_FEW, _MANY = 500, 8_000
"""How many ids one statement carries in a file, and on PostgreSQL, where each statement is a way there."""

_ID = 16


def among(connection: Connection, column: Any, ids: Sequence[bytes]) -> sa.ColumnElement[bool]:
    """Return the condition that a column of ids holds one of these."""
    if not is_postgres(connection):
        return sa.ColumnElement.in_(column, ids)
    # One text, however many they are: as a list of values each of them costs four microseconds.
    told = sa.cast(sa.literal(_array_text(ids), sa.Text), ARRAY(sa.LargeBinary))
    # As rows, so that each is looked up or hashed: with an array every row would be compared.
    return sa.ColumnElement.in_(column, sa.select(sa.func.unnest(told)))


def batches(connection: Connection, ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut ids into runs of as many as one statement carries on this engine."""
    size = _MANY if is_postgres(connection) else _FEW
    for at in range(0, len(ids), size):
        yield ids[at : at + size]


def _array_text(ids: Sequence[bytes]) -> str:
    """Return ids as PostgreSQL writes an array of them."""
    if not ids:
        return "{}"
    whole = b"".join(ids)
    if all(len(id) == _ID for id in ids):
        told = whole.hex(",", _ID)
    else:
        told = ",".join([id.hex() for id in ids])
    return '{"\\\\x' + told.replace(",", '","\\\\x') + '"}'
