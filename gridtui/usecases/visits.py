"""Use cases on visits 走访: taking one down with what came of it, promises 承诺, how often to visit.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft, IssueSource
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import Limit, Stage
from gridtui.domain.people.visit import PromiseDraft, VisitDraft, VisitKind
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.residence import OWN_PERSON
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Dwelling, Household, Promise, Resident, Visit
from gridtui.usecases.issues import register_issue
from gridtui.usecases.limits import drop_limit, set_limit
from gridtui.usecases.records import (
    create_record,
    delete_record,
    edit_record,
    form_done,
    hide_where,
    office_day,
    read_field,
)
from gridtui.words import mark


def record_visit(
    unit: UnitOfWork,
    draft: VisitDraft,
    *,
    promises: Sequence[PromiseDraft] = (),
    issue: IssueDraft | None = None,
    form: str = "",
) -> RecordId:
    """Take down a visit with what was promised and an issue that arose, all in one step; returns its id.

    What is not given is filled: the day is today, the visitor is the operator, the place is the household's.
    Problems of a promise and of the issue come with ``promise_`` and ``issue_`` before their fields.
    """
    home = _home(unit.connection, draft.household_id)
    filled = draft.model_copy(
        update={
            **_place(home),
            "visited_on": draft.visited_on or office_day(unit),
            "visitor_id": draft.visitor_id or (None if draft.visitor_name else unit.operator.id),
            "visitor_name": draft.visitor_name or unit.operator.name,
        }
    )
    if gone := deserted(unit.connection, home.id, filled.visited_on):
        raise RuleBroken(gone)
    scope = home.building_id or unit.desk.org_id
    visit_id = create_record(unit, Visit, filled, scope=scope)
    issue_id = None
    if issue is not None:
        with _named("issue_"):
            issue_id = register_issue(unit, _arisen(issue, filled))
    for promise in promises:
        made = promise.model_copy(
            update={
                "building_id": home.building_id,
                "household_id": home.id,
                "visit_id": visit_id,
                "issue_id": promise.issue_id or issue_id or filled.issue_id,
                "owner_name": promise.owner_name or filled.visitor_name,
            }
        )
        with _named("promise_"):
            create_record(unit, Promise, made, scope=scope)
    unit.label = home.door
    form_done(unit, form)
    return visit_id


def edit_visit(unit: UnitOfWork, visit_id: RecordId, draft: VisitDraft, *, form: str = "") -> bool:
    """Change what was taken down of a visit; it stays with its household."""
    home = _home(unit.connection, read_field(unit.connection, Visit, visit_id, "household_id"))
    filled = draft.model_copy(update=_place(home))
    unit.label = home.door
    form_done(unit, form)
    return edit_record(unit, Visit, visit_id, filled)


def remove_visit(unit: UnitOfWork, visit_id: RecordId) -> None:
    """Hide a visit that was taken down by mistake, and what was promised at it; its issues stay."""
    home = _home(unit.connection, read_field(unit.connection, Visit, visit_id, "household_id"))
    unit.label = home.door
    hide_where(unit, Promise, col(Promise.visit_id) == visit_id)
    delete_record(unit, Visit, visit_id)


def add_promise(unit: UnitOfWork, draft: PromiseDraft, *, form: str = "") -> RecordId:
    """Note what was promised to a household outside of a visit."""
    home = _home(unit.connection, draft.household_id)
    filled = draft.model_copy(
        update={
            "building_id": home.building_id,
            "household_id": home.id,
            "owner_name": draft.owner_name or unit.operator.name,
        }
    )
    unit.label = home.door
    form_done(unit, form)
    return create_record(unit, Promise, filled, scope=home.building_id or unit.desk.org_id)


def edit_promise(unit: UnitOfWork, promise_id: RecordId, draft: PromiseDraft, *, form: str = "") -> bool:
    """Change a promise: its words, its day, who is to keep it; taking the day it was kept away reopens it."""
    home = _home(unit.connection, read_field(unit.connection, Promise, promise_id, "household_id"))
    filled = draft.model_copy(update={"building_id": home.building_id, "household_id": home.id})
    unit.label = home.door
    form_done(unit, form)
    return edit_record(unit, Promise, promise_id, filled)


def keep_promise(
    unit: UnitOfWork, promise_id: RecordId, *, outcome: str = "", done_on: date | None = None
) -> None:
    """Note that a promise was kept, today without a day; refused for one that was kept already."""
    if read_field(unit.connection, Promise, promise_id, "done_on") is not None:
        raise RuleBroken(Problem(mark("这个承诺已经兑现过了")))
    names = list(PromiseDraft.model_fields)
    stored = unit.connection.execute(
        sa.select(*(col(getattr(Promise, name)) for name in names)).where(col(Promise.id) == promise_id)
    ).one()
    draft = PromiseDraft.model_validate(dict(zip(names, stored, strict=True)))
    day = done_on or office_day(unit)
    edit_promise(
        unit, promise_id, draft.model_copy(update={"done_on": day, "outcome": outcome or draft.outcome})
    )


def remove_promise(unit: UnitOfWork, promise_id: RecordId) -> None:
    """Hide a promise that was noted by mistake."""
    home = _home(unit.connection, read_field(unit.connection, Promise, promise_id, "household_id"))
    unit.label = home.door
    delete_record(unit, Promise, promise_id)


def set_period(unit: UnitOfWork, kind: VisitKind, days: int | None) -> None:
    """Set how many days pass between two visits to a kind of household; None is the shipped default again."""
    limit = Limit(Stage.VISIT, days or 1, TimeUnit.DAY, nature=kind.value)
    if days is None:
        drop_limit(unit, limit)
        return
    if not 1 <= days <= LONGEST:
        words = mark("走访间隔应是 1 到 {most} 天")
        raise RuleBroken(Problem(words, kind.value, values={"most": LONGEST}))
    set_limit(unit, limit)
    unit.label = kind.label


def set_schedule(unit: UnitOfWork, days: Mapping[VisitKind, int | None], *, form: str = "") -> None:
    """Set the days for several kinds of household."""
    for kind, number in days.items():
        set_period(unit, kind, number)
    unit.label = "、".join(kind.label for kind in days)
    form_done(unit, form)


def _home(connection: Connection, household_id: RecordId | None) -> Row[Any]:
    """Return id, building, dwelling and door of a household, of the one it was joined to where it was."""
    row = connection.execute(_HOMES.where(col(Household.id) == household_id)).one_or_none()
    if row is not None and row.alias_of is not None:
        row = connection.execute(_HOMES.where(col(Household.id) == row.alias_of)).one_or_none()
    if row is None:
        raise RuleBroken(Problem(mark("请先选走访的是哪一户；这一户可能已经删除了"), "household_id"))
    return row


def _place(home: Row[Any]) -> dict[str, object]:
    return {"household_id": home.id, "building_id": home.building_id, "dwelling_id": home.dwelling_id}


def deserted(connection: Connection, household_id: RecordId, visited_on: date | None) -> Problem | None:
    """Return that all people of a household had left before the day of a visit, where they had."""
    left = connection.execute(_PEOPLE.where(col(Resident.household_id) == household_id)).all()
    gone = [row.died_on or row.moved_out_on for row in left]
    days = [day for day in gone if day is not None]
    if not gone or len(days) < len(gone) or visited_on is None or visited_on <= max(days):
        return None
    words = mark("这一户登记的人在 {day} 之前都已离开，不能再记走访；来了新住户请先登记")
    return Problem(words, "household_id", values={"day": max(days).isoformat()})


def _arisen(issue: IssueDraft, visit: VisitDraft) -> IssueDraft:
    """Return an issue that arose at a visit, with the household as its place."""
    return issue.model_copy(
        update={
            "household_id": visit.household_id,
            "resident_id": issue.resident_id or visit.resident_id,
            "source": issue.source or IssueSource.VISIT.value,
        }
    )


@contextmanager
def _named(prefix: str) -> Iterator[None]:
    """Put a prefix before the fields of the problems raised inside."""
    try:
        yield
    except RuleBroken as refusal:
        raise RuleBroken(
            [replace(problem, field=f"{prefix}{problem.field}") for problem in refusal.problems]
        ) from refusal


_HOMES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Household.id),
        col(Household.alias_of),
        col(Household.building_id),
        col(Household.dwelling_id),
        sa.func.coalesce(col(Dwelling.door), "").label("door"),
    )
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .where(col(Household.deleted).is_(False))
)
_PEOPLE = sa.select(col(Resident.moved_out_on), col(Resident.died_on)).where(*OWN_PERSON)
