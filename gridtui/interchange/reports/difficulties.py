"""Outstanding difficulties 难点: the open issues that do not move, found by rule, the longest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import Flag, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.ledgers.issue_facts import IssueFacts
from gridtui.interchange.reports.asking import ReportAsked
from gridtui.interchange.reports.cleaning import Cleaner
from gridtui.interchange.reports.facts import Compared, Difficulty, DifficultyKind, Part
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issues import IssueFilter, IssueOrder, IssueRow, issue_count, issue_page
from gridtui.storage.tables import Grid, Issue

SHOWN = 5
"""So many of each kind stand in the report; the others are in the number."""

K = DifficultyKind
_REFUSALS = (EventKind.RETURN, EventKind.REJECT)
_REWORK = (EventKind.REOPEN, EventKind.FAIL_VERIFY, EventKind.CALLBACK)
Since = Callable[[IssueRow, IssueStatus], "datetime | None"]


def difficulty_filters(asked: ReportAsked) -> dict[DifficultyKind, tuple[IssueFilter, ...]]:
    """Return what shows the issues of each kind; those of several filters are counted together."""
    here = asked.stretch
    grid, due = asked.grid_id, IssueOrder.DUE
    refused: dict[str, Any] = {
        "grid_id": grid, "refused_from": here.begin, "refused_before": here.end, "order": due
    }  # fmt: skip
    return {
        K.LATE: (IssueFilter(grid_id=grid, open=True, due_before=asked.now, order=due),),
        K.REFUSED: (IssueFilter(open=True, **refused), IssueFilter(state=State.REJECTED.value, **refused)),
        K.REOPENED: (IssueFilter(grid_id=grid, open=True, reworked=True, order=due),),
        K.HANGING: (IssueFilter(grid_id=grid, open=True, flag=Flag.HOLD.value, order=due),),
    }


def find_difficulties(
    connection: Connection, asked: ReportAsked
) -> tuple[tuple[Part, ...], tuple[Difficulty, ...]]:
    """Return how many issues of each kind there are, and the first of them; each stands only once."""
    counts: list[Part] = []
    listed: list[tuple[DifficultyKind, IssueRow]] = []
    seen: set[RecordId] = set()
    for kind, filters in difficulty_filters(asked).items():
        number = sum(issue_count(connection, wanted) for wanted in filters)
        counts.append(Part(Sentence(kind.label), Compared(number)))
        rows = [
            row for wanted in filters for row in issue_page(connection, wanted, offset=0, limit=4 * SHOWN)
        ]
        fresh = [row for row in rows if row.id not in seen][:SHOWN]
        seen.update(row.id for row in fresh)
        listed += [(kind, row) for row in fresh]
    order = list(K)
    told = sorted(_told(connection, asked, listed), key=lambda each: (order.index(each.kind), -each.days))
    return tuple(counts), tuple(told)


def _told(
    connection: Connection, asked: ReportAsked, listed: Sequence[tuple[DifficultyKind, IssueRow]]
) -> Iterator[Difficulty]:
    ids = [row.id for _, row in listed]
    facts = IssueFacts(connection, asked.reader, ids)
    names = {row.code: row.name for row in category_rows(connection)}
    grids = _grids_of(connection, ids)
    cleaner = Cleaner.read(connection, ids)
    for kind, row in listed:
        status = facts.status(row.id)
        since = _SINCE[kind](row, status) or row.registered_at
        level = Level(row.owner_level).label if row.owner_level in list(Level) else ""
        yield Difficulty(
            kind,
            row.id,
            row.number,
            grids.get(row.id, ""),
            names.get(row.category, row.category),
            cleaner.line(row.gist),
            Sentence(row.state.label),
            facts.unit(row.id) or Sentence(level),
            local_date(since),
            max(0, (asked.now - since).days),
        )


def _grids_of(connection: Connection, ids: Sequence[RecordId]) -> dict[RecordId, str]:
    chosen = (
        sa.select(col(Issue.id), col(Grid.name))
        .join(Grid, col(Grid.id) == col(Issue.grid_id))
        .where(col(Issue.id).in_(ids))
    )
    return {row.id: row.name for row in connection.execute(chosen)}


def _last(kinds: Sequence[EventKind]) -> Since:
    """Return what finds when the latest step of some kinds was taken."""
    return lambda _row, status: next(
        (event.at for event in reversed(status.live) if event.kind in kinds), None
    )


_SINCE: Mapping[DifficultyKind, Since] = {
    K.LATE: lambda row, _status: row.due_at,
    K.REFUSED: _last(_REFUSALS),
    K.REOPENED: _last(_REWORK),
    K.HANGING: lambda _row, status: status.holds[-1].start if status.holds else None,
}
