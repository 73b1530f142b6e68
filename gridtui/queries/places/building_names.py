"""Finding the building that somebody names: by its id, its label, its name, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.address import label_key, parse_buildings
from gridtui.domain.words.text import tidy_line
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Grid

_ID = re.compile("[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True)
class NamedBuilding:
    """A building and what tells it from others."""

    id: RecordId
    label: str
    name: str
    grid: str
    address: str


def buildings_named(connection: Connection, text: str) -> list[NamedBuilding]:
    """Return the buildings that a text may mean, by label: all of the first kind of match that finds any.

    The kinds: its id in hexadecimal, its label or name as it stands, its label as people write it (``3号楼``
    is ``3``), a part of its name or address.
    """
    wanted = tidy_line(text)
    if not wanted:
        return []
    label = wanted.upper()
    meant = parse_buildings(wanted)
    ways: tuple[Callable[[Any], bool], ...] = (
        lambda row: bool(_ID.fullmatch(wanted)) and row.id == bytes.fromhex(wanted),
        lambda row: label == row.label.upper() or wanted == row.name,
        lambda row: len(meant) == 1 and row.label.upper() == meant[0],
        lambda row: wanted in row.name or wanted in row.address,
    )
    rows = sorted(connection.execute(_BUILDINGS), key=lambda row: (label_key(row.label), row.num))
    for fits in ways:
        if found := [row for row in rows if fits(row)]:
            return [NamedBuilding(row.id, row.label, row.name, row.grid or "", row.address) for row in found]
    return []


def building_names(connection: Connection, ids: Sequence[RecordId]) -> dict[RecordId, tuple[str, str]]:
    """Return id → name and label of the buildings that are still there."""
    found: dict[RecordId, tuple[str, str]] = {}
    for some in chunks(ids):
        chosen = sa.select(col(Building.id), col(Building.name), col(Building.label)).where(
            col(Building.id).in_(some), col(Building.deleted).is_(False)
        )
        found |= {row.id: (row.name, row.label) for row in connection.execute(chosen)}
    return found


_BUILDINGS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Building.num),
        col(Building.id),
        col(Building.label),
        col(Building.name),
        col(Building.address),
        col(Grid.name).label("grid"),
    )
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    .where(col(Building.deleted).is_(False))
)
