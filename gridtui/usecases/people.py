"""Use cases on the people of a neighbourhood: households, residents, service-need tags.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.address import DoorAddress
from gridtui.domain.building import DwellingUse, Occupancy
from gridtui.domain.household import HouseholdDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.domain.resident import ResidentDraft
from gridtui.domain.service_tag import ServiceTagDraft
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Resident, ServiceTag
from gridtui.usecases.places import ensure_door
from gridtui.usecases.records import (
    create_record,
    delete_record,
    edit_record,
    form_done,
    hide_where,
    read_field,
    require,
)
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Home:
    """Where a household lives: the building, the door in it, and how the door is used.

    ``use`` and ``occupancy`` are codes; None leaves what is known of a door that is there.
    """

    building_id: RecordId
    address: DoorAddress
    use: str | None = None
    occupancy: str | None = None


def add_household(unit: UnitOfWork, draft: HouseholdDraft, *, form: str = "") -> RecordId:
    """Add a household behind a door."""
    form_done(unit, form)
    return create_record(unit, Household, draft, scope=draft.building_id or unit.desk.org_id)


def settle_household(unit: UnitOfWork, home: Home, draft: HouseholdDraft, *, form: str = "") -> RecordId:
    """Add a household behind a door, making staircase and door where they are missing."""
    unit.label = home.address.text
    return add_household(unit, _at_home(unit, home, draft), form=form)


def edit_household(
    unit: UnitOfWork, household_id: RecordId, draft: HouseholdDraft, *, form: str = ""
) -> bool:
    """Change a household; its people go with it into another building."""
    require(unit.connection, Household, household_id)
    before = read_field(unit.connection, Household, household_id, "building_id")
    form_done(unit, form)
    moved = draft.building_id != before
    scope = (draft.building_id or unit.desk.org_id) if moved else None
    changed = edit_record(unit, Household, household_id, draft, scope=scope)
    if moved and scope is not None:
        _take_along(unit, household_id, draft.building_id, scope)
    return changed


def rehouse(
    unit: UnitOfWork, household_id: RecordId, home: Home, draft: HouseholdDraft, *, form: str = ""
) -> bool:
    """Change a household and its door."""
    unit.label = home.address.text
    return edit_household(unit, household_id, _at_home(unit, home, draft), form=form)


def remove_household(unit: UnitOfWork, household_id: RecordId) -> None:
    """Hide a household with its people and who served in it; its door and its issues stay."""
    unit.label = _door_of(unit, household_id)
    people = sa.select(col(Resident.id)).where(col(Resident.household_id) == household_id)
    hide_where(unit, ServiceTag, col(ServiceTag.resident_id).in_(people))
    hide_where(unit, Assignment, col(Assignment.household_id) == household_id)
    hide_where(unit, Resident, col(Resident.household_id) == household_id)
    delete_record(unit, Household, household_id)


def add_resident(unit: UnitOfWork, draft: ResidentDraft, *, form: str = "") -> RecordId:
    """Add a resident; one with a household is in that household's building."""
    placed = _placed(unit, draft)
    form_done(unit, form)
    return create_record(unit, Resident, placed, scope=placed.building_id or unit.desk.org_id)


def edit_resident(unit: UnitOfWork, resident_id: RecordId, draft: ResidentDraft, *, form: str = "") -> bool:
    """Change a resident; another household brings its building."""
    before = read_field(unit.connection, Resident, resident_id, "building_id")
    placed = _placed(unit, draft)
    form_done(unit, form)
    moved = placed.building_id != before
    scope = (placed.building_id or unit.desk.org_id) if moved else None
    changed = edit_record(unit, Resident, resident_id, placed, scope=scope)
    if scope is not None:
        _move_tags(unit, [resident_id], placed.building_id, scope)
    return changed


def remove_resident(unit: UnitOfWork, resident_id: RecordId) -> None:
    """Hide a resident and the service needs noted of them; the issues they raised stay."""
    household_id: RecordId | None = read_field(unit.connection, Resident, resident_id, "household_id")
    unit.label = _door_of(unit, household_id) if household_id else ""
    hide_where(unit, ServiceTag, col(ServiceTag.resident_id) == resident_id)
    delete_record(unit, Resident, resident_id)


def tag_resident(unit: UnitOfWork, draft: ServiceTagDraft, *, form: str = "") -> RecordId:
    """Note a service need of a resident, with its purpose and review date."""
    placed = _placed_tag(unit, draft)
    form_done(unit, form)
    return create_record(unit, ServiceTag, placed, scope=placed.building_id or unit.desk.org_id)


def edit_tag(unit: UnitOfWork, tag_id: RecordId, draft: ServiceTagDraft, *, form: str = "") -> bool:
    """Change what was noted about a service need."""
    form_done(unit, form)
    return edit_record(unit, ServiceTag, tag_id, _placed_tag(unit, draft))


def remove_tag(unit: UnitOfWork, tag_id: RecordId) -> None:
    """Hide a service need that is no longer there."""
    delete_record(unit, ServiceTag, tag_id)


def _at_home(unit: UnitOfWork, home: Home, draft: HouseholdDraft) -> HouseholdDraft:
    """Return the draft at its door; how the door is used is written where it differs."""
    require(unit.connection, Building, home.building_id)
    door = ensure_door(unit, home.building_id, home.address)
    said = {"use": home.use, "occupancy": home.occupancy}
    values = {name: value for name, value in said.items() if value is not None}
    wrong = [*DwellingUse.problems_of(home.use or "", "use"),
             *Occupancy.problems_of(home.occupancy or "", "occupancy")]  # fmt: skip
    if wrong:
        raise RuleBroken(wrong)
    unit.update(Dwelling, door.dwelling_id, values)
    return draft.model_copy(update={"building_id": home.building_id, "dwelling_id": door.dwelling_id})


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


def _take_along(unit: UnitOfWork, household_id: RecordId, building_id: RecordId | None, scope: bytes) -> None:
    """Let the people of a household follow it into another building."""
    chosen = sa.select(col(Resident.id)).where(
        col(Resident.household_id) == household_id, col(Resident.deleted).is_(False))  # fmt: skip
    ids = list(unit.connection.execute(chosen.order_by(col(Resident.num))).scalars())
    unit.update_many(Resident, [(id, {"building_id": building_id}) for id in ids], scope=scope)
    _move_tags(unit, ids, building_id, scope)


def _move_tags(
    unit: UnitOfWork, resident_ids: list[RecordId], building_id: RecordId | None, scope: bytes
) -> None:
    chosen = sa.select(col(ServiceTag.id)).where(
        col(ServiceTag.resident_id).in_(resident_ids), col(ServiceTag.deleted).is_(False))  # fmt: skip
    ids = unit.connection.execute(chosen.order_by(col(ServiceTag.num))).scalars()
    unit.update_many(ServiceTag, [(id, {"building_id": building_id}) for id in ids], scope=scope)


def _door_of(unit: UnitOfWork, household_id: RecordId) -> str:
    dwelling_id = read_field(unit.connection, Household, household_id, "dwelling_id")
    if dwelling_id is None:
        return ""
    door: str | None = unit.connection.execute(
        sa.select(col(Dwelling.door)).where(col(Dwelling.id) == dwelling_id)).scalar()  # fmt: skip
    return door or ""
