"""The state of issues, computed from their stored events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.deadline import due
from gridtui.domain.issues.issue_events import Event, decode_after, decode_data, kind_of
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import flag_letters
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.limits import LimitTable
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.storage.columns import EPOCH, NEVER
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import IssueEvent


def events_of(connection: Connection, issue_ids: Iterable[RecordId]) -> dict[RecordId, list[Event]]:
    """Return the events of each issue, in the order of their stamps; issues without any are left out."""
    events: dict[RecordId, list[Event]] = defaultdict(list)
    for some in chunks(list(issue_ids)):
        chosen = _EVENTS.where(col(IssueEvent.issue_id).in_(some), col(IssueEvent.deleted).is_(False))
        for row in connection.execute(chosen.order_by(col(IssueEvent.stamp))).all():
            events[row.issue_id].append(_event(row))
    return events


def status_of(connection: Connection, issue_id: RecordId) -> IssueStatus:
    """Return where one issue stands, folded from its events now."""
    return fold(events_of(connection, [issue_id]).get(issue_id, []))


def derived_columns(
    status: IssueStatus, limits: LimitTable, calendar: WorkingCalendar, nature: str, category: str
) -> dict[str, Any]:
    """Return the derived columns of the issue table for a status."""
    clocks = due(status, limits, calendar, nature=nature, category=category)
    return {
        "state": status.state.value,
        "is_open": status.is_open,
        "flags": flag_letters(status.flags),
        "owner_level": status.owner_level,
        "due_at": clocks.due_at or NEVER,
        "amber_at": clocks.amber_at or NEVER,
        "last_event_at": status.last_event_at or EPOCH,
        "closed_at": status.closed_at,
        "closure_kind": status.closure_kind.value if status.closure_kind else "",
        "resolved": status.resolved.value if status.resolved else "",
        "satisfaction": status.satisfaction.value if status.satisfaction else "",
    }


def _event(row: Sequence[Any]) -> Event:
    id, _, stamp, kind, at, actor_id, actor_name, org_id, level, after, data, text = row
    return Event(
        id,
        stamp,
        kind_of(kind),
        at,
        actor_id,
        org_id,
        level,
        decode_after(after),
        decode_data(data),
        text,
        actor_name,
    )


_COLUMNS: Sequence[Any] = (
    col(IssueEvent.id),
    col(IssueEvent.issue_id),
    col(IssueEvent.stamp),
    col(IssueEvent.kind),
    col(IssueEvent.at),
    col(IssueEvent.actor_id),
    col(IssueEvent.actor_name),
    col(IssueEvent.org_id),
    col(IssueEvent.level),
    col(IssueEvent.after),
    col(IssueEvent.data),
    col(IssueEvent.text),
)
_EVENTS = sa.select(*_COLUMNS)
