"""The rows behind the figures of a period: every issue that ``statistics`` counts, and what it is counted by.

No name, phone or text of anybody is among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.issues.issue_filters import ASKING_NO_ANSWER, IssueFilter, answered, refused
from gridtui.queries.issues.statistics import ANSWERED_STATES
from gridtui.storage.tables import Issue, IssueEvent

_PAGE = 2_000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which issues: of the instants from ``begin`` until before ``end``, of one grid where it is named."""

    begin: datetime
    end: datetime
    grid_id: RecordId | None = None


class CameRow(NamedTuple):
    """An issue that was registered, whether it asks for an answer and whether it was answered."""

    number: str
    registered_at: datetime
    grid_id: RecordId | None
    category: str
    nature: str
    state: str
    asks: bool
    answered: bool


class WentRow(NamedTuple):
    """An issue that was closed."""

    number: str
    registered_at: datetime
    closed_at: datetime
    grid_id: RecordId | None
    category: str
    closure_kind: str
    resolved: str
    satisfaction: str


class LateRow(NamedTuple):
    """An issue that is open and overdue."""

    number: str
    state: str
    grid_id: RecordId | None
    due_at: datetime


class RefusedRow(NamedTuple):
    """An issue that a unit returned or rejected."""

    number: str
    org_id: RecordId | None


def came_rows(connection: Connection, wanted: Stretch) -> Iterator[CameRow]:
    """Yield the issues that were registered, in the order of their registration."""
    closed = [state.value for state in ANSWERED_STATES]
    chosen = _chosen(
        wanted,
        col(Issue.number),
        col(Issue.registered_at),
        col(Issue.grid_id),
        col(Issue.category),
        col(Issue.nature),
        col(Issue.state),
        col(Issue.state).not_in(ASKING_NO_ANSWER),
        # Nothing is closed without an answer, so that only the others are looked into.
        sa.case((col(Issue.state).in_(closed), sa.true()), else_=answered()),
    ).where(*_within(col(Issue.registered_at), wanted))
    for row in _streamed(connection, chosen.order_by(col(Issue.registered_at), col(Issue.num))):
        number, registered_at, grid_id, category, nature, state, asks, has_answer = row
        yield CameRow(number, registered_at, grid_id, category, nature, state, bool(asks), bool(has_answer))


def went_rows(connection: Connection, wanted: Stretch) -> Iterator[WentRow]:
    """Yield the issues that were closed, in the order of their closing."""
    chosen = _chosen(
        wanted,
        col(Issue.number),
        col(Issue.registered_at),
        col(Issue.closed_at),
        col(Issue.grid_id),
        col(Issue.category),
        col(Issue.closure_kind),
        col(Issue.resolved),
        col(Issue.satisfaction),
    ).where(*_within(col(Issue.closed_at), wanted))
    for row in _streamed(connection, chosen.order_by(col(Issue.closed_at), col(Issue.num))):
        yield WentRow(*row)


def late_rows(connection: Connection, wanted: Stretch, now: datetime) -> Iterator[LateRow]:
    """Yield the open issues overdue at ``now``, the longest first; of the stretch only the grid counts."""
    columns = col(Issue.number), col(Issue.state), col(Issue.grid_id), col(Issue.due_at)
    chosen = _chosen(wanted, *columns).where(col(Issue.is_open).is_(True), col(Issue.due_at) < now)
    for row in _streamed(connection, chosen.order_by(col(Issue.due_at), col(Issue.num))):
        yield LateRow(*row)


def refused_rows(connection: Connection, wanted: Stretch) -> Iterator[RefusedRow]:
    """Yield every issue that was returned or rejected, once for each unit that did."""
    spent = IssueFilter(refused_from=wanted.begin, refused_before=wanted.end)
    chosen = (
        _chosen(wanted, col(Issue.number), col(IssueEvent.org_id), col(Issue.num))
        .join(IssueEvent, col(IssueEvent.issue_id) == col(Issue.id))
        .where(*refused(spent))
        .distinct()
    )
    for row in _streamed(connection, chosen.order_by(col(Issue.num), col(IssueEvent.org_id))):
        yield RefusedRow(row.number, row.org_id)


def _chosen(wanted: Stretch, *columns: Any) -> Select[Any]:
    chosen = sa.select(*columns).select_from(Issue).where(col(Issue.deleted).is_(False))
    return chosen if wanted.grid_id is None else chosen.where(col(Issue.grid_id) == wanted.grid_id)


def _within(column: Any, wanted: Stretch) -> tuple[Any, Any]:
    return column >= wanted.begin, column < wanted.end


def _streamed(connection: Connection, chosen: Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(chosen.execution_options(yield_per=_PAGE)))
