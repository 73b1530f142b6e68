"""Reading households: lists, and one door's household with its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.household import HouseholdDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.storage.tables import Building, Dwelling, Household, Issue, Resident


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households a list shows; what is left at its default does not narrow it."""

    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    door: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of a household list: its door, who answers for it, how many people and open issues."""

    num: int
    id: RecordId
    door: str
    building_id: RecordId | None
    building_name: str
    head: str
    people: int
    open_issues: int
    kind: str


@dataclass(frozen=True, slots=True)
class HouseholdDetail:
    """One household as a draft, with its line."""

    row: HouseholdRow
    draft: HouseholdDraft


def household_page(connection: Connection, wanted: HouseholdFilter, *, offset: int, limit: int,
                   near: Anchor | None = None) -> list[HouseholdRow]:
    """Return one page of the households that fit, by door."""
    return read_page(connection, _chosen(wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def household_count(connection: Connection, wanted: HouseholdFilter, *, ceiling: int | None = None) -> int:
    """Return how many households fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(wanted), ceiling)


def household_detail(connection: Connection, household_id: RecordId) -> HouseholdDetail | None:
    """Return one household; None where the record is gone."""
    chosen = _LIST.add_columns(col(Household.dwelling_id), col(Household.code), col(Household.alias_of),
                               col(Household.note))
    row = connection.execute(
        chosen.where(col(Household.id) == household_id, col(Household.deleted).is_(False))).one_or_none()
    if row is None:
        return None
    draft = HouseholdDraft.model_validate({name: getattr(row, name) for name in HouseholdDraft.model_fields})
    return HouseholdDetail(_row(row), draft)


def households_by_door(connection: Connection, door: str, limit: int = 12) -> list[HouseholdRow]:
    """Return the first households whose door begins with what was typed (``3-2-5``)."""
    chosen = _LIST.where(col(Household.deleted).is_(False), col(Dwelling.door) >= door,
                         col(Dwelling.door) < door + "\uffff")
    rows = connection.execute(chosen.order_by(col(Dwelling.door), col(Household.num)).limit(limit))
    return [_row(row) for row in rows]


def _chosen(wanted: HouseholdFilter) -> Select[Any]:
    chosen = _LIST.where(col(Household.deleted).is_(False))
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.building_id is not None:
        chosen = chosen.where(col(Household.building_id) == wanted.building_id)
    if wanted.door:
        chosen = chosen.where(col(Dwelling.door) >= wanted.door, col(Dwelling.door) < wanted.door + "\uffff")
    return chosen


def _row(row: Row[Any]) -> HouseholdRow:
    return HouseholdRow(row.num, row.id, row.door, row.building_id, row.building_name or "", row.head or "",
                        row.people, row.open_issues, row.kind)


_LIVING = (col(Resident.household_id) == col(Household.id), col(Resident.deleted).is_(False),
           col(Resident.moved_out_on).is_(None), col(Resident.died_on).is_(None))
_HEAD = (
    sa.select(col(Resident.name)).where(*_LIVING)
    .order_by(sa.case((col(Resident.relation) == "户主", 0), else_=1), col(Resident.num)).limit(1)
    .correlate(Household).scalar_subquery().label("head")
)
_PEOPLE = sa.select(sa.func.count()).where(*_LIVING).correlate(Household).scalar_subquery().label("people")
_ISSUES = (
    sa.select(sa.func.count()).where(col(Issue.household_id) == col(Household.id), col(Issue.deleted).is_(False),
                                     col(Issue.is_open).is_(True))
    .correlate(Household).scalar_subquery().label("open_issues")
)
_DOOR = sa.func.coalesce(col(Dwelling.door), "")
_COLUMNS: Sequence[Any] = (
    col(Household.num), col(Household.id), _DOOR.label("door"), col(Household.building_id),
    col(Building.name).label("building_name"), _HEAD, _PEOPLE, _ISSUES, col(Household.kind),
)
_LIST = (
    sa.select(*_COLUMNS).select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
)
_ORDER = Order((_DOOR, col(Household.num)), lambda row: (row.door, row.num))
