"""The disk fills up while somebody types: a sentence, the draft stays, the store is whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from gridtui.storage.drafts import kept_draft
from gridtui.storage.store import ballast
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text, settled
from tests.makers import make_quarter

TEXT = "楼道灯不亮"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB that a test may fill."""
    if sys.platform == "win32" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may lay a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    laid = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk)], check=False, capture_output=True
    )
    if laid.returncode:
        pytest.skip("this machine lets nobody lay a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill_up(disk: Path) -> Path:
    """Use every free byte."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filler


def empty_log(workspace: Workspace) -> None:
    """Take back the room that the write-ahead log has grown to, so that the next write needs new room."""
    raw = workspace.engine.raw_connection()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    raw.close()


async def half_type(app: GridApp, pilot: Pilot[Any]) -> None:
    await press(app, pilot, "ctrl+n", "'3-2-501'", "enter", "'lswx'", "enter", "enter", f"'{TEXT}'")
    await pilot.pause(0.7)
    await settled(app, pilot)


async def test_a_full_disk_while_typing_loses_no_word(small_disk: Path, clock: FrozenClock) -> None:
    store = small_disk / "desk.gtdb"
    workspace = found_store(store, clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    ballast.ballast_path(store).write_bytes(bytes(ballast.SIZE))
    app = GridApp(launch_on(small_disk, clock, workspace))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        empty_log(workspace)
        fill_up(small_disk)
        await half_type(app, pilot)
        # Room given back for drafts is taken too, so that nothing at all can be written.
        assert not ballast.ballast_path(store).exists()
        filler = fill_up(small_disk)
        await press(app, pilot, "'再写'", "ctrl+s")
        assert "磁盘已满" in said(app)
        assert TEXT + "再写" in screen_text(app)
        filler.unlink()
        await press(app, pilot, "ctrl+s")
        assert "已登记" in said(app)
        await half_type(app, pilot)
    again = open_workspace(store, PASSPHRASE, clock=clock)
    assert_sound(again)
    with again.read() as connection:
        draft = kept_draft(connection, "issue:new")
    assert draft is not None and draft.body["text"] == TEXT
    again.close()
