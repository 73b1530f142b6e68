"""A joined record is nowhere listed, counted, due or found: every list is as if it had been deleted."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

import gridtui
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.queries.dashboard import dashboard
from gridtui.queries.finding import find
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.issues.issue_places import household_people, place_hits
from gridtui.queries.people.door_card import door_card
from gridtui.queries.people.households import HouseholdFilter, building_homes, household_count, household_page
from gridtui.queries.people.residents import (
    ResidentFilter,
    ResidentOrder,
    household_card,
    resident_count,
    resident_page,
    same_id_number,
)
from gridtui.queries.people.twins import twin_pairs
from gridtui.queries.places.building_chart import building_chart
from gridtui.queries.places.buildings import BuildingFilter, building_page, staircase
from gridtui.queries.places.contents import contents_of
from gridtui.queries.places.grids import grid_rows
from gridtui.queries.walks.due_doors import DueFilter, due_count, due_page
from gridtui.queries.walks.visits import due_by_building, due_households
from gridtui.storage.tables import Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases import households, residents
from tests.conftest import NOON
from tests.makers import Quarter, make_quarter

TODAY = date(2026, 11, 24)
ID = "530102196001020011"

LISTS: dict[str, Callable[[Connection, Quarter], Any]] = {
    "households": lambda c, q: household_page(c, HouseholdFilter(), offset=0, limit=99),
    "household count": lambda c, q: household_count(c, HouseholdFilter(grid_id=q.grid)),
    "households of a building": lambda c, q: building_homes(c, q.building),
    "households found": lambda c, q: household_page(c, HouseholdFilter(text="鬼影"), offset=0, limit=99),
    "household card": lambda c, q: household_card(c, q.household),
    "residents": lambda c, q: resident_page(c, ResidentFilter(with_gone=True), offset=0, limit=99),
    "residents by door": lambda c, q: resident_page(
        c, ResidentFilter(order=ResidentOrder.DOOR), offset=0, limit=99
    ),
    "residents found": lambda c, q: resident_page(c, ResidentFilter(text="gy"), offset=0, limit=99),
    "resident count": lambda c, q: resident_count(c, ResidentFilter(building_id=q.building)),
    "same ID number": lambda c, q: same_id_number(c, ID),
    "buildings": lambda c, q: building_page(c, BuildingFilter(), offset=0, limit=99),
    "staircase": lambda c, q: staircase(c, q.building, ""),
    "grids": lambda c, q: grid_rows(c, NOON),
    "home": lambda c, q: replace(dashboard(c, NOON), now=NOON),
    "chart": lambda c, q: building_chart(c, q.building, NOON),
    "door": lambda c, q: door_card(c, q.dwelling),
    "contents of a building": lambda c, q: contents_of(c, "building", q.building),
    "contents of a household": lambda c, q: contents_of(c, "household", q.household),
    "due doors": lambda c, q: due_page(c, DueFilter(today=TODAY), offset=0, limit=99),
    "due doors counted": lambda c, q: due_count(c, DueFilter(today=TODAY)),
    "due households": lambda c, q: due_households(c, q.building, TODAY),
    "due in buildings": lambda c, q: due_by_building(c, TODAY),
    "search": lambda c, q: find(c, "鬼影"),
    "places by door": lambda c, q: place_hits(c, "3-2-5"),
    "places by name": lambda c, q: place_hits(c, "鬼影"),
    "people of a household": lambda c, q: household_people(c, q.household),
    "gaps": lambda c, q: find_gaps(c, GapFilter(), TODAY),
    "twins": lambda c, q: twin_pairs(c),
}


def test_every_list_passes_over_what_is_joined(workspace: Workspace) -> None:
    quarter = make_quarter(workspace)
    with workspace.write("add_household") as unit:
        home = households.add_household(
            unit, HouseholdDraft(building_id=quarter.building, dwelling_id=quarter.dwelling)
        )
        ghosts = [
            residents.add_resident(
                unit, ResidentDraft(name="鬼影", household_id=place, id_number=ID, phone="13500000000")
            )
            for place in (home, quarter.household)
        ]
    there = seen(workspace, quarter)
    with workspace.write("join_records") as unit:
        unit.update(Household, home, {"alias_of": quarter.household})
        unit.update_many(Resident, [(ghost, {"alias_of": quarter.resident}) for ghost in ghosts])
    joined = seen(workspace, quarter)
    with workspace.write("delete_record") as unit:
        unit.set_deleted(Resident, ghosts, True)
        unit.delete(Household, home)
    deleted = seen(workspace, quarter)
    for name in LISTS:
        assert joined[name] == deleted[name], name
    blind = {name for name in LISTS if there[name] == joined[name]}
    assert blind <= {"home", "staircase"}, "these would not notice a ghost"


def seen(workspace: Workspace, quarter: Quarter) -> dict[str, Any]:
    with workspace.read() as connection:
        return {name: ask(connection, quarter) for name, ask in LISTS.items()}


QUERIES = Path(gridtui.__file__).parent / "queries"
WITHOUT = {
    "assigning.py",
    "finding.py",
    "histories.py",
    "record_drafts.py",
    "records.py",
    "searching.py",
    "walk_sheets.py",
}
"""Modules that read residents or households one by one, or find them through the search index."""
SAYING = {"alias_of", "due_condition", "OWN_PERSON", "OWN_HOME", "LIVING", "AT_HOME"}
"""The field, and the conditions that hold it."""


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.py")), ids=lambda path: path.name)
def test_a_module_that_asks_for_live_people_or_households_says_what_of_joined_ones(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    live = "col(Resident.deleted)" in text or "col(Household.deleted)" in text
    assert path.name in WITHOUT or not live or names & SAYING or "with_joined" in text
