"""Figures of a period: what came in and went out, the three rates 三率, how long it took, what was refused.

Responded ÷ due counts the issues registered in the period that were answered at all; resolved ÷ rated and
satisfied ÷ rated count those closed in it, with the unrated beside them. Both kinds are grouped once, along
an index that carries all they are grouped by, and every figure is a sum of groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import major_of
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, State
from gridtui.domain.words.dates import day_begins
from gridtui.queries.issues.issue_filters import (
    ASKING_NO_ANSWER,
    RATED,
    SATISFIED,
    IssueFilter,
    answered,
    refused,
)
from gridtui.storage.columns import NEVER, to_millis
from gridtui.storage.log.log_tables import Change
from gridtui.storage.tables import Issue, IssueEvent, Org


class Came(NamedTuple):
    """What issues are grouped by that came in."""

    category: str
    nature: str
    state: str


class Went(NamedTuple):
    """What issues are grouped by that went out; ``days`` is how long it took."""

    days: int
    category: str
    grid_id: RecordId | None
    closure_kind: str
    resolved: str
    satisfaction: str


Group = TypeVar("Group", Came, Went)

ANSWERED_STATES = (State.CLOSED, State.ARCHIVED)
_MAY_BE_ANSWERED = frozenset(
    state.value for state in State if not state.is_open and state not in ANSWERED_STATES
) - frozenset(ASKING_NO_ANSWER)
_DAY = 86_400_000
Slices: TypeAlias = Sequence[tuple[datetime, datetime]]
"""Stretches of time, one behind the other."""

Conditions: TypeAlias = Sequence[Any]
"""What narrows the issues, beside the time."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole; ``unrated`` are those of which nothing is known, always told beside it."""

    part: int
    whole: int
    unrated: int = 0

    @property
    def share(self) -> float | None:
        """The part of the whole, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Durations:
    """How long closing took, in days: how many were closed, the median, and the 90th percentile."""

    number: int
    median: int
    ninetieth: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a period, both days included; weeks begin on Monday, oldest first."""

    first: date
    last: date
    registered: int
    closed: int
    responded: Rate
    resolved: Rate
    satisfied: Rate
    unresolved_closures: int
    weeks: Sequence[tuple[date, int, int]]
    categories: Mapping[str, int]
    natures: Mapping[str, int]
    days_to_close: Durations
    by_category: Mapping[str, Durations]
    by_grid: Mapping[RecordId | None, Durations]
    overdue: Mapping[State, int]
    refusals: Mapping[RecordId | None, int]


def statistics(
    connection: Connection, first: date, last: date, now: datetime, grid_id: RecordId | None = None
) -> Statistics:
    """Return the figures of the days ``first`` to ``last``; what is overdue is so at ``now``.

    They are those of one grid where one is named.
    """
    here = () if grid_id is None else (col(Issue.grid_id) == grid_id,)
    begin, end = day_begins(first), day_begins(last + timedelta(days=1))
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]
    slices = [
        (max(begin, day_begins(week)), min(end, day_begins(week + timedelta(weeks=1)))) for week in weeks
    ]
    came, intake = _came(connection, slices, here)
    went, closures = _went(connection, slices, here)
    closed, known = went.total(), _number(went, lambda row: row.resolved != "")
    took = _sums(went, lambda row: (row.category, row.grid_id, row.days))
    rated = _number(went, lambda row: row.satisfaction in RATED)
    return Statistics(
        first,
        last,
        came.total(),
        closed,
        _responded(connection, came, begin, end, here),
        Rate(_number(went, lambda row: row.resolved == Resolution.RESOLVED), known, closed - known),
        Rate(_number(went, lambda row: row.satisfaction in SATISFIED), rated, closed - rated),
        _number(went, _on_paper_only),
        list(zip(weeks, intake, closures, strict=True)),
        _most_first(_sums(came, lambda row: major_of(row.category))),
        _most_first(_sums(came, lambda row: row.nature)),
        _spread(took, lambda _category, _grid_id: 0).get(0, Durations(0, 0, 0)),
        _spread(took, lambda category, _grid_id: major_of(category)),
        _spread(took, lambda _category, grid_id: grid_id),
        overdue_by_state(connection, now, grid_id),
        _refused(connection, begin, end, here),
    )


