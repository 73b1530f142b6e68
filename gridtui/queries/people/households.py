"""Reading households: lists by door, and one door's household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.places.address import door_key, door_prefix, floor_of, parse_door
from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.text import tidy_line
from gridtui.queries.door_lists import DoorList, Place, buildings_in_order, door_page, scattered_page
from gridtui.queries.page import read_count
from gridtui.queries.people.people_at_home import HEAD_NAME, PEOPLE_COUNT
from gridtui.queries.searching import matching_nums
from gridtui.storage.derived.aliases import shown_in
from gridtui.storage.derived.residence import OWN_HOME
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Issue, Resident


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """Which households a list shows; what is left at its default does not narrow it.

    ``door`` is how the door begins; ``text`` may be a door as far as it is typed, a name, its initials or
    the tail of a phone.
    """

    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    door: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of a household list: its door, who answers for it, how many people and open issues.

    ``hub`` says that this is a 党员中心户.
    """

    num: int
    id: RecordId
    door: str
    building_id: RecordId | None
    building_name: str
    head: str
    people: int
    open_issues: int
    kind: str
    use: str = ""
    occupancy: str = ""
    floor: int | None = None
    hub: bool = False

    @property
    def unit(self) -> str:
        """The staircase that the door names."""
        door = parse_door(self.door)
        return door.unit if door else ""


@dataclass(frozen=True, slots=True)
class HouseholdDetail:
    """One household as a draft, with its line and where it is."""

    row: HouseholdRow
    draft: HouseholdDraft
    building_label: str = ""
    grid_id: RecordId | None = None
    grid_name: str = ""
    address: str = ""


def household_page(
    connection: Connection, wanted: HouseholdFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[HouseholdRow]:
    """Return one page of the households that fit, by door, 3-2-501 before 13-1-101."""
    listed = DoorList(_chosen(connection, wanted), table_of(Household), (_DOOR.label("door"),), _key, _row)
    if wanted.text.strip() or wanted.door:
        places = buildings_in_order(connection)
        return scattered_page(connection, listed, places, offset=offset, limit=limit)
    return door_page(
        connection,
        listed,
        places_of(connection, wanted.building_id, wanted.grid_id),
        offset=offset,
        limit=limit,
        near=near,
    )


def household_count(connection: Connection, wanted: HouseholdFilter, *, ceiling: int | None = None) -> int:
    """Return how many households fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(connection, wanted), ceiling)


def household_detail(connection: Connection, household_id: RecordId) -> HouseholdDetail | None:
    """Return one household, of a joined one that in which it is shown; None where the record is gone."""
    household_id = shown_in(connection, Household, household_id)
    chosen = _LIST.outerjoin(Grid, col(Grid.id) == col(Building.grid_id)).add_columns(
        col(Household.dwelling_id),
        col(Household.code),
        col(Household.alias_of),
        col(Household.note),
        col(Building.label),
        col(Building.address),
        col(Building.grid_id),
        col(Grid.name).label("grid_name"),
    )
    row = connection.execute(
        chosen.where(col(Household.id) == household_id, col(Household.deleted).is_(False))
    ).one_or_none()
    if row is None:
        return None
    draft = HouseholdDraft.model_validate({name: getattr(row, name) for name in HouseholdDraft.model_fields})
    return HouseholdDetail(
        _row(row), draft, row.label or "", row.grid_id, row.grid_name or "", row.address or ""
    )


def building_homes(connection: Connection, building_id: RecordId) -> list[HouseholdRow]:
    """Return every household of a building, by door."""
    chosen = _chosen(connection, HouseholdFilter(building_id=building_id))
    return sorted(map(_row, connection.execute(chosen)), key=_key)


def places_of(connection: Connection, building_id: RecordId | None, grid_id: RecordId | None) -> list[Place]:
    """Return the buildings a list walks through, last of all no building where every place fits."""
    if building_id is not None:
        return [building_id]
    if grid_id is not None:
        return list(buildings_in_order(connection, col(Building.grid_id) == grid_id))
    return [*buildings_in_order(connection), None]


def door_begins(prefix: str) -> sa.ColumnElement[bool]:
    """Return the condition that a door begins so; by its characters, whatever the engine's collation is."""
    return sa.func.substr(col(Dwelling.door), 1, len(prefix)) == prefix


def _chosen(connection: Connection, wanted: HouseholdFilter) -> Select[Any]:
    chosen = _LIST.where(*OWN_HOME)
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.building_id is not None:
        chosen = chosen.where(col(Household.building_id) == wanted.building_id)
    if wanted.door:
        chosen = chosen.where(door_begins(wanted.door))
    if wanted.text.strip():
        chosen = chosen.where(_fits(connection, wanted.text))
    return chosen


def _fits(connection: Connection, text: str) -> sa.ColumnElement[bool]:
    prefix = door_prefix(tidy_line(text))
    if prefix:
        return door_begins(prefix)
    nums = matching_nums(connection, Resident, text)
    people = sa.select(col(Resident.household_id)).where(
        col(Resident.num).in_(nums), col(Resident.household_id).is_not(None)
    )
    return col(Household.id).in_(people)


def _key(row: Any) -> tuple[Any, ...]:
    return door_key(row.door), row.num


def _row(row: Row[Any]) -> HouseholdRow:
    room = row.room or ""
    return HouseholdRow(
        row.num,
        row.id,
        row.door,
        row.building_id,
        row.building_name or "",
        row.head or "",
        row.people,
        row.open_issues,
        row.kind,
        row.use or "",
        row.occupancy or "",
        floor_of(room) if row.floor is None else row.floor,
        bool(row.hub),
    )


_OPEN = (col(Issue.deleted).is_(False), col(Issue.is_open).is_(True))
_JOINED = table_of(Household).alias()
# Two counts, because one condition with OR would read every open issue.
_ISSUES = (
    sa.select(sa.func.count())
    .where(col(Issue.household_id) == col(Household.id), *_OPEN)
    .correlate(Household)
    .scalar_subquery()
    + sa.select(sa.func.count())
    .where(_JOINED.c.alias_of == col(Household.id), col(Issue.household_id) == _JOINED.c.id, *_OPEN)
    .correlate(Household)
    .scalar_subquery()
).label("open_issues")
_HUB = (
    sa.exists()
    .where(
        col(Assignment.household_id) == col(Household.id),
        col(Assignment.role) == Role.PARTY_HUB_HOUSEHOLD.value,
        col(Assignment.deleted).is_(False),
        col(Assignment.to_on).is_(None),
    )
    .correlate(Household)
    .label("hub")
)
_DOOR = sa.func.coalesce(col(Dwelling.door), "")
_COLUMNS: Sequence[Any] = (
    col(Household.num),
    col(Household.id),
    _DOOR.label("door"),
    col(Household.building_id),
    col(Building.name).label("building_name"),
    HEAD_NAME,
    PEOPLE_COUNT,
    _ISSUES,
    col(Household.kind),
    col(Dwelling.use),
    col(Dwelling.occupancy),
    col(Dwelling.floor),
    col(Dwelling.room),
    _HUB,
)
_LIST = (
    sa.select(*_COLUMNS)
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
)
