"""Use cases on the places of a neighbourhood: organisations, grids, courtyards, buildings, units, doors.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.places.address import DoorAddress, floor_of
from gridtui.domain.places.building import BuildingDraft, DwellingDraft, UnitDraft
from gridtui.domain.places.grid import GridDraft, next_grid_code, with_code_kept
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import (
    Assignment,
    Building,
    Dwelling,
    Grid,
    Household,
    Org,
    Promise,
    Resident,
    ServiceTag,
    Unit,
    Visit,
)
from gridtui.usecases.records import (
    checked,
    create_record,
    delete_record,
    edit_record,
    form_done,
    hide_where,
    live_ids,
    office_day,
    read_field,
    reconciled,
)
from gridtui.words import mark


def add_org(unit: UnitOfWork, draft: OrgDraft, *, form: str = "") -> RecordId:
    """Add an organisation to the tree."""
    unit.label = draft.name
    form_done(unit, form)
    return create_record(unit, Org, draft, scope=codes_scope(unit.desk.org_id))


def edit_org(unit: UnitOfWork, org_id: RecordId, draft: OrgDraft, *, form: str = "") -> bool:
    """Change an organisation; refused where it would stand below itself."""
    above: RecordId | None = draft.parent_id
    while above is not None:
        if above == org_id:
            raise RuleBroken(Problem(mark("上级组织不能是它自己，也不能是它下面的组织"), "parent_id"))
        above = read_field(unit.connection, Org, above, "parent_id")
    unit.label = draft.name
    form_done(unit, form)
    return edit_record(unit, Org, org_id, draft)


def remove_org(unit: UnitOfWork, org_id: RecordId) -> None:
    """Hide an organisation; refused for the desk's own and while grids, buildings or offices are below it."""
    if org_id == unit.desk.org_id:
        raise RuleBroken(Problem(mark("这是本工作台自己的组织，不能删除")))
    below: tuple[tuple[RecordTable, sa.ColumnElement[bool]], ...] = (
        (Grid, col(Grid.org_id) == org_id), (Building, col(Building.org_id) == org_id),
        (Org, col(Org.parent_id) == org_id),
    )  # fmt: skip
    for model, where in below:
        if unit.connection.execute(
            sa.select(sa.literal(1)).where(where, col(model.deleted).is_(False)).limit(1)
        ).first():
            raise RuleBroken(Problem(mark("这个组织下面还有网格、楼栋或下级组织，请先移走它们")))
    unit.label = read_field(unit.connection, Org, org_id, "name")
    hide_where(unit, Assignment, col(Assignment.org_id) == org_id)
    delete_record(unit, Org, org_id)


def add_grid(unit: UnitOfWork, draft: GridDraft, *, form: str = "") -> RecordId:
    """Add a grid; without a code it gets the community's 12 digits and the next three."""
    org_id = draft.org_id or unit.desk.org_id
    filled = draft.model_copy(update={"org_id": org_id, "code": draft.code or _next_code(unit, org_id)})
    unit.label = filled.name
    form_done(unit, form)
    return create_record(unit, Grid, filled, scope=codes_scope(unit.desk.org_id))


def edit_grid(unit: UnitOfWork, grid_id: RecordId, draft: GridDraft, *, form: str = "") -> bool:
    """Change a grid; a code that it loses is kept among its other codes."""
    before: str = read_field(unit.connection, Grid, grid_id, "code")
    draft = reconciled(unit, Grid, grid_id, draft)
    if before != draft.code:
        others = with_code_kept(draft.external_ids, before)
        draft = draft.model_copy(update={"external_ids": others})
    closes = draft.closed_on is not None and read_field(unit.connection, Grid, grid_id, "closed_on") is None
    unit.label = draft.name
    form_done(unit, form)
    changed = edit_record(unit, Grid, grid_id, draft)
    if closes and draft.closed_on is not None:
        end_posts(unit, [grid_id], draft.closed_on)
    return changed


def open_grid(unit: UnitOfWork, grid_id: RecordId, field: str = "grid_id") -> RecordId | None:
    """Return the organisation of a grid that is in use; ``RuleBroken`` where it is closed or gone."""
    if read_field(unit.connection, Grid, grid_id, "closed_on") is not None:
        text = mark("{name} 已经撤销，不能再划入楼栋；请选还在用的网格")
        name = read_field(unit.connection, Grid, grid_id, "name")
        raise RuleBroken(Problem(text, field, values={"name": name}))
    org_id: RecordId | None = read_field(unit.connection, Grid, grid_id, "org_id")
    return org_id


def close_grid(unit: UnitOfWork, grid_id: RecordId, last_day: date | None = None) -> int:
    """Close a grid 撤销 as of a day, today without one; returns how many posts in it ended.

    Its buildings and records stay as they are.
    """
    day = last_day or office_day(unit)
    if read_field(unit.connection, Grid, grid_id, "closed_on") is not None:
        raise RuleBroken(Problem(mark("这个网格已经撤销了")))
    unit.label = read_field(unit.connection, Grid, grid_id, "name")
    unit.update(Grid, grid_id, {"closed_on": day})
    return end_posts(unit, [grid_id], day)


