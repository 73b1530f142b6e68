"""Reading the loose ends: late links, links from which nothing goes on, and what is due in all registers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.loose_ends import LooseEnd
from gridtui.queries.together.records import open_condition
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
    for look in _LOOKS:
        number = _count(connection, look, today)
        if number:
            counts[look.kind] = counts.get(look.kind, 0) + number
            lines += _lines(connection, look, today)
    return LooseEnds(tuple(lines), counts)


def loose_end_count(connection: Connection, today: date) -> int:
    """Return how many loose ends there are."""
    return sum(_count(connection, look, today) for look in _LOOKS)


def _count(connection: Connection, look: _Look, today: date) -> int:
    chosen = sa.select(sa.func.count()).select_from(_table(look.noun)).where(*_conditions(look, today))
    number: int = connection.execute(chosen).scalar_one()
    return number


def _lines(connection: Connection, look: _Look, today: date) -> list[LooseLine]:
    noun, table = BY_NAME[look.noun], _table(look.noun)
    # A step is told apart by its project: what a part is called stands behind what its whole is called.
    of_whole = noun.is_part and noun.parent not in noun.headline
    day = table.c[look.since] if look.since else sa.null()
    who = table.c[look.owner] if look.owner else sa.literal("")
    whole = table.c[noun.parent] if of_whole else sa.null()
    chosen = sa.select(table.c.id, day.label("since"), who.label("owner"), whole.label("whole"))
    chosen = chosen.where(*_conditions(look, today)).order_by(day, table.c.num).limit(MOST_OF_A_KIND)
    rows = connection.execute(chosen).all()
    titles = titles_of(connection, look.noun, [row.id for row in rows])
    wholes = (
        titles_of(connection, noun.by_name[noun.parent].refers, [row.whole for row in rows])
        if of_whole
        else {}
    )
    return [
        LooseLine(
            look.kind,
            look.noun,
            row.id,
            " ".join(filter(None, (wholes.get(row.whole, ""), titles.get(row.id, "")))),
            row.owner or "",
            row.since,
        )
        for row in rows
    ]


def _conditions(look: _Look, today: date) -> list[Any]:
    table = _table(look.noun)
    return [table.c.deleted.is_(False), *look.at(table, today)]


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


def _unperformed(table: Table, today: date) -> Iterator[Any]:
    yield from (table.c.state == "agreed", table.c.performed_on.is_(None), table.c.perform_by < today)


def _unvisited(table: Table, today: date) -> Iterator[Any]:  # noqa: ARG001 - every look sees the day
    yield from (table.c.state == "performed", table.c.followed_on.is_(None))


def _between(first: int | None, last: int) -> _At:
    """Return a look for what is still open and due so many days from today."""

    def at(table: Table, today: date) -> Iterator[Any]:
        noun = BY_NAME[table.name]
        yield from open_condition(noun)
        yield table.c[noun.due] <= today + timedelta(days=last)
        if first is not None:
            yield table.c[noun.due] >= today + timedelta(days=first)

    return at


_At = Callable[[Table, date], Iterator[Any]]


class _Look(NamedTuple):
    """Of which noun a kind is, what is looked for, the attribute of its date, that of its owner."""

    kind: LooseEnd
    noun: str
    at: _At
    since: str = ""
    owner: str = ""


def _due(kind: LooseEnd, names: Collection[str], at: _At) -> tuple[_Look, ...]:
    """Return a look into each of these registers, by the date by which something is to happen."""
    return tuple(_Look(kind, name, at, BY_NAME[name].due, _OWNERS.get(name, "")) for name in names)


_OWNERS = dict.fromkeys(("decision", "project", "project_step"), "owner_name") | {
    "mediation": "mediator_name"
}
_GATHERINGS = ("meeting", "deliberation", "activity", "training")
_EXPIRING = ("certificate", "compound")

_LOOKS: Final = (
    _Look(LooseEnd.DECISION_LATE, "decision", _decision_late, "due_on", "owner_name"),
    _Look(LooseEnd.DECISION_ALONE, "decision", _decision_alone, "due_on", "owner_name"),
    _Look(LooseEnd.PROJECT_LATE, "project", _project_late, "due_on", "owner_name"),
    _Look(LooseEnd.PROJECT_UNOWNED, "project", _project_unowned, "due_on"),
    _Look(LooseEnd.PROJECT_UNCLAIMED, "project", _project_unclaimed, "started_on", "owner_name"),
    _Look(LooseEnd.STEP_LATE, "project_step", _step_late, "due_on", "owner_name"),
    _Look(LooseEnd.UNACCEPTED, "project", _unaccepted, "finished_on", "owner_name"),
    _Look(LooseEnd.NOT_ACCEPTED, "project", _not_accepted, "finished_on", "owner_name"),
    _Look(LooseEnd.CLAIM_LATE, "claim", _claim_late, "due_on"),
    _Look(LooseEnd.CLAIM_GIVEN_BACK, "claim", _claim_given_back, "claimed_on"),
    _Look(LooseEnd.CLAIM_WITHOUT_HOURS, "claim", _claim_without_hours, "done_on"),
    _Look(LooseEnd.HOURS_UNCONFIRMED, "service_log", _hours_unconfirmed, "served_on"),
    _Look(LooseEnd.DEMAND_OPEN, "demand", _demand_open, "raised_on"),
    _Look(LooseEnd.WISH_UNCLAIMED, "wish", _wish_unclaimed, "raised_on"),
    *_due(LooseEnd.ASKED_LATE, ("demand", "wish"), _between(None, -1)),
    *_due(LooseEnd.NOT_HELD, _GATHERINGS, _between(None, -1)),
    *_due(LooseEnd.MEDIATION_LATE, ("mediation",), _between(None, -1)),
    _Look(LooseEnd.UNPERFORMED, "mediation", _unperformed, "perform_by", "mediator_name"),
    _Look(LooseEnd.UNVISITED, "mediation", _unvisited, "performed_on", "mediator_name"),
    *_due(LooseEnd.MENDED_LATE, ("inspection",), _between(None, -1)),
    *_due(LooseEnd.EXPIRED, _EXPIRING, _between(None, -1)),
    *_due(LooseEnd.EXPIRES_SOON, _EXPIRING, _between(0, 30)),
    *_due(
        LooseEnd.DUE_SOON,
        ("decision", "project", "project_step", "claim", "demand", "wish", *_GATHERINGS, "mediation",
         "inspection"),
        _between(0, 3),
    ),
)  # fmt: skip
"""What is looked for, in the order in which it is shown."""
