"""A block of two staircases and the people behind its doors, for journeys that begin with one."""

from __future__ import annotations

from dataclasses import dataclass, field

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.door_grammar import read_door_rule
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.storage.workspace import Workspace
from gridtui.usecases.doors import add_building_with_doors
from gridtui.usecases.households import Home, settle_household
from gridtui.usecases.places import add_grid
from gridtui.usecases.residents import add_resident

EMPTY = "3-1-102"
"""The one door behind which nobody is registered."""
HEADS = (
    "王建国", "李春兰", "张敏", "赵云飞", "陈立", "杨桂芬", "黄志强", "周强", "吴秀英", "孙丽", "马俊", "何琼"
)  # fmt: skip


@dataclass
class Block:
    """Ids of a grid, of its building ``3`` and of what is behind each door."""

    grid: RecordId
    building: RecordId
    homes: dict[str, RecordId] = field(default_factory=dict)
    heads: dict[str, RecordId] = field(default_factory=dict)


def make_block(workspace: Workspace) -> Block:
    """Write building 3: two staircases, three floors, two doors each, a household behind all but one."""
    rule = read_door_rule("2 单元 × 3 层 × 2 户").rule
    with workspace.write(Intent.BUILD_SAMPLE) as unit:
        grid = add_grid(unit, GridDraft(name="第一网格", org_id=unit.desk.org_id, branch_id=unit.desk.org_id))
        building = add_building_with_doors(unit, BuildingDraft(label="3", grid_id=grid), rule)
        block = Block(grid, building)
        names = iter(HEADS)
        for stairs in "12":
            for room in ("101", "102", "201", "202", "301", "302"):
                name, door = next(names), f"3-{stairs}-{room}"
                address = parse_door(door)
                if door == EMPTY or address is None:
                    continue
                draft = HouseholdDraft(kind="permanent")
                home = block.homes[door] = settle_household(unit, Home(building, address), draft)
                block.heads[door] = add_resident(
                    unit, ResidentDraft(name=name, household_id=home, relation="户主", phone="13887012210")
                )
    return block
