"""An issue without a building goes to the office it is dispatched to, with all that was done about it."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Issue, Org
from gridtui.storage.workspace import Workspace
from gridtui.sync.standing import shared_code
from gridtui.usecases.issue_moves import take_step
from tests.conftest import FrozenClock
from tests.makers import make_issue, stored
from tests.sync.offices import device, office_and_branch


def step(workspace: Workspace, issue: bytes, kind: K, text: str = "", **data: object) -> None:
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, kind, text=text, data=data)


def status(workspace: Workspace, issue: bytes) -> IssueStatus:
    with workspace.read() as connection:
        return status_of(connection, issue)


def holds(workspace: Workspace, issue: bytes) -> bool:
    with workspace.read() as connection:
        return bool(status_of(connection, issue).live)


def test_a_street_dispatches_to_a_branch_and_the_branch_to_a_grid(tmp_path: Path, clock: FrozenClock) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    other, worker = offices.found("另一支部", Level.BRANCH), offices.found("网格", Level.GRID)
    offices.admit(street, other)
    offices.admit(branch, worker)
    for below in (branch, other):
        offices.exchange(street, below)
    offices.exchange(branch, worker)
    issue = make_issue(street, "全街道的路灯都不亮")
    offices.exchange(street, branch)
    assert not holds(branch, issue)
    step(street, issue, K.SELF_HANDLE)
    step(street, issue, K.DISPATCH, lead=branch.desk.org_id.hex())
    offices.exchange(street, branch)
    offices.exchange(street, other)
    assert status(branch, issue).lead == branch.desk.org_id
    assert [event.kind for event in status(branch, issue).live] == [K.REGISTERED, K.SELF_HANDLE, K.DISPATCH]
    assert stored(branch, Issue, issue)["text"] == "全街道的路灯都不亮"
    assert not holds(other, issue)
    step(branch, issue, K.ACCEPT)
    step(branch, issue, K.DISPATCH, lead=worker.desk.org_id.hex())
    offices.exchange(branch, worker)
    assert status(worker, issue).lead == worker.desk.org_id and len(status(worker, issue).live) == 5
    step(worker, issue, K.ACCEPT)
    step(worker, issue, K.FEEDBACK, "换了灯泡")
    offices.exchange(worker, branch)
    offices.exchange(branch, street)
    assert status(street, issue).state is State.PENDING_VERIFY
    step(street, issue, K.PASS_VERIFY)
    step(street, issue, K.CALLBACK, resolved="resolved", satisfaction="satisfied")
    offices.exchange(street, branch)
    offices.exchange(branch, worker)
    for desk in (street, branch, worker):
        assert status(desk, issue) == status(street, issue) and not status(desk, issue).is_open
    assert shared_code(street, device(branch)) == shared_code(branch, device(street))
    offices.close()


def test_a_branch_reports_up_and_another_one_is_given_it(tmp_path: Path, clock: FrozenClock) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    other = offices.found("另一支部", Level.BRANCH)
    offices.admit(street, other)
    for below in (branch, other):
        offices.exchange(street, below)
    issue = make_issue(branch, "两家都挨着的水沟堵了")
    step(branch, issue, K.REPORT_UP)
    offices.exchange(branch, street)
    assert status(street, issue).owner_level == Level.COMMUNITY or holds(street, issue)
    step(street, issue, K.ACCEPT)
    step(street, issue, K.DISPATCH, lead=other.desk.org_id.hex())
    offices.exchange(street, branch)
    offices.exchange(street, other)
    assert status(other, issue) == status(street, issue)
    assert status(branch, issue).lead == other.desk.org_id, "who had it sees where it went"
    step(other, issue, K.ACCEPT)
    step(other, issue, K.FEEDBACK, "通了")
    offices.exchange(other, street)
    assert status(street, issue).state is State.PENDING_VERIFY
    step(street, issue, K.FAIL_VERIFY, reason="又堵了")
    offices.exchange(street, other)
    assert status(other, issue) == status(street, issue)
    offices.close()


def test_an_office_that_is_not_below_is_dispatched_to_in_words_only(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    offices.exchange(street, branch)
    issue = make_issue(branch, "树要倒了")
    with branch.write("add_org") as unit:
        elsewhere = unit.create(Org, {"name": "园林公司", "level": 5}, scope=branch.desk.org_id)
    step(branch, issue, K.SELF_HANDLE)
    step(branch, issue, K.DISPATCH, lead=elsewhere.hex())
    step(branch, issue, K.ACCEPT)
    step(branch, issue, K.FEEDBACK, "修了")
    offices.exchange(branch, street)
    assert status(street, issue) == status(branch, issue)
    offices.close()
