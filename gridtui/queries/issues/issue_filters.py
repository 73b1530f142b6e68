"""What a list of issues can be narrowed to, and the conditions that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import OPEN_STATES, Flag, Resolution, Satisfaction, State
from gridtui.queries.searching import grid_tokens, matching_nums
from gridtui.storage.derived.aliases import with_joined
from gridtui.storage.derived.hexadecimal import HexOf
from gridtui.storage.derived.search_documents import column_tokens
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Household, Issue, IssueEvent, Resident

ANSWERS = [kind.value for kind in (EventKind.FEEDBACK, EventKind.REPLY, EventKind.CALLBACK, EventKind.CLOSE)]
"""Events that answer whoever raised an issue."""

REFUSAL = col(IssueEvent.kind).in_(
    [sa.literal_column(f"'{kind.value}'") for kind in (EventKind.RETURN, EventKind.REJECT)]
)
"""The condition that an event refuses an issue, as the index of refusals says it."""

_BACK_TO_WORK = [EventKind.REOPEN.value, EventKind.FAIL_VERIFY.value]
ASKING_NO_ANSWER = [State.VOIDED.value, State.MERGED.value]
SATISFIED = [each.value for each in Satisfaction if each.counts_as_satisfied]
RATED = [*SATISFIED, Satisfaction.DISSATISFIED.value]

_OPEN_CODES = sorted(state.value for state in OPEN_STATES)


class IssueOrder(Enum):
    """The orders of an issue list."""

    NEWEST = "newest"
    DUE = "due"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues a list shows; what is left at its default does not narrow it.

    ``open`` True or False keeps open or ended ones; ``due_from`` and ``due_before`` keep open ones whose
    clock ends from then on, or earlier; ``amber_at`` keeps open ones that are near their end then, and not
    past it; ``idle_since`` keeps open ones without an event since then; ``category`` fits by beginning.
    ``lacking`` is the name of a column that is empty: ``grid_id``, ``category``, ``nature``, ``resolved``
    or ``satisfaction``. ``resolved`` is an outcome, or ``not`` for every other; ``satisfied`` keeps those
    whose reporters were; ``to_confirm`` those closed at one desk while work went on at another;
    ``answered`` True or False keeps those that were answered, or should be and were not; ``flag`` is the
    letter of a flag they have, ``reworked`` keeps those that went back to work 重办. ``refused_by`` is a unit
    that returned or rejected them between ``refused_from`` and ``refused_before``, any unit where it is None;
    ``ids`` keeps exactly these.
    """

    MOVING: ClassVar[frozenset[str]] = frozenset(("due_from", "due_before", "amber_at", "idle_since"))
    """What means another instant when the same list is opened another day."""

    open: bool | None = None
    state: str = ""
    grid_id: RecordId | None = None
    building_id: RecordId | None = None
    household_id: RecordId | None = None
    resident_id: RecordId | None = None
    category: str = ""
    nature: str = ""
    lacking: str = ""
    due_from: datetime | None = None
    due_before: datetime | None = None
    amber_at: datetime | None = None
    idle_since: datetime | None = None
    registered_from: datetime | None = None
    registered_before: datetime | None = None
    closed_from: datetime | None = None
    closed_before: datetime | None = None
    resolved: str = ""
    satisfied: bool = False
    to_confirm: bool = False
    flag: str = ""
    reworked: bool = False
    answered: bool | None = None
    closure_kind: str = ""
    refused_by: RecordId | None = None
    refused_from: datetime | None = None
    refused_before: datetime | None = None
    ids: tuple[RecordId, ...] = ()
    text: str = ""
    order: IssueOrder = IssueOrder.NEWEST


def narrowed(connection: Connection, chosen: Select[Any], wanted: IssueFilter) -> Select[Any]:
    """Return a query over issues that keeps only those that fit and are not deleted."""
    chosen = chosen.where(
        col(Issue.deleted).is_(False),
        *_equal(wanted),
        *_theirs(connection, wanted),
        *_open(wanted),
        *_in_time(wanted),
        *_outcome(wanted),
    )
    if wanted.text.strip():
        tokens = column_tokens(state=wanted.state, is_open=bool(wanted.open))
        nums = matching_nums(
            connection, Issue, wanted.text, filters=[*tokens, *grid_tokens(connection, wanted.grid_id)]
        )
        chosen = chosen.where(col(Issue.num).in_(nums))
    return chosen


