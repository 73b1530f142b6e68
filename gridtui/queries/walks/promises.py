"""Reading what was promised 承诺: what is still to be kept, by its day, and one household's promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import PromiseDraft
from gridtui.domain.words.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Building, Dwelling, Household, Issue, Promise


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """Which promises a list shows: open ones unless ``open`` is None, due from ``due_from`` to ``due_by``."""

    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    open: bool | None = True
    due_by: date | None = None
    due_from: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise, with the door it was made to and the number of its issue, if it has one."""

    num: int
    id: RecordId
    household_id: RecordId | None
    building_id: RecordId | None
    door: str
    building_name: str
    text: str
    owner_name: str
    due_on: date | None
    done_on: date | None
    outcome: str
    issue_id: RecordId | None
    issue: str


def promise_page(
    connection: Connection, wanted: PromiseFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[PromiseRow]:
    """Return one page of the promises that fit, the one to be kept first at the top."""
    return read_page(connection, _narrowed(wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def promise_count(connection: Connection, wanted: PromiseFilter, *, ceiling: int | None = None) -> int:
    """Return how many promises fit, counting no further than ``ceiling``."""
    return read_count(connection, _narrowed(wanted), ceiling)


def promises_of(connection: Connection, household_id: RecordId) -> list[PromiseRow]:
    """Return every promise to a household and to those joined to it, open ones first, by their day."""
    joined = sa.select(col(Household.id)).where(col(Household.alias_of) == household_id)
    homes = [household_id, *connection.execute(joined).scalars()]
    chosen = _LIST.where(col(Promise.household_id).in_(homes), col(Promise.deleted).is_(False))
    rows = connection.execute(chosen.order_by(col(Promise.done_on).is_not(None), _DAY, col(Promise.num)))
    return [_row(row) for row in rows]


def promise_draft(connection: Connection, promise_id: RecordId) -> PromiseDraft | None:
    """Return one promise as a draft; None where it is gone."""
    return record_draft(connection, Promise, PromiseDraft, promise_id)


def _narrowed(wanted: PromiseFilter) -> Select[Any]:
    there = sa.or_(col(Promise.household_id).is_(None), col(Household.deleted).is_(False))
    chosen = _LIST.where(col(Promise.deleted).is_(False), there)
    if wanted.open is not None:
        chosen = chosen.where(
            col(Promise.done_on).is_(None) if wanted.open else col(Promise.done_on).is_not(None)
        )
    if wanted.due_from is not None:
        chosen = chosen.where(col(Promise.due_on) >= wanted.due_from)
    if wanted.due_by is not None:
        chosen = chosen.where(col(Promise.due_on) <= wanted.due_by)
    if wanted.grid_id is not None:
        inside = sa.select(col(Building.id)).where(col(Building.grid_id) == wanted.grid_id)
        chosen = chosen.where(col(Household.building_id).in_(inside))
    if wanted.building_id is not None:
        chosen = chosen.where(col(Household.building_id) == wanted.building_id)
    return chosen


def _row(row: Row[Any]) -> PromiseRow:
    return PromiseRow(
        row.num,
        row.id,
        row.household_id,
        row.building_id,
        row.door or "",
        row.building_name or "",
        row.text,
        row.owner_name,
        row.due_on,
        row.done_on,
        row.outcome,
        row.issue_id,
        row.number or "",
    )


_GIVEN = sa.alias(table_of(Household))
"""The household that was promised something; it may have been joined to the one that is shown."""
_DAY = sa.func.coalesce(col(Promise.due_on), date.max, type_=sa.Date())
_ORDER = Order((_DAY, col(Promise.num)), lambda row: (row.due_on or date.max, row.num))
_LIST: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Promise.num),
        col(Promise.id),
        col(Household.id).label("household_id"),
        col(Household.building_id),
        col(Dwelling.door),
        col(Building.name).label("building_name"),
        col(Promise.text),
        col(Promise.owner_name),
        col(Promise.due_on),
        col(Promise.done_on),
        col(Promise.outcome),
        col(Promise.issue_id),
        col(Issue.number),
    )
    .select_from(Promise)
    .outerjoin(_GIVEN, _GIVEN.c.id == col(Promise.household_id))
    .outerjoin(Household, col(Household.id) == sa.func.coalesce(_GIVEN.c.alias_of, _GIVEN.c.id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
    .outerjoin(Issue, col(Issue.id) == col(Promise.issue_id))
)
