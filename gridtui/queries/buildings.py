"""Reading buildings: lists, and one building with what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.assignment import Role
from gridtui.domain.building import BuildingDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.searching import matching_nums
from gridtui.storage.tables import Assignment, Building, Grid, Household, Issue, Resident


@dataclass(frozen=True, slots=True)
class BuildingFilter:
    """Which buildings a list shows; what is left at its default does not narrow it."""

    grid_id: RecordId | None = None
    without_leader: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One line of a building list."""

    num: int
    id: RecordId
    label: str
    name: str
    grid_name: str
    leader: str
    households: int
    residents: int
    open_issues: int


@dataclass(frozen=True, slots=True)
class BuildingDetail:
    """One building as a draft, with its line."""

    row: BuildingRow
    draft: BuildingDraft


def building_page(connection: Connection, wanted: BuildingFilter, *, offset: int, limit: int,
                  near: Anchor | None = None) -> list[BuildingRow]:
    """Return one page of the buildings that fit, by label (3 before 13)."""
    return read_page(connection, _chosen(connection, wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def building_count(connection: Connection, wanted: BuildingFilter, *, ceiling: int | None = None) -> int:
    """Return how many buildings fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(connection, wanted), ceiling)


def building_detail(connection: Connection, building_id: RecordId) -> BuildingDetail | None:
    """Return one building; None where the record is gone."""
    chosen = _LIST.add_columns(*(col(getattr(Building, name)) for name in BuildingDraft.model_fields
                                 if name not in ("label", "name")))
    row = connection.execute(
        chosen.where(col(Building.id) == building_id, col(Building.deleted).is_(False))).one_or_none()
    if row is None:
        return None
    draft = BuildingDraft.model_validate({name: getattr(row, name) for name in BuildingDraft.model_fields})
    return BuildingDetail(_row(row), draft)


def buildings_by_label(connection: Connection, label: str) -> list[RecordId]:
    """Return the buildings with exactly this label, oldest first."""
    chosen = sa.select(col(Building.id)).where(col(Building.label) == label, col(Building.deleted).is_(False))
    return list(connection.execute(chosen.order_by(col(Building.num))).scalars())


def _chosen(connection: Connection, wanted: BuildingFilter) -> Select[Any]:
    chosen = _LIST.where(col(Building.deleted).is_(False))
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.without_leader:
        chosen = chosen.where(~sa.exists().where(*_LEADS))
    if wanted.text.strip():
        chosen = chosen.where(col(Building.num).in_(matching_nums(connection, Building, wanted.text)))
    return chosen


def _row(row: Row[Any]) -> BuildingRow:
    return BuildingRow(row.num, row.id, row.label, row.name, row.grid_name or "", row.leader or "",
                       row.households, row.residents, row.open_issues)


def _number(model: type[Any], *where: Any) -> Any:
    counted = sa.select(sa.func.count()).where(
        col(model.building_id) == col(Building.id), col(model.deleted).is_(False), *where)
    return counted.correlate(Building).scalar_subquery()


_LEADS = (
    col(Assignment.building_id) == col(Building.id), col(Assignment.role) == Role.BUILDING_LEADER.value,
    col(Assignment.deleted).is_(False), col(Assignment.to_on).is_(None),
)
_LEADER = (
    sa.select(col(Assignment.person_name)).where(*_LEADS).order_by(col(Assignment.num).desc()).limit(1)
    .correlate(Building).scalar_subquery().label("leader")
)
_COLUMNS: Sequence[Any] = (
    col(Building.num), col(Building.id), col(Building.label), col(Building.name),
    col(Grid.name).label("grid_name"), _LEADER, _number(Household).label("households"),
    _number(Resident, col(Resident.moved_out_on).is_(None), col(Resident.died_on).is_(None)).label("residents"),
    _number(Issue, col(Issue.is_open).is_(True)).label("open_issues"),
)
_LIST = sa.select(*_COLUMNS).select_from(Building).outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
# Shorter labels first puts 3 before 13 on both engines.
_ORDER = Order((sa.func.length(col(Building.label)), col(Building.label), col(Building.num)),
               lambda row: (len(row.label), row.label, row.num))
