"""The board 看板: the issues by state, how many are late or nearly so, how old they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import OPEN_STATES, State
from gridtui.domain.words.dates import day_begins, local_date
from gridtui.queries.issues.issue_filters import IssueFilter, IssueOrder
from gridtui.storage.columns import NEVER
from gridtui.storage.tables import Issue

_DAY = 86_400_000
_OFFICE = 8 * 3_600_000
"""The office's clock is ahead of UTC by so many milliseconds."""

_EPOCH = date(1970, 1, 1)
_LIVE = col(Issue.deleted).is_(False)
# Every open issue has an end of its clock; saying so leads SQLite to the index of the open ones.
_OPEN = (_LIVE, col(Issue.is_open).is_(True), col(Issue.due_at) <= NEVER)


@dataclass(frozen=True, slots=True)
class Ages:
    """How old open issues are in days since the one they were registered on.

    Half of them are at least ``median`` old: ``older`` of them. ``oldest`` is the age of the oldest.
    """

    median: int
    oldest: int
    older: int
    oldest_count: int


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A state, or all open ones where it is None; each figure has the filter that shows exactly its rows.

    ``ages`` is None of states that are an end, and of none.
    """

    state: State | None
    count: int
    overdue: int
    amber: int
    ages: Ages | None
    shown: IssueFilter
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something in this state."""
        return self.state is None or self.state.is_open

    @property
    def overdue_shown(self) -> IssueFilter:
        """What shows those whose clock has run out."""
        return replace(self.shown, due_before=self.now)

    @property
    def amber_shown(self) -> IssueFilter:
        """What shows those whose clock has nearly run out."""
        return replace(self.shown, amber_at=self.now)

    @property
    def older_shown(self) -> IssueFilter:
        """What shows the older half."""
        return replace(self.shown, registered_before=self._end(self.ages.median if self.ages else 0))

    @property
    def oldest_shown(self) -> IssueFilter:
        """What shows those of the first day."""
        return replace(self.shown, registered_before=self._end(self.ages.oldest if self.ages else 0))

    def _end(self, age: int) -> datetime:
        """Return the midnight behind the day on which what is that old was registered."""
        day = local_date(self.now) - timedelta(days=age - 1)
        return day_begins(day)


def board(connection: Connection, now: datetime, grid_id: RecordId | None = None) -> list[BoardLine]:
    """Return the lines of all open issues and of each state, of one grid or of all."""
    here = () if grid_id is None else (col(Issue.grid_id) == grid_id,)
    states = _open(connection, here, now)
    everything = _OpenOnes()
    for ones in states.values():
        everything.days.update(ones.days)
        everything.late += ones.late
        everything.near += ones.near
    ended = _ended(connection, here, everything.days.total())
    by_due = IssueFilter(grid_id=grid_id, order=IssueOrder.DUE)
    lines = [_line(None, everything, replace(by_due, open=True), now)]
    lines += [
        _line(state, states[state.value], replace(by_due, state=state.value), now)
        for state in State
        if state.is_open
    ]
    for state in State:
        if not state.is_open:
            shown = IssueFilter(grid_id=grid_id, state=state.value)
            lines.append(BoardLine(state, ended.get(state.value, 0), 0, 0, None, shown, now))
    return lines


@dataclass(slots=True)
class _OpenOnes:
    """Open issues by the day of their registration, counted since 1970; how many are late, nearly late."""

    days: Counter[int] = field(default_factory=Counter)
    late: int = 0
    near: int = 0


def _line(state: State | None, ones: _OpenOnes, shown: IssueFilter, now: datetime) -> BoardLine:
    return BoardLine(state, ones.days.total(), ones.late, ones.near, _ages(ones.days, now), shown, now)


def _open(connection: Connection, here: Iterable[Any], now: datetime) -> Mapping[str, _OpenOnes]:
    """Return of each open state how many were registered on each day, how many are late and nearly so."""
    day = ((sa.type_coerce(col(Issue.registered_at), sa.BigInteger) + _OFFICE) // _DAY).label("day")
    late = col(Issue.due_at) < now
    near = sa.and_(col(Issue.due_at) >= now, col(Issue.amber_at) <= now)
    chosen = (
        sa.select(
            col(Issue.state), day, sa.func.count().label("number"), _sum(late, "late"), _sum(near, "near")
        )
        .where(*_OPEN, *here)
        .group_by(col(Issue.state), day)
    )
    found = {state.value: _OpenOnes() for state in OPEN_STATES}
    for row in connection.execute(chosen):
        ones = found[row.state]
        ones.days[row.day] += row.number
        ones.late += row.late
        ones.near += row.near
    return found


def _sum(where: Any, name: str) -> Any:
    return sa.func.sum(sa.case((where, 1), else_=0)).label(name)


def _ended(connection: Connection, here: Iterable[Any], still_open: int) -> dict[str, int]:
    """Return how many have ended, by state; the most usual end is what is left of all of them."""
    live = (_LIVE, *here)
    total = connection.execute(sa.select(sa.func.count()).select_from(Issue).where(*live)).scalar_one()
    rare = (*live, col(Issue.due_at) >= NEVER, col(Issue.state) != State.CLOSED.value)
    chosen = sa.select(col(Issue.state), sa.func.count()).where(*rare).group_by(col(Issue.state))
    # Open ones whose clock stands still are among them.
    found: dict[str, int] = {
        row[0]: row[1] for row in connection.execute(chosen) if row[0] not in OPEN_STATES
    }
    return found | {State.CLOSED.value: total - still_open - sum(found.values())}


def _ages(days: Counter[int], now: datetime) -> Ages | None:
    if not days:
        return None
    today = (local_date(now) - _EPOCH).days
    seen, half = 0, (days.total() + 1) // 2
    middle = oldest = min(days)
    for middle in sorted(days):
        seen += days[middle]
        if seen >= half:
            break
    return Ages(today - middle, today - oldest, seen, days[oldest])
