"""Figures of a period: what came in and went out, the three rates 三率, how long it took, what was refused.

Responded ÷ due counts the issues registered in the period that were answered at all; resolved ÷ rated and
satisfied ÷ rated count those closed in it, with the unrated beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.category import major_of
from gridtui.domain.dates import KUNMING
from gridtui.domain.ids import RecordId
from gridtui.domain.issue_states import ClosureKind, Resolution, State
from gridtui.queries.issue_filters import ASKING_NO_ANSWER, RATED, REFUSALS, SATISFIED, answered
from gridtui.storage.columns import to_millis
from gridtui.storage.tables import Issue, IssueEvent

_DAY = 86_400_000
_WEEK = 7 * _DAY


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


def statistics(connection: Connection, first: date, last: date, now: datetime) -> Statistics:
    """Return the figures of the days ``first`` to ``last``."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    came = (col(Issue.deleted).is_(False), col(Issue.registered_at) >= begin, col(Issue.registered_at) < end)
    went = (col(Issue.deleted).is_(False), col(Issue.closed_at) >= begin, col(Issue.closed_at) < end)
    monday = first - timedelta(days=first.weekday())
    intake = _by_week(connection, Issue.registered_at, came, monday)
    closures = _by_week(connection, Issue.closed_at, went, monday)
    weeks = range((last - monday).days // 7 + 1)
    durations = _durations(connection, went)
    categories = _counts(connection, Issue.category, came)
    majors: Counter[str] = Counter()
    for code, number in categories.items():
        majors[major_of(code)] += number
    closed, resolved, satisfied, rated, known, unresolved = _closures(connection, went)
    return Statistics(
        first,
        last,
        sum(intake.values()),
        closed,
        _responded(connection, came),
        Rate(resolved, known, closed - known),
        Rate(satisfied, rated, closed - rated),
        unresolved,
        [(monday + timedelta(weeks=week), intake[week], closures[week]) for week in weeks],
        dict(majors.most_common()),
        _counts(connection, Issue.nature, came),
        _spread(durations, lambda _key: 0).get(0, Durations(0, 0, 0)),
        _spread(durations, lambda key: major_of(key[0])),
        _spread(durations, lambda key: key[1]),
        _overdue(connection, now),
        _refused(connection, begin, end),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, KUNMING)


def _by_week(connection: Connection, column: Any, where: Iterable[Any], monday: date) -> Counter[int]:
    """Return how many fell into each week, counted from the Monday given."""
    start = to_millis(_midnight(monday))
    week = ((sa.type_coerce(col(column), sa.BigInteger) - start) / _WEEK).label("week")
    whole = sa.cast(sa.func.floor(week), sa.Integer).label("whole")
    rows = connection.execute(sa.select(whole, sa.func.count()).where(*where).group_by(whole))
    return Counter({int(row[0]): row[1] for row in rows})


def _counts(connection: Connection, column: Any, where: Iterable[Any]) -> dict[str, int]:
    number = sa.func.count().label("number")
    chosen = (
        sa.select(col(column), number)
        .where(*where)
        .group_by(col(column))
        .order_by(number.desc(), col(column))
    )
    return {row[0]: row[1] for row in connection.execute(chosen)}


def _closures(connection: Connection, went: Iterable[Any]) -> tuple[int, ...]:
    """Return how many were closed, resolved, satisfied, rated, with an outcome, closed on paper only."""

    def number(*where: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*where), 1), else_=0)), 0)

    resolved, satisfaction = col(Issue.resolved), col(Issue.satisfaction)
    chosen = sa.select(
        sa.func.count(),
        number(resolved == Resolution.RESOLVED.value),
        number(satisfaction.in_(SATISFIED)),
        number(satisfaction.in_(RATED)),
        number(resolved != ""),
        number(
            col(Issue.closure_kind) == ClosureKind.PROCEDURAL.value, resolved != Resolution.RESOLVED.value
        ),
    ).where(*went)
    return tuple(int(each) for each in connection.execute(chosen).one())


def _responded(connection: Connection, came: Iterable[Any]) -> Rate:
    """Return how many of the issues that came in were answered; void and merged ones ask for no answer."""
    due = (*came, col(Issue.state).not_in(ASKING_NO_ANSWER))
    whole = connection.execute(sa.select(sa.func.count()).select_from(Issue).where(*due)).scalar() or 0
    part = (
        connection.execute(sa.select(sa.func.count()).select_from(Issue).where(*due, answered())).scalar()
        or 0
    )
    return Rate(part, whole)


def _durations(connection: Connection, went: Iterable[Any]) -> Counter[tuple[str, RecordId | None, int]]:
    """Return how many were closed, by category, grid and whole days that it took."""
    took = sa.type_coerce(col(Issue.closed_at), sa.BigInteger) - sa.type_coerce(
        col(Issue.registered_at), sa.BigInteger
    )
    days = sa.cast(sa.func.floor(took / _DAY), sa.Integer).label("days")
    chosen = (
        sa.select(col(Issue.category), col(Issue.grid_id), days, sa.func.count())
        .where(*went)
        .group_by(col(Issue.category), col(Issue.grid_id), days)
    )
    return Counter({(row[0], row[1], max(0, row[2])): row[3] for row in connection.execute(chosen)})


def _spread(durations: Counter[tuple[str, RecordId | None, int]], part_of: Any) -> dict[Any, Durations]:
    """Return the median and the 90th percentile of each part, the largest part first."""
    parts: dict[Any, Counter[int]] = {}
    for key, number in durations.items():
        parts.setdefault(part_of(key), Counter())[key[2]] += number
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


def _overdue(connection: Connection, now: datetime) -> dict[State, int]:
    chosen = (
        sa.select(col(Issue.state), sa.func.count())
        .where(col(Issue.deleted).is_(False), col(Issue.is_open).is_(True), col(Issue.due_at) < now)
        .group_by(col(Issue.state))
    )
    found = {row[0]: row[1] for row in connection.execute(chosen)}
    return {state: found[state.value] for state in State if state.value in found}


def _refused(connection: Connection, begin: datetime, end: datetime) -> dict[RecordId | None, int]:
    chosen = (
        sa.select(col(IssueEvent.org_id), sa.func.count())
        .where(col(IssueEvent.kind).in_(REFUSALS), col(IssueEvent.at) >= begin, col(IssueEvent.at) < end)
        .where(col(IssueEvent.deleted).is_(False))
        .group_by(col(IssueEvent.org_id))
    )
    return {row[0]: row[1] for row in connection.execute(chosen)}
