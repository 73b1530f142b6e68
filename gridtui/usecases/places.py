"""Use cases on the places of a neighbourhood: organisations, grids, courtyards, buildings, units, doors."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.address import DoorAddress, floor_of
from gridtui.domain.building import BuildingDraft, DwellingDraft, UnitDraft
from gridtui.domain.grid import CourtyardDraft, GridDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.organisation import OrgDraft
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Building, Courtyard, Dwelling, Grid, Household, Org, Unit
from gridtui.usecases.records import checked, create_record, edit_record

_CODE_DIGITS = 3


def add_org(unit: UnitOfWork, draft: OrgDraft) -> RecordId:
    """Add an organisation to the tree."""
    unit.label = draft.name
    return create_record(unit, Org, draft, scope=unit.desk.org_id)


def edit_org(unit: UnitOfWork, org_id: RecordId, draft: OrgDraft) -> bool:
    """Change an organisation."""
    return edit_record(unit, Org, org_id, draft)


def add_grid(unit: UnitOfWork, draft: GridDraft) -> RecordId:
    """Add a grid; without a code it gets the community's 12 digits and the next three."""
    org_id = draft.org_id or unit.desk.org_id
    filled = draft.model_copy(update={"org_id": org_id, "code": draft.code or next_grid_code(unit, org_id)})
    unit.label = filled.name
    return create_record(unit, Grid, filled, scope=org_id)


def edit_grid(unit: UnitOfWork, grid_id: RecordId, draft: GridDraft) -> bool:
    """Change a grid."""
    return edit_record(unit, Grid, grid_id, draft)


def next_grid_code(unit: UnitOfWork, org_id: RecordId) -> str:
    """Return the community's code followed by the first free three digits; empty without a 12-digit code."""
    community = unit.connection.execute(sa.select(col(Org.division_code)).where(col(Org.id) == org_id)).scalar()
    if not community or len(community) != 12:
        return ""
    used = unit.connection.execute(sa.select(col(Grid.code)).where(col(Grid.code).startswith(community))).scalars()
    tails = {int(code[12:]) for code in used if code[12:].isdigit()}
    return f"{community}{max(tails, default=0) + 1:0{_CODE_DIGITS}d}"


def add_courtyard(unit: UnitOfWork, draft: CourtyardDraft) -> RecordId:
    """Add a courtyard 庭院."""
    return create_record(unit, Courtyard, draft, scope=draft.org_id or unit.desk.org_id)


def add_building(unit: UnitOfWork, draft: BuildingDraft) -> RecordId:
    """Add a building; it is its own scope, so that it can move between grids with everything in it."""
    id = unit.new_id()
    filled = draft.model_copy(update={"org_id": draft.org_id or unit.desk.org_id})
    unit.label = filled.name or filled.label
    return unit.create(Building, checked(unit, filled), scope=id, id=id)


def edit_building(unit: UnitOfWork, building_id: RecordId, draft: BuildingDraft) -> bool:
    """Change a building, also its grid."""
    return edit_record(unit, Building, building_id, draft)


@dataclass(frozen=True, slots=True)
class Door:
    """A door that exists: its building, its dwelling, and the household behind it, if one is known."""

    building_id: RecordId
    dwelling_id: RecordId
    household_id: RecordId | None


def ensure_door(unit: UnitOfWork, building_id: RecordId, address: DoorAddress) -> Door:
    """Return the door of a building, making its unit and dwelling where they are missing."""
    chosen = sa.select(col(Dwelling.id)).where(
        col(Dwelling.building_id) == building_id, col(Dwelling.door) == address.text,
        col(Dwelling.deleted).is_(False))
    dwelling_id = unit.connection.execute(chosen.limit(1)).scalar()
    if dwelling_id is None:
        unit_id = ensure_unit(unit, building_id, address.unit) if address.unit else None
        draft = DwellingDraft(building_id=building_id, unit_id=unit_id, floor=floor_of(address.room),
                              room=address.room, door=address.text)
        return Door(building_id, create_record(unit, Dwelling, draft, scope=building_id), None)
    behind = sa.select(col(Household.id)).where(
        col(Household.dwelling_id) == dwelling_id, col(Household.deleted).is_(False))
    return Door(building_id, dwelling_id, unit.connection.execute(behind.limit(1)).scalar())


def ensure_unit(unit: UnitOfWork, building_id: RecordId, label: str) -> RecordId:
    """Return the unit 单元 of a building with this label, making it where it is missing."""
    chosen = sa.select(col(Unit.id)).where(
        col(Unit.building_id) == building_id, col(Unit.label) == label, col(Unit.deleted).is_(False))
    found: RecordId | None = unit.connection.execute(chosen.limit(1)).scalar()
    return found or create_record(unit, Unit, UnitDraft(building_id=building_id, label=label), scope=building_id)
