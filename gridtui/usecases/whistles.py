"""Whistles 吹哨: drafting one from an issue, every step until it is taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import WhistleStep
from gridtui.domain.issues.whistle import WhistleDraft, WhistleStatus, whistle_status
from gridtui.domain.issues.whistle_authority import WhistleDesk
from gridtui.domain.issues.whistle_steps import called_problems, end_problems, step_problems
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.numbers import given_numbers
from gridtui.storage.tables import Issue, Whistle
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.records import checked, form_done, read_field
from gridtui.words import mark

K = EventKind


def draft_whistle(
    unit: UnitOfWork, draft: WhistleDraft, units: Sequence[str] = (), *, form: str = ""
) -> RecordId:
    """Draft a whistle for an issue; returns its id. ``units`` are ids in hexadecimal, or names.

    ``RuleBroken`` where the issue is not being handled, or nobody is called.
    """
    issue_id = draft.issue_id
    if issue_id is None:
        raise RuleBroken(Problem(mark("请从一件诉求吹哨")))
    place = _place_of(unit.connection, issue_id)
    filled = draft.model_copy(
        update={
            "number": draft.number or next_number(unit.connection, unit.now),
            "org_id": draft.org_id or unit.desk.org_id,
            "drafted_at": draft.drafted_at or unit.now,
        }
    )
    if not units:
        raise RuleBroken(Problem(mark("请写明叫哪个单位"), "unit1"))
    if wrong := called_problems(units, "unit1"):
        raise RuleBroken(wrong)
    whistle_id = unit.create(Whistle, checked(unit, filled), scope=place or unit.desk.org_id)
    data = {
        "whistle": whistle_id.hex(),
        "title": filled.title,
        "purpose": filled.purpose,
        "units": list(dict.fromkeys(units)),
    }
    take_step(unit, issue_id, K.WHISTLE, text=filled.text, data=data)
    unit.label = filled.number
    form_done(unit, form)
    return whistle_id


def step_whistle(
    unit: UnitOfWork,
    whistle_id: RecordId,
    step: WhistleStep,
    *,
    unit_key: str = "",
    text: str = "",
    data: Mapping[str, object] | None = None,
    form: str = "",
) -> RecordId:
    """Do one step of a whistle, ``unit_key`` naming the unit it is about; returns the event's id."""
    issue_id, status = _where(unit.connection, whistle_id)
    said: dict[str, object] = {**(data or {}), "whistle": whistle_id.hex(), "step": step.value}
    if unit_key:
        said["unit_org"] = unit_key
    if step is WhistleStep.SPLIT and not said.get("units"):
        said["units"] = list(status.wanted)
    wrong = step_problems(status, step, said, text)
    wrong = wrong or asking_desk(unit, whistle_id).problems(step, unit_key, said)
    if wrong:
        raise RuleBroken(wrong)
    event = take_step(unit, issue_id, K.WHISTLE_STEP, text=text, data=said)
    unit.label = read_field(unit.connection, Whistle, whistle_id, "number")
    form_done(unit, form)
    return event


def end_whistle(unit: UnitOfWork, whistle_id: RecordId, *, text: str = "", form: str = "") -> RecordId:
    """Take a whistle off 销哨; before everything is done and rated it must say why."""
    issue_id, status = _where(unit.connection, whistle_id)
    wrong = end_problems(status, text) or asking_desk(unit, whistle_id).problems(None)
    if wrong:
        raise RuleBroken(wrong)
    event = take_step(unit, issue_id, K.WHISTLE_END, text=text, data={"whistle": whistle_id.hex()})
    unit.label = read_field(unit.connection, Whistle, whistle_id, "number")
    form_done(unit, form)
    return event


def asking_desk(unit: UnitOfWork, whistle_id: RecordId) -> WhistleDesk:
    """Return the whistle's level and office beside this desk's: what says who may do a step."""
    level, blower = (read_field(unit.connection, Whistle, whistle_id, name) for name in ("level", "org_id"))
    return WhistleDesk(level, blower, int(unit.desk.level), unit.desk.org_id)


def next_number(connection: Connection, at: datetime) -> str:
    """Return the next number of a whistle on that office day: ``W20261124-01`` and on."""
    day = f"W{local_date(at):%Y%m%d}-"
    tails = [number[len(day) :] for number in given_numbers(connection, Whistle, day)]
    serials = [int(tail) for tail in tails if tail.isdecimal()]
    return f"{day}{max(serials, default=0) + 1:02d}"


def _where(connection: Connection, whistle_id: RecordId) -> tuple[RecordId, WhistleStatus]:
    issue_id: Any = read_field(connection, Whistle, whistle_id, "issue_id")
    return issue_id, whistle_status(status_of(connection, issue_id), whistle_id.hex())


def _place_of(connection: Connection, issue_id: RecordId) -> RecordId | None:
    building: RecordId | None = read_field(connection, Issue, issue_id, "building_id")
    return building
