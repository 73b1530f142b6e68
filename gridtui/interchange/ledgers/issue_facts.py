"""What ledgers tell of a page of issues: as they were taken down, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.category import major_of
from gridtui.domain.issues.deadline import total_due
from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.people.masking import mask_name
from gridtui.domain.words.dates import local_date
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.columns.labels import Categories
from gridtui.interchange.ledgers.ledger import LedgerColumn, Reader
from gridtui.interchange.outgoing import Told
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Grid, Issue, Operator, Org
from gridtui.words import mark

HIDDEN = "只有承办单位能看"
ANONYMOUS = "匿名"

NUMBER = LedgerColumn(Field("number", mark("编号"), Reads.CODE), 13)
GRID = LedgerColumn(Field("grid", mark("网格")), 10)
PLACE = LedgerColumn(Field("where", mark("楼栋单元房号"), Reads.PROSE), 14)
REPORTER = LedgerColumn(Field("reporter", mark("反映人")), 9, lambda name: masked_reporter(name))
PHONE = LedgerColumn(Field("reporter_phone", mark("联系电话"), Reads.PHONE), 14)
SOURCE = LedgerColumn(Field("source", mark("来源"), Reads.WORD, words=IssueSource), 9)
MAJOR = LedgerColumn(Field("major", mark("类别一")), 11)
MINOR = LedgerColumn(Field("minor", mark("类别二")), 14)
CONTENT = LedgerColumn(Field("content", mark("内容"), Reads.TEXT), 34)

_HANDLING = (EventKind.FEEDBACK, EventKind.SELF_HANDLE, EventKind.ACCEPT, EventKind.REGISTERED)
"""Steps that say who has the matter, the most telling first."""

_COLUMNS = (
    "number",
    "registered_at",
    "source",
    "nature",
    "category",
    "title",
    "text",
    "place",
    "reporter_name",
    "reporter_phone",
    "anonymous",
)


def issue_columns() -> tuple[Any, ...]:
    """Return what ``IssueFacts.told`` reads of a row, beside the issue's id."""
    return (
        *(col(getattr(Issue, name)) for name in _COLUMNS),
        col(Dwelling.door),
        col(Building.name).label("building_name"),
        col(Building.label).label("building_label"),
        col(Grid.name).label("grid"),
    )


def placed(chosen: Select[Any]) -> Select[Any]:
    """Return a choice from issues with what tells where each is."""
    return (
        chosen.outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(Issue.building_id))
        .outerjoin(Grid, col(Grid.id) == col(Issue.grid_id))
    )


class IssueFacts:
    """The issues of a page with their status, and the names of who handles them."""

    def __init__(self, connection: Connection, reader: Reader, ids: Sequence[RecordId]) -> None:
        events = events_of(connection, dict.fromkeys(ids))
        self._reader = reader
        self._categories = Categories(connection)
        self._status = {id: fold(events.get(id, [])) for id in ids}
        self._names = _names(connection, self._status.values())
        self._limits, self._calendar = limits_in_force(connection), working_calendar(connection)

    def status(self, issue_id: RecordId) -> IssueStatus:
        """Return where an issue of the page stands."""
        return self._status[issue_id]

    def told(self, row: Any, issue_id: RecordId) -> Told:
        """Return what the columns above tell of an issue."""
        minor = row.category if row.category != major_of(row.category) else ""
        return {
            "number": row.number,
            "grid": row.grid,
            "where": row.door or " ".join(filter(None, (row.building_name or row.building_label, row.place))),
            **self._reporter(row, issue_id),
            "source": row.source,
            "major": self._categories.title(major_of(row.category)) if row.category else "",
            "minor": self._categories.title(minor) if minor else "",
            "content": "：".join(dict.fromkeys(part for part in (row.title, row.text) if part)),
        }

    def by(self, event: Event | None) -> str:
        """Return who wrote a step."""
        if event is None:
            return ""
        return event.actor_name or self._names.get(event.actor_id or b"", "")

    def unit(self, issue_id: RecordId) -> str:
        """Return the name of the unit that an issue was dispatched to."""
        return self._names.get(self._status[issue_id].lead or b"", "")

    def handler(self, issue_id: RecordId) -> str:
        """Return who has the matter in hand: the unit, and who fed back or took it on last."""
        return " ".join(filter(None, (self.unit(issue_id), self._person(issue_id))))

    def due_on(self, row: Any, issue_id: RecordId) -> date | None:
        """Return the day on which the total clock runs out, of a closed issue too."""
        status = self._status[issue_id]
        due = total_due(status, self._limits, self._calendar, nature=row.nature, category=row.category)
        return local_date(due) if due is not None else None

    def _person(self, issue_id: RecordId) -> str:
        live = self._status[issue_id].live
        for kind in _HANDLING:
            event = next((each for each in reversed(live) if each.kind is kind), None)
            if event is not None:
                return self.by(event)
        return ""

    def _reporter(self, row: Any, issue_id: RecordId) -> Told:
        owner = self._status[issue_id].owner_org
        if row.anonymous:
            return {"reporter": ANONYMOUS}
        if row.nature == IssueNature.REPORT and owner not in (None, self._reader.org_id):
            return {"reporter": HIDDEN}
        return {"reporter": row.reporter_name, "reporter_phone": row.reporter_phone}


def masked_reporter(name: str) -> str:
    """Return the name masked; what stands in the place of one stays."""
    return name if name in (ANONYMOUS, HIDDEN) else mask_name(name)


def _names(connection: Connection, statuses: Iterable[IssueStatus]) -> dict[RecordId, str]:
    wanted: set[RecordId | None] = set()
    for status in statuses:
        wanted.add(status.lead)
        wanted.update(event.actor_id for event in status.live)
    names: dict[RecordId, str] = {}
    for some in chunks(sorted(id for id in wanted if id is not None)):
        for table in (Operator, Org):
            found = connection.execute(
                sa.select(col(table.id), col(table.name)).where(col(table.id).in_(some))
            )
            names.update((id, name) for id, name in found)
    return names
