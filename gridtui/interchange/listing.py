"""What a list shows, as the records to hand out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.paging import Anchor
from gridtui.interchange.plans.run import Progress
from gridtui.queries.issues.issues import IssueFilter, issue_page
from gridtui.queries.saved_views import find_view, read_filter
from gridtui.storage.workspace import Workspace

PAGE = 2_000


def listed_ids(
    connection: Connection, page: Callable[..., Sequence[Any]], filter: object, progress: Progress
) -> list[RecordId]:
    """Return the ids of every row that a list's query finds, in the list's order."""
    ids: list[RecordId] = []
    near: Anchor | None = None
    while rows := page(connection, filter, offset=len(ids), limit=PAGE, near=near):
        near = Anchor(len(ids) + len(rows) - 1, rows[-1])
        ids.extend(row.id for row in rows)
        progress(0, None)
    return ids


def issues_of_view(
    workspace: Workspace, connection: Connection, name: str, progress: Progress
) -> list[RecordId]:
    """Return the issues that the operator's view of that name shows; ``RuleBroken`` where there is none."""
    view = find_view(connection, workspace.operator.id, "issues", name)
    wanted = read_filter(IssueFilter, view, workspace.clock())
    return listed_ids(connection, issue_page, wanted, progress)
