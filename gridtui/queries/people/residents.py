"""Reading residents: lists and one person's card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.people.resident import HEAD, ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.places.address import door_key, door_prefix
from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.text import tidy_line
from gridtui.queries.door_lists import DoorList, buildings_in_order, door_page, scattered_page
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.people.households import HouseholdDetail, door_begins, household_detail, places_of
from gridtui.queries.record_drafts import record_draft
from gridtui.queries.searching import grid_tokens, matching_nums
from gridtui.storage.derived.aliases import shown_in, with_joined
from gridtui.storage.derived.residence import OWN_PERSON, STAYED
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Building, Dwelling, Household, Resident, ServiceTag


class ResidentOrder(Enum):
    """The orders of a resident list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DOOR = "door"


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
    """One line of a resident list; the phone is masked, the ID number is not here.

    ``needs`` are the codes of the service needs noted.
    """

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
    building_id: RecordId | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagRow:
    """One service need of a resident, as it was noted."""

    id: RecordId
    draft: ServiceTagDraft


@dataclass(frozen=True, slots=True)
class ResidentDetail:
    """Everything about one resident: the draft holds unmasked values, so show it through masking."""

    row: ResidentRow
    draft: ResidentDraft
    tags: tuple[str, ...]
    noted: tuple[TagRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """A household and its people, those who left last."""

    detail: HouseholdDetail
    people: tuple[ResidentRow, ...]


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody else who has the same ID number."""

    id: RecordId
    name: str
    door: str


def resident_page(
    connection: Connection, wanted: ResidentFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[ResidentRow]:
    """Return one page of the residents that fit."""
    chosen = _chosen(connection, wanted)
    if wanted.order is not ResidentOrder.DOOR:
        order = _ORDERS[wanted.order]
        rows = read_page(connection, chosen, order, _row, offset=offset, limit=limit, near=near)
        return _with_needs(connection, rows)
    keys = (sa.func.coalesce(col(Dwelling.door), "").label("door"), col(Resident.relation))
    listed = DoorList(chosen, table_of(Resident), keys, _key, _row)
    if wanted.text.strip() or wanted.tag or wanted.household_id is not None:
        places = buildings_in_order(connection)
        return _with_needs(connection, scattered_page(connection, listed, places, offset=offset, limit=limit))
    walked = places_of(connection, wanted.building_id, wanted.grid_id)
    return _with_needs(
        connection, door_page(connection, listed, walked, offset=offset, limit=limit, near=near)
    )


def resident_count(connection: Connection, wanted: ResidentFilter, *, ceiling: int | None = None) -> int:
    """Return how many residents fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(connection, wanted), ceiling)


def household_residents(connection: Connection, household_id: RecordId) -> list[ResidentRow]:
    """Return the people of a household, its head first, those who left last."""
    wanted = ResidentFilter(household_id=household_id, with_gone=True, order=ResidentOrder.DOOR)
    rows = resident_page(connection, wanted, offset=0, limit=500)
    return sorted(rows, key=lambda row: row.gone)


def people_of(connection: Connection, household_ids: Iterable[RecordId]) -> tuple[RecordId, ...]:
    """Return the people of these households."""
    return tuple(row.id for id in household_ids for row in household_residents(connection, id))


def household_card(connection: Connection, household_id: RecordId) -> HouseholdCard | None:
    """Return a household with its people; None where the record is gone."""
    detail = household_detail(connection, household_id)
    return HouseholdCard(detail, tuple(household_residents(connection, detail.row.id))) if detail else None


def resident_detail(connection: Connection, resident_id: RecordId) -> ResidentDetail | None:
    """Return one resident, of a joined record that in which it is shown; None where the record is gone."""
    resident_id = shown_in(connection, Resident, resident_id)
    chosen = _LIST.add_columns(
        *(col(getattr(Resident, name)) for name in ResidentDraft.model_fields if name not in _LISTED)
    )
    row = connection.execute(
        chosen.where(col(Resident.id) == resident_id, col(Resident.deleted).is_(False))
    ).one_or_none()
    if row is None:
        return None
    noted = resident_tags(connection, resident_id)
    draft = ResidentDraft.model_validate({name: getattr(row, name) for name in ResidentDraft.model_fields})
    tags = tuple(each.draft.tag for each in noted)
    return ResidentDetail(replace(_row(row), needs=tags), draft, tags, noted)


def resident_tags(connection: Connection, resident_id: RecordId) -> tuple[TagRow, ...]:
    """Return the service needs of a resident and of the records joined to theirs, oldest first."""
    ids = with_joined(connection, Resident, resident_id)
    names = list(ServiceTagDraft.model_fields)
    rows = connection.execute(
        sa.select(col(ServiceTag.id), *(col(getattr(ServiceTag, name)) for name in names))
        .where(col(ServiceTag.resident_id).in_(ids), col(ServiceTag.deleted).is_(False))
        .order_by(col(ServiceTag.num))
    )
    return tuple(
        TagRow(row[0], ServiceTagDraft.model_validate(dict(zip(names, row[1:], strict=True)))) for row in rows
    )


