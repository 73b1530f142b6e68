"""Reading assignments: who serves where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.ids import RecordId
from gridtui.domain.masking import mask_phone
from gridtui.domain.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.storage.tables import Assignment, Building, Grid


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Which assignments a list shows; ``on`` keeps those that hold on a day."""

    role: str = ""
    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    on: date | None = None


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


def assignment_page(connection: Connection, wanted: AssignmentFilter, *, offset: int, limit: int,
                    near: Anchor | None = None) -> list[AssignmentRow]:
    """Return one page of the assignments that fit, oldest first."""
    return read_page(connection, _chosen(wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def assignment_count(connection: Connection, wanted: AssignmentFilter, *, ceiling: int | None = None) -> int:
    """Return how many assignments fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(wanted), ceiling)


def _chosen(wanted: AssignmentFilter) -> Select[Any]:
    chosen = _LIST.where(col(Assignment.deleted).is_(False))
    if wanted.role:
        chosen = chosen.where(col(Assignment.role) == wanted.role)
    if wanted.grid_id is not None:
        chosen = chosen.where(sa.or_(col(Assignment.grid_id) == wanted.grid_id,
                                     col(Building.grid_id) == wanted.grid_id))
    if wanted.building_id is not None:
        chosen = chosen.where(col(Assignment.building_id) == wanted.building_id)
    if wanted.on is not None:
        chosen = chosen.where(
            sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= wanted.on),
            sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= wanted.on))
    return chosen


def _row(row: Row[Any]) -> AssignmentRow:
    return AssignmentRow(row.num, row.id, row.role, row.person_name, mask_phone(row.phone),
                         row.building_name or row.building_label or row.grid_name or "", row.from_on, row.to_on)


_COLUMNS: Sequence[Any] = (
    col(Assignment.num), col(Assignment.id), col(Assignment.role), col(Assignment.person_name),
    col(Assignment.phone), col(Assignment.from_on), col(Assignment.to_on),
    col(Building.label).label("building_label"), col(Building.name).label("building_name"),
    col(Grid.name).label("grid_name"),
)
_LIST = (
    sa.select(*_COLUMNS).select_from(Assignment)
    .outerjoin(Building, col(Building.id) == col(Assignment.building_id))
    .outerjoin(Grid, col(Grid.id) == col(Assignment.grid_id))
)
_ORDER = Order((col(Assignment.num),), lambda row: (row.num,))