def answered() -> sa.ColumnElement[bool]:
    """Return the condition that an issue was answered."""
    return (
        sa.select(sa.literal(1))
        .select_from(IssueEvent)
        .where(col(IssueEvent.issue_id) == col(Issue.id), col(IssueEvent.kind).in_(ANSWERS), stands())
        .exists()
    )


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that an event was not taken back, or that its taking back was taken back."""
    event, back, again = table_of(IssueEvent), *(table_of(IssueEvent).alias() for _ in range(2))
    return ~_takes_back(back, event).where(~_takes_back(again, back).exists()).exists()


def _takes_back(back: sa.FromClause, event: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(sa.literal(1))
        .select_from(back)
        .where(
            back.c.issue_id == event.c.issue_id,
            back.c.kind == EventKind.RETRACT.value,
            back.c.data.contains(HexOf(event.c.id)),
        )
    )


def refused(wanted: IssueFilter) -> Iterator[Any]:
    """Yield the conditions on events that are refusals of the time that the filter names."""
    yield REFUSAL
    yield stands()
    yield col(IssueEvent.deleted).is_(False)
    if wanted.refused_from is not None:
        yield col(IssueEvent.at) >= wanted.refused_from
    if wanted.refused_before is not None:
        yield col(IssueEvent.at) < wanted.refused_before


def _reworked() -> sa.ColumnElement[bool]:
    """Return the condition that an issue went back to work 重办, after a failed check or call-back too."""
    justified = sa.and_(
        col(IssueEvent.kind) == EventKind.CALLBACK.value, col(IssueEvent.data).contains('"justified":true')
    )
    return (
        sa.select(sa.literal(1))
        .select_from(IssueEvent)
        .where(
            col(IssueEvent.issue_id) == col(Issue.id),
            col(IssueEvent.deleted).is_(False),
            sa.or_(col(IssueEvent.kind).in_(_BACK_TO_WORK), justified),
            stands(),
        )
        .exists()
    )


def _equal(wanted: IssueFilter) -> Iterator[Any]:
    equal = {
        Issue.state: wanted.state,
        Issue.grid_id: wanted.grid_id,
        Issue.building_id: wanted.building_id,
        Issue.nature: wanted.nature,
    }
    for column, value in equal.items():
        if value:
            yield col(column) == value
    if wanted.category:
        yield col(Issue.category).startswith(wanted.category, autoescape=True)
    if wanted.lacking in _LACKING:
        yield _LACKING[wanted.lacking]
    for flag in (Flag.TO_CONFIRM.value if wanted.to_confirm else "", wanted.flag):
        if flag:
            yield col(Issue.flags).contains(flag, autoescape=True)
    if wanted.ids:
        yield col(Issue.id).in_(wanted.ids)


def _theirs(connection: Connection, wanted: IssueFilter) -> Iterator[Any]:
    theirs: tuple[tuple[Any, RecordTable, RecordId | None], ...] = (
        (col(Issue.household_id), Household, wanted.household_id),
        (col(Issue.resident_id), Resident, wanted.resident_id),
    )
    for column, model, id in theirs:
        if id is not None:
            ids = with_joined(connection, model, id)
            yield column == id if len(ids) == 1 else column.in_(ids)


def _open(wanted: IssueFilter) -> Iterator[Any]:
    # Said too where a state says it, so that an index of the open issues, or of all by state, is enough.
    if wanted.open or (wanted.open is None and wanted.state in OPEN_STATES):
        yield col(Issue.is_open).is_(True)
    elif wanted.open is False:
        yield col(Issue.state).not_in(_OPEN_CODES)


def _in_time(wanted: IssueFilter) -> Iterator[Any]:
    running = col(Issue.is_open).is_(True)
    if wanted.due_from is not None:
        yield sa.and_(running, col(Issue.due_at) >= wanted.due_from)
    if wanted.due_before is not None:
        yield sa.and_(running, col(Issue.due_at) < wanted.due_before)
    if wanted.amber_at is not None:
        yield sa.and_(running, col(Issue.due_at) >= wanted.amber_at, col(Issue.amber_at) <= wanted.amber_at)
    if wanted.idle_since is not None:
        yield sa.and_(running, col(Issue.last_event_at) < wanted.idle_since)
    for column, begin, end in (
        (col(Issue.registered_at), wanted.registered_from, wanted.registered_before),
        (col(Issue.closed_at), wanted.closed_from, wanted.closed_before),
    ):
        if begin is not None:
            yield column >= begin
        if end is not None:
            yield column < end


def _outcome(wanted: IssueFilter) -> Iterator[Any]:
    """Yield what keeps the issues that were answered so, ended so, refused by whom."""
    if wanted.resolved == "not":
        yield col(Issue.resolved) != Resolution.RESOLVED.value
    elif wanted.resolved:
        yield col(Issue.resolved) == wanted.resolved
    if wanted.satisfied:
        yield col(Issue.satisfaction).in_(SATISFIED)
    if wanted.closure_kind:
        yield col(Issue.closure_kind) == wanted.closure_kind
    if wanted.answered is not None:
        yield col(Issue.state).not_in(ASKING_NO_ANSWER)
        yield answered() if wanted.answered else ~answered()
    if wanted.reworked:
        yield _reworked()
    if (wanted.refused_by, wanted.refused_from, wanted.refused_before) != (None, None, None):
        theirs = () if wanted.refused_by is None else (col(IssueEvent.org_id) == wanted.refused_by,)
        yield col(Issue.id).in_(sa.select(col(IssueEvent.issue_id)).where(*theirs, *refused(wanted)))


_LACKING: dict[str, Any] = {
    "grid_id": col(Issue.grid_id).is_(None),
    "category": col(Issue.category) == "",
    "nature": col(Issue.nature) == "",
    "resolved": col(Issue.resolved) == "",
    "satisfaction": col(Issue.satisfaction).not_in(RATED),
}
