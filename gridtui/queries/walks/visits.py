"""Reading visits 走访: which households are due for one, and what came of those that were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import Periods, VisitDraft, visit_periods
from gridtui.domain.places.address import door_key
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.derived.residence import OWN_HOME
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Dwelling, Household, Issue, Visit


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit that was made; ``issue`` is the number of the issue whose outcome was looked at."""

    num: int
    id: RecordId
    household_id: RecordId
    visited_on: date
    manner: str
    outcome: str
    visitor_name: str
    problem: str
    measures: str
    result: str
    next_on: date | None
    issue_id: RecordId | None
    issue: str


def due_after(connection: Connection, household_id: RecordId, today: date) -> RecordId | None:
    """Return the due household after this one on the same stairs, then in the same building; None at the end.

    This one need not be due any more.
    """
    here = connection.execute(_HERE.where(col(Household.id) == household_id)).one_or_none()
    if here is None or here.building_id is None:
        return None
    chosen = _due(connection, today).add_columns(_DOOR).where(col(Household.building_id) == here.building_id)
    left = sorted((row for row in connection.execute(chosen) if _key(row) > _key(here)), key=_key)
    return left[0].id if left else None


def due_by_building(connection: Connection, today: date) -> dict[RecordId, int]:
    """Return building → how many of its households are due; buildings without any are left out."""
    periods = visit_periods(limits_in_force(connection))
    building = col(Household.building_id)
    counted = sa.select(building, sa.func.count()).where(
        *due_condition(periods, today), building.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(counted.group_by(building)) if row[0]}


def due_households(connection: Connection, building_id: RecordId, today: date) -> set[RecordId]:
    """Return the households of a building that are due."""
    chosen = _due(connection, today).where(col(Household.building_id) == building_id)
    return {row.id for row in connection.execute(chosen)}


def visit_lines(connection: Connection, household_id: RecordId) -> list[VisitLine]:
    """Return every visit to a household and to those joined to it, newest first."""
    joined = sa.select(col(Household.id)).where(col(Household.alias_of) == household_id)
    homes = [household_id, *connection.execute(joined).scalars()]
    return [_line(row) for row in connection.execute(_newest_first(homes))]


def visit_draft(connection: Connection, visit_id: RecordId) -> VisitDraft | None:
    """Return one visit as a draft; None where it is gone."""
    return record_draft(connection, Visit, VisitDraft, visit_id)


def _newest_first(households: Sequence[RecordId]) -> Select[*tuple[Any, ...]]:
    chosen = _LINES.where(col(Visit.household_id).in_(households))
    return chosen.order_by(col(Visit.visited_on).desc(), col(Visit.id).desc())


def _due(connection: Connection, today: date) -> Select[*tuple[Any, ...]]:
    periods = visit_periods(limits_in_force(connection))
    return (
        sa.select(col(Household.id), col(Household.num))
        .select_from(Household)
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .where(*due_condition(periods, today))
    )


def of_household(reference: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a reference is to the household of the row, or to one joined to it."""
    joined = sa.select(_JOINED.c.id).where(_JOINED.c.alias_of == col(Household.id)).correlate(Household)
    return sa.or_(reference == col(Household.id), reference.in_(joined))


def due_condition(periods: Periods, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition ``domain.visit.is_due`` for the households of the table."""
    kind, met, agreed = (
        col(Household.visit_kind),
        col(Household.met_on),
        col(Household.next_visit_on),
    )
    return (
        *OWN_HOME,
        sa.or_(
            *(
                sa.and_(
                    kind == name,
                    sa.or_(
                        agreed <= day,
                        sa.and_(agreed.is_(None), sa.or_(met.is_(None), met <= day - timedelta(days=days))),
                    ),
                )
                for name, days in periods.items()
            ),
            sa.false(),
        ),
    )


def _key(row: Any) -> tuple[Any, ...]:
    return door_key(row.door), row.num


def _line(row: Row[Any]) -> VisitLine:
    return VisitLine(
        row.num,
        row.id,
        row.household_id,
        row.visited_on,
        row.manner,
        row.outcome,
        row.visitor_name,
        row.problem,
        row.measures,
        row.result,
        row.next_on,
        row.issue_id,
        row.number or "",
    )


_JOINED = sa.alias(table_of(Household))
_DOOR = sa.func.coalesce(col(Dwelling.door), "").label("door")
_HERE: Select[*tuple[Any, ...]] = (
    sa.select(col(Household.num), col(Household.building_id), _DOOR)
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
)
_LINES: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Visit.num),
        col(Visit.id),
        col(Visit.household_id),
        col(Visit.visited_on),
        col(Visit.manner),
        col(Visit.outcome),
        col(Visit.visitor_name),
        col(Visit.problem),
        col(Visit.measures),
        col(Visit.result),
        col(Visit.next_on),
        col(Visit.issue_id),
        col(Issue.number),
    )
    .outerjoin(Issue, col(Issue.id) == col(Visit.issue_id))
    .where(col(Visit.deleted).is_(False), col(Visit.visited_on).is_not(None))
)
