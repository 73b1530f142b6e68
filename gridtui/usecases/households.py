"""Use cases on households: adding one behind a door, changing it, removing it.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.places.address import DoorAddress
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.aliases import with_joined
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Resident, ServiceTag
from gridtui.usecases.carrying import carry_household, scope_of
from gridtui.usecases.places import ensure_door
from gridtui.usecases.records import (
    create_record,
    delete_record,
    edit_record,
    form_done,
    hide_where,
    read_field,
    reconciled,
    require,
)


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
    return create_record(unit, Household, draft, scope=scope_of(unit, draft.building_id))


def settle_household(unit: UnitOfWork, home: Home, draft: HouseholdDraft, *, form: str = "") -> RecordId:
    """Add a household behind a door, making staircase and door where they are missing."""
    unit.label = home.address.text
    return add_household(unit, at_home(unit, home, draft), form=form)


def edit_household(
    unit: UnitOfWork, household_id: RecordId, draft: HouseholdDraft, *, form: str = ""
) -> bool:
    """Change a household; everything of its people goes with it into another building."""
    require(unit.connection, Household, household_id)
    before = read_field(unit.connection, Household, household_id, "building_id")
    form_done(unit, form)
    draft = reconciled(unit, Household, household_id, draft)
    if draft.dwelling_id is not None:
        # The door may be another's choice, the building one's own.
        building_id = read_field(unit.connection, Dwelling, draft.dwelling_id, "building_id")
        draft = draft.model_copy(update={"building_id": building_id})
    moved = draft.building_id != before
    scope = scope_of(unit, draft.building_id) if moved else None
    changed = edit_record(unit, Household, household_id, draft, scope=scope)
    if moved:
        carry_household(unit, household_id, draft.building_id)
    return changed


def rehouse(
    unit: UnitOfWork, household_id: RecordId, home: Home, draft: HouseholdDraft, *, form: str = ""
) -> bool:
    """Change a household and its door."""
    unit.label = home.address.text
    return edit_household(unit, household_id, at_home(unit, home, draft), form=form)


def remove_household(unit: UnitOfWork, household_id: RecordId) -> None:
    """Hide a household with its people and who served in it; its door and its issues stay.

    Records that were joined to it or to its people go along: they are the same.
    """
    unit.label = door_of(unit, household_id)
    homes = with_joined(unit.connection, Household, household_id)
    own = sa.select(col(Resident.id)).where(col(Resident.household_id).in_(homes))
    people = sa.or_(col(Resident.household_id).in_(homes), col(Resident.alias_of).in_(own))
    hide_where(unit, ServiceTag, col(ServiceTag.resident_id).in_(sa.select(col(Resident.id)).where(people)))
    hide_where(unit, Assignment, col(Assignment.household_id).in_(homes))
    hide_where(unit, Resident, people)
    hide_where(unit, Household, col(Household.alias_of) == household_id)
    delete_record(unit, Household, household_id)


def at_home(unit: UnitOfWork, home: Home, draft: HouseholdDraft) -> HouseholdDraft:
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


def door_of(unit: UnitOfWork, household_id: RecordId) -> str:
    """Return the door of a household, empty where it has none."""
    dwelling_id = read_field(unit.connection, Household, household_id, "dwelling_id")
    if dwelling_id is None:
        return ""
    chosen = sa.select(col(Dwelling.door)).where(col(Dwelling.id) == dwelling_id)
    door: str | None = unit.connection.execute(chosen).scalar()
    return door or ""
