"""Reading the diary 民情日志: the days that were written, and what was recorded on a day by one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.actors import Operator
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_events import EventKind, decode_data, kind_of, read_id
from gridtui.domain.people.diary import DiaryDraft, DiaryFact, event_line, visit_line
from gridtui.domain.words.dates import KUNMING
from gridtui.domain.words.paging import Anchor
from gridtui.queries.issues.categories import CATEGORY_NAME
from gridtui.queries.page import Order, read_count, read_page
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import (
    DiaryEntry,
    Dwelling,
    Household,
    Issue,
    IssueEvent,
    Promise,
    Visit,
)

_SILENT = frozenset((EventKind.LIKES, EventKind.RETRACT, EventKind.UNKNOWN))
"""Steps that are no work of a day."""

_BEGINNING = 200
"""Characters of a day that a list needs."""


@dataclass(frozen=True, slots=True)
class DiaryFilter:
    """Which days a list shows: of one person, of one month (its first day), or all."""

    author_id: RecordId | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """One day of one person in a list; ``beginning`` is how its text begins, ``length`` its characters."""

    num: int
    id: RecordId
    day: date
    author_id: RecordId | None
    author_name: str
    beginning: str
    length: int


def diary_page(
    connection: Connection, wanted: DiaryFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[DiaryRow]:
    """Return one page of the days, the newest first."""
    return read_page(connection, _narrowed(wanted), _ORDER, _row, offset=offset, limit=limit, near=near)


def diary_count(connection: Connection, wanted: DiaryFilter, *, ceiling: int | None = None) -> int:
    """Return how many days there are, counting no further than ``ceiling``."""
    return read_count(connection, _narrowed(wanted), ceiling)


def diary_draft(connection: Connection, entry_id: RecordId) -> DiaryDraft | None:
    """Return one day as a draft; None where it is gone."""
    return record_draft(connection, DiaryEntry, DiaryDraft, entry_id)


def entry_of(connection: Connection, author_id: RecordId, day: date) -> RecordId | None:
    """Return the entry of a person for a day, the oldest of several; None where nothing is written yet."""
    chosen = sa.select(col(DiaryEntry.id)).where(
        col(DiaryEntry.author_id) == author_id,
        col(DiaryEntry.day) == day,
        col(DiaryEntry.deleted).is_(False),
    )
    found: RecordId | None = connection.execute(chosen.order_by(col(DiaryEntry.num)).limit(1)).scalar()
    return found


def month_of_diary(connection: Connection, wanted: DiaryFilter) -> list[DiaryDraft]:
    """Return the days that fit in full, oldest first, then by person."""
    columns = [col(getattr(DiaryEntry, name)) for name in DiaryDraft.model_fields]
    chosen = _narrowed(wanted).with_only_columns(*columns)
    rows = connection.execute(chosen.order_by(col(DiaryEntry.day), col(DiaryEntry.author_name)))
    return [DiaryDraft.model_validate(dict(row._mapping)) for row in rows]


def day_facts(connection: Connection, operator: Operator, day: date) -> list[DiaryFact]:
    """Return what one person recorded of a day: visits as they were entered, then steps of issues by time."""
    return [*_visits(connection, operator, day), *_events(connection, operator, day)]


def _visits(connection: Connection, operator: Operator, day: date) -> Iterator[DiaryFact]:
    own = _by(operator, col(Visit.visitor_id), col(Visit.visitor_name))
    rows = connection.execute(_VISITS.where(col(Visit.visited_on) == day, own)).all()
    promises: dict[RecordId, list[tuple[str, date | None]]] = defaultdict(list)
    for some in chunks([row.id for row in rows]):
        for promise in connection.execute(_PROMISES.where(col(Promise.visit_id).in_(some))):
            promises[promise.visit_id].append((promise.text, promise.due_on))
    for row in rows:
        told = (row.problem, row.measures, row.result)
        line = visit_line(
            door=row.door or "",
            manner=row.manner,
            outcome=row.outcome,
            told=told,
            promises=promises[row.id],
            day=day,
        )
        yield DiaryFact(row.id, line)


def _events(connection: Connection, operator: Operator, day: date) -> Iterator[DiaryFact]:
    start = datetime(day.year, day.month, day.day, tzinfo=KUNMING)
    own = _by(operator, col(IssueEvent.actor_id), col(IssueEvent.actor_name))
    within = (col(IssueEvent.at) >= start, col(IssueEvent.at) < start + timedelta(days=1))
    rows = connection.execute(_EVENTS.where(*within, own)).all()
    taken_back = {
        read_id(decode_data(row.data).get("target")) for row in rows if kind_of(row.kind) is EventKind.RETRACT
    }
    for row in rows:
        kind = kind_of(row.kind)
        if kind in _SILENT or row.id in taken_back:
            continue
        # Who reported somebody, or did not want to be known, is not to be found by the door.
        known = not row.anonymous and row.nature != IssueNature.REPORT
        line = event_line(
            number=row.number,
            place=(row.door or row.place or "") if known else "",
            matter=row.category or "",
            kind=kind,
            text=row.text,
            data=decode_data(row.data),
        )
        yield DiaryFact(row.id, line)


def _by(operator: Operator, id: Any, name: Any) -> sa.ColumnElement[bool]:
    """Return the condition that something is this person's; what has no id goes by the name."""
    return sa.or_(id == operator.id, sa.and_(id.is_(None), name == operator.name))


