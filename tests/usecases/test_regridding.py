"""Grids split, merged and given other codes, buildings moved between them: one step each, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from gridtui.domain.people.assignment import AssignmentDraft, Role
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import CourtyardDraft, GridDraft, with_code_kept
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.tables import Assignment, Building, Courtyard, Grid, Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases import assignments, courtyards, places, regridding
from tests.makers import Quarter, everything, make_issue, make_quarter, redo, stored, undo

TABLES = (Grid, Building, Courtyard, Assignment, Issue)


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    return make_quarter(workspace)


def add_grid(workspace: Workspace, name: str = "第二网格") -> bytes:
    with workspace.write(Intent.ADD_GRID) as unit:
        return places.add_grid(unit, GridDraft(name=name))


def add_buildings(workspace: Workspace, grid: bytes | None, labels: Sequence[str]) -> list[bytes]:
    with workspace.write(Intent.ADD_BUILDING) as unit:
        return [places.add_building(unit, BuildingDraft(label=label, grid_id=grid)) for label in labels]


def grid_of(workspace: Workspace, building: bytes) -> object:
    return stored(workspace, Building, building)["grid_id"]


def test_buildings_move_in_one_step_with_their_issues(workspace: Workspace, quarter: Quarter) -> None:
    other = add_grid(workspace)
    loose = add_buildings(workspace, None, "78")
    issue = make_issue(workspace, building_id=quarter.building)
    before = everything(workspace, *TABLES)
    with workspace.write(Intent.MOVE_BUILDINGS) as unit:
        assert regridding.move_buildings(unit, [quarter.building, *loose], other) == 3
    assert {grid_of(workspace, id) for id in (quarter.building, *loose)} == {other}
    assert stored(workspace, Issue, issue)["grid_id"] == other
    undo(workspace)
    assert everything(workspace, *TABLES) == before
    redo(workspace)
    assert grid_of(workspace, loose[0]) == other


def test_a_closed_grid_takes_no_building(workspace: Workspace, quarter: Quarter) -> None:
    closed = add_grid(workspace)
    with workspace.write(Intent.EDIT_GRID) as unit:
        places.close_grid(unit, closed)
    with pytest.raises(RuleBroken, match="第二网格 已经撤销"), workspace.write(Intent.MOVE_BUILDINGS) as unit:
        regridding.move_buildings(unit, [quarter.building], closed)
    with pytest.raises(RuleBroken, match="已经撤销"):
        add_buildings(workspace, closed, "9")
    with pytest.raises(RuleBroken, match="已经撤销"), workspace.write(Intent.EDIT_BUILDING) as unit:
        places.edit_building(unit, quarter.building, BuildingDraft(label="3", grid_id=closed))
    assert grid_of(workspace, quarter.building) == quarter.grid


def test_a_building_of_a_closed_grid_can_still_be_changed(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write(Intent.EDIT_GRID) as unit:
        places.close_grid(unit, quarter.grid)
    with workspace.write(Intent.EDIT_BUILDING) as unit:
        assert places.edit_building(unit, quarter.building, BuildingDraft(label="4", grid_id=quarter.grid))


def test_a_courtyard_follows_its_last_building(workspace: Workspace, quarter: Quarter) -> None:
    other = add_grid(workspace)
    with workspace.write(Intent.ADD_COURTYARD) as unit:
        yard = courtyards.add_courtyard(unit, CourtyardDraft(name="东苑", grid_id=quarter.grid))
        first, second = (
            places.add_building(unit, BuildingDraft(label=label, grid_id=quarter.grid, courtyard_id=yard))
            for label in "56"
        )
    for building, expected in ((first, quarter.grid), (second, other)):
        with workspace.write(Intent.MOVE_BUILDINGS) as unit:
            regridding.move_buildings(unit, [building], other)
        assert stored(workspace, Courtyard, yard)["grid_id"] == expected
    with workspace.write(Intent.DELETE_RECORD) as unit:
        courtyards.remove_courtyard(unit, yard)
    assert stored(workspace, Building, first)["courtyard_id"] is None
    undo(workspace)
    assert stored(workspace, Building, first)["courtyard_id"] == yard


def test_a_grid_is_split_and_the_new_one_gets_the_next_code(workspace: Workspace, quarter: Quarter) -> None:
    going = add_buildings(workspace, quarter.grid, ["5", "7"])
    before = everything(workspace, *TABLES)
    with workspace.write(Intent.SPLIT_GRID) as unit:
        made = regridding.split_grid(unit, quarter.grid, going, GridDraft(name="第三网格", boundary="东至河"))
        assert unit.label == "第三网格"
    row = stored(workspace, Grid, made)
    assert (row["code"], row["boundary"], row["org_id"]) == (
        "530102001001002",
        "东至河",
        workspace.desk.org_id,
    )
    assert [grid_of(workspace, id) for id in (*going, quarter.building)] == [made, made, quarter.grid]
    undo(workspace)
    after = everything(workspace, *TABLES)
    assert after["building"] == before["building"]
    assert stored(workspace, Grid, made)["deleted"]


@pytest.mark.parametrize(
    ("which", "words"), [("none", "请写明"), ("all", "全部"), ("foreign", "不在这个网格")]
)
def test_a_split_that_is_none_is_refused(
    workspace: Workspace, quarter: Quarter, which: str, words: str
) -> None:
    foreign = add_buildings(workspace, add_grid(workspace), "9")
    going = {"none": [], "all": [quarter.building], "foreign": foreign}[which]
    before = everything(workspace, *TABLES)
    with pytest.raises(RuleBroken, match=words), workspace.write(Intent.SPLIT_GRID) as unit:
        regridding.split_grid(unit, quarter.grid, going, GridDraft(name="新"))
    assert everything(workspace, *TABLES) == before


def test_merged_grids_are_closed_and_leave_nothing_behind(workspace: Workspace, quarter: Quarter) -> None:
    other = add_grid(workspace)
    moving = add_buildings(workspace, other, "79")
    today = date(2026, 11, 24)
    with workspace.write(Intent.ASSIGN) as unit:
        serving, coming = (
            assignments.assign(unit, AssignmentDraft(
                role=Role.GRID_WORKER, person_name="张敏", phone="13708712210", grid_id=other, from_on=day
            ))
            for day in (date(2026, 1, 1), today + timedelta(days=9))
        )  # fmt: skip
    issue = make_issue(workspace, given_grid_id=other)
    before = everything(workspace, *TABLES)
    with workspace.write(Intent.MERGE_GRIDS) as unit:
        merged = regridding.merge_grids(unit, quarter.grid, [other, quarter.grid])
    assert merged == regridding.Merged(buildings=2, ended=1)
    assert {grid_of(workspace, id) for id in moving} == {quarter.grid}
    assert stored(workspace, Grid, other)["closed_on"] == today
    assert stored(workspace, Grid, quarter.grid)["closed_on"] is None
    assert stored(workspace, Assignment, serving)["to_on"] == today
    assert stored(workspace, Assignment, coming)["deleted"]
    assert stored(workspace, Issue, issue)["grid_id"] == quarter.grid
    undo(workspace)
    assert everything(workspace, *TABLES) == before
    with workspace.write(Intent.EDIT_GRID) as unit:
        places.close_grid(unit, other)
    refused = (
        (quarter.grid, quarter.grid, "另一个网格"),
        (quarter.grid, other, "已经撤销"),
        (other, quarter.grid, "已经撤销"),
    )
    for into, away, words in refused:
        with pytest.raises(RuleBroken, match=words), workspace.write(Intent.MERGE_GRIDS) as unit:
            regridding.merge_grids(unit, into, [away])


def test_other_codes_become_the_usual_ones_and_are_kept(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write(Intent.ADD_GRID) as unit:
        odd = places.add_grid(unit, GridDraft(name="甲", code="WH-07", external_ids="旧9"))
        twin = places.add_grid(unit, GridDraft(name="乙", code="530102001001001"))
    before = everything(workspace, Grid)
    with workspace.write(Intent.RECODE_GRID) as unit:
        assert regridding.recode_grids(unit, [odd, twin, quarter.grid]) == 2
    codes = [stored(workspace, Grid, id)["code"] for id in (odd, twin, quarter.grid)]
    assert codes == ["530102001001002", "530102001001003", "530102001001001"]
    assert stored(workspace, Grid, odd)["external_ids"] == "旧9、WH-07"
    undo(workspace)
    assert everything(workspace, Grid) == before
    with workspace.write(Intent.EDIT_GRID) as unit:
        places.edit_grid(unit, odd, GridDraft(name="甲", code="X1", org_id=workspace.desk.org_id))
    assert stored(workspace, Grid, odd)["external_ids"] == "WH-07"


def test_without_a_division_code_there_is_no_grid_code(workspace: Workspace) -> None:
    with workspace.write(Intent.ADD_GRID) as unit:
        org = places.add_org(unit, OrgDraft(name="自管小区", parent_id=workspace.desk.org_id))
        grid = places.add_grid(unit, GridDraft(name="甲", code="A1", org_id=org))
    with pytest.raises(RuleBroken, match="没有 12 位区划代码"), workspace.write(Intent.RECODE_GRID) as unit:
        regridding.recode_grids(unit, [grid])


def test_a_code_is_kept_once() -> None:
    assert with_code_kept("", "A") == "A"
    assert with_code_kept("B；A", "A") == "B；A"
    assert with_code_kept("B；C", "A") == "B、C、A"
    assert with_code_kept("B", "") == "B"
