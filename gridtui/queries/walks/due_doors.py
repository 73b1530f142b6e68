"""Reading the doors due for a visit 走访, in the order in which somebody walks the stairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import Periods, Standing, due_on, visit_periods
from gridtui.domain.places.address import door_key, label_key
from gridtui.domain.words.paging import Anchor
from gridtui.queries.door_lists import DoorList, Place, door_page
from gridtui.queries.page import read_count
from gridtui.queries.people.people_at_home import HEAD_NAME, PEOPLE_COUNT
from gridtui.queries.walks.visits import due_condition, of_household
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Promise, Visit


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which due doors a list shows; what is left at its default does not narrow it.

    ``today`` is the office's day; ``overdue_days`` keeps doors that have been due so many days or longer,
    ``never`` those where nobody was ever met, ``kind`` is one of ``domain.visit.VisitKind``.
    """

    today: date
    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    never: bool = False
    overdue_days: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One due door: who lives there, why a visit is due and since when.

    ``due_on`` is None where nobody was ever met and no day was agreed; ``agreed`` says that the day was
    agreed at a visit; ``days`` is how long the visit has been due. ``last_on`` and ``last_outcome`` are the
    newest visit of any outcome.
    """

    num: int
    id: RecordId
    door: str
    building_id: RecordId | None
    building_name: str
    grid_name: str
    head: str
    people: int
    kind: str
    met_on: date | None
    due_on: date | None
    agreed: bool
    days: int | None
    last_on: date | None
    last_outcome: str
    promises: int


def due_page(
    connection: Connection, wanted: DueFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[DueRow]:
    """Return one page of the due doors: by grid, building, unit, floor and room."""
    periods = visit_periods(limits_in_force(connection))

    def build(row: Row[Any]) -> DueRow:
        return _row(row, periods, wanted.today)

    chosen = _narrowed(_LIST, wanted, periods)
    listed = DoorList(chosen, table_of(Household), (_DOOR,), _key, build)
    places = _stairs(connection, wanted)
    return door_page(connection, listed, places, offset=offset, limit=limit, near=near)


def door_standing(connection: Connection, household_id: RecordId, today: date) -> DueRow | None:
    """Return where one household stands, due or not; None where it is gone."""
    periods = visit_periods(limits_in_force(connection))
    chosen = _LIST.where(col(Household.id) == household_id, col(Household.deleted).is_(False))
    row = connection.execute(chosen).one_or_none()
    return _row(row, periods, today) if row is not None else None


def due_count(connection: Connection, wanted: DueFilter, *, ceiling: int | None = None) -> int:
    """Return how many doors are due, counting no further than ``ceiling``."""
    periods = visit_periods(limits_in_force(connection))
    return read_count(connection, _narrowed(_LIST, wanted, periods), ceiling)


def _narrowed(chosen: Select[Any], wanted: DueFilter, periods: Periods) -> Select[Any]:
    chosen = chosen.where(*due_condition(periods, wanted.today - timedelta(days=wanted.overdue_days)))
    if wanted.grid_id is not None:
        inside = sa.select(col(Building.id)).where(col(Building.grid_id) == wanted.grid_id)
        chosen = chosen.where(col(Household.building_id).in_(inside))
    if wanted.building_id is not None:
        chosen = chosen.where(col(Household.building_id) == wanted.building_id)
    if wanted.never:
        chosen = chosen.where(col(Household.met_on).is_(None))
    if wanted.kind:
        chosen = chosen.where(col(Household.visit_kind) == wanted.kind)
    return chosen


def _stairs(connection: Connection, wanted: DueFilter) -> list[Place]:
    """Return the buildings as somebody walks them: by grid, then 3 before 13; last what is in no building."""
    if wanted.building_id is not None:
        return [wanted.building_id]
    chosen = sa.select(
        col(Building.id), col(Building.label), col(Building.num), col(Building.grid_id), col(Grid.code)
    ).outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    rows = sorted(
        connection.execute(chosen),
        key=lambda row: (
            row.grid_id is None,
            row.code or "",
            row.grid_id or b"",
            label_key(row.label),
            row.num,
        ),
    )
    nowhere: list[Place] = [] if wanted.grid_id is not None else [None]
    return [*(row.id for row in rows), *nowhere]


def _key(row: Any) -> tuple[Any, ...]:
    return door_key(row.door), row.num


def _row(row: Row[Any], periods: Periods, today: date) -> DueRow:
    day = due_on(row.visit_kind, Standing(row.met_on, row.next_visit_on), periods)
    return DueRow(
        row.num,
        row.id,
        row.door,
        row.building_id,
        row.building_name or "",
        row.grid_name or "",
        row.head or "",
        row.people,
        row.visit_kind,
        row.met_on,
        day,
        row.next_visit_on is not None,
        (today - day).days if day is not None else None,
        row.last_on,
        row.last_outcome or "",
        row.promises,
    )


def _newest(column: Any) -> Any:
    return (
        sa.select(column)
        .where(
            of_household(col(Visit.household_id)),
            col(Visit.deleted).is_(False),
            col(Visit.visited_on).is_not(None),
        )
        .order_by(col(Visit.visited_on).desc(), col(Visit.id).desc())
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
    )


_PROMISES = (
    sa.select(sa.func.count())
    .where(
        of_household(col(Promise.household_id)),
        col(Promise.deleted).is_(False),
        col(Promise.done_on).is_(None),
    )
    .correlate(Household)
    .scalar_subquery()
)
_DOOR = sa.func.coalesce(col(Dwelling.door), "").label("door")
_COLUMNS: Sequence[Any] = (
    col(Household.num),
    col(Household.id),
    _DOOR,
    col(Household.building_id),
    col(Building.name).label("building_name"),
    col(Grid.name).label("grid_name"),
    HEAD_NAME,
    PEOPLE_COUNT,
    col(Household.visit_kind),
    col(Household.met_on),
    col(Household.next_visit_on),
    _newest(col(Visit.visited_on)).label("last_on"),
    _newest(col(Visit.outcome)).label("last_outcome"),
    _PROMISES.label("promises"),
)
_LIST: Select[Any] = (
    sa.select(*_COLUMNS)
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
)
