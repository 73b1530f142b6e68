"""A store that wakes elsewhere goes on under another name, so that a copied folder never forks a feed."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from gridtui.storage.log.log_tables import Device
from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Resident
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import make_quarter, stored


def test_a_copied_folder_goes_on_in_an_incarnation_of_its_own(tmp_path: Path, clock: FrozenClock) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    first = found_store(here / "desk.gtdb", clock, passphrase=PASSPHRASE)
    quarter = make_quarter(first)
    mine = first.desk.incarnation
    first.close()
    shutil.copytree(here, there)
    first = open_workspace(here / "desk.gtdb", PASSPHRASE, clock=clock)
    copy = open_workspace(there / "desk.gtdb", PASSPHRASE, clock=clock)
    try:
        assert first.desk.incarnation == mine != copy.desk.incarnation
        for workspace, note in ((first, "原件"), (copy, "复制件")):
            with workspace.write("edit_resident") as unit:
                unit.update(Resident, quarter.resident, {"note": note})
        with copy.read() as connection:
            sent = list(outgoing(connection, {}))
        merged = merge_into(first, sent)
        assert (merged.forked, merged.own_past, merged.conflicts) == ([], False, 1)
        assert stored(first, Resident, quarter.resident)["name"] == "杨桂芬"
    finally:
        first.close()
        copy.close()


def test_a_store_that_stays_keeps_its_incarnation(tmp_path: Path, clock: FrozenClock) -> None:
    found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE).close()
    for _ in range(2):
        workspace = open_workspace(tmp_path / "desk.gtdb", PASSPHRASE, clock=clock)
        with workspace.read() as connection:
            assert len(connection.execute(sa.select(col(Device.num))).all()) == 1
        workspace.close()
