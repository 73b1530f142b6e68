"""A stick that is full, write-protected or pulled out, a full disk: a sentence, an audit line, no half."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import SentBundle
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from gridtui.sync.bundle import body
from gridtui.sync.joining import begin_chain
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.standing import standing
from gridtui.sync.taking import take_in, write_receipts
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_quarter, person
from tests.storage.test_full_disk import FULL, fill_up, small_disk
from tests.sync.offices import Offices, device, office_and_branch
from tests.sync.test_exchange import audited, changes_of

__all__ = ["small_disk"]


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[Offices]:
    made, _, branch = office_and_branch(tmp_path, clock)
    quarter = make_quarter(branch)
    with branch.write("import_file") as unit:
        rows = [
            person(quarter.building, quarter.household, f"李{n}", note="住得久了" * 30) for n in range(400)
        ]
        unit.create_many(Resident, rows, scope=lambda _: quarter.building)
    yield made
    made.close()


def remembered(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(SentBundle)).scalar_one()


def fails_to_pack(offices: Offices, folder: Path, why: Why = Why.NOT_WRITTEN) -> None:
    """Fail unless packing says why, leaves nothing, remembers nothing, and the audit has a line."""
    branch, office = offices.desks["支部"], offices.desks["社区"]
    before = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    with pytest.raises(BundleRefused) as refused:
        sending.pack(branch, device(office), folder)
    assert refused.value.why is why and "请重新打包" in str(refused.value)
    assert ({path.name for path in folder.iterdir()} if folder.is_dir() else set()) == before
    assert remembered(branch) == 0 and audited(branch)[0] == (sending.NOT_SENT, why.value)
    assert standing(branch).peers[0].unacknowledged == ()


def test_a_full_stick_and_a_write_protected_one(offices: Offices, small_disk: Path) -> None:
    filler = fill_up(small_disk)
    fails_to_pack(offices, small_disk)
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    fails_to_pack(offices, small_disk)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    fails_to_pack(offices, small_disk / "pulled out")
    branch, office = offices.desks["支部"], offices.desks["社区"]
    (path,) = sending.pack(branch, device(office), small_disk).paths
    assert receiving.apply(office, path).merged is not None


def test_of_a_bundle_in_parts_none_is_left_where_one_does_not_fit(
    offices: Offices, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_PLAIN_FULL", 60_000)
    filler = fill_up(small_disk)
    with filler.open("rb+") as file:
        file.truncate(filler.stat().st_size - 24_000)
    fails_to_pack(offices, small_disk)
    filler.unlink()
    assert len(sending.pack(offices.desks["支部"], device(offices.desks["社区"]), small_disk).paths) > 2


class PulledOut:
    """A stick that is pulled out at the n-th thing that is done with it."""

    def __init__(self, patch: pytest.MonkeyPatch, stick: Path, at: int) -> None:
        self.left = at
        self.stick = stick
        for owner, name in ((Path, "open"), (Path, "replace"), (Path, "unlink"), (Path, "exists")):
            self._wrap(patch, owner, name)
        for name in ("fsync", "open"):
            self._wrap(patch, os, name)

    def _wrap(self, patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            if name == "fsync" or str(self.stick) in str(args[0]):
                self.count()
            found = real(*args, **options)
            return Pulled(found, self) if owner is Path and name == "open" and self.here(args) else found

        patch.setattr(owner, name, call)

    def here(self, args: Any) -> bool:
        return str(self.stick) in str(args[0])

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(5, "Input/output error")


class Pulled:
    """A file on it."""

    def __init__(self, file: Any, stick: PulledOut) -> None:
        self.file, self.stick = file, stick

    def __enter__(self) -> Pulled:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        if name in ("write", "writelines", "flush", "read"):
            self.stick.count()
        return getattr(self.file, name)


@contextmanager
def pulled_out(stick: Path, at: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        PulledOut(patch, stick, at)
        yield


def test_a_stick_pulled_out_at_any_moment_leaves_nothing_that_counts(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_PLAIN_FULL", 120_000)
    branch, office, stick = offices.desks["支部"], offices.desks["社区"], tmp_path / "pulled"
    stick.mkdir()
    failed, whole, at = 0, 0, 0
    while not whole:
        try:
            with pulled_out(stick, at):
                sent = sending.pack(branch, device(office), stick)
            whole += 1
        except BundleRefused as refused:
            assert refused.why is Why.NOT_WRITTEN
            assert remembered(branch) == 0 and audited(branch)[0] == (sending.NOT_SENT, "not_written")
            # What nothing could take away any more is on no stick that is plugged in again.
            for path in stick.iterdir():
                path.unlink()
            failed += 1
        at += 1
    assert failed > 15 and len(sent.paths) > 1
    before = changes_of(office)
    for at in range(2):
        with pulled_out(stick, at), pytest.raises(BundleRefused) as told:
            receiving.apply(office, sent.paths[0])
        assert told.value.why is Why.UNREADABLE and changes_of(office) == before
        assert audited(office)[0] == (receiving.REFUSED, "unreadable")


def test_a_store_without_room_takes_nothing_in_and_says_so(
    small_disk: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    offices = Offices(tmp_path, clock)
    branch = offices.found("支部", Level.BRANCH)
    there = Offices(small_disk, clock)
    office = there.found("社区", Level.COMMUNITY, PASSPHRASE)
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    quarter = make_quarter(branch)
    with branch.write("import_file") as unit:
        rows = [person(quarter.building, quarter.household, f"李{n}", note="备注" * 90) for n in range(9_000)]
        unit.create_many(Resident, rows, scope=lambda _: quarter.building)
    (path,) = offices.pack(branch, office).paths
    before = changes_of(office)
    filler = fill_up(small_disk)
    with pytest.raises(RuleBroken) as refused:
        receiving.apply(office, path)
    assert str(refused.value) == FULL and changes_of(office) == before
    assert audited(office)[0] == (receiving.REFUSED, "store"), "the ballast leaves room for the line"
    (outcome,) = take_in(office, [path], dry_run=False)
    assert outcome.arrived is None and str(outcome.problems[0].text) == FULL
    filler.unlink()
    arrived = receiving.apply(office, path)
    assert arrived.merged is not None and arrived.merged.new > 9_000
    with office.read() as connection:
        assert check_store(connection).problems == []
        assert audit.first_broken_line(connection) is None
    filler = fill_up(small_disk)
    with pytest.raises(BundleRefused, match="没有写成"):
        write_receipts(office, [arrived.bundle], small_disk)
    assert {path.suffix for path in small_disk.iterdir()} & {".gtreceipt", ".part"} == set()
    filler.unlink()
    offices.close()
    there.close()


def test_a_bundle_that_cannot_be_remembered_is_not_left_on_the_stick(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, office, stick = offices.desks["支部"], offices.desks["社区"], tmp_path / "s"
    stick.mkdir()

    def full(*_: object) -> None:
        raise RuleBroken([])

    with monkeypatch.context() as disk:
        disk.setattr(sending, "_remember", full)
        with pytest.raises(RuleBroken):
            sending.pack(branch, device(office), stick)
    assert list(stick.iterdir()) == [] and remembered(branch) == 0
    assert audited(branch)[0] == (sending.NOT_SENT, "store")


def test_a_folder_for_temporary_files_without_room_is_a_sentence_too(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, _: bytes) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("gridtui.sync.bundle.writing._new_spool", Full)
    stick = tmp_path / "s"
    stick.mkdir()
    fails_to_pack(offices, stick)
