"""What gaps are looked for in: grids, buildings and who serves as wholes; the needs that lack a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.visit import visit_periods
from gridtui.domain.places.address import door_key, label_key
from gridtui.domain.places.door_numbers import building_title
from gridtui.queries.walks.visits import due_condition
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.derived.residence import OWN_HOME
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Org, Resident, ServiceTag


@dataclass(frozen=True, slots=True)
class Place:
    """A grid or a building; ``grid_id`` is a building's, ``code``, ``branch_id``, ``size_note`` a grid's."""

    id: RecordId
    title: str
    code: str = ""
    branch_id: RecordId | None = None
    grid_id: RecordId | None = None
    size_note: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who serves today; a hub household counts for its building ``building_id``."""

    id: RecordId
    role: str
    person_name: str
    phone: str
    place_id: RecordId | None
    building_id: RecordId | None


@dataclass(frozen=True, slots=True)
class Ground:
    """The places in their order, who serves today, and how many households each building has."""

    grids: tuple[Place, ...]
    buildings: tuple[Place, ...]
    posts: tuple[Post, ...]
    households: Mapping[RecordId | None, int]
    by_grid: Mapping[RecordId | None, int]
    orgs: Mapping[RecordId, str]

    def held(self, role: Role) -> set[RecordId | None]:
        """Return the places where somebody holds the role; the buildings for hub households."""
        hub = role is Role.PARTY_HUB_HOUSEHOLD
        return {post.building_id if hub else post.place_id for post in self.posts if post.role == role.value}

    def households_of_grid(self, grid_id: RecordId) -> int:
        """Return how many households the buildings of a grid have."""
        return self.by_grid.get(grid_id, 0)

    def titles(self) -> dict[RecordId, tuple[str, RecordId | None]]:
        """Return place → what it is called and its grid."""
        named: dict[RecordId, tuple[str, RecordId | None]] = {
            id: (name, None) for id, name in self.orgs.items()
        }
        named |= {grid.id: (grid.title, grid.id) for grid in self.grids}
        named |= {building.id: (building.title, building.grid_id) for building in self.buildings}
        for post in self.posts:
            if post.place_id is not None and post.building_id is not None:
                named.setdefault(post.place_id, named.get(post.building_id, ("", None)))
        return named


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A service need that lacks something, or is to be reviewed; ``missing`` is its first empty field."""

    id: RecordId
    person: str
    door: str
    grid_id: RecordId | None
    review_on: date | None
    missing: str


def in_force_on(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition that an assignment is there and holds on a day."""
    return (
        col(Assignment.deleted).is_(False),
        sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= day),
        sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= day),
    )


def read_ground(connection: Connection, today: date) -> Ground:
    """Return the places, the posts held today and the households of each building."""
    grids = sorted(connection.execute(_GRIDS), key=lambda row: (row.code, row.num))
    buildings = sorted(connection.execute(_BUILDINGS), key=lambda row: (label_key(row.label), row.num))
    households = {row.building_id: row.n for row in connection.execute(_HOUSEHOLDS)}
    by_grid: Counter[RecordId | None] = Counter()
    for row in buildings:
        by_grid[row.grid_id] += households.get(row.id, 0)
    return Ground(
        tuple(Place(row.id, row.name, row.code, row.branch_id, None, row.size_note) for row in grids),
        tuple(Place(row.id, building_title(row.name, row.label), grid_id=row.grid_id) for row in buildings),
        tuple(
            Post(row.id, row.role, row.person_name, row.phone, row.place_id, row.home)
            for row in connection.execute(_POSTS.where(*in_force_on(today)).order_by(col(Assignment.num)))
        ),
        households,
        by_grid,
        {row.id: row.name for row in connection.execute(_ORGS)},
    )


VisitsDue: TypeAlias = Mapping[RecordId, tuple[int, int]]
"""Building → how many of its due households were never visited, and how many are overdue."""


def visits_due(connection: Connection, today: date) -> VisitsDue:
    """Return building → how many of its due households were never visited, and how many are overdue."""
    building, met = col(Household.building_id), col(Household.met_on)
    counted = sa.select(building, sa.func.count().label("n"), sa.func.count(met).label("met")).where(
        *due_condition(visit_periods(limits_in_force(connection)), today), building.is_not(None)
    )
    return {
        row.building_id: (row.n - row.met, row.met) for row in connection.execute(counted.group_by(building))
    }


