"""Reading residents: lists and one person's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.ids import RecordId
from gridtui.domain.masking import mask_phone
from gridtui.domain.paging import Anchor
from gridtui.domain.resident import ResidentDraft
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.searching import matching_nums
from gridtui.storage.tables import Building, Dwelling, Household, Resident, ServiceTag


class ResidentOrder(Enum):
    """The orders of a resident list."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class ResidentFilter:
    """Which residents a list shows; what is left at its default does not narrow it."""

    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    household_id: RecordId | None = None
    tag: str = ""
    text: str = ""
    with_gone: bool = False
    order: ResidentOrder = ResidentOrder.NEWEST


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """One line of a resident list; the phone is masked, the ID number is not here."""

    num: int
    id: RecordId
    name: str
    sex: str
    birth_date: date | None
    phone: str
    relation: str
    door: str
    building_name: str
    household_id: RecordId | None
    residence_state: str
    gone: bool


@dataclass(frozen=True, slots=True)
class ResidentDetail:
    """Everything about one resident: the draft holds unmasked values, so show it through masking."""

    row: ResidentRow
    draft: ResidentDraft
    tags: tuple[str, ...]


def resident_page(connection: Connection, wanted: ResidentFilter, *, offset: int, limit: int,
                  near: Anchor | None = None) -> list[ResidentRow]:
    """Return one page of the residents that fit."""
    return read_page(connection, _chosen(connection, wanted), _ORDERS[wanted.order], _row,
                     offset=offset, limit=limit, near=near)


def resident_count(connection: Connection, wanted: ResidentFilter, *, ceiling: int | None = None) -> int:
    """Return how many residents fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(connection, wanted), ceiling)


def resident_detail(connection: Connection, resident_id: RecordId) -> ResidentDetail | None:
    """Return one resident; None where the record is gone."""
    chosen = _LIST.add_columns(*(col(getattr(Resident, name)) for name in ResidentDraft.model_fields
                                 if name not in _LISTED))
    row = connection.execute(chosen.where(col(Resident.id) == resident_id,
                                          col(Resident.deleted).is_(False))).one_or_none()
    if row is None:
        return None
    tags = connection.execute(sa.select(col(ServiceTag.tag)).where(
        col(ServiceTag.resident_id) == resident_id, col(ServiceTag.deleted).is_(False))).scalars()
    draft = ResidentDraft.model_validate({name: getattr(row, name) for name in ResidentDraft.model_fields})
    return ResidentDetail(_row(row), draft, tuple(tags))


def _chosen(connection: Connection, wanted: ResidentFilter) -> Select[Any]:
    chosen = _LIST.where(col(Resident.deleted).is_(False))
    if not wanted.with_gone:
        chosen = chosen.where(col(Resident.moved_out_on).is_(None), col(Resident.died_on).is_(None))
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.building_id is not None:
        chosen = chosen.where(col(Resident.building_id) == wanted.building_id)
    if wanted.household_id is not None:
        chosen = chosen.where(col(Resident.household_id) == wanted.household_id)
    if wanted.tag:
        chosen = chosen.where(sa.exists().where(
            col(ServiceTag.resident_id) == col(Resident.id), col(ServiceTag.tag) == wanted.tag,
            col(ServiceTag.deleted).is_(False)))
    if wanted.text.strip():
        chosen = chosen.where(col(Resident.num).in_(matching_nums(connection, Resident, wanted.text)))
    return chosen


def _row(row: Row[Any]) -> ResidentRow:
    return ResidentRow(row.num, row.id, row.name, row.sex, row.birth_date, mask_phone(row.phone), row.relation,
                       row.door or "", row.building_name or "", row.household_id, row.residence_state,
                       row.moved_out_on is not None or row.died_on is not None)


_LISTED = ("name", "sex", "birth_date", "phone", "relation", "household_id", "residence_state", "moved_out_on",
           "died_on")
_COLUMNS: Sequence[Any] = (
    col(Resident.num), col(Resident.id), col(Dwelling.door), col(Building.name).label("building_name"),
    *(col(getattr(Resident, name)) for name in _LISTED),
)
_LIST = (
    sa.select(*_COLUMNS).select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
)
_ORDERS = {
    ResidentOrder.NEWEST: Order((col(Resident.num),), lambda row: (row.num,), descending=True),
    ResidentOrder.OLDEST: Order((col(Resident.num),), lambda row: (row.num,)),
}
