"""Reading the organisation tree and the grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.assignment import Role
from gridtui.domain.grid import GridDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.storage.tables import Assignment, Building, Grid, Household, Issue, Org


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid with who serves it and how much is in it."""

    num: int
    id: RecordId
    code: str
    name: str
    worker: str
    buildings: int
    households: int
    open_issues: int
    overdue: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation of the tree."""

    num: int
    id: RecordId
    parent_id: RecordId | None
    level: int
    name: str
    division_code: str


def grid_rows(connection: Connection, now: datetime | None = None) -> list[GridRow]:
    """Return every grid that is not closed, by code; ``now`` is the instant that counts overdue ones."""
    overdue = _issues(col(Issue.due_at) < now) if now is not None else sa.literal(0)
    chosen = sa.select(*_COLUMNS, overdue.label("overdue")).where(
        col(Grid.deleted).is_(False), col(Grid.closed_on).is_(None))
    return [_row(row) for row in connection.execute(chosen.order_by(col(Grid.code), col(Grid.num)))]


def grid_draft(connection: Connection, grid_id: RecordId) -> GridDraft | None:
    """Return one grid as a draft; None where it is gone."""
    names = list(GridDraft.model_fields)
    row = connection.execute(sa.select(*(col(getattr(Grid, name)) for name in names)).where(
        col(Grid.id) == grid_id, col(Grid.deleted).is_(False))).one_or_none()
    return None if row is None else GridDraft.model_validate(dict(zip(names, row, strict=True)))


def org_page(connection: Connection, parent_id: RecordId | None, *, offset: int, limit: int,
             near: Anchor | None = None) -> list[OrgRow]:
    """Return one page of the organisations right below another one, by code; all where it is None."""
    return read_page(connection, _orgs(parent_id), _ORG_ORDER, _org_row, offset=offset, limit=limit, near=near)


def org_count(connection: Connection, parent_id: RecordId | None, *, ceiling: int | None = None) -> int:
    """Return how many organisations there are right below another one."""
    return read_count(connection, _orgs(parent_id), ceiling)


def org_by_code(connection: Connection, division_code: str) -> OrgRow | None:
    """Return the oldest organisation with this code."""
    chosen = _orgs(None).where(col(Org.division_code) == division_code).order_by(col(Org.num)).limit(1)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else _org_row(row)


def _orgs(parent_id: RecordId | None) -> sa.Select[Any]:
    chosen = sa.select(*_ORG_COLUMNS).where(col(Org.deleted).is_(False))
    return chosen if parent_id is None else chosen.where(col(Org.parent_id) == parent_id)


def _org_row(row: Row[Any]) -> OrgRow:
    return OrgRow(row.num, row.id, row.parent_id, row.level, row.name, row.division_code)


def _row(row: Row[Any]) -> GridRow:
    return GridRow(row.num, row.id, row.code, row.name, row.worker or "", row.buildings, row.households,
                   row.open_issues, row.overdue, row.closed_on)


def _issues(*where: Any) -> Any:
    return sa.select(sa.func.count()).where(
        col(Issue.grid_id) == col(Grid.id), col(Issue.is_open).is_(True), col(Issue.deleted).is_(False), *where
    ).correlate(Grid).scalar_subquery()


_WORKER = (
    sa.select(col(Assignment.person_name)).where(
        col(Assignment.grid_id) == col(Grid.id), col(Assignment.role) == Role.GRID_WORKER.value,
        col(Assignment.deleted).is_(False), col(Assignment.to_on).is_(None))
    .order_by(col(Assignment.num).desc()).limit(1).correlate(Grid).scalar_subquery().label("worker")
)
_BUILDINGS = sa.select(sa.func.count()).where(
    col(Building.grid_id) == col(Grid.id), col(Building.deleted).is_(False)).correlate(Grid).scalar_subquery()
_HOUSEHOLDS = (
    sa.select(sa.func.count()).select_from(Household)
    .join(Building, col(Building.id) == col(Household.building_id))
    .where(col(Building.grid_id) == col(Grid.id), col(Household.deleted).is_(False))
    .correlate(Grid).scalar_subquery()
)
_COLUMNS: Sequence[Any] = (
    col(Grid.num), col(Grid.id), col(Grid.code), col(Grid.name), _WORKER, _BUILDINGS.label("buildings"),
    _HOUSEHOLDS.label("households"), _issues().label("open_issues"), col(Grid.closed_on),
)
_ORG_COLUMNS: Sequence[Any] = (
    col(Org.num), col(Org.id), col(Org.parent_id), col(Org.level), col(Org.name), col(Org.division_code),
)
_ORG_ORDER = Order((col(Org.division_code), col(Org.num)), lambda row: (row.division_code, row.num))