def _narrowed(wanted: DiaryFilter) -> Select[Any]:
    chosen = _LIST.where(col(DiaryEntry.deleted).is_(False), col(DiaryEntry.day).is_not(None))
    if wanted.author_id is not None:
        chosen = chosen.where(col(DiaryEntry.author_id) == wanted.author_id)
    if wanted.month is not None:
        first = wanted.month.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        chosen = chosen.where(col(DiaryEntry.day) >= first, col(DiaryEntry.day) < after)
    return chosen


def _row(row: Row[Any]) -> DiaryRow:
    return DiaryRow(
        row.num, row.id, row.day, row.author_id, row.author_name, row.beginning or "", row.length or 0
    )


_ORDER = Order((col(DiaryEntry.day), col(DiaryEntry.num)), lambda row: (row.day, row.num), descending=True)
_LIST: Select[Any] = sa.select(
    col(DiaryEntry.num),
    col(DiaryEntry.id),
    col(DiaryEntry.day),
    col(DiaryEntry.author_id),
    col(DiaryEntry.author_name),
    sa.func.substr(col(DiaryEntry.text), 1, _BEGINNING).label("beginning"),
    sa.func.length(col(DiaryEntry.text)).label("length"),
).select_from(DiaryEntry)
_VISITS: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Visit.id),
        col(Visit.manner),
        col(Visit.outcome),
        col(Visit.problem),
        col(Visit.measures),
        col(Visit.result),
        col(Dwelling.door),
    )
    .outerjoin(Household, col(Household.id) == col(Visit.household_id))
    .outerjoin(
        Dwelling, col(Dwelling.id) == sa.func.coalesce(col(Visit.dwelling_id), col(Household.dwelling_id))
    )
    .where(col(Visit.deleted).is_(False))
    .order_by(col(Visit.num))
)
_PROMISES: Select[*tuple[Any, ...]] = (
    sa.select(col(Promise.visit_id), col(Promise.text), col(Promise.due_on))
    .where(col(Promise.deleted).is_(False))
    .order_by(col(Promise.num))
)
_EVENTS: Select[Any] = (
    sa.select(
        col(IssueEvent.id),
        col(IssueEvent.kind),
        col(IssueEvent.text),
        col(IssueEvent.data),
        col(Issue.number),
        col(Issue.place),
        col(Issue.nature),
        col(Issue.anonymous),
        col(Dwelling.door),
        CATEGORY_NAME,
    )
    .join(Issue, col(Issue.id) == col(IssueEvent.issue_id))
    .outerjoin(Household, col(Household.id) == col(Issue.household_id))
    .outerjoin(
        Dwelling, col(Dwelling.id) == sa.func.coalesce(col(Issue.dwelling_id), col(Household.dwelling_id))
    )
    .where(col(IssueEvent.deleted).is_(False), col(Issue.deleted).is_(False))
    .order_by(col(IssueEvent.at), col(IssueEvent.num))
)