def tag_draft(connection: Connection, tag_id: RecordId) -> ServiceTagDraft | None:
    """Return one service need as a draft; None where it is gone."""
    return record_draft(connection, ServiceTag, ServiceTagDraft, tag_id)


def same_id_number(connection: Connection, id_number: str, but: RecordId | None = None) -> list[Namesake]:
    """Return who else has this ID number, those who left too; ``but`` is the one it is asked for."""
    if not id_number:
        return []
    chosen: Any = (
        sa.select(
            col(Resident.id), col(Resident.name), col(Dwelling.door), col(Building.name).label("building")
        )
        .outerjoin(Household, col(Household.id) == col(Resident.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(Resident.building_id))
        .where(
            col(Resident.id_number) == id_number,
            *OWN_PERSON,
        )
        .order_by(col(Resident.num))
    )
    return [
        Namesake(row.id, row.name, row.door or row.building or "")
        for row in connection.execute(chosen)
        if row.id != but
    ]


def _chosen(connection: Connection, wanted: ResidentFilter) -> Select[Any]:
    chosen = _LIST.where(*OWN_PERSON)
    if not wanted.with_gone:
        chosen = chosen.where(*STAYED)
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.building_id is not None:
        chosen = chosen.where(col(Resident.building_id) == wanted.building_id)
    if wanted.household_id is not None:
        chosen = chosen.where(col(Resident.household_id) == wanted.household_id)
    if wanted.tag:
        of = sa.func.coalesce(_JOINED.c.alias_of, col(ServiceTag.resident_id))
        tagged = (
            sa.select(of)
            .outerjoin(_JOINED, _JOINED.c.id == col(ServiceTag.resident_id))
            .where(col(ServiceTag.tag) == wanted.tag, col(ServiceTag.deleted).is_(False))
        )
        chosen = chosen.where(col(Resident.id).in_(tagged))
    if wanted.text.strip():
        chosen = chosen.where(_fits(connection, wanted))
    return chosen


def _fits(connection: Connection, wanted: ResidentFilter) -> sa.ColumnElement[bool]:
    prefix = door_prefix(tidy_line(wanted.text))
    if prefix:
        return door_begins(prefix)
    filters = grid_tokens(connection, wanted.grid_id)
    return col(Resident.num).in_(matching_nums(connection, Resident, wanted.text, filters=filters))


def _with_needs(connection: Connection, rows: Sequence[ResidentRow]) -> list[ResidentRow]:
    needs: dict[RecordId, list[str]] = {}
    here = [row.id for row in rows]
    joined = sa.select(col(Resident.id), col(Resident.alias_of)).where(col(Resident.alias_of).in_(here))
    inside = {row.id: row.alias_of for row in connection.execute(joined)} if rows else {}
    chosen = (
        sa.select(col(ServiceTag.resident_id), col(ServiceTag.tag))
        .where(col(ServiceTag.resident_id).in_([*here, *inside]), col(ServiceTag.deleted).is_(False))
        .order_by(col(ServiceTag.num))
    )
    found: Iterable[Any] = connection.execute(chosen) if rows else ()
    for row in found:
        noted = needs.setdefault(inside.get(row[0], row[0]), [])
        if row[1] not in noted:
            noted.append(row[1])
    return [replace(each, needs=tuple(needs[each.id])) if each.id in needs else each for each in rows]


def _key(row: Any) -> tuple[Any, ...]:
    return door_key(row.door), row.relation != HEAD, row.num


def _row(row: Row[Any]) -> ResidentRow:
    return ResidentRow(
        row.num,
        row.id,
        row.name,
        row.sex,
        row.birth_date,
        mask_phone(row.phone),
        row.relation,
        row.door or "",
        row.building_name or "",
        row.household_id,
        row.residence_state,
        row.moved_out_on is not None or row.died_on is not None,
        row.building_id,
    )


_JOINED = table_of(Resident).alias()
_LISTED = (
    "name",
    "sex",
    "birth_date",
    "phone",
    "relation",
    "household_id",
    "residence_state",
    "moved_out_on",
    "died_on",
    "building_id",
)
_COLUMNS: Sequence[Any] = (
    col(Resident.num),
    col(Resident.id),
    col(Dwelling.door),
    col(Building.name).label("building_name"),
    *(col(getattr(Resident, name)) for name in _LISTED),
)
_LIST = (
    sa.select(*_COLUMNS)
    .select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
)
_ORDERS = {
    ResidentOrder.NEWEST: Order((col(Resident.num),), lambda row: (row.num,), descending=True),
    ResidentOrder.OLDEST: Order((col(Resident.num),), lambda row: (row.num,)),
}
