"""Derived columns: what the tables show of other rows, brought up to date in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issue_flow import fold
from gridtui.storage.calendars import limits_in_force
from gridtui.storage.fields import RecordTable, codec_of, table_of
from gridtui.storage.history import CHUNK, chunks
from gridtui.storage.household_visits import refresh_households
from gridtui.storage.issue_state import derived_columns, events_of
from gridtui.storage.tables import Building, Issue, IssueEvent, TimeLimit
from gridtui.storage.whistle_state import refresh_whistles
from gridtui.storage.whistle_table import Whistle

Records = Mapping[RecordTable, Sequence[bytes]]


def refresh(connection: Connection, created: Records, changed: Records) -> list[bytes]:
    """Recompute what these records concern; returns the ids of issues that existed before."""
    refresh_households(connection, created, changed)
    new = set(created.get(Issue, ()))
    stale = new | set(changed.get(Issue, ()))
    for some in chunks(created.get(IssueEvent, ())):
        chosen = sa.select(col(IssueEvent.issue_id)).where(col(IssueEvent.id).in_(some)).distinct()
        stale.update(row.issue_id for row in connection.execute(chosen))
    for some in chunks(changed.get(Building, ())):
        chosen = sa.select(col(Issue.id)).where(col(Issue.building_id).in_(some))
        stale.update(row.id for row in connection.execute(chosen))
    limits_moved = bool(created.get(TimeLimit) or changed.get(TimeLimit))
    if limits_moved:
        # Other limits, other clocks: every open issue is reckoned anew.
        still_open = sa.select(col(Issue.id)).where(col(Issue.is_open).is_(True))
        stale.update(connection.execute(still_open).scalars())
    recompute_issues(connection, sorted(stale))
    whistles = (*created.get(Whistle, ()), *changed.get(Whistle, ()))
    refresh_whistles(connection, sorted(stale), whistles, all_open=limits_moved)
    return sorted(stale - new)


def recompute_issues(connection: Connection, issue_ids: Sequence[bytes]) -> None:
    """Compute the derived columns of these issues anew."""
    table, names = table_of(Issue), list(codec_of(Issue).derived)
    new = {name: sa.bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
    for some in chunks(issue_ids):
        rows = [
            {**{f"v_{name}": values[name] for name in names}, "i": id}
            for id, values in _derived(connection, some).items()
        ]
        if rows:
            connection.execute(sa.update(table).where(table.c.id == sa.bindparam("i")).values(new), rows)


def stale_issues(connection: Connection) -> Iterator[tuple[bytes, str]]:
    """Yield (issue, column) for every derived column that is not what the events say."""
    table, names, last = table_of(Issue), list(codec_of(Issue).derived), 0
    while True:
        chosen = sa.select(table.c.num, table.c.id, *(table.c[name] for name in names))
        rows = connection.execute(chosen.where(table.c.num > last).order_by(table.c.num).limit(CHUNK)).all()
        if not rows:
            return
        last = rows[-1].num
        expected = _derived(connection, [row.id for row in rows])
        for row in rows:
            yield from ((row.id, name) for name in names if getattr(row, name) != expected[row.id][name])


def _derived(connection: Connection, issue_ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    events, limits = events_of(connection, issue_ids), limits_in_force(connection)
    found = {}
    for row in connection.execute(_FACTS.where(col(Issue.id).in_(issue_ids))):
        found[row.id] = {
            **derived_columns(fold(events.get(row.id, [])), limits, row.nature, row.category),
            "grid_id": row.building_grid or row.given_grid_id,
        }
    return found


_FACTS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Issue.id),
    col(Issue.nature),
    col(Issue.category),
    col(Issue.given_grid_id),
    col(Building.grid_id).label("building_grid"),
).outerjoin(Building, col(Building.id) == col(Issue.building_id))
