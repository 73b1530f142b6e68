"""Inserting many rows at the driver's own speed, with values as each engine keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from gridtui.storage.columns import Instant, to_millis
from gridtui.storage.store.engines import is_postgres


@dataclass(frozen=True, slots=True)
class _Plan:
    statement: str
    pick: Callable[[dict[str, Any]], tuple[Any, ...]]
    convert: dict[str, Callable[[Any], Any]]


def insert_rows(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that have every column but ``num``, in their order; the rows themselves are converted."""
    plan = _plan(table, is_postgres(connection))
    values = []
    for row in rows:
        for name, convert in plan.convert.items():
            if row[name] is not None:
                row[name] = convert(row[name])
        values.append(plan.pick(row))
    if values:
        connection.exec_driver_sql(plan.statement, values)


@cache
def _plan(table: Table, postgres: bool) -> _Plan:
    names = tuple(str(column.name) for column in table.columns if column.name != "num")
    # Some names are words of SQL on one engine or the other.
    columns, marks = (
        ", ".join(f'"{name}"' for name in names),
        ", ".join(["%s" if postgres else "?"] * len(names)),
    )
    converts = {name: _conversion(table.c[name].type, postgres) for name in names}
    return _Plan(
        f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})',
        itemgetter(*names),
        {name: convert for name, convert in converts.items() if convert is not None},
    )


def _conversion(kind: Any, postgres: bool) -> Callable[[Any], Any] | None:
    if isinstance(kind, Instant):
        return to_millis
    if postgres:
        return None
    if isinstance(kind, sa.Date):
        return date.isoformat
    return bool if isinstance(kind, sa.Boolean) else None