def end_posts(unit: UnitOfWork, grid_ids: Sequence[RecordId], day: date) -> int:
    """End the service in grids that are closed; what had not begun is taken back. Returns how many ended."""
    lasting = (
        col(Assignment.grid_id).in_(grid_ids),
        sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) > day),
    )
    later = live_ids(unit, Assignment, *lasting, col(Assignment.from_on) > day)
    now = live_ids(unit, Assignment, *lasting)
    unit.set_deleted(Assignment, later, True)
    return unit.update_many(Assignment, [(id, {"to_on": day}) for id in now if id not in later])


def remove_grid(unit: UnitOfWork, grid_id: RecordId) -> None:
    """Hide a grid and who served it; its buildings stay and are in no grid."""
    unit.label = read_field(unit.connection, Grid, grid_id, "name")
    ids = live_ids(unit, Building, col(Building.grid_id) == grid_id)
    unit.update_many(Building, [(id, {"grid_id": None}) for id in ids])
    hide_where(unit, Assignment, col(Assignment.grid_id) == grid_id)
    delete_record(unit, Grid, grid_id)


def add_building(unit: UnitOfWork, draft: BuildingDraft, *, form: str = "") -> RecordId:
    """Add a building; it is its own scope, so that it can move between grids with everything in it."""
    id = unit.new_id()
    org_of_grid = open_grid(unit, draft.grid_id) if draft.grid_id else None
    org_id = draft.org_id or org_of_grid or unit.desk.org_id
    filled = draft.model_copy(update={"org_id": org_id})
    unit.label = filled.name or filled.label
    form_done(unit, form)
    return unit.create(Building, checked(unit, filled), scope=id, id=id)


def edit_building(unit: UnitOfWork, building_id: RecordId, draft: BuildingDraft, *, form: str = "") -> bool:
    """Change a building; in another grid it belongs to that one's organisation, a closed one is refused."""
    before = read_field(unit.connection, Building, building_id, "grid_id")
    if draft.grid_id is not None and draft.grid_id != before:
        draft = draft.model_copy(update={"org_id": open_grid(unit, draft.grid_id) or draft.org_id})
    unit.label = draft.name or draft.label
    form_done(unit, form)
    return edit_record(unit, Building, building_id, draft)


def remove_building(unit: UnitOfWork, building_id: RecordId) -> None:
    """Hide a building with its doors, households, people, visits and who served there; its issues stay."""
    named = sa.select(col(Building.name), col(Building.label)).where(col(Building.id) == building_id)
    row = unit.connection.execute(named).first()
    unit.label = (row.name or row.label) if row else ""
    there = sa.select(col(Household.id)).where(col(Household.building_id) == building_id)
    hide_where(unit, ServiceTag, col(ServiceTag.building_id) == building_id)
    hide_where(
        unit,
        Assignment,
        sa.or_(col(Assignment.building_id) == building_id, col(Assignment.household_id).in_(there)),
    )
    for kept in (Visit, Promise):
        hide_where(unit, kept, col(kept.building_id) == building_id)
    hide_where(unit, Resident, col(Resident.building_id) == building_id)
    hide_where(unit, Household, col(Household.building_id) == building_id)
    hide_where(unit, Dwelling, col(Dwelling.building_id) == building_id)
    hide_where(unit, Unit, col(Unit.building_id) == building_id)
    delete_record(unit, Building, building_id)


@dataclass(frozen=True, slots=True)
class Door:
    """A door that exists: its building, its dwelling, and the household behind it, if one is known."""

    building_id: RecordId
    dwelling_id: RecordId
    household_id: RecordId | None


def ensure_door(unit: UnitOfWork, building_id: RecordId, address: DoorAddress) -> Door:
    """Return the door of a building, making its unit and dwelling where they are missing."""
    chosen = sa.select(col(Dwelling.id)).where(
        col(Dwelling.building_id) == building_id,
        col(Dwelling.door) == address.text,
        col(Dwelling.deleted).is_(False),
    )
    dwelling_id = unit.connection.execute(chosen.limit(1)).scalar()
    if dwelling_id is None:
        unit_id = ensure_unit(unit, building_id, address.unit) if address.unit else None
        draft = DwellingDraft(
            building_id=building_id,
            unit_id=unit_id,
            floor=floor_of(address.room),
            room=address.room,
            door=address.text,
        )
        return Door(building_id, create_record(unit, Dwelling, draft, scope=building_id), None)
    behind = sa.select(col(Household.id)).where(
        col(Household.dwelling_id) == dwelling_id, col(Household.deleted).is_(False)
    )
    return Door(building_id, dwelling_id, unit.connection.execute(behind.limit(1)).scalar())


def ensure_unit(unit: UnitOfWork, building_id: RecordId, label: str) -> RecordId:
    """Return the unit 单元 of a building with this label, making it where it is missing."""
    chosen = sa.select(col(Unit.id)).where(
        col(Unit.building_id) == building_id, col(Unit.label) == label, col(Unit.deleted).is_(False)
    )
    found: RecordId | None = unit.connection.execute(chosen.limit(1)).scalar()
    draft = UnitDraft(building_id=building_id, label=label)
    return found or create_record(unit, Unit, draft, scope=building_id)


def _next_code(unit: UnitOfWork, org_id: RecordId) -> str:
    community = unit.connection.execute(
        sa.select(col(Org.division_code)).where(col(Org.id) == org_id)
    ).scalar()
    used = unit.connection.execute(sa.select(col(Grid.code)).where(col(Grid.code) != "")).scalars()
    return next_grid_code(community or "", used)
