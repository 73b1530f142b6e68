"""What an export reads of each kind of record, row by row, in the words that an import understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.building import unpack_details
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.files.written_values import Value
from gridtui.queries.searching import matching_nums
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import (
    Assignment,
    Building,
    Courtyard,
    Dwelling,
    Grid,
    Household,
    Org,
    Unit,
)

PAGE = 2_000
"""Records in memory at a time."""

Told = dict[str, Any]
"""What one row tells, by field name; a field left out is a blank cell."""


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which records are written; what is left at its default does not narrow them.

    ``category`` (by beginning) is for issues, ``open`` also for promises; ``registered_from`` and
    ``registered_before`` are about an issue's registration, a visit's day, a promise's day. ``ids`` names
    the records themselves.
    """

    grid_id: RecordId | None = None
    open: bool | None = None
    category: str = ""
    registered_from: datetime | None = None
    registered_before: datetime | None = None
    text: str = ""
    ids: Sequence[RecordId] | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How one kind is read: the records chosen, where its grid stands, and what a page of rows tells.

    ``filters`` are the other fields of ``ExportFilter`` that narrow it, each with its condition.
    """

    model: RecordTable
    chosen: Select[Any]
    tell: Callable[[Connection, Sequence[Any]], Iterator[Told]]
    grid: Callable[[RecordId], Any] | None = None
    filters: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


def told_rows(connection: Connection, source: Outgoing, wanted: ExportFilter) -> Iterator[Told]:
    """Yield what is told of every record that fits, oldest first."""
    num = table_of(source.model).c.num
    chosen = _narrowed(source, wanted).order_by(num)
    if wanted.ids is not None:
        id = table_of(source.model).c.id
        for some in chunks(list(wanted.ids)):
            yield from source.tell(connection, connection.execute(chosen.where(id.in_(some))).all())
        return
    if wanted.text.strip():
        nums = sorted(matching_nums(connection, source.model, wanted.text, ceiling=1 << 30))
        for some in chunks(nums):
            yield from source.tell(connection, connection.execute(chosen.where(num.in_(some))).all())
        return
    last = 0
    while rows := connection.execute(chosen.where(num > last).limit(PAGE)).all():
        last = rows[-1].num
        yield from source.tell(connection, rows)


def find_grid(connection: Connection, text: str) -> RecordId | None:
    """Return the oldest grid with this code or name."""
    chosen = sa.select(col(Grid.id)).where(
        sa.or_(col(Grid.code) == text, col(Grid.name) == text), col(Grid.deleted).is_(False)
    )
    found: RecordId | None = connection.execute(chosen.order_by(col(Grid.num)).limit(1)).scalar()
    return found


def count_of(connection: Connection, source: Outgoing, wanted: ExportFilter) -> int | None:
    """Return how many records fit, None where only reading them would tell."""
    if wanted.ids is not None:
        return len(wanted.ids)
    if wanted.text.strip():
        return None
    inner = _narrowed(source, wanted).with_only_columns(sa.literal(1), maintain_column_froms=True)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(inner.subquery())).scalar_one()
    return total


def _narrowed(source: Outgoing, wanted: ExportFilter) -> Select[Any]:
    chosen = source.chosen
    if wanted.grid_id is not None and source.grid is not None:
        chosen = chosen.where(source.grid(wanted.grid_id))
    for name, condition in source.filters.items():
        value = getattr(wanted, name)
        if value not in (None, ""):
            chosen = chosen.where(condition(value))
    return chosen


def words_of(one: Field) -> Callable[[Any], Value] | None:
    """Return how a filled value of the field is put into words, None where it stands for itself.

    Codes become labels, yes and no become 是 and nothing.
    """
    if isinstance(one.words, type) and issubclass(one.words, Vocabulary):
        return one.words.label_of
    if one.reads is Reads.LEVEL:
        return lambda value: Level(value).label
    if one.reads is Reads.YES:
        return lambda value: ("是" if value else None) if isinstance(value, bool) else value
    return None


def _divisions(_connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    for row in rows:
        yield {
            "id": row.id,
            "code": row.division_code,
            "name": row.name,
            "short_name": row.short_name,
            "level": row.level,
            "parent_code": row.parent_code,
            "external_ids": row.external_ids,
        }


def _grids(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    people: dict[RecordId, dict[str, tuple[str, str]]] = {}
    chosen = sa.select(*_named(Assignment, "grid_id", "role", "person_name", "phone")).where(
        col(Assignment.grid_id).is_not(None),
        col(Assignment.deleted).is_(False),
        col(Assignment.to_on).is_(None),
    )
    for grid_id, role, name, phone in connection.execute(chosen.order_by(col(Assignment.num))):
        if grid_id is not None:
            people.setdefault(grid_id, {})[role] = name, phone
    for row in rows:
        serving = people.get(row.id, {})
        head, head_phone = serving.get(Role.GRID_HEAD.value, ("", ""))
        worker, worker_phone = serving.get(Role.GRID_WORKER.value, ("", ""))
        yield {
            **row._mapping,
            "community": row.community,
            "community_code": row.community_code,
            "head": head,
            "head_phone": head_phone,
            "worker": worker,
            "worker_phone": worker_phone,
        }


def _buildings(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    units: dict[RecordId, tuple[int, int | None]] = {}
    for some in chunks([row.id for row in rows]):
        doors_per_floor = sa.func.max(col(Unit.doors_per_floor))
        chosen = (
            sa.select(col(Unit.building_id), sa.func.count(), doors_per_floor)
            .where(col(Unit.building_id).in_(some), col(Unit.deleted).is_(False))
            .group_by(col(Unit.building_id))
        )
        for id, count, doors in connection.execute(chosen):
            if id is not None:
                units[id] = count, doors
    for row in rows:
        told: Told = dict(row._mapping)
        told["units"], told["doors_per_floor"] = units.get(row.id, (None, None))
        for whole in ("details", "contacts"):
            parts = unpack_details(told.pop(whole))
            told |= {f"{whole}.{name}": text for name, text in parts.items()}
        yield told


def _leaders(_connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    for row in rows:
        told: Told = dict(row._mapping)
        if row.level is not None:
            told["branch" if row.level == Level.BRANCH else "community"] = row.org
        told["place"] = row.building_name
        told["buildings"] = None if row.door else row.building_label
        told["grid"] = row.grid_name or row.building_grid
        yield told


def _named(model: Any, *names: str) -> tuple[Any, ...]:
    return tuple(col(getattr(model, name)) for name in names)


def _outgoing_orgs() -> Outgoing:
    parent = table_of(Org).alias()
    names = ("num", "id", "division_code", "name", "short_name", "level", "external_ids")
    chosen = sa.select(*_named(Org, *names), parent.c.division_code.label("parent_code")).select_from(Org)
    chosen = chosen.outerjoin(parent, parent.c.id == col(Org.parent_id)).where(col(Org.deleted).is_(False))
    return Outgoing(Org, chosen, _divisions)


def _outgoing_grids() -> Outgoing:
    org, branch = table_of(Org).alias(), table_of(Org).alias()
    chosen = sa.select(
        *_named(Grid, "num", "id", "code", "name", "boundary", "external_ids", "size_note", "closed_on"),
        org.c.name.label("community"),
        org.c.division_code.label("community_code"),
        branch.c.name.label("branch"),
    ).select_from(Grid)
    chosen = (
        chosen.outerjoin(org, org.c.id == col(Grid.org_id))
        .outerjoin(branch, branch.c.id == col(Grid.branch_id))
        .where(col(Grid.deleted).is_(False))
    )
    return Outgoing(Grid, chosen, _grids, lambda id: col(Grid.id) == id)


def _outgoing_buildings() -> Outgoing:
    names = (
        "num",
        "id",
        "label",
        "name",
        "kind",
        "address",
        "floors",
        "built_year",
        "details",
        "contacts",
        "external_ids",
        "note",
    )
    chosen = sa.select(
        *_named(Building, *names),
        col(Grid.name).label("grid"),
        col(Org.name).label("community"),
        col(Courtyard.name).label("courtyard"),
    )
    chosen = chosen.select_from(Building)
    chosen = (
        chosen.outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .outerjoin(Org, col(Org.id) == col(Building.org_id))
        .outerjoin(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .where(col(Building.deleted).is_(False))
    )
    return Outgoing(Building, chosen, _buildings, lambda id: col(Building.grid_id) == id)


def _outgoing_leaders() -> Outgoing:
    own, behind = table_of(Grid).alias(), table_of(Building).alias()
    building_grid = table_of(Grid).alias()
    names = ("num", "id", "role", "person_name", "sex", "phone", "from_on", "to_on", "note")
    chosen = sa.select(
        *_named(Assignment, *names),
        own.c.name.label("grid_name"),
        building_grid.c.name.label("building_grid"),
        behind.c.label.label("building_label"),
        behind.c.name.label("building_name"),
        col(Org.name).label("org"),
        col(Org.level),
        col(Dwelling.door),
    ).select_from(Assignment)
    chosen = (
        chosen.outerjoin(own, own.c.id == col(Assignment.grid_id))
        .outerjoin(Org, col(Org.id) == col(Assignment.org_id))
        .outerjoin(Household, col(Household.id) == col(Assignment.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(
            behind, behind.c.id == sa.func.coalesce(col(Assignment.building_id), col(Household.building_id))
        )
        .outerjoin(building_grid, building_grid.c.id == behind.c.grid_id)
        .where(col(Assignment.deleted).is_(False))
    )
    return Outgoing(
        Assignment, chosen, _leaders, lambda id: sa.or_(col(Assignment.grid_id) == id, behind.c.grid_id == id)
    )


ORGS, GRIDS, BUILDINGS, LEADERS = (
    _outgoing_orgs(),
    _outgoing_grids(),
    _outgoing_buildings(),
    _outgoing_leaders(),
)
