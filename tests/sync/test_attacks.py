"""A desk that was admitted and then writes what it may not: kept and handed on, never shown as fact."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.category import shipped_id
from gridtui.domain.issues.issue_events import EventKind, encode_after
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.log.log_tables import Change
from gridtui.storage.tables import Building, Category, IssueEvent, Resident, TimeLimit
from gridtui.storage.workspace import Workspace
from gridtui.sync.bundle.reading import open_part
from gridtui.sync.keys import find_keys
from gridtui.sync.standing import shared_code
from gridtui.usecases.issue_events import event_values
from tests.makers import Quarter, make_issue, stored
from tests.sync.offices import Offices, device, forge


def send_up(offices: Offices, *desks: Workspace) -> None:
    """Hand files on from each desk to the next."""
    for source, target in pairwise(desks):
        offices.send(source, target)


def changes_of(workspace: Workspace, record: bytes) -> int:
    with workspace.read() as connection:
        chosen = sa.select(sa.func.count()).where(col(Change.record) == record)
        return int(connection.execute(chosen).scalar_one())


@pytest.mark.parametrize("kind", ["set", "create"])
def test_a_record_is_not_changed_from_a_scope_where_it_never_was(
    kind: str, offices: Offices, office: Workspace, branch: Workspace, quarter: Quarter
) -> None:
    other = offices.found("另一支部", Level.BRANCH)
    offices.admit(office, other)
    offices.exchange(office, other)
    other.guard = None
    forge(other, kind, Resident, quarter.resident, {"name": "冒名"})
    offices.exchange(other, office)
    assert stored(office, Resident, quarter.resident)["name"] == "杨桂芬"
    assert changes_of(office, quarter.resident) == 2, "it is kept and handed on all the same"
    assert shared_code(office, device(other)) == shared_code(other, device(office))


def test_a_grid_worker_makes_no_building_its_own(
    offices: Offices, office: Workspace, branch: Workspace, quarter: Quarter, worker: Workspace
) -> None:
    with branch.write("add_building") as unit:
        elsewhere = unit.new_id()
        values = {"org_id": branch.desk.org_id, "label": "9", "name": "不归它管"}
        unit.create(Building, values, scope=elsewhere, id=elsewhere)
    claim = {"grid_id": quarter.grid, "org_id": worker.desk.org_id}
    forge(worker, "set", Building, elsewhere, claim, level=Level.STREET)
    forge(worker, "set", Building, elsewhere, claim, level=Level.GRID)
    forge(worker, "create", Building, elsewhere, claim, level=Level.STREET)
    offices.exchange(worker, branch)
    (path,) = offices.pack(branch, worker).paths
    with worker.read() as connection:
        keys = find_keys(connection)
    assert keys is not None
    plain = b"\n".join(open_part(path.read_bytes(), keys.device, keys.identities).changes())
    assert "不归它管".encode() not in plain
    assert stored(branch, Building, elsewhere)["grid_id"] is None


@pytest.mark.parametrize("level", [Level.GRID, Level.STREET])
@pytest.mark.parametrize("kind", ["set", "create", "carry", "delete"])
def test_a_grid_worker_changes_no_code_table(
    kind: str, level: Level, offices: Offices, branch: Workspace, office: Workspace, worker: Workspace
) -> None:
    codes = codes_scope(office.desk.org_id)
    with office.write("edit_limits") as unit:
        limit = unit.create(TimeLimit, {"stage": "handle", "amount": 3, "unit": "workday"}, scope=codes)
        unit.update(Category, shipped_id("E01"), {"name": "社区改过"})
    send_up(offices, office, branch, worker)
    told: list[tuple[RecordTable, bytes, dict[str, Any]]] = [
        (TimeLimit, limit, {"amount": 90}),
        (Category, shipped_id("E01"), {"name": "网格改的"}),
    ]
    for model, record, values in told:
        said = {"deleted": True} if kind == "delete" else values
        forge(worker, kind, model, record, said, level=level, carried=kind == "carry")
    offices.exchange(worker, branch)
    offices.exchange(branch, office)
    for desk in (branch, office):
        assert stored(desk, TimeLimit, limit)["amount"] == 3 and not stored(desk, TimeLimit, limit)["deleted"]
        category = stored(desk, Category, shipped_id("E01"))
        assert category["name"] == "社区改过" and not category["deleted"]


def test_what_an_office_above_laid_down_is_not_replaced_below(
    offices: Offices, branch: Workspace, office: Workspace
) -> None:
    with office.write("edit_category") as unit:
        unit.update(Category, shipped_id("E01"), {"name": "社区改过"})
    offices.exchange(office, branch)
    with pytest.raises(RuleBroken), branch.write("edit_category") as unit:
        unit.update(Category, shipped_id("E01"), {"name": "支部改的"})
    branch.guard = None
    forge(
        branch,
        "set",
        Category,
        shipped_id("E01"),
        {"name": "支部改的"},
        scope=codes_scope(branch.desk.org_id),
    )
    offices.exchange(branch, office)
    for desk in (office,):
        assert stored(desk, Category, shipped_id("E01"))["name"] == "社区改过"


def test_nobody_speaks_with_the_level_of_an_office_above(
    offices: Offices, branch: Workspace, office: Workspace, quarter: Quarter, worker: Workspace
) -> None:
    issue = make_issue(branch, building_id=quarter.building)
    send_up(offices, branch, worker)
    for level in (None, Level.STREET):
        for scope in (quarter.building, worker.desk.org_id):
            with worker.read() as connection:
                heads = status_of(connection, issue).heads
            with worker.write("move_issue") as unit:
                row = event_values(
                    unit,
                    issue,
                    EventKind.VOID,
                    building_id=quarter.building,
                    data={"reason": "不想办"},
                    at=datetime(2026, 11, 24, tzinfo=UTC),
                )
                row |= {"level": 3, "after": encode_after(heads), "org_id": office.desk.org_id}
                new = unit.new_id()
            forge(worker, "create", IssueEvent, new, row, scope=scope, level=level)
    offices.exchange(worker, branch)
    with branch.read() as connection:
        status = status_of(connection, issue)
    assert status.is_open and len(status.live) == 1
