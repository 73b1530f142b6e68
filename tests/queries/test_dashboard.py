"""Home's figures against a slow recount in Python."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.assignment import Role
from gridtui.domain.dates import local_date
from gridtui.domain.issue_events import EventKind
from gridtui.domain.issue_states import State
from gridtui.queries.dashboard import COLD_DAYS, WEEKS, dashboard
from gridtui.queries.issues import IssueFilter, issue_page
from gridtui.storage.checking import check_store
from gridtui.storage.columns import NEVER
from gridtui.storage.tables import Assignment, Building, Grid, Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_events import append_event
from tests.conftest import NOON, FrozenClock
from tests.makers import make_issue, make_quarter

STEPS = [
    [], [(EventKind.SELF_HANDLE, {})], [(EventKind.REPORT_UP, {"to_level": 4})], [(EventKind.VOID, {"reason": "重复"})],
    [(EventKind.SELF_HANDLE, {}), (EventKind.FEEDBACK, {})],
    [(EventKind.SELF_HANDLE, {}), (EventKind.FEEDBACK, {}), (EventKind.PASS_VERIFY, {})],
    [(EventKind.SELF_HANDLE, {}), (EventKind.HOLD, {"reason": "等材料"})],
    [(EventKind.SELF_HANDLE, {}), (EventKind.FEEDBACK, {}), (EventKind.PASS_VERIFY, {}),
     (EventKind.CALLBACK, {"resolved": "resolved", "satisfaction": "satisfied", "closure_kind": "solved"}),
     (EventKind.CLOSE, {"closure_kind": "solved", "resolved": "resolved"})],
]


def fill(workspace: Workspace, clock: FrozenClock) -> None:
    chance = random.Random(7)
    quarter = make_quarter(workspace)
    org = workspace.desk.org_id
    with workspace.write("import_file") as unit:
        unit.create_many(Building, [{"label": str(n), "grid_id": quarter.grid if n % 2 else None} for n in range(9)],
                         scope=lambda _: org)
        unit.create(Grid, {"name": "无人网格", "org_id": org}, scope=org)
        unit.create(Assignment, {"role": Role.GRID_WORKER.value, "person_name": "丙", "grid_id": quarter.grid,
                                 "from_on": date(2026, 1, 1)}, scope=org)
        unit.create(Assignment, {"role": Role.BUILDING_LEADER.value, "person_name": "丁",
                                 "building_id": quarter.building, "to_on": date(2026, 6, 30)}, scope=org)
    for _ in range(60):
        clock.at = NOON - timedelta(days=chance.randrange(0, 120), hours=chance.randrange(24))
        issue = make_issue(workspace, household_id=chance.choice([None, quarter.household]))
        for kind, data in chance.choice(STEPS):
            clock.pass_time(hours=chance.randrange(1, 30))
            with workspace.write("move_issue") as unit:
                append_event(unit, issue, kind, text="说明", data=data)
        if chance.random() < 0.1:
            with workspace.write("delete_record") as unit:
                unit.delete(Issue, issue)
    clock.at = NOON


def test_the_figures_are_those_of_a_recount(workspace: Workspace, clock: FrozenClock) -> None:
    fill(workspace, clock)
    with workspace.read() as connection:
        assert check_store(connection).problems == []
        home = dashboard(connection, NOON)
        issues = connection.execute(
            sa.select(Issue.__table__).where(col(Issue.deleted).is_(False))).all()  # type: ignore[attr-defined]
        buildings = connection.execute(sa.select(col(Building.id), col(Building.grid_id))).all()
    live = [row for row in issues if row.is_open]
    tomorrow = local_date(NOON) + timedelta(days=1)
    expected = {
        "overdue": [row for row in live if row.due_at < NOON],
        "due_today": [row for row in live if NOON <= row.due_at < NEVER and local_date(row.due_at) < tomorrow],
        "to_verify": [row for row in issues if row.state == State.PENDING_VERIFY.value],
        "to_call_back": [row for row in issues if row.state == State.PENDING_CALLBACK.value],
        "waiting": [row for row in issues if row.state == State.PENDING_ACCEPT.value],
        "cold": [row for row in live if row.last_event_at < NOON - timedelta(days=COLD_DAYS)],
    }
    for name, rows in expected.items():
        group = getattr(home, name)
        assert group.count == len(rows), name
        assert {row.id for row in group.rows} <= {row.id for row in rows}, name
        with workspace.read() as connection:
            behind = issue_page(connection, group.filter, offset=0, limit=1_000)
        assert {row.id for row in behind} == {row.id for row in rows}, name
    assert all(expected[name] for name in ("overdue", "to_verify", "to_call_back", "waiting", "cold"))
    assert home.open_states == Counter(State(row.state) for row in live)
    done = (State.CLOSED.value, State.ARCHIVED.value)
    moments = ([row.registered_at for row in issues], [row.closed_at for row in issues if row.state in done])
    weeks = [Counter((NOON - at) // timedelta(weeks=1) for at in some if at < NOON) for some in moments]
    assert sum(weeks[1].values()) > 0
    assert list(home.registered_weeks) == [weeks[0][WEEKS - 1 - week] for week in range(WEEKS)]
    assert list(home.closed_weeks) == [weeks[1][WEEKS - 1 - week] for week in range(WEEKS)]
    assert home.gaps.buildings_without_leader == len(buildings)
    assert home.gaps.buildings_without_grid == sum(1 for row in buildings if row.grid_id is None)
    assert home.gaps.grids_without_worker == 1
    assert home.has_records


def test_an_empty_store_says_so(workspace: Workspace) -> None:
    with workspace.read() as connection:
        home = dashboard(connection, NOON)
    assert not home.has_records
    assert (home.overdue.count, home.gaps.count, sum(home.registered_weeks)) == (0, 0, 0)


def test_the_list_behind_a_figure_holds_only_open_ones(workspace: Workspace, clock: FrozenClock) -> None:
    fill(workspace, clock)
    with workspace.read() as connection:
        late = issue_page(connection, IssueFilter(due_before=NOON), offset=0, limit=1_000)
    assert late and all(row.is_open for row in late)
