"""Reading assignments: who serves where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, Person, Role, in_force
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.places.address import label_key
from gridtui.domain.places.door_numbers import building_title
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Org

_MOST_AT_ONE_PLACE = 500


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Which assignments a list shows; ``on`` keeps those that hold on a day, ``resident_ids`` theirs.

    A building's list has those of its households too, a grid's those of its buildings and their households.
    """

    role: str = ""
    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    household_id: RecordId | None = None
    on: date | None = None
    resident_ids: tuple[RecordId, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One person in one role at one place; the phone is masked."""

    num: int
    id: RecordId
    role: str
    person_name: str
    phone: str
    place: str
    from_on: date | None
    to_on: date | None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the assignment is in force on a day."""
        return in_force(self.from_on, self.to_on, day)


def serving(connection: Connection, wanted: AssignmentFilter, today: date) -> list[AssignmentRow]:
    """Return who serves at a place: those in force by role, then those whose time is over, latest first."""
    rows = [
        _row(row)
        for row in connection.execute(_chosen(wanted).order_by(col(Assignment.num)).limit(_MOST_AT_ONE_PLACE))
    ]
    now = sorted(
        (row for row in rows if row.holds_on(today)), key=lambda row: (_ROLE_ORDER.get(row.role, 99), row.num)
    )
    then = sorted(
        (row for row in rows if not row.holds_on(today)),
        key=lambda row: (row.to_on or date.max, row.num),
        reverse=True,
    )
    return [*now, *then]


def held_on(connection: Connection, wanted: AssignmentFilter, day: date) -> list[AssignmentRow]:
    """Return who served at a place on a day, by role."""
    return serving(connection, replace(wanted, on=day), day)


def held_by_same(connection: Connection, assignment_id: RecordId, today: date) -> list[AssignmentRow]:
    """Return everything that the person of an assignment holds today or will hold, by role and place.

    Empty where the assignment is gone.
    """
    draft = assignment_draft(connection, assignment_id)
    if draft is None:
        return []
    who = sa.or_(
        col(Assignment.person_name) == draft.person_name, col(Assignment.resident_id) == draft.resident_id
    )
    chosen = _LIST.where(col(Assignment.deleted).is_(False), who)
    chosen = chosen.where(sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= today))
    rows = [row for row in connection.execute(chosen) if _person_of(row).may_be(draft.person)]
    rows.sort(key=lambda row: (_ROLE_ORDER.get(row.role, 99), label_key(row.building_label or ""), row.num))
    return [_row(row) for row in rows]


def assignment_draft(connection: Connection, assignment_id: RecordId) -> AssignmentDraft | None:
    """Return one assignment as a draft, its phone unmasked; None where it is gone."""
    return record_draft(connection, Assignment, AssignmentDraft, assignment_id)


def _chosen(wanted: AssignmentFilter) -> Select[Any]:
    chosen = _LIST.where(col(Assignment.deleted).is_(False))
    if wanted.role:
        chosen = chosen.where(col(Assignment.role) == wanted.role)
    if wanted.grid_id is not None:
        chosen = chosen.where(
            sa.or_(col(Assignment.grid_id) == wanted.grid_id, col(Building.grid_id) == wanted.grid_id)
        )
    if wanted.building_id is not None:
        chosen = chosen.where(
            sa.or_(
                col(Assignment.building_id) == wanted.building_id,
                col(Household.building_id) == wanted.building_id,
            )
        )
    if wanted.household_id is not None:
        chosen = chosen.where(col(Assignment.household_id) == wanted.household_id)
    if wanted.resident_ids:
        chosen = chosen.where(col(Assignment.resident_id).in_(wanted.resident_ids))
    if wanted.on is not None:
        chosen = chosen.where(
            sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= wanted.on),
            sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= wanted.on),
        )
    return chosen


def _person_of(row: Row[Any]) -> Person:
    return Person(row.person_name, row.phone, row.sex, row.resident_id)


def _row(row: Row[Any]) -> AssignmentRow:
    building = building_title(row.building_name or "", row.building_label or "")
    place = row.door or building or row.grid_name or row.org_name or ""
    return AssignmentRow(
        row.num,
        row.id,
        row.role,
        row.person_name,
        mask_phone(row.phone),
        place,
        row.from_on,
        row.to_on,
        row.note,
    )


_ROLE_ORDER = {role.value: place for place, role in enumerate(Role)}
_COLUMNS: Sequence[Any] = (
    col(Assignment.num),
    col(Assignment.id),
    col(Assignment.role),
    col(Assignment.person_name),
    col(Assignment.phone),
    col(Assignment.sex),
    col(Assignment.resident_id),
    col(Assignment.from_on),
    col(Assignment.to_on),
    col(Assignment.note),
    col(Building.label).label("building_label"),
    col(Building.name).label("building_name"),
    col(Grid.name).label("grid_name"),
    col(Dwelling.door),
    col(Org.name).label("org_name"),
)
_LIST = (
    sa.select(*_COLUMNS)
    .select_from(Assignment)
    .outerjoin(Household, col(Household.id) == col(Assignment.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(
        Building,
        col(Building.id) == sa.func.coalesce(col(Assignment.building_id), col(Household.building_id)),
    )
    .outerjoin(Grid, col(Grid.id) == col(Assignment.grid_id))
    .outerjoin(Org, col(Org.id) == col(Assignment.org_id))
)
