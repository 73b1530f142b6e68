"""What somebody with a permit gains by knowing ids: nothing where the permit does not reach."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.registers import CARRIED
from gridtui.domain.issues.issue_events import EventKind, encode_after
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Issue, IssueEvent, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from gridtui.sync.trust import Refusal
from gridtui.usecases.issue_events import event_values
from gridtui.usecases.issue_moves import take_step
from tests.makers import Quarter, make_issue, stored
from tests.sync.offices import Offices, forge

_REFUSED = sa.text("SELECT refused FROM change WHERE record = :record ORDER BY num DESC LIMIT 1")


@pytest.fixture
def stranger(offices: Offices, office: Workspace, branch: Workspace, quarter: Quarter) -> Workspace:
    """A desk of another branch, which knows some ids of this one and nothing else."""
    made = offices.found("另一支部", Level.BRANCH)
    offices.admit(office, made)
    offices.exchange(office, made)
    made.guard = None
    return made


def refusal(workspace: Workspace, record: bytes) -> str | None:
    with workspace.read() as connection:
        code: str | None = connection.execute(_REFUSED, {"record": record}).scalar()
        return code


def sound(workspace: Workspace) -> bool:
    with workspace.read() as connection:
        return check_store(connection).problems == []


def write(workspace: Workspace, kind: str, record: bytes, values: dict[str, Any], bases: Any) -> None:
    """Write a change of a resident in the desk's own scope, whatever it says."""
    codec = codec_of(Resident)
    with workspace.write("edit_resident") as unit:
        unit._append([Entry(kind, "resident", record, workspace.desk.org_id, codec.parts(values), bases)])


def test_an_id_alone_brings_no_record_along(
    offices: Offices, office: Workspace, quarter: Quarter, stranger: Workspace
) -> None:
    """A record is at home where it was brought along: by somebody who had seen it."""
    person = quarter.resident
    write(stranger, "carry", person, {"name": "冒名"}, {CARRIED + "name": [bytes(20)]})
    forge(stranger, "set", Resident, person, {"name": "冒名"})
    offices.exchange(stranger, office)
    assert stored(office, Resident, person)["name"] == "杨桂芬"
    assert sound(office)


@pytest.mark.parametrize("carried", [False, True])
def test_an_id_alone_erases_nobody(
    carried: bool, offices: Offices, office: Workspace, quarter: Quarter, stranger: Workspace
) -> None:
    person = quarter.resident
    if carried:
        write(stranger, "carry", person, {"name": "冒名"}, {CARRIED + "name": [bytes(20)]})
    write(stranger, "erase", person, {"deleted": True}, {"deleted": []})
    offices.exchange(stranger, office)
    assert stored(office, Resident, person)["name"] == "杨桂芬"
    with office.read() as connection:
        assert record_logs(connection, [person])[person][0].fields["name"] == "杨桂芬"
    assert sound(office)


def event(
    worker: Workspace, issue: bytes, quarter: Quarter, kind: EventKind, **values: object
) -> dict[str, Any]:
    """Return a step of an issue after all that the worker knows, with some of it otherwise."""
    with worker.write("move_issue") as unit:
        data: dict[str, object] = {"reason": "不想办", "kind": "solved"}
        row = event_values(unit, issue, kind, building_id=quarter.building, data=data)
        row["after"] = encode_after(status_of(unit.connection, issue).heads)
    return {**row, **values}


@pytest.mark.parametrize("kind", ["create", "carry"])
def test_nobody_speaks_for_an_office_or_level_that_is_not_theirs(
    kind: str, offices: Offices, office: Workspace, branch: Workspace, quarter: Quarter, worker: Workspace
) -> None:
    issue = make_issue(branch, building_id=quarter.building)
    with branch.write("move_issue") as unit:
        take_step(unit, issue, EventKind.SELF_HANDLE)
    offices.exchange(branch, worker)
    for claim in ({"org_id": branch.desk.org_id}, {"level": 5}, {"org_id": office.desk.org_id, "level": 4}):
        new = worker.ids()
        row = event(worker, issue, quarter, EventKind.VOID, **claim)
        forge(worker, kind, IssueEvent, new, row, scope=quarter.building, carried=kind == "carry")
        offices.exchange(worker, branch)
        expected = Refusal.LEVEL if "level" in claim else Refusal.OFFICE
        if kind == "create" or "level" in claim:
            assert refusal(branch, new) == expected.value
    with branch.read() as connection:
        assert status_of(connection, issue).is_open


def test_who_takes_the_place_of_a_lost_laptop_speaks_for_the_same_office(
    offices: Offices, branch: Workspace, quarter: Quarter, worker: Workspace
) -> None:
    issue = make_issue(branch, building_id=quarter.building)
    another = offices.found("网格新机", Level.GRID)
    before = make_issue(another, "入网以前登记的")
    office = worker.desk.org_id
    offices.admit(branch, another, [quarter.grid], (Role.WORK,), org=office)
    offices.exchange(branch, another)
    for desk in (branch, another):
        with desk.write("move_issue") as unit:
            take_step(unit, issue, EventKind.NOTE, text="去看过")
        offices.exchange(another, branch)
    assert another.desk.org_id == office
    for desk in (branch, another):
        with desk.read() as connection:
            live = status_of(connection, issue).live
            assert [one.org_id for one in live] == [branch.desk.org_id] * 2 + [office]
            chosen = sa.text("SELECT count(*) FROM change WHERE refused = 'office'")
            assert connection.execute(chosen).scalar() == 0
    assert stored(another, Issue, before)["is_open"]
