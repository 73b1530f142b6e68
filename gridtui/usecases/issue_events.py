"""Appending events to issues: the one way in which an issue moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind, encode_after, encode_data
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import scope_of_record
from gridtui.storage.tables import Issue, IssueEvent


def append_event(
    unit: UnitOfWork,
    issue_id: RecordId,
    kind: EventKind,
    *,
    text: str = "",
    data: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> RecordId:
    """Append one event after everything that is known of the issue; returns its id.

    Whether the step is allowed is for the use case to say; the fold shows what is not as ignored.
    """
    building_id, org_id = unit.connection.execute(
        sa.select(col(Issue.building_id), col(Issue.org_id)).where(col(Issue.id) == issue_id)
    ).one()
    row = event_values(unit, issue_id, kind, building_id=building_id, text=text, data=data or {}, at=at)
    row["after"] = encode_after(status_of(unit.connection, issue_id).heads)
    scope = building_id or scope_of_record(unit.connection, issue_id, codec_of(Issue).noun)
    return unit.create(IssueEvent, row, scope=scope or org_id or unit.desk.org_id)


def event_values(
    unit: UnitOfWork,
    issue_id: RecordId,
    kind: EventKind,
    *,
    building_id: RecordId | None,
    text: str = "",
    data: Mapping[str, object],
    at: datetime | None = None,
) -> dict[str, Any]:
    """Return the columns of an event written now at this desk, with nothing before it."""
    return {
        "issue_id": issue_id,
        "building_id": building_id,
        "kind": kind.value,
        "at": at or unit.now,
        "actor_id": unit.operator.id,
        "actor_name": unit.operator.name,
        "org_id": unit.desk.org_id,
        "level": int(unit.desk.level),
        "text": text,
        "data": encode_data(data),
    }
