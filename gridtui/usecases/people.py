"""Use cases on the people of a neighbourhood: households, residents, service-need tags, assignments."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.assignment import AssignmentDraft
from gridtui.domain.household import HouseholdDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.domain.resident import ResidentDraft
from gridtui.domain.service_tag import ServiceTagDraft
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Household, Resident, ServiceTag
from gridtui.usecases.records import create_record, edit_record, read_field
from gridtui.words import mark


def add_household(unit: UnitOfWork, draft: HouseholdDraft) -> RecordId:
    """Add a household behind a door."""
    return create_record(unit, Household, draft, scope=draft.building_id or unit.desk.org_id)


def edit_household(unit: UnitOfWork, household_id: RecordId, draft: HouseholdDraft) -> bool:
    """Change a household."""
    return edit_record(unit, Household, household_id, draft)


def add_resident(unit: UnitOfWork, draft: ResidentDraft) -> RecordId:
    """Add a resident; one with a household is in that household's building."""
    if draft.household_id is not None:
        building_id = read_field(unit.connection, Household, draft.household_id, "building_id")
        draft = draft.model_copy(update={"building_id": building_id})
    return create_record(unit, Resident, draft, scope=draft.building_id or unit.desk.org_id)


def edit_resident(unit: UnitOfWork, resident_id: RecordId, draft: ResidentDraft) -> bool:
    """Change a resident."""
    return edit_record(unit, Resident, resident_id, draft)


def tag_resident(unit: UnitOfWork, draft: ServiceTagDraft) -> RecordId:
    """Note a service need of a resident, with its purpose and review date."""
    if draft.resident_id is None:
        raise RuleBroken(Problem(mark("请先选居民"), field="resident_id"))
    building_id = read_field(unit.connection, Resident, draft.resident_id, "building_id")
    placed = draft.model_copy(update={"building_id": building_id})
    return create_record(unit, ServiceTag, placed, scope=building_id or unit.desk.org_id)


def assign(unit: UnitOfWork, draft: AssignmentDraft) -> RecordId:
    """Give somebody a role at a place from a day on."""
    return create_record(unit, Assignment, draft, scope=draft.building_id or unit.desk.org_id)


def end_assignment(unit: UnitOfWork, assignment_id: RecordId, last_day: date) -> bool:
    """End an assignment; ``last_day`` is the last day it holds."""
    from_on: date | None = read_field(unit.connection, Assignment, assignment_id, "from_on")
    if from_on is not None and last_day < from_on - timedelta(days=1):
        raise RuleBroken(Problem(mark("结束日期早于开始日期 {from_on}"), field="to_on",
                                 values={"from_on": from_on.isoformat()}))
    return unit.update(Assignment, assignment_id, {"to_on": last_day})


def holders(unit: UnitOfWork, role: str, building_id: RecordId, on: date) -> list[RecordId]:
    """Return the assignments of a role at a building that hold on a day."""
    chosen = sa.select(col(Assignment.id)).where(
        col(Assignment.role) == role, col(Assignment.building_id) == building_id, col(Assignment.deleted).is_(False),
        sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= on),
        sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= on))
    return list(unit.connection.execute(chosen).scalars())
