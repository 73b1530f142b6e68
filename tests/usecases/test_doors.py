"""The doors of a building made by rule: one step, and only what is missing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.places.address import DoorAddress
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.door_grammar import read_door_rule
from gridtui.domain.places.door_rules import DoorRule, Staircase
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.tables import Building, Dwelling, Unit
from gridtui.storage.workspace import Workspace
from gridtui.usecases import doors, places
from tests.makers import everything, make_quarter, stored, undo


def rule(text: str) -> DoorRule:
    found = read_door_rule(text).rule
    assert found is not None
    return found


def generate(workspace: Workspace, building: bytes, text: str) -> doors.Generated:
    with workspace.write(Intent.GENERATE_DOORS) as unit:
        return doors.generate_doors(unit, building, rule(text))


def doors_there(workspace: Workspace, building: bytes) -> dict[str, str]:
    with workspace.read() as connection:
        rows = connection.execute(
            sa.select(col(Dwelling.door), col(Dwelling.use))
            .where(col(Dwelling.building_id) == building, col(Dwelling.deleted).is_(False))
            .order_by(col(Dwelling.num))
        )
        return {row.door: row.use for row in rows}


def test_doors_are_made_in_one_step_and_taken_back(workspace: Workspace) -> None:
    with workspace.write(Intent.ADD_BUILDING) as unit:
        building = places.add_building(unit, BuildingDraft(label="8"))
    before = everything(workspace, Building, Unit, Dwelling)
    made = generate(workspace, building, "3 单元 × 7 层 × 2 户，1-101 商铺")
    assert (made.units, made.doors, made.kept) == (3, 42, 0)
    there = doors_there(workspace, building)
    assert there["8-1-101"] == "shop"
    assert there["8-3-702"] == "home"
    assert stored(workspace, Building, building)["floors"] == 7
    with workspace.read() as connection:
        chosen = sa.select(col(Unit.label), col(Unit.floors), col(Unit.doors_per_floor))
        assert [tuple(row) for row in connection.execute(chosen.order_by(col(Unit.num)))] == [
            ("1", 7, 2), ("2", 7, 2), ("3", 7, 2)
        ]  # fmt: skip
    undo(workspace)
    assert doors_there(workspace, building) == {}
    assert everything(workspace, Building)["building"] == before["building"]


def test_a_second_rule_only_adds(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write(Intent.EDIT_HOUSEHOLD) as unit:
        kept = places.ensure_door(unit, quarter.building, DoorAddress("3", "1", "101")).dwelling_id
        unit.update(Dwelling, kept, {"use": "garage"})
    first = generate(workspace, quarter.building, "2x6x2")
    assert (first.doors, first.kept) == (22, 2)
    assert stored(workspace, Dwelling, kept)["use"] == "garage"
    second = generate(workspace, quarter.building, "3x7x2")
    assert (second.units, second.doors, second.kept) == (1, 42 - 24, 24)
    third = generate(workspace, quarter.building, "3x7x2")
    assert (third.units, third.doors, third.kept) == (0, 0, 42)
    assert len(doors_there(workspace, quarter.building)) == 42


def test_a_building_that_was_relabelled_keeps_its_doors(workspace: Workspace) -> None:
    with workspace.write(Intent.ADD_BUILDING) as unit:
        building = places.add_building(unit, BuildingDraft(label="8"))
    generate(workspace, building, "2x2")
    with workspace.write(Intent.EDIT_BUILDING) as unit:
        places.edit_building(unit, building, BuildingDraft(label="9"))
    assert generate(workspace, building, "3x2").doors == 2
    assert list(doors_there(workspace, building))[-1] == "9-302"


def test_a_rule_no_building_can_have_leaves_everything_as_it_was(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    before = everything(workspace, Building, Unit, Dwelling)
    with pytest.raises(RuleBroken, match="层数应在"), workspace.write(Intent.GENERATE_DOORS) as unit:
        doors.generate_doors(unit, quarter.building, DoorRule(1, Staircase(0, 2)))
    assert everything(workspace, Building, Unit, Dwelling) == before
