"""Use cases on the doors of a building: making its staircases and dwellings by rule."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.building import BuildingDraft, DwellingDraft, UnitDraft
from gridtui.domain.places.door_rules import DoorRule, planned_doors, rule_problems
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.door_places import door_places
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Building, Dwelling, Unit
from gridtui.usecases.places import add_building
from gridtui.usecases.records import checked, form_done, require


@dataclass(frozen=True, slots=True)
class Generated:
    """How many staircases and doors were made, and how many doors of the rule were there already."""

    units: int
    doors: int
    kept: int


def add_building_with_doors(
    unit: UnitOfWork, draft: BuildingDraft, rule: DoorRule | None, *, form: str = ""
) -> RecordId:
    """Add a building and, where there is a rule, its doors, in one step."""
    building_id = add_building(unit, draft, form=form)
    if rule is not None:
        generate_doors(unit, building_id, rule)
    return building_id


def generate_doors(unit: UnitOfWork, building_id: RecordId, rule: DoorRule, *, form: str = "") -> Generated:
    """Give a building the doors of a rule; what is there stays as it is, so it can be done again.

    A staircase that turns out higher or wider than noted is noted so. ``RuleBroken`` says what no building
    can have.
    """
    wrong = rule_problems(rule)
    if wrong:
        raise RuleBroken(wrong)
    require(unit.connection, Building, building_id)
    building = unit.connection.execute(
        sa.select(col(Building.label), col(Building.name), col(Building.floors)).where(
            col(Building.id) == building_id
        )
    ).one()
    unit.label = unit.label or building.name or building.label
    units, made = _staircases(unit, building_id, rule)
    there = door_places(unit.connection, building_id)
    planned = planned_doors(rule)
    rows = [
        dict(DwellingDraft(
            building_id=building_id, unit_id=units.get(door.unit), floor=door.floor, room=door.room,
            door=door.address(building.label), use=door.use,
        ))
        for door in planned if (door.unit, door.room) not in there
    ]  # fmt: skip
    unit.create_many(Dwelling, rows, scope=lambda _: building_id)
    highest = max(door.floor for door in planned)
    if building.floors is None or building.floors < highest:
        unit.update(Building, building_id, {"floors": highest})
    form_done(unit, form)
    return Generated(made, len(rows), len(planned) - len(rows))


def _staircases(unit: UnitOfWork, building_id: RecordId, rule: DoorRule) -> tuple[dict[str, RecordId], int]:
    """Return the units by label, and how many of them are new."""
    rows = unit.connection.execute(
        sa.select(col(Unit.id), col(Unit.label), col(Unit.floors), col(Unit.doors_per_floor))
        .where(col(Unit.building_id) == building_id, col(Unit.deleted).is_(False))
        .order_by(col(Unit.num).desc())
    ).all()
    known = {row.label: row for row in rows}
    found, made = {row.label: row.id for row in rows}, 0
    for label, stairs in rule.staircases.items():
        row = known.get(label)
        if row is not None:
            higher = {
                "floors": max(row.floors or 0, stairs.floors),
                "doors_per_floor": max(row.doors_per_floor or 0, stairs.doors),
            }
            unit.update(Unit, row.id, higher)
        elif label:
            draft = UnitDraft(
                building_id=building_id, label=label, floors=stairs.floors, doors_per_floor=stairs.doors
            )
            found[label] = unit.create(Unit, checked(unit, draft), scope=building_id)
            made += 1
    return found, made
