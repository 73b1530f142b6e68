"""Derived columns: what the tables show of other rows, brought up to date in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.issue_flow import fold
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.derived_columns import recompute
from gridtui.storage.derived.household_visits import refresh_households
from gridtui.storage.derived.issue_state import derived_columns, events_of
from gridtui.storage.derived.whistle_state import refresh_whistles
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import Building, CalendarDay, Issue, IssueEvent, TimeLimit, Whistle

Records = Mapping[RecordTable, Sequence[bytes]]


def refresh(connection: Connection, created: Records, changed: Records) -> list[bytes]:
    """Recompute what these records concern; returns the ids of issues that existed before."""
    refresh_households(connection, created, changed)
    new = set(created.get(Issue, ()))
    stale = new | set(changed.get(Issue, ()))
    for some in batches(connection, [*created.get(IssueEvent, ()), *changed.get(IssueEvent, ())]):
        told = among(connection, col(IssueEvent.id), some)
        chosen = sa.select(col(IssueEvent.issue_id)).where(told).distinct()
        stale.update(row.issue_id for row in connection.execute(chosen) if row.issue_id is not None)
    for some in batches(connection, changed.get(Building, ())):
        chosen = sa.select(col(Issue.id)).where(among(connection, col(Issue.building_id), some))
        stale.update(row.id for row in connection.execute(chosen))
    clocks_moved = any(created.get(model) or changed.get(model) for model in (TimeLimit, CalendarDay))
    if clocks_moved:
        # Other limits or working days, other clocks: every open issue is reckoned anew.
        still_open = sa.select(col(Issue.id)).where(col(Issue.is_open).is_(True))
        stale.update(connection.execute(still_open).scalars())
    recompute(connection, Issue, sorted(stale), derive_issues)
    whistles = (*created.get(Whistle, ()), *changed.get(Whistle, ()))
    refresh_whistles(connection, sorted(stale), whistles, all_open=clocks_moved)
    return sorted(stale - new)


def derive_issues(connection: Connection, issue_ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    """Return the derived columns of these issues, as their events and places say."""
    events, limits = events_of(connection, issue_ids), limits_in_force(connection)
    calendar, found = working_calendar(connection), {}
    for row in connection.execute(_FACTS.where(among(connection, col(Issue.id), issue_ids))):
        found[row.id] = {
            **derived_columns(fold(events.get(row.id, [])), limits, calendar, row.nature, row.category),
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
