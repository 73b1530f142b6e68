"""Due doors on both engines: the condition in SQL says what the rule says, in the order of the stairs."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from gridtui.domain.people.visit import Outcome, Visited, is_due, standing, visit_periods
from gridtui.domain.places.address import door_key
from gridtui.domain.words.paging import Anchor
from gridtui.queries.walks.due_doors import DueFilter, due_count, due_page
from gridtui.queries.walks.visits import (
    due_after,
    due_by_building,
    due_households,
    visit_lines,
)
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.derived.derived_columns import stale
from gridtui.storage.derived.household_visits import derive_households
from gridtui.storage.tables import (
    Building,
    Dwelling,
    Grid,
    Household,
    Promise,
    Resident,
    ServiceTag,
    TimeLimit,
    Visit,
)
from gridtui.storage.workspace import Workspace
from tests.makers import undo

TODAY = date(2026, 11, 24)
DOORS = 240
AWAY, ORDINARY, SERVICE = "", "ordinary", "service"


@pytest.fixture
def homes(workspace: Workspace) -> dict[bytes, tuple[str, str, list[Visited]]]:
    """Write households of every kind with visits of chance; household → its door, kind and visits."""
    chance = Random(11)
    kinds = [chance.choice((AWAY, ORDINARY, SERVICE)) for _ in range(DOORS)]
    labels = ["2", "10", "1"]
    with workspace.write("import_file") as unit:
        org = workspace.desk.org_id
        grids = unit.create_many(
            Grid,
            [{"org_id": org, "code": "2", "name": "二"}, {"org_id": org, "code": "1", "name": "一"}],
            scope=lambda _: org,
        )
        # Building 10 is in the grid that comes first.
        rows = [{"grid_id": grids[label == "10"], "label": label, "name": f"{label}栋"} for label in labels]
        buildings = unit.create_many(Building, rows, scope=lambda _: org)
        doors = [f"{labels[n % 3]}-{n // 3 % 2 + 1}-{n // 6 + 1}01" for n in range(DOORS)]
        dwellings = unit.create_many(
            Dwelling,
            [{"building_id": buildings[n % 3], "door": door} for n, door in enumerate(doors)],
            scope=lambda row: row["building_id"],
        )
        households = unit.create_many(
            Household,
            [{"building_id": buildings[n % 3], "dwelling_id": dwellings[n]} for n in range(DOORS)],
            scope=lambda row: row["building_id"],
        )
        people = unit.create_many(
            Resident,
            [
                {
                    "building_id": buildings[n % 3],
                    "household_id": households[n],
                    "name": f"居民{n}",
                    "moved_out_on": TODAY if kind == AWAY else None,
                }
                for n, kind in enumerate(kinds)
            ],
            scope=lambda row: row["building_id"],
        )
        tags = [
            {"resident_id": people[n], "tag": "living_alone"}
            for n, kind in enumerate(kinds)
            if kind == SERVICE
        ]
        unit.create_many(ServiceTag, tags, scope=lambda _: org)
        visits: list[list[Visited]] = []
        for home in households:
            days = sorted(chance.sample(range(400), chance.randint(0, 3)), reverse=True)
            made = [
                Visited(
                    TODAY - timedelta(days=ago),
                    chance.choice(list(Outcome)).value,
                    TODAY + timedelta(days=chance.randint(-20, 20)) if chance.random() < 0.3 else None,
                )
                for ago in days
            ]
            visits.append(made)
            rows = [
                {
                    "household_id": home,
                    "visited_on": each.on,
                    "outcome": each.outcome,
                    "next_on": each.next_on,
                }
                for each in made
            ]
            unit.create_many(Visit, rows, scope=lambda _: org)
    return {home: (doors[n], kinds[n], visits[n]) for n, home in enumerate(households)}


def expected(workspace: Workspace, homes: dict, today: date = TODAY) -> list[bytes]:
    with workspace.read() as connection:
        periods = visit_periods(limits_in_force(connection))
    due = [
        home for home, (_, kind, visits) in homes.items() if is_due(kind, standing(visits), periods, today)
    ]
    return sorted(due, key=lambda home: (not homes[home][0].startswith("10-"), door_key(homes[home][0])))


def read(workspace: Workspace, **wanted: object) -> list:
    with workspace.read() as connection:
        filter = DueFilter(TODAY, **wanted)
        rows = due_page(connection, filter, offset=0, limit=DOORS)
        assert due_count(connection, filter) == len(rows)
    return rows


def test_the_list_is_what_the_rule_says_in_the_order_of_the_stairs(workspace: Workspace, homes) -> None:
    rows = read(workspace)
    wanted = expected(workspace, homes)
    assert [row.id for row in rows] == wanted
    assert 20 < len(wanted) < DOORS - 20
    with workspace.read() as connection:
        for offset in (0, 7, len(rows) - 3):
            for near in (None, Anchor(2, rows[2]), Anchor(len(rows) - 1, rows[-1])):
                page = due_page(connection, DueFilter(TODAY), offset=offset, limit=5, near=near)
                assert page == rows[offset : offset + 5]
        assert due_count(connection, DueFilter(TODAY)) == len(rows)
        counts = due_by_building(connection, TODAY)
        assert sum(counts.values()) == len(rows)
        for building, count in counts.items():
            assert due_households(connection, building, TODAY) == {
                row.id for row in rows if row.building_id == building
            }
            assert count == len(due_households(connection, building, TODAY))
        assert list(stale(connection, Household, derive_households)) == []


def test_filters_narrow_it(workspace: Workspace, homes) -> None:
    rows = read(workspace)
    never = read(workspace, never=True)
    assert [row.id for row in never] == [row.id for row in rows if row.met_on is None]
    late = read(workspace, overdue_days=30)
    assert [row.id for row in late] == [row.id for row in rows if row.days is None or row.days >= 30]
    assert {row.kind for row in read(workspace, kind=SERVICE)} == {SERVICE}
    building = rows[-1].building_id
    assert [row.id for row in read(workspace, building_id=building)] == [
        row.id for row in rows if row.building_id == building
    ]


def test_the_next_door_is_on_the_same_stairs_then_in_the_same_building(workspace: Workspace, homes) -> None:
    rows = read(workspace)
    with workspace.read() as connection:
        for before, after in pairwise(rows):
            found = due_after(connection, before.id, TODAY)
            assert found == (after.id if after.building_id == before.building_id else None)


def test_an_office_may_visit_more_often(workspace: Workspace, homes) -> None:
    before = len(read(workspace))
    limit = {"stage": "visit", "nature": ORDINARY, "amount": 10, "unit": "day"}
    with workspace.write("set_limits") as unit:
        unit.create(TimeLimit, limit, scope=workspace.desk.org_id)
    assert [row.id for row in read(workspace)] == expected(workspace, homes)
    assert len(read(workspace)) > before


def test_people_who_move_take_their_needs_along(workspace: Workspace, homes) -> None:
    kinds = {home: kind for home, (_, kind, _) in homes.items()}
    old = next(home for home, kind in kinds.items() if kind == SERVICE)
    new = next(home for home, kind in kinds.items() if kind == ORDINARY)

    def now(home: bytes) -> str:
        with workspace.read() as connection:
            row = connection.execute(
                Household.__table__.select().where(Household.__table__.c.id == home)
            ).one()
            assert list(stale(connection, Household, derive_households)) == []
        return str(row.visit_kind)

    with workspace.read() as connection:
        table = Resident.__table__
        person = connection.execute(table.select().where(table.c.household_id == old)).one().id
    with workspace.write("move_people") as unit:
        unit.update(Resident, person, {"household_id": new})
    assert (now(old), now(new)) == (ORDINARY, SERVICE)
    undo(workspace)
    assert (now(old), now(new)) == (SERVICE, ORDINARY)
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, person, {"died_on": TODAY})
    assert now(old) == AWAY


def test_joined_households_are_visited_as_one(workspace: Workspace, homes) -> None:
    rows = [home for home, (_, kind, visits) in homes.items() if kind == ORDINARY and not visits]
    main, other = rows[:2]
    with workspace.write("record_visit") as unit:
        unit.create(
            Visit, {"household_id": other, "visited_on": TODAY, "outcome": "met"}, scope=workspace.desk.org_id
        )
        unit.create(Promise, {"household_id": other, "text": "送表"}, scope=workspace.desk.org_id)
    assert main in {row.id for row in read(workspace)}
    with workspace.write("join_records") as unit:
        unit.update(Household, other, {"alias_of": main})
    due = {row.id for row in read(workspace)}
    assert main not in due
    assert other not in due
    with workspace.read() as connection:
        assert [line.household_id for line in visit_lines(connection, main)] == [other]
        assert list(stale(connection, Household, derive_households)) == []
    undo(workspace)
    assert main in {row.id for row in read(workspace)}
    with workspace.read() as connection:
        assert list(stale(connection, Household, derive_households)) == []
