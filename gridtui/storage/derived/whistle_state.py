"""The state of whistles, computed from the stored events of their issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.whistle import whistle_status
from gridtui.domain.issues.whistle_clocks import WhistleClocks
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.derived_columns import recompute
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Whistle


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
    recompute(connection, Whistle, sorted(stale), derive_whistles)


def derive_whistles(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    """Return the derived columns of these whistles, as the events of their issues say."""
    chosen = sa.select(col(Whistle.id), col(Whistle.issue_id), col(Whistle.purpose), col(Whistle.level))
    rows = connection.execute(chosen.where(col(Whistle.id).in_(ids))).all()
    events = events_of(connection, {row.issue_id for row in rows if row.issue_id})
    limits, calendar, found = limits_in_force(connection), working_calendar(connection), {}
    for row in rows:
        status = whistle_status(fold(events.get(row.issue_id, [])), row.id.hex())
        clocks = WhistleClocks(row.purpose, row.level, limits, calendar)
        found[row.id] = {
            "state": status.state.value,
            "is_open": status.state.is_open,
            "due_at": clocks.due_at(status) or NEVER,
        }
    return found
