"""Writing many rows at the driver's own speed, with values as each engine keeps them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

from gridtui.storage.columns import Instant, to_millis
from gridtui.storage.log import streams
from gridtui.storage.store.engines import is_postgres

_Convert: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one table are written: ``converts`` and ``nothing`` are by the place of a column.

    ``nothing`` is what stands for NULL in a row, and becomes it in the statement.
    """

    statement: str
    columns: tuple[Column[Any], ...]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    converts: tuple[tuple[int, _Convert], ...]
    nothing: tuple[tuple[int, object], ...]


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that have every column but ``num``, in their order."""
    postgres = is_postgres(connection)
    plan = _plan(table, postgres)
    values = _values(plan, rows)
    if postgres:
        first = list(islice(values, streams.MANY))
        if len(first) == streams.MANY:
            streams.stream_rows(connection, table.name, plan.columns, chain(first, values))
            return
        values = iter(first)
    told = list(values)
    if told:
        connection.exec_driver_sql(plan.statement, told)


def update_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Set these columns of records; a row is its id, then a value for each of ``names``."""
    if is_postgres(connection) and len(rows) >= streams.MANY:
        columns = [table.c["id"], *(table.c[name] for name in names)]
        converts = [_conversion(column.type, True) or _as_it_is for column in columns]
        told = (
            tuple(
                None if value is None else convert(value)
                for convert, value in zip(converts, row, strict=True)
            )
            for row in rows
        )
        with streams.staged(connection, table.name, columns, told) as stage:
            new = ", ".join(f'"{name}" = s."{name}"' for name in names)
            connection.exec_driver_sql(f'UPDATE "{table.name}" t SET {new} FROM {stage} s WHERE t.id = s.id')
        return
    values = {name: sa.bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
    marks = ["i", *(f"v_{name}" for name in names)]
    connection.execute(
        sa.update(table).where(table.c.id == sa.bindparam("i")).values(values),
        [dict(zip(marks, row, strict=True)) for row in rows],
    )


def _values(plan: _Plan, rows: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        told = list(plan.pick(row))
        for place, convert in plan.converts:
            if told[place] is not None:
                told[place] = convert(told[place])
        for place, sign in plan.nothing:
            if told[place] is None:
                told[place] = sign
        yield tuple(told)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for cycles less often while very many objects come and go: a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@cache
def _plan(table: Table, postgres: bool) -> _Plan:
    columns = [column for column in table.columns if column.name != "num"]
    # Some names are words of SQL on one engine or the other.
    names = ", ".join(f'"{column.name}"' for column in columns)
    marks = ", ".join("%s" if postgres else _mark(column) for column in columns)
    converts = ((place, _conversion(column.type, postgres)) for place, column in enumerate(columns))
    return _Plan(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',
        tuple(columns),
        itemgetter(*(str(column.name) for column in columns)),
        tuple((place, convert) for place, convert in converts if convert is not None),
        ()
        if postgres
        else tuple((place, _sign(column)) for place, column in enumerate(columns) if column.nullable),
    )


def _mark(column: Column[Any]) -> str:
    """Return how a value is named in SQLite's statement.

    Its driver looks for an adapter of every None, 0.8 µs each. A sign of another kind than any value of the
    column goes straight through and is made NULL by the engine.
    """
    return f"NULLIF(?, {_sign(column)!r})" if column.nullable else "?"


def _sign(column: Column[Any]) -> object:
    return 0 if isinstance(column.type, (sa.String, sa.Date)) else ""


def _conversion(kind: Any, postgres: bool) -> _Convert | None:
    if isinstance(kind, Instant):
        return to_millis
    if postgres:
        return None
    if isinstance(kind, sa.LargeBinary):
        # As with None: a bytearray needs no adapter.
        return bytearray
    if isinstance(kind, sa.Date):
        return date.isoformat
    return bool if isinstance(kind, sa.Boolean) else None


def _as_it_is(value: Any) -> Any:
    return value
