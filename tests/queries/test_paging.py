"""Pages read by key are the pages read by counting, for every list, order and direction, with ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.paging import Anchor
from gridtui.queries.issues.issues import IssueFilter, IssueOrder, issue_count, issue_page
from gridtui.queries.people.households import HouseholdFilter, household_count, household_page
from gridtui.queries.people.residents import ResidentFilter, ResidentOrder, resident_count, resident_page
from gridtui.queries.places.buildings import BuildingFilter, building_count, building_page
from gridtui.storage.store.opening import create_shared
from gridtui.storage.tables import Assignment, Building, Dwelling, Household, Issue, Org, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from tests.conftest import NOON, FrozenClock, found_store
from tests.engines import ENGINES, postgres_database
from tests.makers import make_quarter, person

LISTS: dict[str, tuple[Callable[..., Sequence[Any]], Callable[..., int], Any]] = {
    **{
        f"issues by {order.value}": (issue_page, issue_count, IssueFilter(order=order))
        for order in IssueOrder
    },
    "open issues by due": (issue_page, issue_count, IssueFilter(order=IssueOrder.DUE, open=True)),
    "issues found": (issue_page, issue_count, IssueFilter(text="灯")),
    **{
        f"residents {order.value}": (resident_page, resident_count, ResidentFilter(order=order))
        for order in ResidentOrder
    },
    "residents found": (resident_page, resident_count, ResidentFilter(text="王")),
    "buildings": (building_page, building_count, BuildingFilter()),
    "households": (household_page, household_count, HouseholdFilter()),
}


@pytest.fixture(scope="module", params=ENGINES)
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A store with many rows that are alike in what lists are ordered by."""
    if request.param == "sqlite":
        opened = found_store(tmp_path_factory.mktemp("paging") / "desk.gtdb", FrozenClock())
        fill(opened)
        yield opened
        opened.close()
        return
    with postgres_database("paging") as url:
        from gridtui.storage.store.opening import Founding

        opened = create_shared(
            url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=FrozenClock()
        )
        fill(opened)
        yield opened
        opened.close()


def fill(workspace: Workspace) -> None:
    org = workspace.desk.org_id
    quarter = make_quarter(workspace)
    with workspace.write("import_file") as unit:
        buildings = unit.create_many(
            Building, [{"label": str(number % 7), "org_id": org} for number in range(23)], scope=lambda _: org
        )
        doors = unit.create_many(
            Dwelling,
            [{"building_id": buildings[0], "door": f"1-1-{number % 5}"} for number in range(20)],
            scope=lambda row: row["building_id"],
        )
        homes = unit.create_many(
            Household,
            [
                {"building_id": buildings[0], "dwelling_id": doors[number] if number < 20 else None}
                for number in range(25)
            ],
            scope=lambda row: row["building_id"],
        )
        unit.create_many(
            Resident,
            [person(buildings[0], homes[number % 25], "王" if number % 3 else "李") for number in range(40)],
            scope=lambda row: row["building_id"],
        )
        unit.create_many(Assignment, [{"role": "grid_worker", "person_name": "甲"}] * 15, scope=lambda _: org)
        unit.create_many(
            Org,
            [{"name": f"社区{number}", "division_code": f"53010200{number % 4}"} for number in range(15)],
            scope=lambda _: org,
        )
        issues = unit.create_many(
            Issue,
            [
                {
                    "number": f"20261124-{number % 9:03d}",
                    "text": "灯不亮",
                    "registered_at": NOON - timedelta(days=number % 4),
                }
                for number in range(40)
            ],
            scope=lambda _: org,
        )
        for number, issue in enumerate(issues):
            append_event(unit, issue, EventKind.REGISTERED, at=NOON - timedelta(days=number % 4))
            if number % 5 == 0:
                append_event(unit, issue, EventKind.VOID, data={"reason": "重复"})
        unit.delete(Resident, quarter.resident)


def read_all(connection: Connection, page: Callable[..., Sequence[Any]], wanted: Any) -> list[Any]:
    return list(page(connection, wanted, offset=0, limit=10_000))


@pytest.mark.parametrize("name", LISTS)
def test_every_page_read_by_key_is_the_page_read_by_counting(full: Workspace, name: str) -> None:
    page, count, wanted = LISTS[name]
    with full.read() as connection:
        rows = read_all(connection, page, wanted)
        assert len(rows) == count(connection, wanted) == len({row.id for row in rows}) > 12
        for near in (0, 1, len(rows) // 2, len(rows) - 1):
            anchor = Anchor(near, rows[near])
            for offset in range(0, len(rows) + 1, 3):
                got = page(connection, wanted, offset=offset, limit=5, near=anchor)
                assert list(got) == rows[offset : offset + 5], (near, offset)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(LISTS)),
    near=st.integers(0, 11),
    offset=st.integers(0, 60),
    limit=st.integers(1, 50),
)
def test_any_jump_from_any_row(full: Workspace, name: str, near: int, offset: int, limit: int) -> None:
    page, _, wanted = LISTS[name]
    with full.read() as connection:
        rows = read_all(connection, page, wanted)
        got = page(connection, wanted, offset=offset, limit=limit, near=Anchor(near, rows[near]))
    assert list(got) == rows[offset : offset + limit]


def test_orders_are_as_said(full: Workspace) -> None:
    with full.read() as connection:
        newest = read_all(connection, issue_page, IssueFilter(order=IssueOrder.NEWEST))
        assert newest == sorted(newest, key=lambda row: (row.registered_at, row.num), reverse=True)
        number = read_all(connection, issue_page, IssueFilter(order=IssueOrder.NUMBER))
        assert [(row.number, row.num) for row in number] == sorted((row.number, row.num) for row in number)
        due = read_all(connection, issue_page, IssueFilter(order=IssueOrder.DUE))
        dated = [row.due_at for row in due if row.due_at is not None]
        assert dated == sorted(dated) and [row.due_at for row in due[len(dated) :]] == [None] * (
            len(due) - len(dated)
        )
        labels = [row.label for row in read_all(connection, building_page, BuildingFilter())]
        assert labels == sorted(labels, key=lambda label: (len(label), label))


@pytest.mark.parametrize("name", LISTS)
def test_a_count_stops_at_its_ceiling(full: Workspace, name: str) -> None:
    _, count, wanted = LISTS[name]
    with full.read() as connection:
        assert count(connection, wanted, ceiling=7) == 7
        assert count(connection, wanted, ceiling=10_000) == count(connection, wanted)


def test_a_page_beyond_the_end_is_empty(full: Workspace) -> None:
    with full.read() as connection:
        wanted = replace(IssueFilter(), open=True)
        assert list(issue_page(connection, wanted, offset=10_000, limit=5)) == []
