"""Reading the loose ends of the promise chain: late links, and links from which nothing goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.loose_ends import LooseEnd
from gridtui.queries.together.titles import titles_of
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER

MOST_OF_A_KIND = 200
"""How many records of a kind are listed; every one is counted."""


@dataclass(frozen=True, slots=True)
class LooseLine:
    """One loose end: the record it is about, why, and since when (its date), if it has one."""

    kind: LooseEnd
    noun: str
    id: RecordId
    title: str
    owner: str
    since: date | None


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """The lines by kind, and how many there are of each kind."""

    lines: tuple[LooseLine, ...]
    counts: Mapping[LooseEnd, int]


def loose_ends(connection: Connection, today: date) -> LooseEnds:
    """Return every late link and every dead end, kind by kind, the oldest first."""
    lines: list[LooseLine] = []
    counts: dict[LooseEnd, int] = {}
    for kind, (noun, look, since, owner) in _LOOKS.items():
        table = _table(noun)
        where = [table.c.deleted.is_(False), *look(table, today)]
        number = connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()
        if not number:
            continue
        counts[kind] = number
        day = table.c[since] if since else sa.null()
        who = table.c[owner] if owner else sa.literal("")
        chosen = sa.select(table.c.id, day.label("since"), who.label("owner")).where(*where)
        rows = connection.execute(chosen.order_by(day, table.c.num).limit(MOST_OF_A_KIND)).all()
        titles = titles_of(connection, noun, [row.id for row in rows])
        lines += [
            LooseLine(kind, noun, row.id, titles.get(row.id, ""), row.owner or "", row.since) for row in rows
        ]
    return LooseEnds(tuple(lines), counts)


def loose_end_count(connection: Connection, today: date) -> int:
    """Return how many loose ends there are."""
    return sum(
        connection.execute(
            sa.select(sa.func.count())
            .select_from(_table(noun))
            .where(_table(noun).c.deleted.is_(False), *look(_table(noun), today))
        ).scalar_one()
        for noun, look, _, _ in _LOOKS.values()
    )


def _table(noun: str) -> Table:
    return table_of(TOGETHER[noun])


def _none(noun: str, attribute: str, to: sa.ColumnElement[Any], *more: Any) -> sa.ColumnElement[bool]:
    """Return the condition that no live record of a noun refers to this one."""
    table = _table(noun).alias()
    extra = [condition(table) for condition in more]
    found = sa.select(table.c.num).where(table.c[attribute] == to, table.c.deleted.is_(False), *extra)
    return sa.not_(sa.exists(found.correlate_except(table)))


def _decision_late(table: Table, today: date) -> Iterator[Any]:
    yield from (table.c.done_on.is_(None), table.c.due_on < today)


def _decision_alone(table: Table, today: date) -> Iterator[Any]:
    yield from (
        table.c.done_on.is_(None),
        table.c.due_on >= today,
        _none("project", "decision_id", table.c.id),
    )


def _project_late(table: Table, today: date) -> Iterator[Any]:
    yield from (table.c.due_on < today, table.c.state.in_(("planned", "under_way")))


def _project_unowned(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.owner_name == "", table.c.state.in_(("planned", "under_way")))


def _project_unclaimed(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.state == "under_way", table.c.member_unit_id.is_(None))
    yield _none("claim", "project_id", table.c.id, lambda claim: claim.c.state != "given_back")


def _step_late(table: Table, today: date) -> Iterator[Any]:
    yield from (table.c.done_on.is_(None), table.c.due_on < today)


def _unaccepted(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.state == "finished", _none("acceptance", "project_id", table.c.id))


def _not_accepted(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield table.c.state == "finished"
    yield sa.not_(_none("acceptance", "project_id", table.c.id, lambda given: given.c.outcome == "no"))


def _claim_late(table: Table, today: date) -> Iterator[Any]:
    yield from (table.c.state == "claimed", table.c.due_on < today)


def _claim_given_back(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield table.c.state == "given_back"
    for name in ("project_id", "wish_id"):
        taken = _none("claim", name, table.c[name], lambda claim: claim.c.state != "given_back")
        yield sa.or_(table.c[name].is_(None), taken)


def _claim_without_hours(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.state == "done", _none("service_log", "claim_id", table.c.id))


def _hours_unconfirmed(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield table.c.confirmed_on.is_(None)


def _demand_open(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.state == "open", _none("project", "demand_id", table.c.id))


def _wish_unclaimed(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield table.c.met_on.is_(None)
    yield _none("claim", "wish_id", table.c.id, lambda claim: claim.c.state != "given_back")


_Look = Callable[[Table, date], Iterator[Any]]

_LOOKS: Final[Mapping[LooseEnd, tuple[str, _Look, str, str]]] = {
    LooseEnd.DECISION_LATE: ("decision", _decision_late, "due_on", "owner_name"),
    LooseEnd.DECISION_ALONE: ("decision", _decision_alone, "due_on", "owner_name"),
    LooseEnd.PROJECT_LATE: ("project", _project_late, "due_on", "owner_name"),
    LooseEnd.PROJECT_UNOWNED: ("project", _project_unowned, "due_on", ""),
    LooseEnd.PROJECT_UNCLAIMED: ("project", _project_unclaimed, "started_on", "owner_name"),
    LooseEnd.STEP_LATE: ("project_step", _step_late, "due_on", "owner_name"),
    LooseEnd.UNACCEPTED: ("project", _unaccepted, "finished_on", "owner_name"),
    LooseEnd.NOT_ACCEPTED: ("project", _not_accepted, "finished_on", "owner_name"),
    LooseEnd.CLAIM_LATE: ("claim", _claim_late, "due_on", ""),
    LooseEnd.CLAIM_GIVEN_BACK: ("claim", _claim_given_back, "claimed_on", ""),
    LooseEnd.CLAIM_WITHOUT_HOURS: ("claim", _claim_without_hours, "done_on", ""),
    LooseEnd.HOURS_UNCONFIRMED: ("service_log", _hours_unconfirmed, "served_on", ""),
    LooseEnd.DEMAND_OPEN: ("demand", _demand_open, "raised_on", ""),
    LooseEnd.WISH_UNCLAIMED: ("wish", _wish_unclaimed, "raised_on", ""),
}
"""Kind → its noun, what is looked for, the attribute of its date, that of its owner."""
