"""Reading issues: lists, one issue, its timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.deadline import Deadlines, due, explain
from gridtui.domain.issues.issue import IssueDraft, IssueNature
from gridtui.domain.issues.issue_events import read_id
from gridtui.domain.issues.issue_states import Flag, State, read_flags
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.paging import Anchor
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.issues.attachments import Attached, attached
from gridtui.queries.issues.issue_filters import IssueFilter, IssueOrder, narrowed
from gridtui.queries.page import Order, read_count, read_page
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Grid, Issue, Operator, Org
from gridtui.words import mark

__all__ = [
    "IssueDetail",
    "IssueFilter",
    "IssueOrder",
    "IssueRow",
    "explained_deadlines",
    "find_issue",
    "grid_names",
    "issue_count",
    "issue_detail",
    "issue_details",
    "issue_number",
    "issue_numbers",
    "issue_page",
    "usual_categories",
]

_RECENT = 2_000
"""So many issues back is what a desk takes down lately."""


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One line of an issue list; times are aware UTC, ``due_at`` None where no clock runs."""

    num: int
    id: RecordId
    number: str
    registered_at: datetime
    state: State
    is_open: bool
    flags: frozenset[Flag]
    nature: str
    category: str
    title: str
    text: str
    door: str
    due_at: datetime | None
    amber_at: datetime | None
    last_event_at: datetime | None
    owner_level: int = 5

    @property
    def place(self) -> str:
        """The door, or where else it is."""
        return self.door

    @property
    def gist(self) -> str:
        """What it is about in one line."""
        return self.title or self.text


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """Everything about one issue: as taken down, where it is, and where it stands."""

    row: IssueRow
    draft: IssueDraft
    building_name: str
    grid_name: str
    closed_at: datetime | None
    status: IssueStatus
    deadlines: Deadlines
    names: Mapping[RecordId, str]
    attached: tuple[Attached, ...] = ()

    @property
    def attachments(self) -> int:
        """How many files are kept with it."""
        return sum(each.number for each in self.attached)

    @property
    def related(self) -> list[tuple[RecordId, str]]:
        """The issues that have to do with this one, each with how (marked)."""
        status = self.status
        into = [(status.merged_into, mark("并入的"))] if status.merged_into else []
        merged = [(id, mark("并进来的")) for id in sorted(status.merged_from)]
        return [*into, *merged, *((id, mark("关联的")) for id in sorted(status.links))]

    def shows_reporter(self, org_id: RecordId) -> bool:
        """Whether a desk of this organisation may know who raised it: a 举报 only at its owner's."""
        owner = self.status.owner_org
        return self.draft.nature != IssueNature.REPORT or owner is None or owner == org_id


def issue_page(
    connection: Connection, wanted: IssueFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[IssueRow]:
    """Return one page of the issues that fit, in the filter's order."""
    return read_page(
        connection,
        narrowed(connection, _LIST, wanted),
        _ORDERS[wanted.order],
        _row,
        offset=offset,
        limit=limit,
        near=near,
    )


def issue_count(connection: Connection, wanted: IssueFilter, *, ceiling: int | None = None) -> int:
    """Return how many issues fit, counting no further than ``ceiling``."""
    return read_count(connection, narrowed(connection, _LIST, wanted), ceiling)


def issue_detail(connection: Connection, issue_id: RecordId) -> IssueDetail | None:
    """Return one issue with its status folded from its events; None where it is gone."""
    chosen: Any = (
        sa.select(
            Issue.__table__,  # type: ignore[attr-defined]
            col(Dwelling.door),
            col(Building.name).label("building_name"),
            col(Grid.name).label("grid_name"),
        )
        .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(Issue.building_id))
        .outerjoin(Grid, col(Grid.id) == col(Issue.grid_id))
        .where(col(Issue.id) == issue_id, col(Issue.deleted).is_(False))
    )
    row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    draft = IssueDraft.model_validate({name: getattr(row, name) for name in IssueDraft.model_fields})
    status = status_of(connection, issue_id)
    clocks = due(
        status,
        limits_in_force(connection),
        working_calendar(connection),
        nature=draft.nature,
        category=draft.category,
    )
    return IssueDetail(
        _row(row),
        draft,
        row.building_name or "",
        row.grid_name or "",
        row.closed_at,
        status,
        clocks,
        _names(connection, status),
        attached(connection, issue_id),
    )


def issue_details(connection: Connection, ids: Sequence[RecordId]) -> list[IssueDetail]:
    """Return several issues with their status, those that are there, in the order asked for."""
    return [detail for id in ids if (detail := issue_detail(connection, id)) is not None]


def issue_numbers(connection: Connection, ids: Sequence[RecordId]) -> dict[RecordId, str]:
    """Return the numbers of issues by id."""
    found: dict[RecordId, str] = {}
    for some in chunks(list(ids)):
        rows = connection.execute(sa.select(col(Issue.id), col(Issue.number)).where(col(Issue.id).in_(some)))
        found.update((row.id, row.number) for row in rows)
    return found


