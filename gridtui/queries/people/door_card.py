"""Reading what is behind one door: its people with masked phones, open issues, visits and promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import Flag, State, read_flags
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.people.visit import Periods, Standing, due_on, visit_periods
from gridtui.queries.people.people_at_home import HEAD_FIRST
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.derived.residence import LIVING, OWN_HOME
from gridtui.storage.tables import Dwelling, Household, Issue, Promise, Resident, Visit

_HOME = ("id", "kind", "note", "visit_kind", "met_on", "next_visit_on")
_MOST = 50
"""Lines read of each kind; nobody reads more at a door."""


@dataclass(frozen=True, slots=True)
class DoorPerson:
    """Somebody who lives behind the door; the phone is masked."""

    name: str
    relation: str
    birth_date: date | None
    phone: str


@dataclass(frozen=True, slots=True)
class DoorIssue:
    """An open issue of the door; ``due_at`` is None where no clock runs, ``held`` while it stands still."""

    id: RecordId
    number: str
    gist: str
    state: State
    due_at: datetime | None
    held: bool


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """The visit a household had last."""

    on: date
    visitor: str
    outcome: str


@dataclass(frozen=True, slots=True)
class DoorPromise:
    """What was promised and is not done."""

    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DoorHome:
    """A household behind the door, its head first among its people.

    ``next_visit`` is the day agreed or scheduled, None where nobody was ever met or no visit is meant.
    """

    id: RecordId
    kind: str
    note: str
    people: tuple[DoorPerson, ...]
    last_visit: DoorVisit | None
    next_visit: date | None
    promises: tuple[DoorPromise, ...]

    @property
    def head(self) -> str:
        """Who answers for the household; empty where nobody lives there."""
        return self.people[0].name if self.people else ""


@dataclass(frozen=True, slots=True)
class DoorCard:
    """A door with everything that matters when somebody stands before it."""

    id: RecordId
    homes: tuple[DoorHome, ...]
    issues: tuple[DoorIssue, ...]


def door_card(connection: Connection, dwelling_id: RecordId) -> DoorCard | None:
    """Return what is behind a door; None where the door is gone."""
    there = sa.select(col(Dwelling.id)).where(
        col(Dwelling.id) == dwelling_id, col(Dwelling.deleted).is_(False)
    )
    if connection.execute(there).first() is None:
        return None
    chosen = (
        sa.select(*(col(getattr(Household, name)) for name in _HOME))
        .where(
            col(Household.dwelling_id) == dwelling_id,
            *OWN_HOME,
        )
        .order_by(col(Household.num))
        .limit(_MOST)
    )
    periods = visit_periods(limits_in_force(connection))
    homes = tuple(_home(connection, row, periods) for row in connection.execute(chosen).all())
    return DoorCard(dwelling_id, homes, _issues(connection, dwelling_id, [home.id for home in homes]))


def _home(connection: Connection, row: Row[Any], periods: Periods) -> DoorHome:
    return DoorHome(
        row.id,
        row.kind,
        row.note,
        _people(connection, row.id),
        _last_visit(connection, row.id),
        due_on(row.visit_kind, Standing(row.met_on, row.next_visit_on), periods),
        _promises(connection, row.id),
    )


def _people(connection: Connection, household_id: RecordId) -> tuple[DoorPerson, ...]:
    chosen = (
        sa.select(col(Resident.name), col(Resident.relation), col(Resident.birth_date), col(Resident.phone))
        .where(
            col(Resident.household_id) == household_id,
            *LIVING,
        )
        .order_by(HEAD_FIRST, col(Resident.num))
        .limit(_MOST)
    )
    rows = connection.execute(chosen)
    return tuple(DoorPerson(row.name, row.relation, row.birth_date, mask_phone(row.phone)) for row in rows)


def _issues(
    connection: Connection, dwelling_id: RecordId, household_ids: Sequence[RecordId]
) -> tuple[DoorIssue, ...]:
    # A branch each, because one condition with OR would read every open issue.
    columns: list[Any] = [
        col(getattr(Issue, name)) for name in ("id", "num", "number", "title", "state", "due_at", "flags")
    ]
    columns.append(sa.func.substr(col(Issue.text), 1, 200).label("text"))
    open_ = (col(Issue.deleted).is_(False), col(Issue.is_open).is_(True))
    building = sa.select(col(Dwelling.building_id)).where(col(Dwelling.id) == dwelling_id).scalar_subquery()
    here = sa.select(*columns).where(
        *open_, col(Issue.building_id) == building, col(Issue.dwelling_id) == dwelling_id
    )
    theirs = sa.select(*columns).where(
        *open_, col(Issue.dwelling_id).is_(None), col(Issue.household_id).in_(household_ids)
    )
    found = [*connection.execute(here), *(connection.execute(theirs) if household_ids else ())]
    found.sort(key=lambda row: (row.due_at or NEVER, row.num))
    return tuple(map(_issue, found[:_MOST]))


def _issue(row: Row[Any]) -> DoorIssue:
    due_at = None if row.due_at is None or row.due_at >= NEVER else row.due_at
    return DoorIssue(
        row.id,
        row.number,
        row.title or row.text,
        State(row.state),
        due_at,
        Flag.HOLD in read_flags(row.flags),
    )


def _last_visit(connection: Connection, household_id: RecordId) -> DoorVisit | None:
    row = connection.execute(
        sa.select(col(Visit.visited_on), col(Visit.visitor_name), col(Visit.outcome))
        .where(
            col(Visit.household_id) == household_id,
            col(Visit.deleted).is_(False),
            col(Visit.visited_on).is_not(None),
        )
        .order_by(col(Visit.visited_on).desc(), col(Visit.num).desc())
        .limit(1)
    ).one_or_none()
    return DoorVisit(row.visited_on, row.visitor_name, row.outcome) if row else None


def _promises(connection: Connection, household_id: RecordId) -> tuple[DoorPromise, ...]:
    rows = connection.execute(
        sa.select(col(Promise.text), col(Promise.owner_name), col(Promise.due_on))
        .where(
            col(Promise.household_id) == household_id,
            col(Promise.deleted).is_(False),
            col(Promise.done_on).is_(None),
        )
        .order_by(sa.func.coalesce(col(Promise.due_on), date.max), col(Promise.num))
        .limit(_MOST)
    )
    return tuple(DoorPromise(row.text, row.owner_name, row.due_on) for row in rows)
