"""A full disk: the write is refused in words, nothing is half-written, what was saved stays."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.drafts import keep_draft, kept_drafts
from gridtui.storage.store import backups, ballast
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_workspace, open_workspace
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from tests.conftest import NOON, PASSPHRASE, FrozenClock, found_store
from tests.makers import make_quarter, person

FULL = "磁盘已满，本次没有保存；请腾出空间后再存，草稿仍在"


def add(workspace: Workspace, count: int) -> None:
    with workspace.write("import_file") as unit:
        unit.create_many(
            Resident,
            [person(None, None, f"居民{number}", note="备注" * 90) for number in range(count)],
            scope=lambda _: b"1" * 16,
        )


def check(workspace: Workspace) -> dict[str, int]:
    with workspace.read() as connection:
        report = check_store(connection)
    assert report.problems == []
    return report.counts


def test_an_engine_without_room_refuses_in_words_and_gives_the_ballast_back(
    tmp_path: Path, clock: FrozenClock
) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    workspace.engine.dispose()

    @event.listens_for(workspace.engine, "connect")
    def _limit(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 160")  # type: ignore[attr-defined]

    assert ballast.ballast_path(tmp_path / "desk.gtdb").exists()
    with pytest.raises(RuleBroken) as refusal:
        add(workspace, 3_000)
    assert str(refusal.value) == FULL
    assert not ballast.ballast_path(tmp_path / "desk.gtdb").exists()
    assert check(workspace)["resident"] == 1
    with workspace.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "还写得进"), scope=b"1" * 16)
    assert check(workspace)["resident"] == 2
    workspace.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB that a test may fill."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
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
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filler


def test_a_disk_that_fills_up_while_writing(small_disk: Path, clock: FrozenClock) -> None:
    path = small_disk / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    ballast.ballast_path(path).write_bytes(bytes(ballast.SIZE))
    with workspace.read() as connection:
        kept = check_store(connection).digest
    filler = fill_up(small_disk)
    with pytest.raises(RuleBroken) as refusal:
        add(workspace, 20_000)
    assert str(refusal.value) == FULL
    assert not ballast.ballast_path(path).exists()
    # The ballast given back is room enough for the draft and for small steps.
    with workspace.writing() as connection:
        keep_draft(connection, "issue:new", {"text": "楼道灯不亮"}, NOON)
    with workspace.read() as connection:
        report = check_store(connection)
    assert (report.problems, report.digest, report.counts["resident"]) == ([], kept, 1)
    with workspace.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "还写得进"), scope=b"1" * 16)
    workspace.close()
    again = open_workspace(path, PASSPHRASE, clock=clock)
    assert check(again)["resident"] == 2
    with again.read() as connection:
        assert [draft.body for draft in kept_drafts(connection)] == [{"text": "楼道灯不亮"}]
    filler.unlink()
    add(again, 100)
    assert check(again)["resident"] == 102
    again.close()


def test_steps_one_by_one_until_the_disk_is_full_are_all_kept(small_disk: Path, clock: FrozenClock) -> None:
    path = small_disk / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    filler = fill_up(small_disk)
    with filler.open("rb+") as file:
        file.truncate(filler.stat().st_size - 600_000)
    saved = 0
    with pytest.raises(RuleBroken) as refusal:
        while saved < 500:
            add(workspace, 20)
            saved += 1
    assert str(refusal.value) == FULL and saved > 0
    assert check(workspace)["resident"] == 20 * saved
    workspace.close()
    again = open_workspace(path, PASSPHRASE, clock=clock)
    assert check(again)["resident"] == 20 * saved
    again.close()


def test_founding_and_backing_up_on_a_full_disk_leave_nothing(
    small_disk: Path, tmp_path: Path, clock: FrozenClock
) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock, passphrase=PASSPHRASE)
    fill_up(small_disk)
    with pytest.raises(RuleBroken, match="不能在这里建库"):
        create_workspace(
            small_disk / "a.gtdb", PASSPHRASE, Founding("某支部", "530102001001", "某人"), clock=clock
        )
    assert workspace.key is not None and workspace.path is not None
    with pytest.raises(RuleBroken, match="备份没有写成"):
        backups.write_backup(workspace.path, workspace.key, small_disk / "b.gtbak", NOON)
    assert {path.name for path in small_disk.iterdir()} <= {"filler", "a.gtdb.lock"}
    workspace.close()