class KeptStatistics:
    """Figures worked out before, for as long as nothing is written; only what is overdue is counted anew."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._known: dict[tuple[date, date], Statistics] = {}

    def read(self, connection: Connection, first: date, last: date, now: datetime) -> Statistics:
        """Return the figures of the days ``first`` to ``last``."""
        newest = connection.execute(sa.select(sa.func.max(col(Change.num)))).scalar()
        if newest != self._newest:
            self._newest, self._known = newest, {}
        known = self._known.get((first, last))
        if known is not None:
            return replace(known, overdue=overdue_by_state(connection, now))
        found = self._known[first, last] = statistics(connection, first, last, now)
        return found


def unit_names(connection: Connection, ids: Iterable[RecordId | None]) -> dict[RecordId, str]:
    """Return the names of organisations by id."""
    chosen = sa.select(col(Org.id), col(Org.name)).where(col(Org.id).in_([id for id in ids if id]))
    return {row.id: row.name for row in connection.execute(chosen)}


def overdue_by_state(
    connection: Connection, now: datetime, grid_id: RecordId | None = None
) -> dict[State, int]:
    """Return how many open issues, of a grid or of all, are overdue now, by the state they are in."""
    here = () if grid_id is None else (col(Issue.grid_id) == grid_id,)
    chosen = (
        sa.select(col(Issue.state), sa.func.count())
        .where(col(Issue.deleted).is_(False), col(Issue.is_open).is_(True), col(Issue.due_at) < now, *here)
        .group_by(col(Issue.state))
    )
    found = {row[0]: row[1] for row in connection.execute(chosen)}
    return {state: found[state.value] for state in State if state.value in found}


def _came(connection: Connection, slices: Slices, here: Conditions) -> tuple[Counter[Came], list[int]]:
    """Return how many were registered of each group, and in each slice."""
    groups = col(Issue.category), col(Issue.nature), col(Issue.state)
    return _grouped(connection, Came, groups, col(Issue.registered_at), slices, here)


def _went(connection: Connection, slices: Slices, here: Conditions) -> tuple[Counter[Went], list[int]]:
    """Return how many were closed of each group, and in each slice."""
    groups = (
        ((_millis(Issue.closed_at) - _millis(Issue.registered_at)) // _DAY).label("days"),
        col(Issue.category),
        col(Issue.grid_id),
        col(Issue.closure_kind),
        col(Issue.resolved),
        col(Issue.satisfaction),
    )
    return _grouped(connection, Went, groups, col(Issue.closed_at), slices, here)


def _grouped(
    connection: Connection,
    kind: type[Group],
    groups: Sequence[Any],
    column: Any,
    slices: Slices,
    here: Conditions,
) -> tuple[Counter[Group], list[int]]:
    # A week at a time is sorted in memory; a whole year takes half as long again.
    found: Counter[Any] = Counter()
    numbers = []
    chosen = sa.select(*groups, sa.func.count()).where(col(Issue.deleted).is_(False), *here)
    chosen = chosen.group_by(*groups)
    for start, end in slices:
        before = found.total()
        for *group, number in connection.execute(chosen.where(column >= start, column < end)):
            found[tuple(group)] += number
        numbers.append(found.total() - before)
    return Counter({kind(*group): number for group, number in found.items()}), numbers


def _registered(begin: datetime, end: datetime) -> tuple[Any, ...]:
    live = col(Issue.deleted).is_(False)
    return live, col(Issue.registered_at) >= begin, col(Issue.registered_at) < end


def _millis(column: Any) -> Any:
    return sa.type_coerce(col(column), sa.BigInteger)


def _sums(groups: Counter[Group], key: Callable[[Group], Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for group, number in groups.items():
        found[key(group)] += number
    return found


def _number(groups: Counter[Group], fits: Callable[[Group], bool]) -> int:
    return sum(number for group, number in groups.items() if fits(group))


def _most_first(numbers: Counter[str]) -> dict[str, int]:
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _on_paper_only(row: Went) -> bool:
    return row.closure_kind == ClosureKind.PROCEDURAL and row.resolved != Resolution.RESOLVED


def _responded(
    connection: Connection, came: Counter[Came], begin: datetime, end: datetime, here: Conditions
) -> Rate:
    """Return how many of the issues that came in were answered; void and merged ones ask for no answer."""
    states = _sums(came, lambda row: row.state)
    whole = sum(number for state, number in states.items() if state not in ASKING_NO_ANSWER)
    # Nothing is closed without an answer, so that only the others need looking into.
    part = sum(states[state.value] for state in ANSWERED_STATES)
    # Reckoned with, the instant does not lead to the index of all issues in place of that of the open ones.
    instant = _millis(Issue.registered_at) + 0
    open_ones = (
        col(Issue.is_open).is_(True),
        col(Issue.due_at) <= NEVER,
        instant >= to_millis(begin),
        instant < to_millis(end),
    )
    part += _answered(connection, *open_ones, *here)
    ended = [state.value for state in State if states[state.value] and state.value in _MAY_BE_ANSWERED]
    if ended:
        part += _answered(connection, col(Issue.state).in_(ended), *_registered(begin, end)[1:], *here)
    return Rate(part, whole)


def _answered(connection: Connection, *where: Any) -> int:
    chosen = sa.select(sa.func.count()).select_from(Issue).where(col(Issue.deleted).is_(False), *where)
    number: int = connection.execute(chosen.where(answered())).scalar_one()
    return number


def _spread(took: Counter[Any], part_of: Callable[[str, RecordId | None], Any]) -> dict[Any, Durations]:
    """Return the median and the 90th percentile of each part, the largest part first.

    ``took`` counts by category, grid and days.
    """
    parts: dict[Any, Counter[int]] = {}
    for (category, grid_id, days), number in took.items():
        parts.setdefault(part_of(category, grid_id), Counter())[max(0, days)] += number
    spread = {
        part: Durations(days.total(), _percentile(days, 0.5), _percentile(days, 0.9))
        for part, days in parts.items()
    }
    return dict(sorted(spread.items(), key=lambda item: -item[1].number))


def _percentile(days: Counter[int], share: float) -> int:
    """Return the least number of days within which this share was done."""
    wanted, seen = share * days.total(), 0
    for day in sorted(days):
        seen += days[day]
        if seen >= wanted:
            return day
    return 0


def _refused(
    connection: Connection, begin: datetime, end: datetime, here: Conditions
) -> dict[RecordId | None, int]:
    """Return how many issues each unit returned or rejected in the period."""
    wanted = IssueFilter(refused_from=begin, refused_before=end)
    number = sa.func.count(sa.distinct(col(IssueEvent.issue_id))).label("number")
    chosen = (
        sa.select(col(IssueEvent.org_id), number)
        .join(Issue, col(Issue.id) == col(IssueEvent.issue_id))
        .where(col(Issue.deleted).is_(False), *refused(wanted), *here)
        .group_by(col(IssueEvent.org_id))
    )
    return {row[0]: row[1] for row in connection.execute(chosen.order_by(number.desc()))}
