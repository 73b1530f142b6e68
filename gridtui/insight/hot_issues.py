"""The hot issues of a store: its newest records, grouped by matter, as people decided them.

The groups are made once; afterwards the change log says which issues and decisions are new, so that a look
costs what happened since the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.hot import HotDecided
from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.dates import local_date
from gridtui.insight.hot import SPAN, HotGroup, HotIndex, Raised
from gridtui.queries.issues.hot_decisions import HotAct, acts_about, hot_decisions
from gridtui.storage.log.fields import table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change
from gridtui.storage.tables import Dwelling, HotDecision, Household, Issue, IssueEvent, Resident

MOST_RECORDS = 20_000
"""The newest records that are looked at."""

_AT_ONCE = 2_000
"""When more changed since the last look, everything is read anew: that is quicker."""

_ISSUE, _EVENT, _DECISION = (table_of(model).name for model in (Issue, IssueEvent, HotDecision))


class HotIssues:
    """The hot issues of one open store, kept up to date; may be asked from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index = HotIndex()
        self._decided: Sequence[HotDecided] = ()
        self._seen = 0
        self._day: date | None = None

    def groups(
        self,
        connection: Connection,
        now: datetime,
        *,
        limit: int | None = None,
        lately: bool = False,
        with_hidden: bool = False,
    ) -> list[HotGroup]:
        """Return the matters that several residents raised, hottest first; ``lately``, those of a year.

        How lately is reckoned from the newest issue, so that old records that were read in have an order too.
        """
        with self._lock:
            self._catch_up(connection, now)
            at = min(now, self._index.latest or now)
            since = at - SPAN if lately else None
            return self._index.groups(at, self._decided, since=since, limit=limit, with_hidden=with_hidden)

    def group_of(
        self, connection: Connection, now: datetime, issue_id: RecordId
    ) -> tuple[HotGroup | None, list[HotAct]]:
        """Return the group of an issue, however few raised it, and what was decided about it."""
        with self._lock:
            self._catch_up(connection, now)
            group = self._index.group_of(issue_id, self._decided)
            return group, acts_about(self._decided, group.ids) if group else []

    def _catch_up(self, connection: Connection, now: datetime) -> None:
        """Take in what changed since the last look; everything on the first one of a day."""
        last = connection.execute(sa.select(sa.func.max(col(Change.num)))).scalar() or 0
        if self._day != local_date(now):
            self._begin(connection)
        elif last > self._seen:
            self._take_in(connection)
        self._day, self._seen = local_date(now), last

    def _begin(self, connection: Connection) -> None:
        newest = _RECORDS.order_by(col(Issue.registered_at).desc(), col(Issue.num).desc())
        self._index = HotIndex(_raised(connection, newest.limit(MOST_RECORDS)))
        self._decided = hot_decisions(connection)

    def _take_in(self, connection: Connection) -> None:
        chosen = sa.select(col(Change.noun), col(Change.record)).where(
            col(Change.num) > self._seen, col(Change.noun).in_([_ISSUE, _EVENT, _DECISION])
        )
        changed: dict[str, set[RecordId]] = {_ISSUE: set(), _EVENT: set(), _DECISION: set()}
        for row in connection.execute(chosen):
            changed[row.noun].add(row.record)
        if changed[_DECISION]:
            self._decided = hot_decisions(connection)
        issues = changed[_ISSUE]
        for some in chunks(list(changed[_EVENT])):
            of_events = sa.select(col(IssueEvent.issue_id)).where(col(IssueEvent.id).in_(some))
            issues.update(id for id in connection.execute(of_events).scalars() if id)
        if len(issues) > _AT_ONCE:
            self._begin(connection)
            return
        gone = set(issues)
        for some in chunks(list(issues)):
            for record in _raised(connection, _RECORDS.where(col(Issue.id).in_(some))):
                self._index.put(record)
                gone.discard(record.key)
        for key in gone:
            self._index.remove(key)


def _raised(connection: Connection, chosen: sa.Select[*tuple[Any, ...]]) -> Iterable[Raised]:
    for row in connection.execute(chosen):
        reporter = row.household_id or row.resident_id or row.reporter_name or None
        yield Raised(row.id, row.title, row.text, _compound(row.place), row.registered_at, reporter)


def _compound(place: str) -> str:
    """Return the building of a door: neighbours raise the same matter from different doors."""
    building, dash, _ = (place or "").partition("-")
    return f"{building}栋" if dash else place or ""


_RECORDS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Issue.id),
        col(Issue.title),
        sa.func.substr(col(Issue.text), 1, 300).label("text"),
        sa.func.coalesce(col(Dwelling.door), col(Issue.place)).label("place"),
        col(Issue.registered_at),
        sa.func.coalesce(col(Resident.alias_of), col(Issue.resident_id)).label("resident_id"),
        sa.func.coalesce(col(Household.alias_of), col(Issue.household_id)).label("household_id"),
        col(Issue.reporter_name),
    )
    .select_from(Issue)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
    .outerjoin(Household, col(Household.id) == col(Issue.household_id))
    .outerjoin(Resident, col(Resident.id) == col(Issue.resident_id))
    .where(
        col(Issue.deleted).is_(False),
        col(Issue.registered_at).is_not(None),
        col(Issue.state) != State.VOIDED.value,
    )
)
