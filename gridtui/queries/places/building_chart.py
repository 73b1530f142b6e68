"""Reading the chart of a building: what is known of every door, in a few queries whatever its height."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role, in_force
from gridtui.domain.places.address import label_key
from gridtui.domain.places.chart import Door
from gridtui.domain.words.dates import local_date
from gridtui.queries.places.buildings import BuildingRow, building_detail
from gridtui.queries.walks.visits import due_households
from gridtui.storage.derived.residence import LIVING, OWN_HOME
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Issue, Resident, Unit


@dataclass(frozen=True, slots=True)
class BuildingChart:
    """A building with all its doors.

    ``loose_issues`` are open ones of the building that belong to no door, ``doorless`` its households
    without one; ``beside`` are the buildings of its grid by label, itself among them.
    """

    row: BuildingRow
    doors: tuple[Door, ...]
    loose_issues: int = 0
    loose_late: int = 0
    doorless: int = 0
    beside: tuple[RecordId, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorPlace:
    """Where a door is, by its building and its address, and how it is used."""

    building_id: RecordId
    door: str
    use: str
    occupancy: str


@dataclass(slots=True)
class _Behind:
    """What is behind the doors, by door."""

    households: dict[RecordId, list[RecordId]]
    people: Mapping[RecordId, int]
    issues: Mapping[RecordId | None, int]
    late: Mapping[RecordId | None, int]
    due: frozenset[RecordId]
    hubs: frozenset[RecordId]

    def door(self, row: Row[Any]) -> Door:
        """Return the door of a row with what is behind it."""
        homes = self.households.get(row.id, ())
        return Door(
            row.id,
            row.door,
            row.unit or "",
            row.room,
            row.floor,
            row.use,
            row.occupancy,
            tuple(homes),
            sum(self.people.get(home, 0) for home in homes),
            self.issues.get(row.id, 0),
            self.late.get(row.id, 0),
            sum(home in self.due for home in homes),
            any(home in self.hubs for home in homes),
        )


def building_chart(connection: Connection, building_id: RecordId, now: datetime) -> BuildingChart | None:
    """Return a building with what is known of every door; None where the building is gone."""
    today = local_date(now)
    detail = building_detail(connection, building_id, today)
    if detail is None:
        return None
    rows = connection.execute(_doors(building_id)).all()
    homes, doorless = _households(connection, building_id, {row.id for row in rows})
    issues, late = _issues(connection, building_id, now, {row.id for row in rows})
    behind = _Behind(
        homes,
        _people(connection, building_id),
        issues,
        late,
        frozenset(due_households(connection, building_id, today)),
        frozenset(_hubs(connection, building_id, today)),
    )
    return BuildingChart(
        detail.row,
        tuple(map(behind.door, rows)),
        issues.get(None, 0),
        late.get(None, 0),
        doorless,
        _beside(connection, detail.row.grid_id),
    )


def door_place(connection: Connection, dwelling_id: RecordId) -> DoorPlace | None:
    """Return where a door is; None where it is gone or in no building."""
    row = connection.execute(
        sa.select(
            col(Dwelling.building_id), col(Dwelling.door), col(Dwelling.use), col(Dwelling.occupancy)
        ).where(col(Dwelling.id) == dwelling_id, col(Dwelling.deleted).is_(False))
    ).one_or_none()
    return DoorPlace(row.building_id, row.door, row.use, row.occupancy) if row and row.building_id else None


def _doors(building_id: RecordId) -> sa.Select[Any]:
    columns = (Dwelling.id, Dwelling.door, Dwelling.room, Dwelling.floor, Dwelling.use, Dwelling.occupancy)
    found: Any = (
        sa.select(*map(col, columns), col(Unit.label).label("unit"))
        .outerjoin(Unit, col(Unit.id) == col(Dwelling.unit_id))
        .where(col(Dwelling.building_id) == building_id, col(Dwelling.deleted).is_(False))
        .order_by(col(Dwelling.num))
    )
    chosen: sa.Select[Any] = found
    return chosen


def _households(
    connection: Connection, building_id: RecordId, doors: set[RecordId]
) -> tuple[dict[RecordId, list[RecordId]], int]:
    """Return the households behind each door, and how many of the building have none."""
    chosen = (
        sa.select(col(Household.id), col(Household.dwelling_id))
        .where(
            col(Household.building_id) == building_id,
            *OWN_HOME,
        )
        .order_by(col(Household.num))
    )
    found: dict[RecordId, list[RecordId]] = defaultdict(list)
    doorless = 0
    for row in connection.execute(chosen):
        if row.dwelling_id in doors:
            found[row.dwelling_id].append(row.id)
        else:
            doorless += 1
    return found, doorless


def _people(connection: Connection, building_id: RecordId) -> dict[RecordId, int]:
    chosen = (
        sa.select(col(Resident.household_id), sa.func.count())
        .where(
            col(Resident.building_id) == building_id,
            *LIVING,
        )
        .group_by(col(Resident.household_id))
    )
    return {row[0]: row[1] for row in connection.execute(chosen) if row[0] is not None}


def _issues(
    connection: Connection, building_id: RecordId, now: datetime, doors: set[RecordId]
) -> tuple[Counter[RecordId | None], Counter[RecordId | None]]:
    """Return how many open issues each door has, and how many of them are late; None is no door."""
    lives = sa.select(col(Household.dwelling_id)).where(col(Household.id) == col(Issue.household_id))
    chosen = sa.select(
        sa.func.coalesce(col(Issue.dwelling_id), lives.correlate(Issue).scalar_subquery()).label(
            "dwelling_id"
        ),
        col(Issue.due_at),
    ).where(
        col(Issue.building_id) == building_id, col(Issue.deleted).is_(False), col(Issue.is_open).is_(True)
    )
    issues: Counter[RecordId | None] = Counter()
    late: Counter[RecordId | None] = Counter()
    for row in connection.execute(chosen):
        door = row.dwelling_id if row.dwelling_id in doors else None
        issues[door] += 1
        late[door] += row.due_at is not None and row.due_at < now
    return issues, late


def _hubs(connection: Connection, building_id: RecordId, today: date) -> list[RecordId]:
    chosen = (
        sa.select(col(Assignment.household_id), col(Assignment.from_on), col(Assignment.to_on))
        .join(Household, col(Household.id) == col(Assignment.household_id))
        .where(
            col(Household.building_id) == building_id,
            col(Assignment.role) == Role.PARTY_HUB_HOUSEHOLD.value,
            col(Assignment.deleted).is_(False),
        )
    )
    rows = connection.execute(chosen)
    return [row.household_id for row in rows if in_force(row.from_on, row.to_on, today)]


def _beside(connection: Connection, grid_id: RecordId | None) -> tuple[RecordId, ...]:
    same = col(Building.grid_id).is_(None) if grid_id is None else col(Building.grid_id) == grid_id
    rows = connection.execute(
        sa.select(col(Building.id), col(Building.label), col(Building.num)).where(
            same, col(Building.deleted).is_(False)
        )
    )
    return tuple(row.id for row in sorted(rows, key=lambda row: (label_key(row.label), row.num)))
