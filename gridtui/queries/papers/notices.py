"""Who serves a building today, for the notice board 公示牌 at its door: names and phones, as posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.address import label_key
from gridtui.domain.places.door_numbers import building_title
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Building, Grid, Org

POSTED = (Role.GRID_HEAD, Role.GRID_WORKER, Role.BUILDING_LEADER)
"""Who stands on a notice board, from above."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Somebody who serves: in which role, the name, the phones."""

    role: Role
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A building and who serves it; ``office`` is the community or branch that it belongs to."""

    id: RecordId
    title: str
    grid: str
    address: str
    office: str
    people: tuple[Posted, ...]


def notice_facts(
    connection: Connection,
    today: date,
    *,
    building_ids: Sequence[RecordId] = (),
    grid_id: RecordId | None = None,
) -> list[NoticeFacts]:
    """Return the buildings named, else those of a grid, else all, by grid and label."""
    chosen = _BUILDINGS if grid_id is None else _BUILDINGS.where(col(Building.grid_id) == grid_id)
    if building_ids:
        rows = [
            row
            for some in chunks(list(building_ids))
            for row in connection.execute(chosen.where(col(Building.id).in_(some)))
        ]
    else:
        rows = list(connection.execute(chosen))
    rows.sort(key=lambda row: (row.grid_code or "", row.grid or "", label_key(row.label), row.num))
    serving = _serving(connection, today)
    return [
        NoticeFacts(
            row.id,
            building_title(row.name, row.label) or row.label,
            row.grid or "",
            row.address,
            row.office or "",
            tuple(
                person
                for role in POSTED
                for place in (row.id, row.grid_id)
                for person in serving.get(place, ())
                if person.role is role
            ),
        )
        for row in rows
    ]


def building_number(connection: Connection, grid_id: RecordId | None = None) -> int:
    """Return how many buildings there are, of a grid or of all."""
    where: list[Any] = [col(Building.deleted).is_(False)]
    if grid_id is not None:
        where.append(col(Building.grid_id) == grid_id)
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(Building).where(*where)).scalar_one()
    )


def _serving(connection: Connection, today: date) -> dict[RecordId, list[Posted]]:
    begin, end = col(Assignment.from_on), col(Assignment.to_on)
    chosen = sa.select(
        col(Assignment.role),
        col(Assignment.person_name),
        col(Assignment.phone),
        sa.func.coalesce(col(Assignment.building_id), col(Assignment.grid_id)).label("place"),
    ).where(
        col(Assignment.deleted).is_(False),
        col(Assignment.role).in_([role.value for role in POSTED]),
        sa.or_(begin.is_(None), begin <= today),
        sa.or_(end.is_(None), end >= today),
    )
    found: dict[RecordId, list[Posted]] = {}
    for row in connection.execute(chosen.order_by(col(Assignment.num))):
        if row.place is not None:
            found.setdefault(row.place, []).append(Posted(Role(row.role), row.person_name, row.phone))
    return found


_BUILDINGS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Building.num),
        col(Building.id),
        col(Building.label),
        col(Building.name),
        col(Building.address),
        col(Building.grid_id),
        col(Grid.name).label("grid"),
        col(Grid.code).label("grid_code"),
        col(Org.name).label("office"),
    )
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    .outerjoin(Org, col(Org.id) == sa.func.coalesce(col(Grid.branch_id), col(Building.org_id)))
    .where(col(Building.deleted).is_(False))
)
