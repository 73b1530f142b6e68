"""Derived columns: what the tables show of other rows, brought up to date in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issue_flow import fold
from gridtui.storage.fields import RecordTable, table_of
from gridtui.storage.history import chunks
from gridtui.storage.issue_state import derived_columns, events_of
from gridtui.storage.tables import Building, Issue, IssueEvent

Records = Mapping[RecordTable, Sequence[bytes]]


def refresh(connection: Connection, created: Records, changed: Records) -> list[bytes]:
    """Recompute the issues that these records concern; returns the ids of issues that existed before."""
    new = set(created.get(Issue, ()))
    stale = new | set(changed.get(Issue, ()))
    for some in chunks(created.get(IssueEvent, ())):
        chosen = sa.select(col(IssueEvent.issue_id)).where(col(IssueEvent.id).in_(some)).distinct()
        stale.update(row.issue_id for row in connection.execute(chosen))
    for some in chunks(changed.get(Building, ())):
        chosen = sa.select(col(Issue.id)).where(col(Issue.building_id).in_(some))
        stale.update(row.id for row in connection.execute(chosen))
    recompute_issues(connection, sorted(stale))
    return sorted(stale - new)


def recompute_issues(connection: Connection, issue_ids: Sequence[bytes]) -> None:
    """Compute the derived columns of these issues anew."""
    for some in chunks(issue_ids):
        events = events_of(connection, some)
        rows = []
        for row in connection.execute(_FACTS.where(col(Issue.id).in_(some))):
            values = derived_columns(fold(events.get(row.id, [])), row.nature, row.category)
            grid_id = row.building_grid or row.given_grid_id
            rows.append({**{f"v_{name}": value for name, value in values.items()}, "v_grid_id": grid_id, "i": row.id})
        if rows:
            names = [name[2:] for name in rows[0] if name != "i"]
            table = table_of(Issue)
            new = {name: sa.bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
            connection.execute(sa.update(table).where(table.c.id == sa.bindparam("i")).values(new), rows)


_FACTS = (
    sa.select(col(Issue.id), col(Issue.nature), col(Issue.category), col(Issue.given_grid_id),
              col(Building.grid_id).label("building_grid"))
    .outerjoin(Building, col(Building.id) == col(Issue.building_id))
)
