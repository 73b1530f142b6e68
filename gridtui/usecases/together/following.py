"""What some nouns ask beyond their own declaration: rules that look at other records, filled attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.mediation import mediation_due
from gridtui.domain.together.nouns import Values
from gridtui.domain.together.words import MediationState, Side
from gridtui.domain.words.problems import Problem
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER
from gridtui.usecases.records import read_field
from gridtui.words import mark

Look: TypeAlias = Callable[[Connection, Values, "RecordId | None"], list[Problem]]
"""Says what is wrong with the values of a record, seen together with the store; its id where it has one."""

MOST_A_DAY = 24 * 60
_AGREED = frozenset((MediationState.AGREED.value, MediationState.PERFORMED.value))
_BOTH = frozenset((Side.FIRST.value, Side.SECOND.value))
_ONE_SIDE = mark("这件纠纷已达成协议，甲方、乙方都要在；先改调解的状态")


def _both_parties(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:
    """An agreement stands between two sides."""
    if values["state"] not in _AGREED or (id is not None and _sides(connection, id) >= _BOTH):
        return []
    return [Problem(mark("协议要有双方：先把甲方、乙方都记上，再写达成协议"), "state")]


def _sides(connection: Connection, mediation_id: RecordId, but: RecordId | None = None) -> set[str]:
    """Return the sides on which a dispute has parties, one party left aside."""
    party = table_of(TOGETHER["party"])
    where = [party.c.mediation_id == mediation_id, party.c.deleted.is_(False)]
    if but is not None:
        where.append(party.c.id != but)
    return set(connection.execute(sa.select(party.c.side).where(*where)).scalars())


def _still_both(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:
    """A party of an agreement does not change sides so that one side is empty."""
    if id is None:
        return []
    mediation_id = values["mediation_id"]
    if not _is_agreed(connection, mediation_id):
        return []
    if {*_sides(connection, mediation_id, but=id), values["side"]} >= _BOTH:
        return []
    return [Problem(_ONE_SIDE, "side")]


def agreed_without(connection: Connection, party_id: RecordId) -> list[Problem]:
    """Return what is wrong with taking a party away: an agreement would be left with one side."""
    mediation_id = read_field(connection, TOGETHER["party"], party_id, "mediation_id")
    if not _is_agreed(connection, mediation_id) or _sides(connection, mediation_id, but=party_id) >= _BOTH:
        return []
    return [Problem(_ONE_SIDE, "side")]


def _is_agreed(connection: Connection, mediation_id: RecordId) -> bool:
    return read_field(connection, TOGETHER["mediation"], mediation_id, "state") in _AGREED


def _one_thing_claimed(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:  # noqa: ARG001
    if bool(values["project_id"]) == bool(values["wish_id"]):
        return [Problem(mark("认领一个项目，或者一个微心愿，只选一个"), "project_id")]
    return []


def _not_twice_a_day(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:
    """Nobody serves more than 24 hours in one day: such hours were claimed twice."""
    table = table_of(TOGETHER["service_log"])
    chosen = sa.select(sa.func.coalesce(sa.func.sum(table.c.minutes), 0)).where(
        table.c.report_in_id == values["report_in_id"],
        table.c.served_on == values["served_on"],
        table.c.deleted.is_(False),
    )
    if id is not None:
        chosen = chosen.where(table.c.id != id)
    others: int = connection.execute(chosen).scalar_one()
    if others + (values["minutes"] or 0) <= MOST_A_DAY:
        return []
    return [Problem(mark("这一天的时长加起来超过 24 小时，可能记重了"), "minutes")]


def _finished_project(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:  # noqa: ARG001
    table = table_of(TOGETHER["project"])
    state = connection.execute(sa.select(table.c.state).where(table.c.id == values["project_id"])).scalar()
    if state in ("finished", "accepted"):
        return []
    return [Problem(mark("项目还没完成，居民不能验收"), "project_id")]


def _nothing_personal(connection: Connection, values: Values, id: RecordId | None) -> list[Problem]:  # noqa: ARG001
    """A teaching case tells of no person: no phone, no door, no name that this store knows of its issue."""
    from gridtui.usecases.together.cases import told_of_persons

    told = told_of_persons(connection, values)
    text = mark("案例里还有个人信息：{found}；请删去或改写")
    return [Problem(text, "text", values={"found": told})] if told else []


FURTHER: Final[Mapping[str, tuple[Look, ...]]] = {
    "mediation": (_both_parties,),
    "party": (_still_both,),
    "claim": (_one_thing_claimed,),
    "service_log": (_not_twice_a_day,),
    "acceptance": (_finished_project,),
    "teaching_case": (_nothing_personal,),
}
"""Noun → what else is looked at before a record of it is written."""


def _mediation_days(values: Values, today: date) -> dict[str, Any]:
    due = mediation_due(values["found_on"], longer=values["longer"]) if values["found_on"] else None
    ended = {
        "agreed": values["agreed_on"],
        "performed": values["agreed_on"],
        "handed_over": values["onward_on"],
        "failed": values["ended_on"] or today,
    }.get(values["state"])
    return {"due_on": due, "ended_on": ended}


FOLLOWERS: Final[Mapping[str, tuple[Callable[[Values, date], dict[str, Any]], ...]]] = {
    "mediation": (_mediation_days,),
}
"""Noun → what fills attributes that nobody types."""
