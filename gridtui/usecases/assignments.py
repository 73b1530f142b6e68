"""Use cases on who serves where: taking on, ending, handing over.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from datetime import date, timedelta

from gridtui.domain.assignment import AssignmentDraft, Role
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Household
from gridtui.usecases.records import create_record, delete_record, edit_record, form_done, read_field
from gridtui.words import mark


def assign(unit: UnitOfWork, draft: AssignmentDraft, *, form: str = "") -> RecordId:
    """Give somebody a role at a place from a day on."""
    unit.label = Role.label_of(draft.role)
    form_done(unit, form)
    return create_record(unit, Assignment, draft, scope=_scope_of(unit, draft))


def edit_assignment(
    unit: UnitOfWork, assignment_id: RecordId, draft: AssignmentDraft, *, form: str = ""
) -> bool:
    """Change an assignment."""
    unit.label = Role.label_of(draft.role)
    form_done(unit, form)
    return edit_record(unit, Assignment, assignment_id, draft, scope=_scope_of(unit, draft))


def end_assignment(unit: UnitOfWork, assignment_id: RecordId, last_day: date) -> bool:
    """End an assignment; ``last_day`` is the last day it holds."""
    from_on: date | None = read_field(unit.connection, Assignment, assignment_id, "from_on")
    if from_on is not None and last_day < from_on - timedelta(days=1):
        raise RuleBroken(Problem(mark("结束日期早于开始日期 {from_on}"), field="to_on",
                                 values={"from_on": from_on.isoformat()}))  # fmt: skip
    unit.label = Role.label_of(read_field(unit.connection, Assignment, assignment_id, "role"))
    return unit.update(Assignment, assignment_id, {"to_on": last_day})


def remove_assignment(unit: UnitOfWork, assignment_id: RecordId) -> None:
    """Hide an assignment that was entered by mistake; one that is over is ended instead."""
    unit.label = Role.label_of(read_field(unit.connection, Assignment, assignment_id, "role"))
    delete_record(unit, Assignment, assignment_id)


def _scope_of(unit: UnitOfWork, draft: AssignmentDraft) -> bytes:
    """Return the building an assignment belongs to, else the organisation."""
    if draft.building_id is not None:
        return draft.building_id
    if draft.household_id is not None:
        building_id: bytes | None = read_field(unit.connection, Household, draft.household_id, "building_id")
        return building_id or unit.desk.org_id
    return unit.desk.org_id
