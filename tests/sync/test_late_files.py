"""Attached files that come later than the records that name them: never lost, and never brought back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.people.erasure import ErasureReason
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.attached_files import lay_copy
from gridtui.queries.issues.attachments import AttachmentRow, attachments_of
from gridtui.storage import attachments
from gridtui.storage.log.history import ERASE
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.restoring import begin_incarnation
from gridtui.storage.tables import Attachment
from gridtui.storage.temporary_copies import TemporaryCopies
from gridtui.storage.workspace import Workspace
from gridtui.sync import files
from gridtui.sync.bundle.body import BodyWriter
from gridtui.sync.chains import Role
from gridtui.sync.receiving import apply
from gridtui.sync.standing import standing
from gridtui.usecases.attachments import attach
from tests.conftest import FrozenClock
from tests.makers import Quarter, make_issue, make_quarter
from tests.sync.offices import Offices, device, office_and_branch

PICTURE = random.Random(5).randbytes(700_000)


class Chain(Offices):
    """A community, a branch below it, a grid worker below that, who photographed something."""

    office: Workspace
    branch: Workspace
    worker: Workspace
    quarter: Quarter
    issue: bytes

    def go_round(self) -> None:
        """Let everything reach everybody."""
        for one, other in (
            (self.worker, self.branch),
            (self.branch, self.office),
            (self.worker, self.branch),
        ):
            self.exchange(one, other)

    def row(self, workspace: Workspace) -> AttachmentRow:
        """Return the photo as a desk knows it."""
        with workspace.read() as connection:
            (row,) = attachments_of(connection, self.issue)
        return row


@pytest.fixture
def chain(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """The worker's photo is packed, in a part of its own."""
    made, office, branch = office_and_branch(tmp_path, clock)
    found = Chain(made.folder, clock, made.desks)
    found.office, found.branch, found.quarter = office, branch, make_quarter(branch)
    found.worker = found.found("网格", Level.GRID)
    found.admit(branch, found.worker, [found.quarter.grid], (Role.WORK,))
    found.go_round()
    found.issue = make_issue(found.worker, "楼道灯不亮", building_id=found.quarter.building)
    with found.worker.write("add_attachments") as unit:
        attach(unit, found.issue, [GivenFile("现场.jpg", PICTURE)])
    monkeypatch.setattr(BodyWriter, "room_for", lambda _self, _size: False)
    yield found
    found.close()


def sound(workspace: Workspace) -> None:
    with workspace.read() as connection:
        assert check_store(connection).problems == []


def test_a_part_that_comes_later_is_said_to_be_missing_and_then_is_there(chain: Chain) -> None:
    first, second = chain.pack(chain.worker, chain.branch).paths
    apply(chain.branch, first)
    assert not chain.row(chain.branch).here
    (unfinished,) = [peer for peer in standing(chain.branch).peers if peer.device == device(chain.worker)]
    assert unfinished.unfinished[0].missing == (2,)
    with chain.branch.read() as connection:
        assert attachments.missing_bodies(connection) == 1
    assert apply(chain.branch, second).files == 1
    assert chain.row(chain.branch).here
    sound(chain.branch)


def test_a_part_with_the_file_may_come_before_the_record(chain: Chain) -> None:
    first, second = chain.pack(chain.worker, chain.branch).paths
    apply(chain.branch, second)
    apply(chain.branch, first)
    assert chain.row(chain.branch).here
    sound(chain.branch)


