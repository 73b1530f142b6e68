"""What is wrong about a neighbourhood is refused in words, and leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gridtui.domain.assignment import AssignmentDraft, Role
from gridtui.domain.grid import GridDraft
from gridtui.domain.problems import RuleBroken
from gridtui.domain.resident import ResidentDraft
from gridtui.storage.changes import UnitOfWork
from gridtui.storage.tables import Assignment, Building, Dwelling, Grid, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases import assignments, places, residents
from gridtui.usecases.regridding import move_buildings
from gridtui.usecases.twins import join_residents
from gridtui.words import say
from tests.makers import Quarter, everything, make_quarter

Wrong = Callable[[UnitOfWork, Quarter], object]
FIRST, OTHER = "530102196001020011", "530102196001020038"


def into_a_closed_grid(unit: UnitOfWork, quarter: Quarter) -> object:
    closed = places.add_grid(unit, GridDraft(name="旧网格", org_id=unit.desk.org_id))
    places.close_grid(unit, closed)
    return move_buildings(unit, [quarter.building], closed)


def ended_before_it_began(unit: UnitOfWork, quarter: Quarter) -> object:
    draft = AssignmentDraft(
        role=Role.GRID_WORKER, person_name="李芳", grid_id=quarter.grid, from_on=date(2026, 5, 1)
    )
    return assignments.end_assignment(unit, assignments.assign(unit, draft), date(2026, 4, 1))


def joined_with_other_id_numbers(unit: UnitOfWork, quarter: Quarter) -> object:
    one, other = (
        residents.add_resident(
            unit, ResidentDraft(name="杨桂芬", household_id=quarter.household, id_number=number)
        )
        for number in (FIRST, OTHER)
    )
    return join_residents(unit, one, other, {})


@pytest.mark.parametrize("wrong", [into_a_closed_grid, ended_before_it_began, joined_with_other_id_numbers])
def test_words_and_nothing_half_done(workspace: Workspace, wrong: Wrong) -> None:
    quarter = make_quarter(workspace)
    tables = (Assignment, Building, Dwelling, Grid, Household, Resident)
    before = everything(workspace, *tables)
    with pytest.raises(RuleBroken) as broken, workspace.write("add_grid") as unit:
        wrong(unit, quarter)
    assert all(say(problem).strip() for problem in broken.value.problems)
    assert everything(workspace, *tables) == before
