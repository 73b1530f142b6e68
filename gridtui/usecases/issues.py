"""Use cases on issues: taking one down, correcting what was taken down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.ids import RecordId
from gridtui.domain.issue import OFFICE_ZONE, IssueDraft
from gridtui.domain.issue_events import EventKind
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Dwelling, Household, Issue, IssueEvent, Resident
from gridtui.usecases.issue_events import append_event, event_values
from gridtui.usecases.records import checked, require

FIRST_NUMBER = 1


def register_issue(unit: UnitOfWork, draft: IssueDraft) -> RecordId:
    """Take down an issue: number it, place it, and write its first event.

    What is not given is filled: the time is now, the office is this desk's, a known resident is the
    reporter. An anonymous issue keeps no name and no phone.
    """
    registered_at = draft.registered_at or unit.now
    filled = draft.model_copy(update={
        "number": draft.number or next_number(unit.connection, registered_at),
        "registered_at": registered_at,
        "org_id": draft.org_id or unit.desk.org_id,
        **_placed(unit.connection, draft),
        **_reporter(unit.connection, draft),
    })
    scope = filled.building_id or filled.org_id or unit.desk.org_id
    id = unit.create(Issue, checked(unit, filled), scope=scope)
    event = event_values(unit, id, EventKind.REGISTERED, building_id=filled.building_id,
                         data=registration_data(filled), at=registered_at)
    unit.create(IssueEvent, event, scope=scope)
    unit.label = filled.number
    return id


def registration_data(draft: IssueDraft) -> dict[str, object]:
    """Return what the first event says of the issue."""
    return {name: True for name in ("anonymous", "urgent") if getattr(draft, name)}


def correct_issue(unit: UnitOfWork, issue_id: RecordId, draft: IssueDraft) -> bool:
    """Correct what was taken down; an event says that it was done. Returns whether anything differed."""
    require(unit.connection, Issue, issue_id)
    if not unit.update(Issue, issue_id, checked(unit, draft)):
        return False
    append_event(unit, issue_id, EventKind.CORRECT)
    unit.label = draft.number
    return True


def next_number(connection: Connection, at: datetime) -> str:
    """Return the next issue number of that office day: ``20261124-001`` and on."""
    day = at.astimezone(OFFICE_ZONE).strftime("%Y%m%d-")
    used = connection.execute(
        sa.select(sa.func.max(col(Issue.number))).where(
            col(Issue.number) >= day, col(Issue.number) < day + ":",
            sa.func.length(col(Issue.number)) == len(day) + 3)).scalar()
    last = int(used[len(day):]) if used and used[len(day):].isdigit() else FIRST_NUMBER - 1
    return f"{day}{last + 1:03d}"


def _placed(connection: Connection, draft: IssueDraft) -> Mapping[str, object]:
    """Fill household, dwelling and building from the most particular place that is known."""
    household_id = draft.household_id
    if household_id is None and draft.resident_id is not None:
        household_id = connection.execute(
            sa.select(col(Resident.household_id)).where(col(Resident.id) == draft.resident_id)).scalar()
    found: dict[str, object] = {"household_id": household_id}
    if household_id is not None:
        row = connection.execute(
            sa.select(col(Household.building_id), col(Household.dwelling_id), col(Dwelling.door))
            .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
            .where(col(Household.id) == household_id)).one_or_none()
        if row is not None:
            found |= {"building_id": row.building_id, "dwelling_id": row.dwelling_id,
                      "place": draft.place or row.door or ""}
    return found


def _reporter(connection: Connection, draft: IssueDraft) -> Mapping[str, object]:
    if draft.anonymous:
        return {"reporter_name": "", "reporter_phone": ""}
    if draft.resident_id is None or draft.reporter_name:
        return {}
    row = connection.execute(
        sa.select(col(Resident.name), col(Resident.phone)).where(col(Resident.id) == draft.resident_id)).one_or_none()
    if row is None:
        return {}
    return {"reporter_name": row.name, "reporter_phone": draft.reporter_phone or row.phone}