def test_a_file_that_came_late_goes_on_to_everybody_who_had_the_record_without_it(chain: Chain) -> None:
    """The branch hands the record on while the photo still lies in a lost part."""
    second_laptop = chain.found("支部二号", Level.BRANCH)
    chain.admit(chain.office, second_laptop, [chain.branch.desk.org_id], org=chain.branch.desk.org_id)
    chain.exchange(chain.office, second_laptop)
    first, second = chain.pack(chain.worker, chain.branch).paths
    apply(chain.branch, first)
    receivers = (chain.office, second_laptop)
    for _ in range(2):
        chain.exchange(chain.branch, chain.office)
        chain.exchange(chain.office, second_laptop)
    assert not any(chain.row(desk).here for desk in receivers)
    apply(chain.branch, second)
    for _ in range(2):
        chain.exchange(chain.branch, chain.office)
        chain.exchange(chain.office, second_laptop)
    assert all(chain.row(desk).here for desk in receivers)
    for desk in receivers:
        sound(desk)
    again = chain.pack(chain.branch, chain.office)
    assert (again.changes, again.files) == (0, 0), "what was acknowledged is not sent again"


def test_a_desk_that_lacks_a_file_asks_for_it_and_whoever_has_it_gives_it(chain: Chain) -> None:
    """The worker's laptop is lost before its second part reached the branch; the community has the photo."""
    first, _ = chain.pack(chain.worker, chain.branch).paths
    apply(chain.branch, first)
    with chain.office.writing() as connection:
        attachments.put_body(connection, PICTURE)
    chain.send(chain.branch, chain.office)
    assert files_lacked_by(chain.office, chain.branch) == [chain.row(chain.office).digest]
    assert chain.send(chain.office, chain.branch).files == 1
    assert chain.row(chain.branch).here
    chain.send(chain.branch, chain.office)
    assert files_lacked_by(chain.office, chain.branch) == []


def files_lacked_by(workspace: Workspace, other: Workspace) -> list[bytes]:
    with workspace.read() as connection:
        return files.lacked_by(connection, device(other))


def test_nobody_is_given_a_file_of_another_grid_by_asking(chain: Chain) -> None:
    chain.go_round()
    stranger = chain.found("别的网格", Level.GRID)
    chain.admit(chain.branch, stranger, roles=(Role.WORK,))
    chain.exchange(chain.branch, stranger)
    digest = chain.row(chain.branch).digest
    with chain.branch.writing() as connection:
        files.note_lacking(connection, device(stranger), [digest])
    assert chain.pack(chain.branch, stranger).files == 0
    with chain.branch.read() as connection:
        parcel = files.lacks_for(connection, {chain.branch.desk.org_id}, frozenset())
    assert parcel == []


def test_a_restored_desk_is_given_the_files_again(chain: Chain) -> None:
    chain.go_round()
    with chain.office.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attachment_body")
    begin_incarnation(chain.office)
    chain.exchange(chain.office, chain.branch)
    assert chain.row(chain.office).here


def test_an_old_bundle_does_not_bring_back_what_was_erased(chain: Chain) -> None:
    parts = chain.pack(chain.worker, chain.branch).paths
    for path in parts:
        apply(chain.branch, path)
    row = chain.row(chain.branch)
    with chain.branch.write("erase_person") as unit:
        unit.kind = ERASE
        unit.erase(Attachment, {row.id: {"name": "", "digest": b""}}, ErasureReason.ASKED.value)
        attachments.drop_unnamed(unit.connection)
    for path in parts:
        apply(chain.branch, path)
    with chain.branch.read() as connection:
        assert attachments.body_of(connection, row.digest) is None
    sound(chain.branch)


def test_a_street_sees_that_there_is_a_file_and_that_it_does_not_come(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    quarter = make_quarter(branch)
    issue = make_issue(branch, "楼道灯不亮", building_id=quarter.building)
    with branch.write("add_attachments") as unit:
        attach(unit, issue, [GivenFile("身份证.jpg", PICTURE)])
    arrived = offices.send(branch, street)
    assert arrived.files == 0
    with street.read() as connection:
        (row,) = attachments_of(connection, issue)
        assert row.withheld and attachments.missing_bodies(connection) == 0
    with pytest.raises(RuleBroken, match="只到社区一级"):
        lay_copy(street, row.id, TemporaryCopies(tmp_path / "opened"), 0)
    offices.close()
