"""A process that is killed while it takes a file in or packs one: all of it is there, or nothing."""

from __future__ import annotations

import multiprocessing
import random
import sys
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_with_key
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.sync import receiving, sending
from gridtui.sync.joining import begin_chain
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_quarter, person
from tests.sync.offices import Offices, device
from tests.sync.test_exchange import changes_of


def take_in(path: str, raw: bytes, file: str, out: str, peer: bytes) -> None:
    """Take a file in, and pack an answer, over and over."""
    workspace = open_with_key(Path(path), StoreKey(bytearray(raw)), clock=FrozenClock())
    while True:
        receiving.apply(workspace, Path(file))
        sending.pack(workspace, peer, Path(out))


@pytest.mark.skipif(sys.platform == "win32", reason="a process that is ready to be killed starts by fork")
def test_a_file_is_taken_in_whole_or_not_at_all(tmp_path: Path, clock: FrozenClock) -> None:
    offices = Offices(tmp_path, clock)
    office, branch = offices.found("社区", Level.COMMUNITY, PASSPHRASE), offices.found("支部", Level.BRANCH)
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    quarter = make_quarter(branch)
    with branch.write("import_file") as unit:
        rows = [person(quarter.building, quarter.household, f"李{n}") for n in range(600)]
        unit.create_many(Resident, rows, scope=lambda _: quarter.building)
    (file,) = offices.pack(branch, office).paths
    peer, before = device(branch), changes_of(office)
    assert office.key is not None
    raw, path = bytes(office.key.raw), tmp_path / "社区.gtdb"
    offices.close()
    chance, processes, out = random.Random(20261124), multiprocessing.get_context("fork"), tmp_path / "out"
    out.mkdir()
    counts = set()
    for _ in range(6):
        writer = processes.Process(target=take_in, args=(str(path), raw, str(file), str(out), peer))
        writer.start()
        writer.join(0.2 + chance.random() * 0.5)
        writer.kill()
        writer.join(10)
        again = open_with_key(path, StoreKey(bytearray(raw)), clock=clock)
        counts.add(changes_of(again))
        with again.read() as connection:
            assert check_store(connection).problems == []
        again.close()
    assert counts <= {before, max(counts)} and max(counts) > before + 600
    for packed in out.glob("*.gtb"):
        assert packed.read_bytes()[-22:-18] == b"PK\x05\x06"
