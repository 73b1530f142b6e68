"""Removing, closing and moving places and people: one step each, taken back whole."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from gridtui.domain.people.assignment import AssignmentDraft
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.places.address import DoorAddress
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.places.contents import contents_of
from gridtui.storage.drafts import keep_draft, kept_drafts, own_key
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.history import record_logs
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
)
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, places, residents
from gridtui.usecases.assignments import assign
from gridtui.usecases.undo import redo_last, undo_last
from tests.makers import Quarter, make_issue, make_quarter


@pytest.fixture
def quarter(workspace: Workspace) -> Quarter:
    made = make_quarter(workspace)
    with workspace.write("tag_resident") as unit:
        residents.tag_resident(unit, tag(made.resident))
    return made


def tag(resident: bytes) -> ServiceTagDraft:
    return ServiceTagDraft(resident_id=resident, tag="living_alone", purpose="探访", basis="申请",
                           consent_on=date(2026, 1, 1), review_on=date(2027, 1, 1))  # fmt: skip


def live(workspace: Workspace, *models: RecordTable) -> list[int]:
    with workspace.read() as connection:
        return [connection.execute(sa.select(sa.func.count()).where(
            table_of(model).c.deleted.is_(False))).scalar_one() for model in models]  # fmt: skip


def field(workspace: Workspace, model: RecordTable, record: bytes, name: str) -> object:
    table = table_of(model)
    with workspace.read() as connection:
        return connection.execute(sa.select(table.c[name]).where(table.c.id == record)).scalar_one()


EVERYTHING = (Grid, Building, Dwelling, Household, Resident, ServiceTag)


def test_a_building_goes_with_all_that_is_in_it(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("delete_record") as unit:
        places.remove_building(unit, quarter.building)
    assert live(workspace, *EVERYTHING) == [1, 0, 0, 0, 0, 0]
    with workspace.write("undo") as unit:
        undo_last(unit)
    assert live(workspace, *EVERYTHING) == [1, 1, 1, 1, 1, 1]
    with workspace.write("redo") as unit:
        redo_last(unit)
    assert live(workspace, *EVERYTHING) == [1, 0, 0, 0, 0, 0]


def test_what_was_promised_in_a_building_goes_with_it(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("add_promise") as unit:
        row = {"building_id": quarter.building, "household_id": quarter.household, "text": "修灯"}
        unit.create(Promise, row, scope=quarter.building)
    with workspace.write("delete_record") as unit:
        places.remove_building(unit, quarter.building)
    assert live(workspace, Promise) == [0]
    with workspace.write("undo") as unit:
        undo_last(unit)
    assert live(workspace, Promise) == [1]


def test_a_household_leaves_its_door(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("delete_record") as unit:
        households.remove_household(unit, quarter.household)
        assert unit.label == "3-2-501"
    assert live(workspace, *EVERYTHING) == [1, 1, 1, 0, 0, 0]


def test_a_grid_is_closed_once(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("edit_grid") as unit:
        places.close_grid(unit, quarter.grid)
    assert field(workspace, Grid, quarter.grid, "closed_on") == date(2026, 11, 24)
    with pytest.raises(RuleBroken, match="已经撤销"), workspace.write("edit_grid") as unit:
        places.close_grid(unit, quarter.grid)
    assert field(workspace, Building, quarter.building, "grid_id") == quarter.grid


def test_the_form_of_a_grid_closes_it_like_the_command(workspace: Workspace, quarter: Quarter) -> None:
    draft = AssignmentDraft(role="grid_worker", person_name="李芳", grid_id=quarter.grid)
    with workspace.write("assign") as unit:
        posts = [assign(unit, draft), assign(unit, draft.model_copy(update={"from_on": date(2026, 12, 1)}))]
    closed = GridDraft(name="第一网格", org_id=workspace.desk.org_id, closed_on=date(2026, 11, 20))
    with workspace.write("edit_grid") as unit:
        places.edit_grid(unit, quarter.grid, closed)
    assert field(workspace, Assignment, posts[0], "to_on") == date(2026, 11, 20)
    assert field(workspace, Assignment, posts[1], "deleted") is True
    with workspace.write("edit_grid") as unit:
        places.edit_grid(unit, quarter.grid, closed.model_copy(update={"boundary": "东到翠湖西路"}))
        assert unit.wrote
    assert field(workspace, Assignment, posts[0], "to_on") == date(2026, 11, 20)


def test_a_moved_household_takes_people_and_needs_along(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("add_building") as unit:
        other = places.add_building(unit, BuildingDraft(label="7", grid_id=quarter.grid))
    with workspace.write("edit_household") as unit:
        home = households.Home(other, DoorAddress("7", "1", "301"), occupancy="rented")
        assert households.rehouse(unit, quarter.household, home, HouseholdDraft(kind="floating"))
    assert field(workspace, Resident, quarter.resident, "building_id") == other
    with workspace.read() as connection:
        moved = [quarter.household, quarter.resident]
        assert {log[-1].scope for log in record_logs(connection, moved).values()} == {other}
        assert connection.execute(sa.select(table_of(ServiceTag).c.building_id)).scalars().all() == [other]
        doors = connection.execute(sa.select(table_of(Dwelling).c.door, table_of(Dwelling).c.occupancy)).all()
    assert ("7-1-301", "rented") in [tuple(row) for row in doors]
    with workspace.write("undo") as unit:
        undo_last(unit)
    assert field(workspace, Resident, quarter.resident, "building_id") == quarter.building


def test_a_second_household_leaves_what_is_known_of_the_door(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("edit_household") as unit:
        unit.update(Dwelling, quarter.dwelling, {"occupancy": "rented", "use": "shop"})
    with workspace.write("add_household") as unit:
        home = households.Home(quarter.building, DoorAddress("3", "2", "501"))
        households.settle_household(unit, home, HouseholdDraft())
    assert field(workspace, Dwelling, quarter.dwelling, "occupancy") == "rented"
    assert live(workspace, Dwelling, Household) == [1, 2]


def test_a_form_is_done_with_in_the_step_that_saves_it(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.writing() as connection:
        key = own_key(connection, "resident:new:", workspace.operator.id)
        keep_draft(connection, key, {"name": "半"}, workspace.clock())
    with pytest.raises(RuleBroken), workspace.write("add_resident") as unit:
        residents.add_resident(unit, ResidentDraft(), form="resident:new:")
    with workspace.read() as connection:
        assert len(kept_drafts(connection)) == 1
    with workspace.write("add_resident") as unit:
        residents.add_resident(unit, ResidentDraft(name="半"), form="resident:new:")
    with workspace.read() as connection:
        assert kept_drafts(connection) == []


def test_a_child_needs_its_guardian(workspace: Workspace, quarter: Quarter) -> None:
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"birth_date": date(2020, 1, 1)})
    with pytest.raises(RuleBroken, match="监护人"), workspace.write("tag_resident") as unit:
        residents.tag_resident(unit, tag(quarter.resident))
    with workspace.write("tag_resident") as unit:
        residents.tag_resident(unit, tag(quarter.resident).model_copy(update={"guardian_consent": True}))


def test_an_organisation_stays_while_something_is_below_it(workspace: Workspace, quarter: Quarter) -> None:
    own = workspace.desk.org_id
    with workspace.write("add_org") as unit:
        below = places.add_org(unit, OrgDraft(name="分部", parent_id=own))
    for record, words in ((own, "自己的组织"), (below, "")):
        if words:
            with pytest.raises(RuleBroken, match=words), workspace.write("delete_record") as unit:
                places.remove_org(unit, record)
    with pytest.raises(RuleBroken, match="下面的组织"), workspace.write("edit_org") as unit:
        places.edit_org(unit, own, OrgDraft(name="总部", parent_id=below))
    with workspace.write("delete_record") as unit:
        places.remove_org(unit, below)
    assert live(workspace, Org) == [1]


def test_what_hangs_on_a_place_is_counted(workspace: Workspace, quarter: Quarter) -> None:
    make_issue(workspace, building_id=quarter.building, household_id=quarter.household)
    with workspace.read() as connection:
        building = contents_of(connection, "building", quarter.building)
        person = contents_of(connection, "resident", quarter.resident)
        nothing = contents_of(connection, "assignment", quarter.resident)
    assert (building.households, building.residents, building.issues) == (1, 1, 1)
    assert (person.tags, person.issues) == (1, 0)
    assert nothing.is_empty
