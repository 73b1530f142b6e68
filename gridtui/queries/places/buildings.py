"""Reading buildings: lists, and one building with what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.address import label_key
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.text import tidy_line
from gridtui.queries.page import read_count
from gridtui.queries.searching import matching_nums
from gridtui.storage.derived.door_places import door_places
from gridtui.storage.derived.residence import LIVING, OWN_HOME
from gridtui.storage.tables import (
    Assignment,
    Building,
    Courtyard,
    Dwelling,
    Grid,
    Household,
    Issue,
    Resident,
    Unit,
)


@dataclass(frozen=True, slots=True)
class BuildingFilter:
    """Which buildings a list shows; what is left at its default does not narrow it.

    ``without_grid`` keeps those of no grid; ``text`` is a label, a name or an address. ``today`` is the day
    on which a leader counts; without it one whose end is not set.
    """

    grid_id: RecordId | None = None
    org_id: RecordId | None = None
    without_grid: bool = False
    without_leader: bool = False
    text: str = ""
    today: date | None = None


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
    kind: str = ""
    floors: int | None = None
    address: str = ""
    grid_id: RecordId | None = None
    courtyard: str = ""


@dataclass(frozen=True, slots=True)
class BuildingDetail:
    """One building as a draft, with its line."""

    row: BuildingRow
    draft: BuildingDraft


@dataclass(frozen=True, slots=True)
class Staircase:
    """What is known of one staircase of a building: its rooms, and the rule for its doors.

    ``homes`` are the doors with a household; ``floors`` and ``doors_per_floor`` are None where not noted.
    """

    rooms: tuple[str, ...]
    homes: frozenset[str]
    floors: int | None
    doors_per_floor: int | None


def building_page(
    connection: Connection,
    wanted: BuildingFilter,
    *,
    offset: int,
    limit: int,
    near: Anchor | None = None,  # noqa: ARG001 - buildings are few
) -> list[BuildingRow]:
    """Return one page of the buildings that fit, by label (3 before 13)."""
    keys = connection.execute(_narrowed(connection, _KEYS, wanted))
    nums = [row.num for row in sorted(keys, key=_key)[offset : offset + limit]]
    rows = connection.execute(_list(wanted.today).where(col(Building.num).in_(nums))) if nums else ()
    return sorted(map(_row, rows), key=_key)


def building_count(connection: Connection, wanted: BuildingFilter, *, ceiling: int | None = None) -> int:
    """Return how many buildings fit, counting no further than ``ceiling``."""
    return read_count(connection, _narrowed(connection, _KEYS, wanted), ceiling)


def building_detail(
    connection: Connection, building_id: RecordId, today: date | None = None
) -> BuildingDetail | None:
    """Return one building; None where the record is gone."""
    listed = ("label", "name", "kind", "floors", "address", "grid_id")
    chosen = _list(today).add_columns(
        *(col(getattr(Building, name)) for name in BuildingDraft.model_fields if name not in listed)
    )
    row = connection.execute(
        chosen.where(col(Building.id) == building_id, col(Building.deleted).is_(False))
    ).one_or_none()
    if row is None:
        return None
    draft = BuildingDraft.model_validate({name: getattr(row, name) for name in BuildingDraft.model_fields})
    return BuildingDetail(_row(row), draft)


def buildings_by_label(connection: Connection, label: str) -> list[RecordId]:
    """Return the buildings with exactly this label, oldest first."""
    chosen = sa.select(col(Building.id)).where(col(Building.label) == label, col(Building.deleted).is_(False))
    return list(connection.execute(chosen.order_by(col(Building.num))).scalars())


def building_doors(connection: Connection, building_id: RecordId) -> frozenset[tuple[str, str]]:
    """Return (unit, room) of every door of a building."""
    return frozenset(door_places(connection, building_id))


def staircase(connection: Connection, building_id: RecordId, unit: str) -> Staircase:
    """Return what is known of a staircase; ``unit`` is its label, empty where the building has none."""
    rule = connection.execute(
        sa.select(col(Unit.floors), col(Unit.doors_per_floor))
        .where(col(Unit.building_id) == building_id, col(Unit.label) == unit, col(Unit.deleted).is_(False))
        .limit(1)
    ).first()
    floors = connection.execute(
        sa.select(col(Building.floors)).where(col(Building.id) == building_id)
    ).scalar()
    lives = sa.exists().where(
        col(Household.dwelling_id) == col(Dwelling.id),
        *OWN_HOME,
    )
    here = col(Unit.label) == unit if unit else col(Dwelling.unit_id).is_(None)
    doors = connection.execute(
        sa.select(col(Dwelling.room), col(Dwelling.door), lives.correlate(Dwelling).label("lives"))
        .outerjoin(Unit, col(Unit.id) == col(Dwelling.unit_id))
        .where(col(Dwelling.building_id) == building_id, col(Dwelling.deleted).is_(False), here)
    ).all()
    return Staircase(
        tuple(row.room for row in doors),
        frozenset(row.door for row in doors if row.lives),
        (rule.floors if rule else None) or floors,
        rule.doors_per_floor if rule else None,
    )


def _narrowed(connection: Connection, chosen: Select[Any], wanted: BuildingFilter) -> Select[Any]:
    chosen = chosen.where(col(Building.deleted).is_(False))
    if wanted.grid_id is not None:
        chosen = chosen.where(col(Building.grid_id) == wanted.grid_id)
    if wanted.org_id is not None:
        chosen = chosen.where(col(Building.org_id) == wanted.org_id)
    if wanted.without_grid:
        chosen = chosen.where(col(Building.grid_id).is_(None))
    if wanted.without_leader:
        chosen = chosen.where(~sa.exists().where(*_leads(wanted.today)).correlate(Building))
    text = tidy_line(wanted.text)
    if text:
        nums = matching_nums(connection, Building, text)
        chosen = chosen.where(
            sa.or_(col(Building.label) == text.upper().removesuffix("栋"), col(Building.num).in_(nums))
        )
    return chosen


def _key(row: Any) -> tuple[Any, ...]:
    return label_key(row.label), row.num


def _row(row: Row[Any]) -> BuildingRow:
    return BuildingRow(
        row.num,
        row.id,
        row.label,
        row.name,
        row.grid_name or "",
        row.leader or "",
        row.households,
        row.residents,
        row.open_issues,
        row.kind,
        row.floors,
        row.address,
        row.grid_id,
        row.courtyard or "",
    )


def _number(model: type[Any], *where: Any) -> Any:
    counted = sa.select(sa.func.count()).where(col(model.building_id) == col(Building.id), *where)
    return counted.correlate(Building).scalar_subquery()


def _leads(today: date | None) -> tuple[Any, ...]:
    leads = (
        col(Assignment.building_id) == col(Building.id),
        col(Assignment.role) == Role.BUILDING_LEADER.value,
        col(Assignment.deleted).is_(False),
    )
    if today is None:
        return *leads, col(Assignment.to_on).is_(None)
    return (
        *leads,
        sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= today),
        sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= today),
    )


def _list(today: date | None) -> Select[Any]:
    leader = (
        sa.select(col(Assignment.person_name))
        .where(*_leads(today))
        .order_by(col(Assignment.num).desc())
        .limit(1)
        .correlate(Building)
        .scalar_subquery()
        .label("leader")
    )
    return (
        sa.select(*_COLUMNS, leader)
        .select_from(Building)
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    )


_COLUMNS: Sequence[Any] = (
    col(Building.num),
    col(Building.id),
    col(Building.label),
    col(Building.name),
    col(Grid.name).label("grid_name"),
    _number(Household, *OWN_HOME).label("households"),
    _number(Resident, *LIVING).label("residents"),
    _number(Issue, col(Issue.deleted).is_(False), col(Issue.is_open).is_(True)).label("open_issues"),
    col(Building.kind),
    col(Building.floors),
    col(Building.address),
    col(Building.grid_id),
    sa.select(col(Courtyard.name))
    .where(col(Courtyard.id) == col(Building.courtyard_id), col(Courtyard.deleted).is_(False))
    .correlate(Building)
    .scalar_subquery()
    .label("courtyard"),
)
_KEYS: Any = sa.select(col(Building.num), col(Building.label)).select_from(Building)
