"""Reading home 今日: what is due, overdue, cold, what is missing, and the figures beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.gaps import GapKind
from gridtui.domain.words.dates import day_begins, local_date
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.contested import contested_counts
from gridtui.queries.gap_ground import visits_due
from gridtui.queries.gaps import gap_counts
from gridtui.queries.issues.issues import (
    IssueDetail,
    IssueFilter,
    IssueOrder,
    IssueRow,
    explained_deadlines,
    issue_count,
    issue_detail,
    issue_page,
)
from gridtui.queries.issues.whistles import WhistleDetail, whistles_in_turn
from gridtui.queries.places.grids import GridRow, grid_rows
from gridtui.queries.together.loose_ends import loose_end_count
from gridtui.queries.walks.promises import PromiseFilter, PromiseRow, promise_count, promise_page
from gridtui.storage.columns import NEVER
from gridtui.storage.log.log_tables import Change, Step
from gridtui.storage.tables import Assignment, Building, Category, Grid, Household, Issue

COLD_DAYS = 30
"""Days without a record after which an open issue is cold."""

WEEKS = 12
SHOWN = 24
"""How many lines of a group are read; a list behind shows all."""

MOST_CATEGORIES = 8
# Every open issue has an end of its clock; saying so leads SQLite to the short index of open issues.
_OPEN = (col(Issue.deleted).is_(False), col(Issue.is_open).is_(True), col(Issue.due_at) <= NEVER)


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """A group of issues on home: its first lines, how many there are, and the filter that shows them all."""

    rows: tuple[IssueRow, ...]
    count: int
    filter: IssueFilter


@dataclass(frozen=True, slots=True)
class PromiseGroup:
    """The promises whose day has come: the first ones, and how many there are."""

    rows: tuple[PromiseRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class WhistleGroup:
    """The whistles on which somebody owes something: the first ones, and how many there are."""

    rows: tuple[WhistleDetail, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A place without somebody it needs: ``role`` is missing at the building or grid ``id``.

    ``role`` is empty for a building that belongs to no grid.
    """

    role: str
    noun: str
    id: RecordId
    name: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing in the roster, and the first places of it."""

    buildings_without_leader: int
    grids_without_worker: int
    buildings_without_grid: int
    places: tuple[Gap, ...]

    @property
    def count(self) -> int:
        """How many posts and places are missing."""
        return self.buildings_without_leader + self.grids_without_worker + self.buildings_without_grid


@dataclass(frozen=True, slots=True)
class GridFigures:
    """A grid, and what its roster lacks today."""

    row: GridRow
    has_worker: bool
    buildings_without_leader: int
    due_visits: int = 0

    @property
    def gaps(self) -> int:
        """How many posts of the grid nobody holds."""
        return self.buildings_without_leader + (not self.has_worker)


@dataclass(frozen=True, slots=True)
class CategoryFigure:
    """A category, and how many open issues have it; ``name`` is its code where the table lacks it."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything home shows; weeks are counts, oldest first, the last one ends now.

    ``open_states`` counts the open issues by state, ``open_categories`` those with most of them, most first;
    ``has_records`` is False while nothing was entered yet. ``due_visits`` are the doors that are due.
    ``to_confirm`` are issues closed at one desk while work went on at another. ``conflicts`` are records in
    conflict, ``parallels`` parallel edits nobody looked at.
    ``gaps`` are the posts that are missing, ``gap_counts`` the gaps of every kind that has any.
    """

    now: datetime
    overdue: IssueGroup
    due_today: IssueGroup
    to_verify: IssueGroup
    to_call_back: IssueGroup
    waiting: IssueGroup
    cold: IssueGroup
    gaps: Gaps
    gap_counts: Mapping[GapKind, int]
    grids: tuple[GridFigures, ...]
    registered_weeks: tuple[int, ...]
    closed_weeks: tuple[int, ...]
    open_states: Mapping[State, int]
    open_categories: tuple[CategoryFigure, ...]
    has_records: bool
    due_visits: int = 0
    promises: PromiseGroup = PromiseGroup((), 0)
    whistles: WhistleGroup = WhistleGroup((), 0)
    to_confirm: IssueGroup = IssueGroup((), 0, IssueFilter(to_confirm=True))
    conflicts: int = 0
    parallels: int = 0
    loose_ends: int = 0


def dashboard(connection: Connection, now: datetime) -> Dashboard:
    """Return what home shows at this instant."""
    today = local_date(now)
    tomorrow = day_begins(today + timedelta(days=1))
    idle = now - timedelta(days=COLD_DAYS)
    due = IssueOrder.DUE
    visits_owed = visits_due(connection, today)
    visits = {building: never + overdue for building, (never, overdue) in visits_owed.items()}
    grids = _grids(connection, now, today, visits)
    open_states, open_categories = _open_figures(connection)
    contested = contested_counts(connection)
    return Dashboard(
        now=now,
        overdue=_group(connection, IssueFilter(due_before=now, order=due)),
        due_today=_group(connection, IssueFilter(due_from=now, due_before=tomorrow, order=due)),
        to_verify=_in_state(connection, State.PENDING_VERIFY, open_states),
        to_call_back=_in_state(connection, State.PENDING_CALLBACK, open_states),
        waiting=_in_state(connection, State.PENDING_ACCEPT, open_states),
        cold=_group(connection, IssueFilter(idle_since=idle, open=True, order=due)),
        gaps=gaps(connection, today),
        gap_counts=gap_counts(connection, visits_owed, today),
        grids=grids,
        registered_weeks=_weeks(connection, col(Issue.registered_at), now),
        closed_weeks=_weeks(connection, col(Issue.closed_at), now),
        open_states=open_states,
        open_categories=open_categories,
        has_records=bool(grids)
        or _any(connection, Building)
        or _any(connection, Issue)
        or _any(connection, Household),
        due_visits=sum(visits.values()),
        promises=_promises(connection, today),
        whistles=_whistles(connection),
        to_confirm=_group(connection, IssueFilter(to_confirm=True, open=True, order=due)),
        conflicts=contested[0],
        parallels=contested[1],
        loose_ends=loose_end_count(connection, today),
    )


def gaps(connection: Connection, today: date) -> Gaps:
    """Return what is missing in the roster today."""
    leaderless = [col(Building.deleted).is_(False), ~_held(Building, Role.BUILDING_LEADER, today)]
    workerless = [
        col(Grid.deleted).is_(False),
        col(Grid.closed_on).is_(None),
        ~_held(Grid, Role.GRID_WORKER, today),
    ]
    homeless = [col(Building.deleted).is_(False), col(Building.grid_id).is_(None)]
    return Gaps(
        _number(connection, Building, *leaderless),
        _number(connection, Grid, *workerless),
        _number(connection, Building, *homeless),
        (
            *_places(connection, Grid, Role.GRID_WORKER.value, *workerless),
            *_places(connection, Building, Role.BUILDING_LEADER.value, *leaderless),
            *_places(connection, Building, "", *homeless),
        ),
    )


def unexported_changes(connection: Connection) -> int:
    """Return how many changes were written here since the store was founded, or filled as a sample."""
    founding = sa.select(sa.func.max(col(Step.num))).where(col(Step.kind) == "found").scalar_subquery()
    known = connection.execute(
        sa.select(sa.func.max(col(Change.num))).where(col(Change.step_num) == founding)
    )
    newest = connection.execute(sa.select(sa.func.max(col(Change.num))))
    # Changes are never removed, so the difference of their numbers counts them without reading them.
    return (newest.scalar() or 0) - (known.scalar() or 0)


def _group(connection: Connection, wanted: IssueFilter) -> IssueGroup:
    rows = issue_page(connection, wanted, offset=0, limit=SHOWN)
    count = len(rows) if len(rows) < SHOWN else issue_count(connection, wanted)
    return IssueGroup(tuple(rows), count, wanted)


def _in_state(connection: Connection, state: State, numbers: Mapping[State, int]) -> IssueGroup:
    """Return the open issues of a state of which it is known how many there are: none is not looked for."""
    wanted = IssueFilter(state=state.value, order=IssueOrder.DUE)
    number = numbers.get(state, 0)
    rows = issue_page(connection, wanted, offset=0, limit=SHOWN) if number else []
    return IssueGroup(tuple(rows), number, wanted)


def _promises(connection: Connection, today: date) -> PromiseGroup:
    wanted = PromiseFilter(due_by=today)
    rows = promise_page(connection, wanted, offset=0, limit=SHOWN)
    count = len(rows) if len(rows) < SHOWN else promise_count(connection, wanted)
    return PromiseGroup(tuple(rows), count)


def _whistles(connection: Connection) -> WhistleGroup:
    rows, count = whistles_in_turn(connection, SHOWN)
    return WhistleGroup(tuple(rows), count)


def explained_place(connection: Connection, issue_id: RecordId) -> tuple[IssueDetail | None, list[Sentence]]:
    """Return what says why an issue stands where it stands on home: itself, and its clocks line by line."""
    return issue_detail(connection, issue_id), explained_deadlines(connection, issue_id)


def _held(place: type[Building | Grid], role: Role, today: date) -> Any:
    """Return the condition that somebody holds the role at the place today."""
    column = col(Assignment.building_id) if place is Building else col(Assignment.grid_id)
    return (
        sa.exists()
        .where(
            column == col(place.id),
            col(Assignment.role) == role.value,
            col(Assignment.deleted).is_(False),
            sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= today),
            sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= today),
        )
        .correlate(place)
    )


def _number(connection: Connection, place: type[Building | Grid], *where: Any) -> int:
    count: int = connection.execute(sa.select(sa.func.count()).select_from(place).where(*where)).scalar_one()
    return count


def _places(connection: Connection, place: type[Building | Grid], role: str, *where: Any) -> list[Gap]:
    noun = "grid"
    name: sa.ColumnElement[str] = sa.func.coalesce(col(Grid.name), "")
    order: tuple[Any, ...] = (col(Grid.code),)
    if place is Building:
        noun, order = "building", (sa.func.length(col(Building.label)), col(Building.label))
        name = sa.func.coalesce(sa.func.nullif(col(Building.name), ""), col(Building.label))
    chosen = sa.select(col(place.id), name.label("name")).where(*where).order_by(*order, col(place.num))
    return [Gap(role, noun, row.id, row.name) for row in connection.execute(chosen.limit(SHOWN))]


def _grids(
    connection: Connection, now: datetime, today: date, visits: Mapping[RecordId, int]
) -> tuple[GridFigures, ...]:
    chosen = sa.select(col(Grid.id)).where(col(Grid.deleted).is_(False), _held(Grid, Role.GRID_WORKER, today))
    served = set(connection.execute(chosen).scalars())
    counted = sa.select(col(Building.grid_id), sa.func.count()).where(
        col(Building.deleted).is_(False), ~_held(Building, Role.BUILDING_LEADER, today)
    )
    leaderless = {row[0]: row[1] for row in connection.execute(counted.group_by(col(Building.grid_id)))}
    due: Counter[RecordId | None] = Counter()
    for building in connection.execute(sa.select(col(Building.id), col(Building.grid_id))):
        due[building.grid_id] += visits.get(building.id, 0)
    return tuple(
        GridFigures(row, row.id in served, leaderless.get(row.id, 0), due[row.id])
        for row in grid_rows(connection, now)
    )


def _weeks(connection: Connection, column: Any, now: datetime) -> tuple[int, ...]:
    # One stretch of the index a week is counted ten times faster than rows are sorted into weeks.
    ends = [now - timedelta(weeks=WEEKS - number) for number in range(WEEKS + 1)]
    numbers = [
        sa.select(sa.func.count())
        .select_from(Issue)
        .where(col(Issue.deleted).is_(False), column >= start, column < end)
        .scalar_subquery()
        for start, end in pairwise(ends)
    ]
    return tuple(connection.execute(sa.select(*numbers)).one())


def _open_figures(connection: Connection) -> tuple[dict[State, int], tuple[CategoryFigure, ...]]:
    """Return the open issues by state, and the categories that most of them have."""
    chosen = sa.select(col(Issue.state), col(Issue.category), sa.func.count().label("number")).where(*_OPEN)
    states: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for row in connection.execute(chosen.group_by(col(Issue.state), col(Issue.category))):
        states[row.state] += row.number
        categories[row.category] += row.number
    del categories[""]
    most = sorted(categories.items(), key=lambda item: (-item[1], item[0]))[:MOST_CATEGORIES]
    named = sa.select(col(Category.code), col(Category.name)).where(
        col(Category.code).in_([code for code, _ in most]), col(Category.deleted).is_(False)
    )
    names = {row.code: row.name for row in connection.execute(named)}
    return (
        {state: states[state.value] for state in State if state.value in states},
        tuple(CategoryFigure(code, names.get(code, code), number) for code, number in most),
    )


def _any(connection: Connection, model: type[Building | Issue | Household]) -> bool:
    chosen = sa.select(sa.literal(1)).select_from(model).where(col(model.deleted).is_(False)).limit(1)
    return connection.execute(chosen).scalar() is not None
