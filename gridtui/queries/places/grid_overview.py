"""Reading one grid at a glance: its buildings as tiles, its issues month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import day_begins
from gridtui.queries.places.buildings import BuildingFilter, BuildingRow, building_page
from gridtui.queries.walks.visits import due_by_building
from gridtui.storage.tables import Issue

MONTHS = 12
MOST_TILES = 2_000


@dataclass(frozen=True, slots=True)
class BuildingTile:
    """A building of a grid with its numbers; ``due`` households are to be visited."""

    row: BuildingRow
    due: int


@dataclass(frozen=True, slots=True)
class GridOverview:
    """The buildings of a grid by label, and how many issues each of twelve months brought, oldest first."""

    tiles: tuple[BuildingTile, ...]
    months: tuple[int, ...]

    @property
    def due(self) -> int:
        """How many households of the grid are to be visited."""
        return sum(tile.due for tile in self.tiles)


def grid_overview(connection: Connection, grid_id: RecordId, today: date) -> GridOverview:
    """Return the buildings of a grid with what is due in each, and its issues by month."""
    due = due_by_building(connection, today)
    rows = building_page(connection, BuildingFilter(grid_id=grid_id, today=today), offset=0, limit=MOST_TILES)
    tiles = tuple(BuildingTile(row, due.get(row.id, 0)) for row in rows)
    return GridOverview(tiles, issues_by_month(connection, grid_id, today))


def issues_by_month(connection: Connection, grid_id: RecordId, today: date) -> tuple[int, ...]:
    """Return how many issues of a grid were registered in each of the last twelve months, this one last."""
    # One stretch of the index a month, as for the weeks of home.
    numbers = [
        sa.select(sa.func.count())
        .select_from(Issue)
        .where(
            col(Issue.registered_at) >= start,
            col(Issue.registered_at) < end,
            col(Issue.grid_id) == grid_id,
            col(Issue.deleted).is_(False),
        )
        .scalar_subquery()
        for start, end in pairwise(_beginnings(today))
    ]
    return tuple(connection.execute(sa.select(*numbers)).one())


def _beginnings(today: date) -> Iterator[datetime]:
    """Yield when each of the months begins at the office, and when the last one ends."""
    last = today.year * 12 + today.month - 1
    for month in range(last - MONTHS + 1, last + 2):
        yield day_begins(date(month // 12, month % 12 + 1, 1))