def explained_deadlines(connection: Connection, issue_id: RecordId) -> list[Sentence]:
    """Return the arithmetic of the clocks of one issue, line by line."""
    row = connection.execute(
        sa.select(col(Issue.nature), col(Issue.category)).where(col(Issue.id) == issue_id)
    ).one_or_none()
    if row is None:
        return []
    return explain(
        status_of(connection, issue_id),
        limits_in_force(connection),
        working_calendar(connection),
        nature=row.nature,
        category=row.category,
    )


def issue_number(connection: Connection, issue_id: RecordId) -> str:
    """Return the number of an issue, empty where there is none."""
    chosen = sa.select(col(Issue.number)).where(col(Issue.id) == issue_id)
    number: str | None = connection.execute(chosen).scalar()
    return number or ""


def usual_categories(connection: Connection, limit: int = 12) -> list[str]:
    """Return the category codes given most often lately, the most frequent first."""
    recent = sa.select(col(Issue.category)).where(col(Issue.deleted).is_(False), col(Issue.category) != "")
    newest = col(Issue.registered_at).desc(), col(Issue.num).desc()
    counted = recent.order_by(*newest).limit(_RECENT).subquery()
    chosen = sa.select(counted.c.category).group_by(counted.c.category)
    rows = connection.execute(chosen.order_by(sa.func.count().desc(), counted.c.category).limit(limit))
    return list(rows.scalars())


def grid_names(connection: Connection) -> dict[RecordId, str]:
    """Return the name of every grid that is not closed, by code."""
    chosen = sa.select(col(Grid.id), col(Grid.name), col(Grid.code)).where(
        col(Grid.deleted).is_(False), col(Grid.closed_on).is_(None)
    )
    return {
        row.id: row.name or row.code
        for row in connection.execute(chosen.order_by(col(Grid.code), col(Grid.num)))
    }


def find_issue(connection: Connection, number: str) -> RecordId | None:
    """Return the newest issue with this number."""
    return next(iter(issues_numbered(connection, number)), None)


def is_issue(connection: Connection, id: RecordId) -> bool:
    """Say whether an issue with this id is here."""
    chosen = sa.select(col(Issue.num)).where(col(Issue.id) == id, col(Issue.deleted).is_(False))
    return connection.execute(chosen).first() is not None


def issues_numbered(connection: Connection, number: str) -> list[RecordId]:
    """Return the issues with this number, the newest first: desks that work apart may give one twice."""
    chosen = sa.select(col(Issue.id)).where(col(Issue.number) == number, col(Issue.deleted).is_(False))
    return list(connection.execute(chosen.order_by(col(Issue.num).desc())).scalars())


def _names(connection: Connection, status: IssueStatus) -> dict[RecordId, str]:
    """Return the names of the people, organisations and issues that the events of an issue speak of."""
    ignored = (each.event for each in status.ignored)
    events = (*status.live, *status.retracted, *status.suggestions, *ignored)
    ids = {event.actor_id for event in events} | {event.org_id for event in events}
    for value in (value for event in events for value in event.data.values()):
        ids.update(map(read_id, value if isinstance(value, list) else [value]))
    wanted = ids - {None}
    names: dict[RecordId, str] = {}
    for key, name in ((Operator.id, Operator.name), (Org.id, Org.name), (Issue.id, Issue.number)):
        names |= {
            row[0]: row[1]
            for row in connection.execute(sa.select(col(key), col(name)).where(col(key).in_(wanted)))
        }
    return names


def _row(row: Row[Any]) -> IssueRow:
    due_at = None if row.due_at is None or row.due_at >= NEVER else row.due_at
    return IssueRow(
        row.num,
        row.id,
        row.number,
        row.registered_at,
        State(row.state),
        row.is_open,
        read_flags(row.flags),
        row.nature,
        row.category,
        row.title,
        row.text,
        row.door or row.place,
        due_at,
        row.amber_at,
        row.last_event_at,
        row.owner_level,
    )


_COLUMNS: Sequence[Any] = (
    col(Issue.num),
    col(Issue.id),
    col(Issue.number),
    col(Issue.registered_at),
    col(Issue.state),
    col(Issue.is_open),
    col(Issue.flags),
    col(Issue.nature),
    col(Issue.category),
    col(Issue.title),
    sa.func.substr(col(Issue.text), 1, 200).label("text"),
    col(Issue.place),
    col(Issue.due_at),
    col(Issue.amber_at),
    col(Issue.last_event_at),
    col(Issue.owner_level),
    col(Dwelling.door),
)
_LIST = (
    sa.select(*_COLUMNS).select_from(Issue).outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
)

_ORDERS = {
    IssueOrder.NEWEST: Order(
        (col(Issue.registered_at), col(Issue.num)), lambda row: (row.registered_at, row.num), descending=True
    ),
    IssueOrder.DUE: Order((col(Issue.due_at), col(Issue.num)), lambda row: (row.due_at or NEVER, row.num)),
    IssueOrder.NUMBER: Order((col(Issue.number), col(Issue.num)), lambda row: (row.number, row.num)),
}
