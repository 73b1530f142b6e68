"""Counting what a report tells of a period beside the figures: grids, whistles, visits, promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import day_begins
from gridtui.queries.walks.promises import PromiseFilter, promise_count
from gridtui.storage.tables import Building, Household, Issue, Visit, Whistle


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days ``first`` to ``last``, both included, of one grid or, where None, of all."""

    first: date
    last: date
    grid_id: RecordId | None = None

    @property
    def begin(self) -> datetime:
        """The first instant."""
        return day_begins(self.first)

    @property
    def end(self) -> datetime:
        """The instant behind the last."""
        return day_begins(self.last + timedelta(days=1))


def registered_by_grid(connection: Connection, wanted: Stretch) -> dict[RecordId | None, int]:
    """Return how many issues were registered in each grid; None stands for none."""
    at, grid = col(Issue.registered_at), col(Issue.grid_id)
    chosen = sa.select(grid, sa.func.count()).where(
        col(Issue.deleted).is_(False), at >= wanted.begin, at < wanted.end, *_in_grid(wanted)
    )
    return {row[0]: row[1] for row in connection.execute(chosen.group_by(grid))}


def whistles_by_level(connection: Connection, wanted: Stretch) -> dict[int, int]:
    """Return how many whistles were drafted to each level, 1 the city to 5."""
    at, level = col(Whistle.drafted_at), col(Whistle.level)
    chosen = sa.select(level, sa.func.count()).where(
        col(Whistle.deleted).is_(False), at >= wanted.begin, at < wanted.end
    )
    if wanted.grid_id is not None:
        chosen = chosen.join(Issue, col(Issue.id) == col(Whistle.issue_id)).where(*_in_grid(wanted))
    return {row[0]: row[1] for row in connection.execute(chosen.group_by(level).order_by(level))}


def visits_counted(connection: Connection, wanted: Stretch) -> tuple[int, int]:
    """Return how many visits were made, and to how many households, joined ones counting as one."""
    shown = sa.func.coalesce(col(Household.alias_of), col(Household.id))
    day = col(Visit.visited_on)
    chosen = (
        sa.select(sa.func.count(), sa.func.count(sa.distinct(shown)))
        .select_from(Visit)
        .outerjoin(Household, col(Household.id) == col(Visit.household_id))
        .where(col(Visit.deleted).is_(False), day >= wanted.first, day <= wanted.last)
    )
    if wanted.grid_id is not None:
        inside = sa.select(col(Building.id)).where(col(Building.grid_id) == wanted.grid_id)
        chosen = chosen.where(col(Visit.building_id).in_(inside))
    made, homes = connection.execute(chosen).one()
    return made, homes


def promises_counted(connection: Connection, wanted: Stretch) -> tuple[int, int]:
    """Return how many promises fell due, and how many of those are kept by now."""
    days = {"grid_id": wanted.grid_id, "due_from": wanted.first, "due_by": wanted.last}
    due, kept = (
        promise_count(connection, PromiseFilter(open=open, **days))  # type: ignore[arg-type]
        for open in (None, False)
    )
    return due, kept


def promises_late(connection: Connection, today: date, grid_id: RecordId | None) -> int:
    """Return how many promises are past their day and not kept."""
    return promise_count(connection, PromiseFilter(grid_id, due_by=today - timedelta(days=1)))


def _in_grid(wanted: Stretch) -> tuple[Any, ...]:
    return () if wanted.grid_id is None else (col(Issue.grid_id) == wanted.grid_id,)