def needs_by_building(connection: Connection, lacking: Lacking) -> dict[RecordId | None, int]:
    """Return building → how many needs lack that; buildings without any are left out."""
    building = col(ServiceTag.building_id)
    counted = sa.select(building, sa.func.count().label("n")).where(
        col(ServiceTag.deleted).is_(False), lacking.condition
    )
    return {row.building_id: row.n for row in connection.execute(counted.group_by(building))}


def needs_in_order(
    connection: Connection, ground: Ground, lacking: Lacking, buildings: Sequence[RecordId | None]
) -> Iterator[NeedRow]:
    """Yield the needs of these buildings that lack that, by building and door, reading as far as is asked."""
    grids = {building.id: building.grid_id for building in ground.buildings}
    for some in chunks(buildings, _BUILDINGS_AT_ONCE):
        order = {id: place for place, id in enumerate(some)}
        inside = col(ServiceTag.building_id).in_([id for id in some if id is not None])
        where = sa.or_(inside, col(ServiceTag.building_id).is_(None)) if None in order else inside
        rows = connection.execute(_NEEDS.where(lacking.condition, where))
        for row in sorted(rows, key=lambda row: (order[row.building_id], door_key(row.door), row.num)):
            missing = next((name for name in _NEEDED if not getattr(row, name)), "review_on")
            yield NeedRow(
                row.id, row.name or "", row.door, grids.get(row.building_id), row.review_on, missing
            )


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a service need lacks: a word or a date, or a review that is past on ``today``."""

    incomplete: bool
    today: date

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """The condition of the needs that lack it."""
        incomplete = sa.or_(
            col(ServiceTag.purpose) == "",
            col(ServiceTag.basis) == "",
            col(ServiceTag.consent_on).is_(None),
            col(ServiceTag.review_on).is_(None),
        )
        return incomplete if self.incomplete else sa.and_(~incomplete, col(ServiceTag.review_on) < self.today)


_BUILDINGS_AT_ONCE = 50
_NEEDED = ("purpose", "basis", "consent_on", "review_on")
_GRIDS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Grid.num), col(Grid.id), col(Grid.name), col(Grid.code), col(Grid.branch_id), col(Grid.size_note)
).where(col(Grid.deleted).is_(False), col(Grid.closed_on).is_(None))
_BUILDINGS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Building.num), col(Building.id), col(Building.name), col(Building.label), col(Building.grid_id)
).where(col(Building.deleted).is_(False))
_HOUSEHOLDS: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(Household.building_id), sa.func.count().label("n"))
    .where(*OWN_HOME)
    .group_by(col(Household.building_id))
)
_ORGS: sa.Select[*tuple[Any, ...]] = sa.select(col(Org.id), col(Org.name)).where(col(Org.deleted).is_(False))
_POSTS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Assignment.id),
        col(Assignment.role),
        col(Assignment.person_name),
        col(Assignment.phone),
        sa.func.coalesce(
            col(Assignment.building_id),
            col(Assignment.grid_id),
            col(Assignment.household_id),
            col(Assignment.org_id),
        ).label("place_id"),
        sa.func.coalesce(col(Assignment.building_id), col(Household.building_id)).label("home"),
    )
    .select_from(Assignment)
    .outerjoin(
        Household,
        sa.and_(col(Household.id) == col(Assignment.household_id), col(Household.deleted).is_(False)),
    )
)
_NEEDS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(ServiceTag.num),
        col(ServiceTag.id),
        col(ServiceTag.purpose),
        col(ServiceTag.basis),
        col(ServiceTag.consent_on),
        col(ServiceTag.review_on),
        col(Resident.name),
        col(ServiceTag.building_id),
        sa.func.coalesce(col(Dwelling.door), "").label("door"),
    )
    .select_from(ServiceTag)
    .join(Resident, col(Resident.id) == col(ServiceTag.resident_id))
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .where(col(ServiceTag.deleted).is_(False), col(Resident.deleted).is_(False))
)
