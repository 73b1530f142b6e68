"""Use cases on issues: taking one down, correcting what was taken down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.masking import looks_masked, mask_phone
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.numbers import given_numbers
from gridtui.storage.tables import Dwelling, Household, Issue, IssueEvent, Resident
from gridtui.usecases.issue_events import append_event, event_values
from gridtui.usecases.records import checked, form_done, reconciled, require
from gridtui.words import mark

_PLACES = ("building_id", "dwelling_id", "household_id", "place")
_SAID_BRIEFLY = ("nature", "source", "category", "title", "ext_code", "likes", "anonymous")
_ONLY_NAMED = ("text", "reporter_name", "reporter_phone", "registered_at")
"""What a correction only names: too long, or not for everyone who may read the event."""

_LONGEST_TAIL = 6


def register_issue(unit: UnitOfWork, draft: IssueDraft, *, form: str = "") -> RecordId:
    """Take down an issue: number it, place it, and write its first event.

    What is not given is filled: the time is now, the office is this desk's, a known resident is the
    reporter. An anonymous issue keeps no name, no phone and no resident. ``form`` is the key of the kept
    form that is done with once this is saved.
    """
    registered_at = draft.registered_at or unit.now
    placed = draft.model_copy(
        update={
            "number": draft.number or next_number(unit.connection, registered_at),
            "registered_at": registered_at,
            "org_id": draft.org_id or unit.desk.org_id,
            **_placed(unit.connection, draft),
        }
    )
    filled = placed.model_copy(update=_reporter(unit.connection, placed))
    scope = filled.building_id or filled.org_id or unit.desk.org_id
    id = unit.create(Issue, checked(unit, filled), scope=scope)
    event = event_values(
        unit,
        id,
        EventKind.REGISTERED,
        building_id=filled.building_id,
        data=registration_data(filled),
        at=registered_at,
    )
    unit.create(IssueEvent, event, scope=scope)
    unit.label = filled.number
    form_done(unit, form)
    return id


def registration_data(draft: IssueDraft) -> dict[str, object]:
    """Return what the first event says of the issue."""
    return {name: True for name in ("anonymous", "urgent") if getattr(draft, name)}


def correct_issue(unit: UnitOfWork, issue_id: RecordId, draft: IssueDraft, *, form: str = "") -> bool:
    """Correct what was taken down; events say what was corrected. Returns whether anything differed.

    A phone that is the mask of the stored one is the stored one. Urgency is a step of its own.
    """
    require(unit.connection, Issue, issue_id)
    before = _stored(unit.connection, issue_id)
    draft = reconciled(unit, Issue, issue_id, draft)
    placed = draft.model_copy(update=_placed(unit.connection, draft))
    after = placed.model_copy(update=_reporter(unit.connection, placed, before.reporter_phone))
    form_done(unit, form)
    if not unit.update(Issue, issue_id, checked(unit, after)):
        return False
    for kind, data in _corrections(before, after):
        append_event(unit, issue_id, kind, data=data)
    unit.label = after.number
    return True


def next_number(connection: Connection, at: datetime) -> str:
    """Return the next issue number of that office day: ``20261124-001`` and on, past 999 without a break."""
    return numbered(at, last_serial(connection, at) + 1)


def numbered(at: datetime, serial: int) -> str:
    """Return the issue number of an office day with this serial."""
    return f"{local_date(at):%Y%m%d}-{serial:03d}"


def last_serial(connection: Connection, at: datetime) -> int:
    """Return the greatest serial given on that office day, 0 for none; foreign tails do not count."""
    day = f"{local_date(at):%Y%m%d}-"
    tails = (number[len(day) :] for number in given_numbers(connection, Issue, day))
    return next((int(tail) for tail in tails if 3 <= len(tail) <= _LONGEST_TAIL and tail.isdecimal()), 0)


def _stored(connection: Connection, issue_id: RecordId) -> IssueDraft:
    names = list(IssueDraft.model_fields)
    row = connection.execute(
        sa.select(*(col(getattr(Issue, name)) for name in names)).where(col(Issue.id) == issue_id)
    ).one()
    return IssueDraft.model_validate(dict(zip(names, row, strict=True)))


def _corrections(before: IssueDraft, after: IssueDraft) -> Iterator[tuple[EventKind, Mapping[str, Any]]]:
    """Yield the events that say what differs."""
    changed = [name for name in IssueDraft.model_fields if getattr(before, name) != getattr(after, name)]
    if any(name in _PLACES for name in changed):
        yield EventKind.CORRECT, {"field": "place", "old": before.place, "new": after.place}
    if "urgent" in changed:
        yield (EventKind.URGENT if after.urgent else EventKind.UNURGENT), {}
    for name in changed:
        if name in _SAID_BRIEFLY:
            values = {"old": getattr(before, name), "new": getattr(after, name)}
            yield EventKind.CORRECT, {"field": name, **values}
        elif name in _ONLY_NAMED:
            yield EventKind.CORRECT, {"field": name}


def _placed(connection: Connection, draft: IssueDraft) -> dict[str, object]:
    """Fill household, dwelling and building from the most particular place that is known."""
    household_id = draft.household_id
    if household_id is None and draft.resident_id is not None and not _has_place(draft):
        household_id = connection.execute(
            sa.select(col(Resident.household_id)).where(col(Resident.id) == draft.resident_id)
        ).scalar()
    if household_id is not None:
        row = connection.execute(
            sa.select(col(Household.building_id), col(Household.dwelling_id), col(Dwelling.door))
            .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
            .where(col(Household.id) == household_id)
        ).one_or_none()
    elif draft.dwelling_id is not None:
        row = connection.execute(
            sa.select(
                col(Dwelling.building_id), col(Dwelling.id).label("dwelling_id"), col(Dwelling.door)
            ).where(col(Dwelling.id) == draft.dwelling_id)
        ).one_or_none()
    else:
        row = None
    if row is None:
        return {"household_id": household_id}
    return {
        "household_id": household_id,
        "building_id": row.building_id,
        "dwelling_id": row.dwelling_id,
        "place": draft.place or row.door or "",
    }


def _has_place(draft: IssueDraft) -> bool:
    return any(getattr(draft, name) for name in _PLACES)


def _reporter(connection: Connection, draft: IssueDraft, stored_phone: str = "") -> dict[str, object]:
    """Fill the reporter from the known resident, and read masked phones; nobody for an anonymous issue."""
    if draft.anonymous:
        return {"reporter_name": "", "reporter_phone": "", "resident_id": None}
    name, phone = draft.reporter_name, draft.reporter_phone
    known_phone = ""
    if draft.resident_id is not None:
        row = connection.execute(
            sa.select(col(Resident.name), col(Resident.phone)).where(col(Resident.id) == draft.resident_id)
        ).one_or_none()
        if row is not None:
            known_phone = row.phone
            name = name or row.name
            phone = phone or (row.phone if name == row.name else "")
    if looks_masked(phone):
        phones = (stored_phone, known_phone)
        phone = next((known for known in phones if _bare(phone) == _bare(mask_phone(known))), "")
        if not phone:
            raise RuleBroken(Problem(mark("电话里有星号，请写全，或者清空"), "reporter_phone"))
    return {"reporter_name": name, "reporter_phone": phone}


def _bare(phone: str) -> str:
    """Return a masked phone without what forms take out of phones."""
    return re.sub(r"[\s()-]", "", phone)
