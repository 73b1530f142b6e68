"""The numbers that were given so far, also to records that whoever asks may not see."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.store.engines import is_guarded


def given_numbers(connection: Connection, model: RecordTable, beginning: str) -> Iterator[str]:
    """Yield the numbers of issues or whistles with this beginning and a digit after it, the greatest first.

    On a shared store two grids must not give one number, though neither sees the other's records: there
    the server tells numbers, and nothing else of them.
    """
    table, below = table_of(model), beginning + ":"
    asked = {"first": beginning, "below": below}
    if is_guarded(connection, table.name):
        told = sa.text(f"SELECT n FROM gridtui_numbers_{table.name}(:first, :below) n")
        yield from connection.execute(told, asked).scalars()
        return
    number = table.c.number
    given = sa.select(number).where(number >= beginning, number < below)
    yield from connection.execute(given.order_by(sa.func.length(number).desc(), number.desc())).scalars()
