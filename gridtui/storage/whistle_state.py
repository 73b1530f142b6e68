"""The state of whistles, computed from the stored events of their issues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issue_flow import fold
from gridtui.domain.whistle import whistle_status
from gridtui.domain.whistle_clocks import WhistleClocks
from gridtui.storage.calendars import limits_in_force, working_calendar
from gridtui.storage.columns import NEVER
from gridtui.storage.fields import codec_of, table_of
from gridtui.storage.history import CHUNK, chunks
from gridtui.storage.issue_state import events_of
from gridtui.storage.whistle_table import Whistle


def refresh_whistles(
    connection: Connection, issue_ids: Sequence[bytes], created: Sequence[bytes], *, all_open: bool
) -> None:
    """Recompute the derived columns of the whistles of these issues, of new ones, and of every open one."""
    stale = set(created)
    for some in chunks(issue_ids):
        chosen = sa.select(col(Whistle.id)).where(col(Whistle.issue_id).in_(some))
        stale.update(connection.execute(chosen).scalars())
    if all_open:
        chosen = sa.select(col(Whistle.id)).where(col(Whistle.is_open).is_(True))
        stale.update(connection.execute(chosen).scalars())
    table, names = table_of(Whistle), list(codec_of(Whistle).derived)
    new = {name: sa.bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
    for some in chunks(sorted(stale)):
        rows = [
            {**{f"v_{name}": values[name] for name in names}, "i": id}
            for id, values in _derived(connection, some).items()
        ]
        if rows:
            connection.execute(sa.update(table).where(table.c.id == sa.bindparam("i")).values(new), rows)


def stale_whistles(connection: Connection) -> Iterator[tuple[bytes, str]]:
    """Yield (whistle, column) for every derived column that is not what the events say."""
    table, names, last = table_of(Whistle), list(codec_of(Whistle).derived), 0
    while True:
        chosen = sa.select(table.c.num, table.c.id, *(table.c[name] for name in names))
        rows = connection.execute(chosen.where(table.c.num > last).order_by(table.c.num).limit(CHUNK)).all()
        if not rows:
            return
        last = rows[-1].num
        expected = _derived(connection, [row.id for row in rows])
        for row in rows:
            yield from ((row.id, name) for name in names if getattr(row, name) != expected[row.id][name])


def _derived(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    chosen = sa.select(col(Whistle.id), col(Whistle.issue_id), col(Whistle.purpose), col(Whistle.level))
    rows = connection.execute(chosen.where(col(Whistle.id).in_(ids))).all()
    events = events_of(connection, {row.issue_id for row in rows if row.issue_id})
    limits, found = limits_in_force(connection), {}
    for row in rows:
        status = whistle_status(fold(events.get(row.issue_id, [])), row.id.hex())
        clocks = WhistleClocks(row.purpose, row.level, limits, working_calendar())
        found[row.id] = {
            "state": status.state.value,
            "is_open": status.state.is_open,
            "due_at": clocks.due_at(status) or NEVER,
        }
    return found
