"""Use cases on who serves where: taking on, ending, handing over.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, Person, PlaceKind, Role
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Grid, Household
from gridtui.usecases.records import (
    checked,
    create_record,
    delete_record,
    edit_record,
    form_done,
    office_day,
    read_field,
    reconciled,
)
from gridtui.words import mark


def assign(unit: UnitOfWork, draft: AssignmentDraft, *, form: str = "") -> RecordId:
    """Give somebody a role at a place from a day on."""
    unit.label = Role.label_of(draft.role)
    _refuse_closed(unit, [draft])
    form_done(unit, form)
    return create_record(unit, Assignment, draft, scope=_scope_of(unit, draft))


def edit_assignment(
    unit: UnitOfWork, assignment_id: RecordId, draft: AssignmentDraft, *, form: str = ""
) -> bool:
    """Change an assignment."""
    draft = reconciled(unit, Assignment, assignment_id, draft)
    unit.label = Role.label_of(draft.role)
    _refuse_closed(unit, [draft])
    form_done(unit, form)
    return edit_record(unit, Assignment, assignment_id, draft, scope=_scope_of(unit, draft))


def assign_each(
    unit: UnitOfWork, draft: AssignmentDraft, places: Sequence[RecordId], *, form: str = ""
) -> list[RecordId]:
    """Give somebody a role at each of several places; what place the draft names is passed over."""
    if not Role.has(draft.role):
        raise RuleBroken(Problem(mark("请选择职务"), "role"))
    kind = Role(draft.role).place
    drafts = [draft.at(kind, place) for place in dict.fromkeys(places)]
    if not drafts:
        checked(unit, draft)
    unit.label = _counted(draft.role, len(drafts))
    _refuse_closed(unit, drafts)
    form_done(unit, form)
    rows = [checked(unit, each) for each in drafts]
    scopes = {each.place_id: _scope_of(unit, each) for each in drafts}
    return unit.create_many(Assignment, rows, scope=lambda row: scopes[row[kind.column]])


def end_assignment(unit: UnitOfWork, assignment_id: RecordId, last_day: date) -> bool:
    """End an assignment; ``last_day`` is the last day it holds."""
    row = _read(unit, [assignment_id])[0]
    wrong = _ending_problems(row, last_day)
    if wrong:
        raise RuleBroken(wrong)
    unit.label = Role.label_of(row.role)
    return unit.update(Assignment, assignment_id, {"to_on": last_day})


def end_at(unit: UnitOfWork, kind: PlaceKind, places: Sequence[RecordId], last_day: date) -> int:
    """End whatever is held at these places on that day, as the last one; returns how many ended."""
    place = getattr(Assignment, kind.column)
    ids: list[RecordId] = []
    for some in chunks(list(places)):
        chosen = sa.select(col(Assignment.id)).where(
            col(place).in_(some),
            col(Assignment.deleted).is_(False),
            sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= last_day),
            sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) > last_day),
        )
        ids += unit.connection.execute(chosen.order_by(col(Assignment.num))).scalars()
    unit.label = str(len(ids)) if ids else ""
    return unit.update_many(Assignment, [(id, {"to_on": last_day}) for id in ids])


def hand_over(
    unit: UnitOfWork, ids: Sequence[RecordId], successor: Person, from_on: date, *, form: str = ""
) -> int:
    """Hand assignments over to somebody from a day on; the old ones end the day before.

    Where the successor holds the same already, nothing is made twice. Returns how many were handed over;
    refused as a whole where one of them cannot be.
    """
    rows = _read(unit, list(dict.fromkeys(ids)))
    if not rows:
        raise RuleBroken(Problem(mark("没有选要交接的职务")))
    wrong = [problem for row in rows for problem in _handing_problems(row, successor, from_on)]
    drafts = [_succeeding(row, successor, from_on) for row in rows]
    wrong += errors(drafts[0].problems(office_day(unit)))
    if wrong:
        raise RuleBroken(list(dict.fromkeys(wrong)))
    form_done(unit, form)
    unit.update_many(Assignment, [(row.id, {"to_on": from_on - timedelta(days=1)}) for row in rows])
    new = [draft for draft in drafts if not _holds_already(unit, draft)]
    scopes = {draft.place_id: _scope_of(unit, draft) for draft in new}
    values = [checked(unit, draft) for draft in new]
    unit.create_many(Assignment, values, scope=lambda row: scopes[AssignmentDraft(**row).place_id])
    unit.label = str(len(rows)) if len(rows) > 1 else Role.label_of(rows[0].role)
    return len(rows)


def remove_assignment(unit: UnitOfWork, assignment_id: RecordId) -> None:
    """Hide an assignment that was entered by mistake; one that is over is ended instead."""
    unit.label = Role.label_of(read_field(unit.connection, Assignment, assignment_id, "role"))
    delete_record(unit, Assignment, assignment_id)


def _read(unit: UnitOfWork, ids: Sequence[RecordId]) -> list[Any]:
    """Return assignments as they are; ``RuleBroken`` where one is gone."""
    chosen = sa.select(table_of(Assignment)).where(
        col(Assignment.id).in_(list(ids)), col(Assignment.deleted).is_(False))  # fmt: skip
    rows = list(unit.connection.execute(chosen.order_by(col(Assignment.num))))
    if len(rows) < len(ids):
        raise RuleBroken(Problem(mark("这条记录已经不在了")))
    return rows


def _ending_problems(row: Any, last_day: date) -> list[Problem]:
    if row.to_on is not None and row.to_on <= last_day:
        text = mark("这一项到 {day} 就结束了，没有改；要改那一天请按 m 修改")
        return [Problem(text, "to_on", values={"day": row.to_on.isoformat()})]
    if row.from_on is None or last_day >= row.from_on:
        return []
    text = mark("{day} 结束早于开始日期 {from_on}，没有改；记错了的请删除")
    return [Problem(text, "to_on", values={"day": last_day.isoformat(), "from_on": row.from_on.isoformat()})]


def _refuse_closed(unit: UnitOfWork, drafts: Sequence[AssignmentDraft]) -> None:
    """Refuse to let somebody serve in a grid beyond the day on which it was closed."""
    grids = [draft.grid_id for draft in drafts if draft.grid_id is not None]
    chosen = sa.select(col(Grid.id), col(Grid.name), col(Grid.closed_on)).where(
        col(Grid.id).in_(grids), col(Grid.closed_on).is_not(None)
    )
    closed = {row.id: row for row in unit.connection.execute(chosen)} if grids else {}
    for draft in drafts:
        row = closed.get(draft.grid_id)
        if row is not None and (draft.to_on is None or draft.to_on > row.closed_on):
            text = mark("{name} {day} 已经撤销，任用最晚到那一天；补记从前的请写结束日期")
            values: dict[str, object] = {"name": row.name, "day": row.closed_on.isoformat()}
            raise RuleBroken(Problem(text, "to_on", values=values))


def _handing_problems(row: Any, successor: Person, from_on: date) -> list[Problem]:
    """Return why an assignment cannot be handed over on that day."""
    if Person(row.person_name, row.phone, row.sex, row.resident_id).may_be(successor):
        return [Problem(mark("接手的就是交出的这个人，请另选一位"), "person_name")]
    if row.from_on is not None and row.from_on >= from_on:
        text = mark("有职务 {day} 才开始，交接要从 {after} 或以后算起，或先把它去掉")
        after = row.from_on + timedelta(days=1)
        return [Problem(text, "from_on", values={"day": row.from_on.isoformat(), "after": after.isoformat()})]
    if row.to_on is not None and row.to_on < from_on:
        text = mark("有职务 {day} 就结束了，{from_on} 没有可交的；请把它去掉或改早交接日期")
        values: dict[str, object] = {"day": row.to_on.isoformat(), "from_on": from_on.isoformat()}
        return [Problem(text, "from_on", values=values)]
    return []


def _succeeding(row: Any, successor: Person, from_on: date) -> AssignmentDraft:
    places = {kind.column: getattr(row, kind.column) for kind in PlaceKind}
    return AssignmentDraft(
        role=row.role,
        person_name=successor.name,
        phone=successor.phone,
        sex=successor.sex,
        resident_id=successor.resident_id,
        from_on=from_on,
        to_on=row.to_on,
        **places,
    )


def _holds_already(unit: UnitOfWork, draft: AssignmentDraft) -> bool:
    """Return whether the person holds the role at the place in the whole of the time."""
    place = getattr(Assignment, Role(draft.role).place.column)
    there = sa.select(table_of(Assignment)).where(
        col(Assignment.role) == draft.role, col(place) == draft.place_id, col(Assignment.deleted).is_(False)
    )
    return any(
        Person(row.person_name, row.phone, row.sex, row.resident_id).may_be(draft.person)
        and (row.from_on is None or (draft.from_on is not None and row.from_on <= draft.from_on))
        and (row.to_on is None or (draft.to_on is not None and row.to_on >= draft.to_on))
        for row in unit.connection.execute(there)
    )


def _counted(role: str, number: int) -> str:
    label = Role.label_of(role)
    return label if number == 1 else f"{label} {number}"


def _scope_of(unit: UnitOfWork, draft: AssignmentDraft) -> bytes:
    """Return the building an assignment belongs to, else the organisation."""
    if draft.building_id is not None:
        return draft.building_id
    if draft.household_id is not None:
        building_id: bytes | None = read_field(unit.connection, Household, draft.household_id, "building_id")
        return building_id or unit.desk.org_id
    return unit.desk.org_id
