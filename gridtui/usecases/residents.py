"""Use cases on residents and the service needs noted of them.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.aliases import with_joined
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Household, Resident, ServiceTag
from gridtui.usecases.carrying import carry_residents, scope_of
from gridtui.usecases.households import door_of
from gridtui.usecases.records import (
    create_record,
    delete_record,
    edit_record,
    form_done,
    hide_where,
    read_field,
    reconciled,
)
from gridtui.words import mark


def add_resident(unit: UnitOfWork, draft: ResidentDraft, *, form: str = "") -> RecordId:
    """Add a resident; one with a household is in that household's building."""
    placed = _placed(unit, draft)
    form_done(unit, form)
    return create_record(unit, Resident, placed, scope=scope_of(unit, placed.building_id))


def edit_resident(unit: UnitOfWork, resident_id: RecordId, draft: ResidentDraft, *, form: str = "") -> bool:
    """Change a resident; another household brings its building, where the service needs go too."""
    before = read_field(unit.connection, Resident, resident_id, "building_id")
    placed = _placed(unit, reconciled(unit, Resident, resident_id, draft))
    form_done(unit, form)
    moved = placed.building_id != before
    scope = scope_of(unit, placed.building_id) if moved else None
    changed = edit_record(unit, Resident, resident_id, placed, scope=scope)
    if moved:
        carry_residents(unit, [resident_id], placed.building_id)
    return changed


def remove_resident(unit: UnitOfWork, resident_id: RecordId) -> None:
    """Hide a resident and the service needs noted of them; the issues they raised stay.

    Records that were joined to theirs go along: they are the same person.
    """
    household_id: RecordId | None = read_field(unit.connection, Resident, resident_id, "household_id")
    unit.label = door_of(unit, household_id) if household_id else ""
    ids = with_joined(unit.connection, Resident, resident_id)
    hide_where(unit, ServiceTag, col(ServiceTag.resident_id).in_(ids))
    hide_where(unit, Resident, col(Resident.id).in_(ids[1:]))
    delete_record(unit, Resident, resident_id)


def tag_resident(unit: UnitOfWork, draft: ServiceTagDraft, *, form: str = "") -> RecordId:
    """Note a service need of a resident, with its purpose and review date."""
    placed = _placed_tag(unit, draft)
    form_done(unit, form)
    return create_record(unit, ServiceTag, placed, scope=scope_of(unit, placed.building_id))


def edit_tag(unit: UnitOfWork, tag_id: RecordId, draft: ServiceTagDraft, *, form: str = "") -> bool:
    """Change what was noted about a service need."""
    form_done(unit, form)
    return edit_record(unit, ServiceTag, tag_id, _placed_tag(unit, draft))


def remove_tag(unit: UnitOfWork, tag_id: RecordId) -> None:
    """Hide a service need that is no longer there."""
    delete_record(unit, ServiceTag, tag_id)


def _placed(unit: UnitOfWork, draft: ResidentDraft) -> ResidentDraft:
    if draft.household_id is None:
        return draft
    building_id = read_field(unit.connection, Household, draft.household_id, "building_id")
    return draft.model_copy(update={"building_id": building_id})


def _placed_tag(unit: UnitOfWork, draft: ServiceTagDraft) -> ServiceTagDraft:
    if draft.resident_id is None:
        raise RuleBroken(Problem(mark("请先选居民"), field="resident_id"))
    born = read_field(unit.connection, Resident, draft.resident_id, "birth_date")
    wrong = draft.guardian_problems(born)
    if wrong:
        raise RuleBroken(wrong)
    building_id = read_field(unit.connection, Resident, draft.resident_id, "building_id")
    return draft.model_copy(update={"building_id": building_id})
