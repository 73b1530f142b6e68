"""Reading which visits were made somewhere, to hand them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.paging import Anchor
from gridtui.queries.page import Order, read_page
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Household, Visit


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits are meant: all, those of a grid, or those of a building."""

    grid_id: RecordId | None = None
    building_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A visit that was made."""

    num: int
    id: RecordId
    visited_on: date


def made_page(
    connection: Connection, wanted: VisitFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[MadeRow]:
    """Return one page of the visits that fit, the newest first."""
    chosen = _MADE
    if wanted.building_id is not None:
        chosen = chosen.where(col(Visit.building_id) == wanted.building_id)
    if wanted.grid_id is not None:
        inside = sa.select(col(Building.id)).where(col(Building.grid_id) == wanted.grid_id)
        chosen = chosen.where(col(Visit.building_id).in_(inside))
    return read_page(
        connection,
        chosen,
        _ORDER,
        lambda row: MadeRow(row.num, row.id, row.visited_on),
        offset=offset,
        limit=limit,
        near=near,
    )


def visits_of(connection: Connection, household_ids: Sequence[RecordId]) -> tuple[RecordId, ...]:
    """Return the visits made to these households, and to those joined to them, newest first."""
    rows: list[tuple[date, int, RecordId]] = []
    shown = sa.func.coalesce(col(Household.alias_of), col(Household.id))
    for some in chunks(household_ids):
        homes = sa.select(col(Household.id)).where(shown.in_(some))
        found = connection.execute(_MADE.where(col(Visit.household_id).in_(homes)))
        rows += [(row.visited_on, row.num, row.id) for row in found]
    return tuple(id for _, _, id in sorted(rows, reverse=True))


_MADE: sa.Select[*tuple[Any, ...]] = sa.select(col(Visit.num), col(Visit.id), col(Visit.visited_on)).where(
    col(Visit.deleted).is_(False), col(Visit.visited_on).is_not(None)
)
_ORDER = Order(
    (col(Visit.visited_on), col(Visit.num)), lambda row: (row.visited_on, row.num), descending=True
)
