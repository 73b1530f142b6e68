"""Reading typical cases 典型案例: those chosen for a report, and the issues that might become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import Resolution
from gridtui.queries.issues.issue_filters import IssueFilter, narrowed
from gridtui.queries.reports.counting import Stretch
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Grid, Issue, ReportCase, Whistle


@dataclass(frozen=True, slots=True)
class ChosenCase:
    """A case that this office chose for a period, as it was worded."""

    id: RecordId
    issue_id: RecordId
    title: str
    text: str
    author_name: str


def chosen_cases(
    connection: Connection, org_id: RecordId, period: str, grid_id: RecordId | None = None
) -> list[ChosenCase]:
    """Return the cases that an office chose for a period, of one grid or of all, in their order."""
    chosen = (
        sa.select(
            col(ReportCase.id),
            col(ReportCase.issue_id),
            col(ReportCase.title),
            col(ReportCase.text),
            col(ReportCase.author_name),
        )
        .join(Issue, col(Issue.id) == col(ReportCase.issue_id))
        .where(
            col(ReportCase.period) == period,
            col(ReportCase.org_id) == org_id,
            col(ReportCase.deleted).is_(False),
            col(Issue.deleted).is_(False),
        )
    )
    if grid_id is not None:
        chosen = chosen.where(col(Issue.grid_id) == grid_id)
    rows = connection.execute(chosen.order_by(col(ReportCase.place), col(ReportCase.num)))
    return [ChosenCase(row.id, row.issue_id, row.title, row.text, row.author_name) for row in rows]


def solved_ids(
    connection: Connection, wanted: Stretch, *, limit: int, whistled: bool = False, reworked: bool = False
) -> list[RecordId]:
    """Return issues that were solved in the days, the latest first: after a whistle, or after rework."""
    fitting = replace(_solved(wanted), reworked=reworked)
    chosen = narrowed(connection, _TELLABLE, fitting)
    if whistled:
        heard = sa.select(col(Whistle.issue_id)).where(col(Whistle.deleted).is_(False))
        chosen = chosen.where(col(Issue.id).in_(heard))
    ordered = chosen.order_by(col(Issue.closed_at).desc(), col(Issue.num).desc())
    return list(connection.execute(ordered.limit(limit)).scalars())


def solved_among(connection: Connection, ids: Sequence[RecordId], wanted: Stretch) -> list[RecordId]:
    """Return those of some issues that were solved in the days, in their order."""
    found: set[RecordId] = set()
    for some in chunks(ids):
        fitting = replace(_solved(wanted), ids=tuple(some))
        chosen = narrowed(connection, _TELLABLE, fitting)
        found.update(connection.execute(chosen).scalars())
    return [id for id in ids if id in found]


def _solved(wanted: Stretch) -> IssueFilter:
    return IssueFilter(
        grid_id=wanted.grid_id,
        closed_from=wanted.begin,
        closed_before=wanted.end,
        resolved=Resolution.RESOLVED.value,
    )


def grid_name(connection: Connection, grid_id: RecordId) -> str:
    """Return what a grid is called, a closed one too."""
    chosen = sa.select(col(Grid.name), col(Grid.code)).where(col(Grid.id) == grid_id)
    row = connection.execute(chosen).one_or_none()
    return "" if row is None else row.name or row.code


_TELLABLE = sa.select(col(Issue.id)).select_from(Issue).where(col(Issue.nature) != IssueNature.REPORT.value)
"""Issues that may be told of: who reported somebody 举报 must not be recognised from a case."""
