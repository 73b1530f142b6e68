"""Reading the households of a building for a walk up its stairs: who lives there, and why to knock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import State
from gridtui.domain.people.resident import HEAD
from gridtui.domain.people.visit import Outcome, Periods, Standing, due_on, is_due
from gridtui.domain.people.walking import (
    SECOND_VISIT_DAYS,
    Errand,
    ErrandKind,
    promise_errand,
    second_errand,
    visit_errand,
)
from gridtui.domain.words.dates import KUNMING, local_date
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.issues.categories import CATEGORY_NAME
from gridtui.storage.columns import Instant
from gridtui.storage.derived.residence import OWN_HOME, OWN_PERSON
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Household, Issue, IssueEvent, Promise, Resident, Visit
from gridtui.words import mark

_ANSWERED = (State.PENDING_VERIFY, State.PENDING_CALLBACK)
_ENDED = (State.CLOSED, State.ARCHIVED)


@dataclass(slots=True)
class Home:
    """What is known of one household."""

    row: Row[Any]
    people: list[Row[Any]]
    visits: list[Row[Any]]
    promises: list[Row[Any]]
    issues: list[tuple[Row[Any], datetime]]

    @property
    def living(self) -> list[Row[Any]]:
        """Who lives there, the head first."""
        here = [row for row in self.people if row.moved_out_on is None and row.died_on is None]
        return sorted(here, key=lambda row: (row.relation != HEAD, row.num))

    @property
    def left_on(self) -> date | None:
        """The day on which the last one had left; None while somebody lives there."""
        gone = [row.died_on or row.moved_out_on for row in self.people]
        return max(gone, default=None) if all(gone) else None

    def errands(self, periods: Periods, today: date) -> Iterator[Errand]:
        """Yield why to knock, a visit that is due first."""
        stands = Standing(self.row.met_on, self.row.next_visit_on)
        last = self.visits[-1] if self.visits else None
        if is_due(self.row.visit_kind, stands, periods, today):
            yield visit_errand(
                due_on=due_on(self.row.visit_kind, stands, periods),
                agreed=stands.next_on is not None,
                today=today,
                last_on=last.visited_on if last else None,
                last_outcome=last.outcome if last else "",
            )
        for row in self.promises:
            yield promise_errand(row.text, row.due_on, today)
        for issue, at in self.issues:
            if not any(_met(visit) and visit.visited_on >= local_date(at) for visit in self.visits):
                ended = State(issue.state) in _ENDED
                yield second_errand(issue.number, issue.category or "", local_date(at), today, ended=ended)
        yield from self._changes(today)

    def _changes(self, today: date) -> Iterator[Errand]:
        since = today - timedelta(days=SECOND_VISIT_DAYS)
        living = self.living
        came = max((row.moved_in_on or date.min for row in living), default=date.min)
        if living and came >= since and all(row.moved_in_on == came for row in living):
            yield Errand(ErrandKind.CHANGE, Sentence(mark("{day} 搬来"), {"day": f"{came:%m-%d}"}))
        if self.left_on is not None:
            day = self.left_on.isoformat()
            yield Errand(ErrandKind.CHANGE, Sentence(mark("登记的人 {day} 前都已离开"), {"day": day}))


def homes_of(connection: Connection, building_id: RecordId, today: date) -> list[Home]:
    """Return the households of a building with what is known of each, records joined to it among it."""
    rows = connection.execute(
        _HOMES.where(col(Household.building_id) == building_id, *OWN_HOME).order_by(col(Household.num))
    ).all()
    main = {row.id: row.id for row in rows}
    for some in chunks(list(main)):
        joined = sa.select(col(Household.id), col(Household.alias_of)).where(
            col(Household.alias_of).in_(some), col(Household.deleted).is_(False)
        )
        main |= {row.id: row.alias_of for row in connection.execute(joined)}
    people = _by_home(connection, _PEOPLE, col(Resident.household_id), main)
    visits = _by_home(connection, _VISITS, col(Visit.household_id), main)
    promises = _by_home(connection, _PROMISES, col(Promise.household_id), main)
    answered = _answered(connection, main, today)
    return [
        Home(row, people[row.id], visits[row.id], promises[row.id], answered.get(row.id, [])) for row in rows
    ]


def _by_home(
    connection: Connection,
    chosen: Select[*tuple[Any, ...]],
    reference: Any,
    main: Mapping[RecordId, RecordId],
) -> dict[RecordId, list[Row[Any]]]:
    found: dict[RecordId, list[Row[Any]]] = defaultdict(list)
    for some in chunks(list(main)):
        for row in connection.execute(chosen.where(reference.in_(some))):
            found[main[row.household_id]].append(row)
    return found


def _answered(
    connection: Connection, main: Mapping[RecordId, RecordId], today: date
) -> dict[RecordId, list[tuple[Row[Any], datetime]]]:
    """Return the issues of each household that were answered or ended lately, with the instant."""
    day = today - timedelta(days=SECOND_VISIT_DAYS)
    since = datetime(day.year, day.month, day.day, tzinfo=KUNMING)
    rows = [
        row for some in _by_home(connection, _ISSUES, col(Issue.household_id), main).values() for row in some
    ]
    waiting = _feedback(connection, [row.id for row in rows if State(row.state) in _ANSWERED])
    found: dict[RecordId, list[tuple[Row[Any], datetime]]] = defaultdict(list)
    for row in rows:
        at = waiting.get(row.id) if State(row.state) in _ANSWERED else row.closed_at
        if at is not None and at >= since:
            found[main[row.household_id]].append((row, at))
    return found


def _feedback(connection: Connection, issue_ids: Sequence[RecordId]) -> dict[RecordId, datetime]:
    """Return when each issue was answered last."""
    found: dict[RecordId, datetime] = {}
    for some in chunks(issue_ids):
        chosen = sa.select(col(IssueEvent.issue_id), sa.func.max(IssueEvent.at, type_=Instant))
        answered = chosen.where(
            col(IssueEvent.issue_id).in_(some),
            col(IssueEvent.kind) == EventKind.FEEDBACK.value,
            col(IssueEvent.deleted).is_(False),
        )
        rows: Iterable[Any] = connection.execute(answered.group_by(col(IssueEvent.issue_id)))
        found |= {row[0]: row[1] for row in rows if row[1] is not None}
    return found


def _met(visit: Row[Any]) -> bool:
    return Outcome.has(visit.outcome) and Outcome(visit.outcome).counts


_HOMES: Select[*tuple[Any, ...]] = sa.select(
    col(Household.num),
    col(Household.id),
    col(Household.dwelling_id),
    col(Household.visit_kind),
    col(Household.met_on),
    col(Household.next_visit_on),
)
_PEOPLE: Select[*tuple[Any, ...]] = sa.select(
    col(Resident.num),
    col(Resident.household_id),
    col(Resident.name),
    col(Resident.relation),
    col(Resident.phone),
    col(Resident.moved_in_on),
    col(Resident.moved_out_on),
    col(Resident.died_on),
).where(*OWN_PERSON)
_VISITS: Select[*tuple[Any, ...]] = (
    sa.select(col(Visit.household_id), col(Visit.visited_on), col(Visit.outcome))
    .where(col(Visit.deleted).is_(False), col(Visit.visited_on).is_not(None))
    .order_by(col(Visit.visited_on), col(Visit.id))
)
_PROMISES: Select[*tuple[Any, ...]] = (
    sa.select(col(Promise.household_id), col(Promise.text), col(Promise.due_on))
    .where(col(Promise.deleted).is_(False), col(Promise.done_on).is_(None))
    .order_by(sa.func.coalesce(col(Promise.due_on), date.max), col(Promise.num))
)
# Who complained of somebody, or did not want to be known, must not be found by a visit that asks about it.
_ISSUES: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Issue.id),
        col(Issue.household_id),
        col(Issue.number),
        col(Issue.state),
        col(Issue.closed_at),
        CATEGORY_NAME,
    )
    .where(
        col(Issue.deleted).is_(False),
        col(Issue.anonymous).is_(False),
        col(Issue.nature) != IssueNature.REPORT.value,
        col(Issue.state).in_([state.value for state in (*_ANSWERED, *_ENDED)]),
    )
    .order_by(col(Issue.num))
)
