"""Sending many rows to PostgreSQL at once: by COPY, into the table itself or through a staging table.

The server refuses COPY into a table whose rows a policy guards for whoever asks. There the rows go into a
temporary table first, and from it into the table as one insert, which the policy looks through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection
from sqlalchemy.dialects import postgresql

from gridtui.storage.store.engines import is_guarded

if TYPE_CHECKING:
    import psycopg

MANY = 40
"""From how many rows on a stream costs less than a statement for each of them."""

_TSVECTOR = 3614
_TYPES: dict[str, str | int] = {
    "BIGINT": "int8",
    "INTEGER": "int4",
    "VARCHAR": "text",
    "TEXT": "text",
    "BYTEA": "bytea",
    "BOOLEAN": "bool",
    "DATE": "date",
    "FLOAT": "float8",
    "TSVECTOR": _TSVECTOR,
}
"""How a column's type is called where rows are sent in binary form; the server converts nothing there."""


def stream_rows(
    connection: Connection, table: str, columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows with values for these columns, in their order.

    Values are what the driver knows: milliseconds for an instant, packed lexemes for a ``tsvector``.
    """
    if is_guarded(connection, table):
        with staged(connection, table, columns, rows) as stage:
            names = _names(columns)
            connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {stage}')
    else:
        _copy(connection, f'"{table}"', columns, rows)


@contextmanager
def staged(
    connection: Connection, table: str, columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]
) -> Iterator[str]:
    """Lend the name of a temporary table with these columns of ``table`` that holds the rows."""
    stage, shape = f'"stage_{table}"', f'SELECT {_names(columns)} FROM "{table}" WITH NO DATA'
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS {shape}")
    _copy(connection, stage, columns, rows)
    yield stage
    connection.exec_driver_sql(f"DROP TABLE {stage}")


def packed_lexemes(tokens: Iterable[str]) -> bytes:
    """Return tokens in the binary form of a ``tsvector``: each once, without a place."""
    told = sorted({token.encode() for token in tokens})
    return len(told).to_bytes(4, "big") + b"".join([token + b"\0\0\0" for token in told])


def _copy(
    connection: Connection, target: str, columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]
) -> None:
    import psycopg

    statement = f"COPY {target} ({_names(columns)}) FROM STDIN (FORMAT BINARY)"
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor:
            cursor.adapters.register_dumper(None, _lexeme_dumper())
            with cursor.copy(statement.encode()) as copy:
                copy.set_types([_type(column) for column in columns])
                for row in rows:
                    copy.write_row(row)
    except psycopg.Error as error:
        lost = connection.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        if lost:
            connection.invalidate(error)
        raise sa.exc.DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost
        ) from error


def _names(columns: Sequence[Column[Any]]) -> str:
    # Some names are words of SQL.
    return ", ".join(f'"{column.name}"' for column in columns)


def _type(column: Column[Any]) -> str | int:
    told = column.type.compile(dialect=_DIALECT)
    return _TYPES[told.partition("(")[0]]


@cache
def _lexeme_dumper() -> Any:
    # The driver is loaded only where there is a server.
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class Lexemes(Dumper):
        oid = _TSVECTOR
        format = Format.BINARY

        def dump(self, obj: bytes) -> bytes:
            return obj

    return Lexemes


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
