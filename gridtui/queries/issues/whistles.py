"""Reading whistles 吹哨: the book by level and state, one whistle with its units, steps and clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import Event, read_id
from gridtui.domain.issues.limits import LimitTable
from gridtui.domain.issues.whistle import UnitStatus, WhistleState, WhistleStatus, read_key, whistle_status
from gridtui.domain.issues.whistle_authority import WhistleDesk
from gridtui.domain.issues.whistle_clocks import UnitClock, WhistleClocks
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.dates import day_begins
from gridtui.domain.words.paging import Anchor
from gridtui.queries.page import Order, read_count, read_page
from gridtui.storage.columns import NEVER
from gridtui.storage.derived.calendars import limits_in_force, working_calendar
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Dwelling, Issue, Operator, Org, Whistle


@dataclass(frozen=True, slots=True)
class WhistleFilter:
    """Which whistles the book shows: a state, a level 1-5, one issue, only open or ended ones.

    ``org_ids`` are whose they are, any where empty; ``since``..``until`` is about the day they were drafted.
    """

    open: bool | None = None
    state: str = ""
    level: int = 0
    issue_id: RecordId | None = None
    org_ids: tuple[RecordId, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class WhistleRow:
    """One line of the book; times are aware UTC, ``due_at`` None where no unit owes anything."""

    num: int
    id: RecordId
    number: str
    issue_id: RecordId
    issue: str
    door: str
    level: int
    purpose: str
    title: str
    text: str
    drafted_at: datetime
    state: WhistleState
    due_at: datetime | None
    org_id: RecordId | None = None
    org: str = ""


@dataclass(frozen=True, slots=True)
class WhistleDetail:
    """A whistle with what its events come to; ``names`` are those of people and organisations by id."""

    row: WhistleRow
    status: WhistleStatus
    clocks: WhistleClocks
    names: Mapping[RecordId, str]

    def unit_name(self, key: str) -> str:
        """Return what a unit is called: the name of its organisation, else the name it was called by."""
        id = read_id(key)
        return key if id is None else self.names.get(id, key[-8:])

    def desk(self, level: int, org_id: RecordId | None) -> WhistleDesk:
        """Return what says whether a desk of this level and office may do a step."""
        return WhistleDesk(self.row.level, self.row.org_id, level, org_id)

    def first_due(self) -> UnitStatus | None:
        """Return the unit that owes something first; of units without a clock, the first not settled."""
        waiting = [unit for unit in self.status.units if not unit.is_settled or not unit.is_rated]
        return min(waiting, key=self._due_of, default=None)

    def _due_of(self, unit: UnitStatus) -> datetime:
        clock = self.next_clock(unit)
        return clock.timing.due or NEVER if clock else NEVER

    @property
    def owed(self) -> str:
        """What is owed next (marked): a step of the first unit, else of the whistle as a whole."""
        unit = self.first_due()
        if self.status.state in (WhistleState.WORKING, WhistleState.DISPUTED) and unit is not None:
            return unit.state.label
        return self.status.state.label

    @property
    def noted_by(self) -> str:
        """Return who of above is said to have decided the last step that was noted for them."""
        said = (read_key(event.data.get("by")) for event in reversed(self.status.events))
        return next(filter(None, said), "")

    def next_clock(self, unit: UnitStatus) -> UnitClock | None:
        """Return the clock of a unit that runs out first; None where it owes nothing."""
        running = [clock for clock in self.clocks.of_unit(unit) if clock.is_running and clock.timing.due]
        return min(running, key=lambda clock: clock.timing.due or NEVER, default=None)


def whistle_page(
    connection: Connection, wanted: WhistleFilter, *, offset: int, limit: int, near: Anchor | None = None
) -> list[WhistleRow]:
    """Return one page of the book: what is due first at the top of open ones, else the newest first."""
    order = _BY_DUE if wanted.open else _NEWEST
    return read_page(connection, _chosen(wanted), order, _row, offset=offset, limit=limit, near=near)


def whistle_count(connection: Connection, wanted: WhistleFilter, *, ceiling: int | None = None) -> int:
    """Return how many whistles fit, counting no further than ``ceiling``."""
    return read_count(connection, _chosen(wanted), ceiling)


def whistle_detail(connection: Connection, whistle_id: RecordId) -> WhistleDetail | None:
    """Return one whistle folded from the events of its issue; None where it is gone."""
    found = connection.execute(
        _LIST.where(col(Whistle.id) == whistle_id, col(Whistle.deleted).is_(False))
    ).one_or_none()
    if found is None:
        return None
    return _detail(connection, _row(found), limits_in_force(connection), working_calendar(connection))


def whistles_in_turn(connection: Connection, limit: int) -> tuple[list[WhistleDetail], int]:
    """Return the open whistles, what is due first at the top, and how many there are in all."""
    wanted = WhistleFilter(open=True)
    rows = whistle_page(connection, wanted, offset=0, limit=limit)
    limits, calendar = limits_in_force(connection), working_calendar(connection)
    found = [_detail(connection, row, limits, calendar) for row in rows]
    return found, len(rows) if len(rows) < limit else whistle_count(connection, wanted)


def find_whistle(connection: Connection, number: str) -> RecordId | None:
    """Return the newest whistle with this number; capitals and small letters are the same."""
    chosen = sa.select(col(Whistle.id)).where(
        col(Whistle.number) == number.strip().upper(), col(Whistle.deleted).is_(False)
    )
    found: RecordId | None = connection.execute(chosen.order_by(col(Whistle.num).desc()).limit(1)).scalar()
    return found


def _detail(
    connection: Connection, row: WhistleRow, limits: LimitTable, calendar: WorkingCalendar
) -> WhistleDetail:
    status = whistle_status(status_of(connection, row.issue_id), row.id.hex())
    clocks = WhistleClocks(row.purpose, row.level, limits, calendar)
    return WhistleDetail(row, status, clocks, _names(connection, status))


def _chosen(wanted: WhistleFilter) -> Select[Any]:
    chosen = _LIST.where(col(Whistle.deleted).is_(False))
    if wanted.open is not None:
        chosen = chosen.where(col(Whistle.is_open).is_(wanted.open))
    if wanted.state:
        chosen = chosen.where(col(Whistle.state) == wanted.state)
    if wanted.level:
        chosen = chosen.where(col(Whistle.level) == wanted.level)
    if wanted.issue_id is not None:
        chosen = chosen.where(col(Whistle.issue_id) == wanted.issue_id)
    return chosen.where(*drafted_where(wanted))


def drafted_where(wanted: WhistleFilter) -> list[Any]:
    """Return the conditions about whose whistles are meant and when they were drafted."""
    where: list[Any] = [col(Whistle.org_id).in_(wanted.org_ids)] if wanted.org_ids else []
    if wanted.since is not None:
        where.append(col(Whistle.drafted_at) >= day_begins(wanted.since))
    if wanted.until is not None:
        where.append(col(Whistle.drafted_at) < day_begins(wanted.until + timedelta(days=1)))
    return where


def _names(connection: Connection, status: WhistleStatus) -> dict[RecordId, str]:
    ids = {read_id(unit.key) for unit in status.units} | {read_id(key) for key in status.wanted}
    for event in status.events:
        ids |= {event.actor_id, event.org_id, *_ids_in(event)}
    wanted = ids - {None}
    names: dict[RecordId, str] = {}
    for key, name in ((Operator.id, Operator.name), (Org.id, Org.name)):
        chosen = sa.select(col(key), col(name)).where(col(key).in_(wanted))
        names |= {row[0]: row[1] for row in connection.execute(chosen)}
    return names


def _ids_in(event: Event) -> set[RecordId | None]:
    values = event.data.values()
    return {read_id(each) for value in values for each in (value if isinstance(value, list) else [value])}


def _row(row: Row[Any]) -> WhistleRow:
    return WhistleRow(
        row.num,
        row.id,
        row.number,
        row.issue_id,
        row.issue or "",
        row.door or row.place or "",
        row.level,
        row.purpose,
        row.title,
        row.text,
        row.drafted_at,
        WhistleState(row.state),
        None if row.due_at is None or row.due_at >= NEVER else row.due_at,
        row.org_id,
        row.org or "",
    )


_LIST: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Whistle.num),
        col(Whistle.id),
        col(Whistle.number),
        col(Whistle.issue_id),
        col(Whistle.level),
        col(Whistle.purpose),
        col(Whistle.title),
        col(Whistle.text),
        col(Whistle.drafted_at),
        col(Whistle.state),
        col(Whistle.due_at),
        col(Whistle.org_id),
        col(Issue.number).label("issue"),
        col(Issue.place),
        col(Dwelling.door),
        col(Org.name).label("org"),
    )
    .select_from(Whistle)
    .outerjoin(Issue, col(Issue.id) == col(Whistle.issue_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
    .outerjoin(Org, col(Org.id) == col(Whistle.org_id))
)
_NEWEST = Order(
    (col(Whistle.drafted_at), col(Whistle.num)), lambda row: (row.drafted_at, row.num), descending=True
)
_BY_DUE = Order((col(Whistle.due_at), col(Whistle.num)), lambda row: (row.due_at or NEVER, row.num))
