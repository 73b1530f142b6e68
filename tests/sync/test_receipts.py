"""Receipts: inside a bundle back, as a small file, by phone; and never for another incarnation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.storage.log.log_tables import ReceivedPart
from gridtui.storage.store.restoring import begin_incarnation
from gridtui.storage.workspace import Workspace
from gridtui.sync import paper_store, receipts, sending
from gridtui.sync.chains import Chain
from gridtui.sync.joining import Admission, admit, read_request, write_request
from gridtui.sync.keys import find_keys
from gridtui.sync.receiving import apply
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.revoking import begin_again
from gridtui.sync.sending import Sent
from tests.conftest import NOON, FrozenClock
from tests.makers import make_quarter
from tests.sync.offices import Offices, device, office_and_branch


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[Offices]:
    made, _, branch = office_and_branch(tmp_path, clock, Level.COMMUNITY)
    make_quarter(branch)
    yield made
    made.close()


def chain(workspace: Workspace) -> Chain:
    with workspace.read() as connection:
        found = paper_store.chain_in(connection)
    assert found is not None
    return found


def waiting(source: Workspace, target: Workspace) -> int:
    return sending.preview(source, device(target)).changes


def sent(offices: Offices, branch: Workspace, office: Workspace) -> Sent:
    """Send a first file each way, so that both know the other's claims, then one more that is taken in."""
    made = offices.pack(branch, office)
    apply(office, made.paths[0])
    return made


def file_of(office: Workspace) -> bytes:
    with office.read() as connection:
        keys = find_keys(connection)
        assert keys is not None
        return receipts.receipt_file(receipts.received(connection)[0], keys, office.desk.incarnation)


def test_a_bundle_back_says_what_was_taken_in(offices: Offices, office: Workspace, branch: Workspace) -> None:
    made = sent(offices, branch, office)
    assert waiting(branch, office) == made.changes
    offices.send(office, branch)
    assert waiting(branch, office) == 0


def test_a_small_file_says_it_too(offices: Offices, office: Workspace, branch: Workspace) -> None:
    sent(offices, branch, office)
    data = file_of(office)
    assert len(data) <= 300
    with branch.writing() as connection:
        assert receipts.take_file(connection, data, chain(branch), NOON) > 0
    assert waiting(branch, office) == 0


@pytest.mark.parametrize(
    "change", [(b'"code":"', b'"code":"Z'), (b'"signature":"', b'"signature":"A'), (b"{", b"[")]
)
def test_a_changed_receipt_is_none(
    offices: Offices, office: Workspace, branch: Workspace, change: tuple[bytes, bytes]
) -> None:
    sent(offices, branch, office)
    with branch.writing() as connection, pytest.raises(BundleRefused) as told:
        receipts.take_file(connection, file_of(office).replace(*change), chain(branch), NOON)
    assert told.value.why is Why.BAD_RECEIPT
    assert waiting(branch, office) > 0


def test_eight_characters_by_phone_are_enough(offices: Offices, office: Workspace, branch: Workspace) -> None:
    offices.send(office, branch)
    made = sent(offices, branch, office)
    with office.read() as connection:
        one = receipts.received(connection)[0]
    code = receipts.code_of(one.bundle, one.proof, device(office), office.desk.incarnation)
    assert len(code) == 8
    heard = f"{code[:4].lower()}-{code[4:]} ".replace("0", "o").replace("1", "l")
    with branch.writing() as connection:
        assert receipts.take_code(connection, heard, chain(branch), NOON) == (device(office), made.number)
    assert waiting(branch, office) == 0
    with branch.writing() as connection, pytest.raises(BundleRefused) as told:
        receipts.take_code(connection, code, chain(branch), NOON)
    assert told.value.why is Why.UNKNOWN_RECEIPT, "it was acknowledged already"


def test_a_receipt_of_an_earlier_incarnation_does_not_count_for_the_next(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    made = sent(offices, branch, office)
    late = file_of(office)
    begin_incarnation(office)
    with office.writing() as connection:
        # As a backup from before the bundle came would have it.
        connection.execute(sa.delete(ReceivedPart))
    offices.send(office, branch)
    before = waiting(branch, office)
    assert before >= made.changes
    with branch.writing() as connection:
        receipts.take_file(connection, late, chain(branch), NOON)
    assert waiting(branch, office) == before


def test_a_stretch_counts_only_where_it_joins_what_is_known(offices: Offices, branch: Workspace) -> None:
    place = b"\1" * 16, b"\2" * 8
    with branch.writing() as connection:
        assert receipts.note_held(connection, *place, [(1, 5, 9), (2, 0, 4)]) == 1
        assert receipts.acknowledged(connection, *place) == {2: 4}
        assert receipts.note_held(connection, *place, [(2, 4, 8), (2, 0, 3), (1, 0, 5)]) == 2
        assert receipts.note_held(connection, *place, [(1, 5, 9)]) == 1
        assert receipts.acknowledged(connection, *place) == {1: 9, 2: 8}
        assert receipts.acknowledged(connection, place[0], b"\3" * 8) == {}


def test_a_new_desks_answer_counts_before_any_file_came_from_it(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    made = offices.pack(office, branch)
    apply(branch, made.paths[0])
    with branch.read() as connection:
        one = receipts.received(connection)[0]
    code = receipts.code_of(one.bundle, one.proof, device(branch), branch.desk.incarnation)
    with office.writing() as connection:
        assert receipts.take_code(connection, code, chain(office), NOON) == (device(branch), made.number)
    assert waiting(office, branch) == 0


def test_an_earlier_request_does_not_make_anybody_doubt_what_was_written_before_it(
    offices: Offices, office: Workspace, clock: FrozenClock
) -> None:
    desk = offices.found("网格", Level.GRID)
    request, _ = write_request(desk, "一号机")
    admit(office, read_request(request), Admission(Level.GRID))
    begin_again(desk)
    offices.admit(office, desk)
    assert not chain(desk).doubtful()
    arrived = offices.send(desk, office)
    assert arrived.merged is not None and arrived.merged.new and not arrived.merged.refused
