"""Reading home 今日: what is due, overdue, cold, what is missing, and the figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.assignment import Role
from gridtui.domain.issue import OFFICE_ZONE
from gridtui.domain.issue_states import State
from gridtui.queries.grids import GridRow, grid_rows
from gridtui.queries.issues import IssueFilter, IssueOrder, IssueRow, issue_count, issue_page
from gridtui.storage.log_tables import Change
from gridtui.storage.tables import Assignment, Building, Grid, Issue

COLD_AFTER = timedelta(days=30)
WEEKS = 12
SHOWN = 5


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """A group of issues on home: its first lines, how many there are, and the filter that shows them all."""

    rows: tuple[IssueRow, ...]
    count: int
    filter: IssueFilter


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing in the roster."""

    buildings_without_leader: int
    grids_without_worker: int
    buildings_without_grid: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything home shows; weeks are counts, oldest first, the last one is this week."""

    overdue: IssueGroup
    due_today: IssueGroup
    to_verify: IssueGroup
    to_call_back: IssueGroup
    waiting: IssueGroup
    cold: IssueGroup
    gaps: Gaps
    grids: tuple[GridRow, ...]
    registered_weeks: tuple[int, ...]
    closed_weeks: tuple[int, ...]


def dashboard(connection: Connection, now: datetime) -> Dashboard:
    """Return what home shows at this instant."""
    tomorrow = datetime.combine(now.astimezone(OFFICE_ZONE).date() + timedelta(days=1), datetime.min.time(),
                                OFFICE_ZONE)
    due = IssueOrder.DUE
    overdue = IssueFilter(due_before=now, order=due)
    today = IssueFilter(due_before=tomorrow, order=due)
    past = _group(connection, overdue)
    return Dashboard(
        overdue=past,
        due_today=_after(connection, today, past.count),
        to_verify=_group(connection, IssueFilter(state=State.PENDING_VERIFY.value, order=due)),
        to_call_back=_group(connection, IssueFilter(state=State.PENDING_CALLBACK.value, order=due)),
        waiting=_group(connection, IssueFilter(state=State.PENDING_ACCEPT.value, order=due)),
        cold=_group(connection, IssueFilter(idle_since=now - COLD_AFTER, open=True, order=due)),
        gaps=gaps(connection),
        grids=tuple(grid_rows(connection, now)),
        registered_weeks=_weeks(connection, col(Issue.registered_at), now),
        closed_weeks=_weeks(connection, col(Issue.closed_at), now),
    )


def gaps(connection: Connection) -> Gaps:
    """Return what is missing in the roster."""
    def without(place: type[Building | Grid], held: sa.ColumnElement[bool], role: Role) -> int:
        chosen = sa.select(sa.func.count()).select_from(place).where(
            col(place.deleted).is_(False),
            ~sa.exists().where(held, col(Assignment.role) == role.value, col(Assignment.deleted).is_(False),
                               col(Assignment.to_on).is_(None)))
        count: int = connection.execute(chosen).scalar_one()
        return count

    homeless = sa.select(sa.func.count()).select_from(Building).where(
        col(Building.deleted).is_(False), col(Building.grid_id).is_(None))
    return Gaps(
        without(Building, col(Assignment.building_id) == col(Building.id), Role.BUILDING_LEADER),
        without(Grid, col(Assignment.grid_id) == col(Grid.id), Role.GRID_WORKER),
        connection.execute(homeless).scalar_one(),
    )


def unexported_changes(connection: Connection, after: int = 0) -> int:
    """Return how many changes were written here after the change of that number."""
    chosen = sa.select(sa.func.count()).select_from(Change).where(col(Change.num) > after)
    count: int = connection.execute(chosen).scalar_one()
    return count


def _group(connection: Connection, wanted: IssueFilter) -> IssueGroup:
    rows = issue_page(connection, wanted, offset=0, limit=SHOWN)
    return IssueGroup(tuple(rows), issue_count(connection, wanted), wanted)


def _after(connection: Connection, wanted: IssueFilter, skipped: int) -> IssueGroup:
    rows = issue_page(connection, wanted, offset=skipped, limit=SHOWN)
    return IssueGroup(tuple(rows), issue_count(connection, wanted) - skipped, wanted)


def _weeks(connection: Connection, column: sa.ColumnElement[datetime], now: datetime) -> tuple[int, ...]:
    start = now - timedelta(weeks=WEEKS)
    edges = [start + timedelta(weeks=week) for week in range(WEEKS + 1)]
    counts = []
    for begin, end in zip(edges, edges[1:], strict=False):
        chosen = sa.select(sa.func.count()).select_from(Issue).where(
            col(Issue.deleted).is_(False), column >= begin, column < end)
        counts.append(connection.execute(chosen).scalar_one())
    return tuple(counts)
