"""Backups: verified, rotated, and restored as a new incarnation with the old store kept aside."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.store import backups, vault
from gridtui.storage.store.backups import (
    backup_path,
    backups_of,
    daily_backup,
    latest_backup,
    rotate,
    safety_backup,
)
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.restoring import backup_now, restore_workspace
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from tests.conftest import NOON, PASSPHRASE, FrozenClock, found_store
from tests.makers import make_quarter, person, stored, undo


@pytest.fixture
def kept(tmp_path: Path, clock: FrozenClock) -> Workspace:
    """An open store with a passphrase and one quarter."""
    workspace = found_store(tmp_path / "home" / "desk.gtdb", clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    return workspace


def parts(workspace: Workspace) -> tuple[Path, StoreKey]:
    assert workspace.path is not None and workspace.key is not None
    return workspace.path, workspace.key


def names_of(workspace: Workspace) -> set[str]:
    with workspace.read() as connection:
        return set(
            connection.execute(
                sa.select(col(Resident.name)).where(col(Resident.deleted).is_(False))
            ).scalars()
        )


def add(workspace: Workspace, name: str) -> None:
    with workspace.write("add_resident") as unit:
        unit.create(Resident, person(None, None, name), scope=b"1" * 16)


def test_a_backup_of_an_open_store_holds_everything_committed(
    kept: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    add(kept, "刚刚写的")
    target = tmp_path / "out" / "a.gtbak"
    backup_now(kept, target)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["store.gtdb", "store.key", "about.json"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert json.loads(archive.read("about.json"))["made"] == NOON.isoformat()
    assert "杨桂芬".encode() not in target.read_bytes()
    assert [path.name for path in target.parent.iterdir()] == ["a.gtbak"]
    with kept.read() as connection:
        assert [entry.action for entry in audit.lines(connection)] == [audit.BACKUP]
    kept.close()
    restored = restore_workspace(target, tmp_path / "new" / "desk.gtdb", PASSPHRASE, clock=clock)
    assert names_of(restored) == {"杨桂芬", "刚刚写的"}
    restored.close()


def test_a_backup_can_be_made_while_the_store_is_written(kept: Workspace, tmp_path: Path) -> None:
    path, key = parts(kept)
    with kept.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "还没提交"), scope=b"1" * 16)
        backups.write_backup(path, key, tmp_path / "a.gtbak", NOON)
    copy = tmp_path / "copy.gtdb"
    backups.unpack(tmp_path / "a.gtbak", copy)
    connection = sqlcipher.connect(str(copy))
    connection.execute(f"PRAGMA key = {key.pragma()}")
    assert connection.execute("SELECT name FROM resident").fetchall() == [("杨桂芬",)]
    connection.close()
    kept.close()


def test_a_damaged_source_gives_no_backup(kept: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    path, key = parts(kept)
    raw = bytes(key.raw)
    kept.close()
    body = bytearray(path.read_bytes())
    body[10 * 4096 + 99] ^= 1
    path.write_bytes(body)
    with pytest.raises(RuleBroken):
        backups.write_backup(path, StoreKey(bytearray(raw)), tmp_path / "a.gtbak", NOON)
    assert not (tmp_path / "a.gtbak").exists() and not (tmp_path / "a.gtbak.part").exists()


def test_a_sample_store_has_no_backup_that_nobody_could_open(tmp_path: Path, clock: FrozenClock) -> None:
    sample = found_store(tmp_path / "sample.gtdb", clock)
    path, key = parts(sample)
    assert safety_backup(path, key, tmp_path / "b", NOON, "import") is None
    assert daily_backup(path, key, tmp_path / "b", NOON) is None
    with pytest.raises(RuleBroken, match="找不到密钥文件"):
        backup_now(sample, tmp_path / "a.gtbak")
    assert not (tmp_path / "a.gtbak").exists()
    sample.close()


def test_a_shared_store_is_backed_up_by_its_own_database(workspace: Workspace, tmp_path: Path) -> None:
    if workspace.path is None:
        with pytest.raises(RuleBroken, match="共享库没有库文件"):
            backup_now(workspace, tmp_path / "a.gtbak")


def test_one_backup_a_day(kept: Workspace, tmp_path: Path) -> None:
    path, key = parts(kept)
    folder = tmp_path / "backups"
    first = daily_backup(path, key, folder, NOON)
    assert first is not None and latest_backup(path, folder) == backups.Backup(first, NOON)
    assert daily_backup(path, key, folder, NOON + timedelta(hours=19)) is None
    second = daily_backup(path, key, folder, NOON + timedelta(hours=20))
    assert [backup.path for backup in backups_of(path, folder)] == [second, first]
    # A clock that was ahead when the last one was made keeps no backup from being made today.
    assert daily_backup(path, key, folder, NOON - timedelta(days=3)) is not None
    assert vault.spare_path(path, folder).read_bytes() == vault.envelope_path(path).read_bytes()
    kept.close()


def test_two_backups_in_one_second_do_not_overwrite_each_other(kept: Workspace, tmp_path: Path) -> None:
    path, key = parts(kept)
    one, two = (safety_backup(path, key, tmp_path / "b", NOON, "import") for _ in range(2))
    assert one != two and one is not None and two is not None and one.exists() and two.exists()
    kept.close()


def test_the_newest_of_seven_days_four_weeks_and_twelve_months_stay(tmp_path: Path) -> None:
    store, folder = tmp_path / "desk.gtdb", tmp_path / "backups"
    folder.mkdir()
    made = [NOON - timedelta(hours=12 * number) for number in range(2 * 800)]
    for at in made:
        backup_path(store, folder, at).write_bytes(b"")
    stranger = backup_path(tmp_path / "other" / "desk.gtdb", folder, NOON - timedelta(days=5))
    foreign = [folder / "desk.txt", folder / "desk-x.gtbak", stranger]
    for path in foreign:
        path.write_bytes(b"")
    gone = rotate(store, folder)
    left = [backup.at for backup in backups_of(store, folder)]
    assert len(gone) + len(left) == len(made) and all(path.exists() for path in foreign)
    days = {at.date() for at in left}
    assert {(NOON - timedelta(days=number)).date() for number in range(7)} <= days
    assert len({(at.year, at.month) for at in left}) == 12
    assert len({at.isocalendar()[:2] for at in left}) >= 4
    assert len(left) <= 7 + 4 + 12
    for at in left:
        # Each is the newest of its day: nothing newer of that day was thrown away.
        assert at == max(one for one in made if one.date() == at.date())
    assert rotate(store, folder) == []


def test_backups_from_a_clock_far_ahead_do_not_push_out_today(tmp_path: Path) -> None:
    store, folder = tmp_path / "desk.gtdb", tmp_path / "backups"
    folder.mkdir()
    for number in range(500):
        backup_path(store, folder, datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=number)).write_bytes(b"")
    today = backup_path(store, folder, NOON)
    today.write_bytes(b"")
    rotate(store, folder, keep=today)
    assert today.exists()


def test_restoring_begins_a_new_incarnation_and_keeps_the_old_store_aside(
    kept: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    path, _ = parts(kept)
    backup_now(kept, tmp_path / "a.gtbak")
    before = kept.desk.incarnation
    add(kept, "备份之后")
    kept.close()
    clock.pass_time(days=-2)
    restored = restore_workspace(tmp_path / "a.gtbak", path, PASSPHRASE, clock=clock)
    assert names_of(restored) == {"杨桂芬"}
    assert restored.desk.incarnation != before and not restored.read_only
    with pytest.raises(RuleBroken, match="没有可以撤销"):
        undo(restored)
    add(restored, "恢复之后")
    undo(restored)
    with restored.read() as connection:
        assert check_store(connection).problems == []
        feeds = connection.execute(sa.select(Feed.__table__)).all()  # type: ignore[attr-defined]
        stamps = connection.execute(sa.select(col(Change.stamp)).order_by(col(Change.num))).scalars().all()
        assert audit.lines(connection)[0].action == audit.RESTORE
    assert {feed.incarnation for feed in feeds} == {before, restored.desk.incarnation}
    assert stamps == sorted(set(stamps))
    restored.close()
    again = open_workspace(path, PASSPHRASE, clock=clock)
    assert again.desk.incarnation == restored.desk.incarnation
    again.close()
    aside = path.with_name("desk.gtdb.before-restore")
    old = open_workspace(aside, PASSPHRASE, clock=clock)
    assert names_of(old) == {"杨桂芬", "备份之后"}
    old.close()


def test_the_last_writes_of_a_store_that_was_killed_go_aside_with_it(
    kept: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    path, _ = parts(kept)
    backup_now(kept, tmp_path / "a.gtbak")
    add(kept, "只在日志里")
    left = {
        file.name: file.read_bytes() for file in path.parent.iterdir() if file.name.startswith("desk.gtdb")
    }
    assert left["desk.gtdb-wal"]
    kept.close()
    for name, body in left.items():
        if name not in ("desk.gtdb.lock", "desk.gtdb-shm"):
            (path.parent / name).write_bytes(body)
    restore_workspace(tmp_path / "a.gtbak", path, PASSPHRASE, clock=clock).close()
    old = open_workspace(path.with_name("desk.gtdb.before-restore"), PASSPHRASE, clock=clock)
    assert names_of(old) == {"杨桂芬", "只在日志里"}
    old.close()


def test_a_second_restore_keeps_both_old_stores(kept: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    path, _ = parts(kept)
    backup_now(kept, tmp_path / "a.gtbak")
    kept.close()
    for _ in range(2):
        restore_workspace(tmp_path / "a.gtbak", path, PASSPHRASE, clock=clock).close()
    for aside in ("desk.gtdb.before-restore", "desk.gtdb.before-restore-2"):
        open_workspace(path.with_name(aside), PASSPHRASE, clock=clock).close()


def damaged(kind: str, backup: Path) -> None:
    body = bytearray(backup.read_bytes())
    if kind == "page":
        with zipfile.ZipFile(backup) as archive:
            members = {name: bytearray(archive.read(name)) for name in archive.namelist()}
        members["store.gtdb"][9 * 4096 + 7] ^= 1
        write(backup, members, zipfile.ZIP_STORED)
    elif kind == "byte":
        body[len(body) // 2] ^= 1
        backup.write_bytes(body)
    elif kind == "cut":
        backup.write_bytes(body[: len(body) // 2])
    elif kind == "text":
        backup.write_text("不是备份", encoding="utf-8")
    elif kind == "empty":
        backup.write_bytes(b"")
    elif kind == "keyless":
        with zipfile.ZipFile(backup) as archive:
            members = {"store.gtdb": bytearray(archive.read("store.gtdb"))}
        write(backup, members, zipfile.ZIP_STORED)
    elif kind == "swelling":
        write(backup, {"store.gtdb": bytearray(64_000_000), "store.key": bytearray(9)}, zipfile.ZIP_DEFLATED)
    elif kind == "hollow":
        with zipfile.ZipFile(backup) as archive:
            members = {"store.gtdb": bytearray(), "store.key": bytearray(archive.read("store.key"))}
        write(backup, members, zipfile.ZIP_STORED)


def write(backup: Path, members: dict[str, bytearray], how: int) -> None:
    with zipfile.ZipFile(backup, "w", how) as archive:
        for name, body in members.items():
            archive.writestr(name, bytes(body))


@pytest.mark.parametrize("kind", ["page", "byte", "cut", "text", "empty", "keyless", "swelling", "hollow"])
def test_a_damaged_backup_is_refused_and_the_store_stays(
    kept: Workspace, tmp_path: Path, clock: FrozenClock, kind: str
) -> None:
    path, _ = parts(kept)
    backup = tmp_path / "a.gtbak"
    backup_now(kept, backup)
    kept.close()
    damaged(kind, backup)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(RuleBroken) as refusal:
        restore_workspace(backup, path, PASSPHRASE, clock=clock)
    assert "已损坏" in str(refusal.value)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_other_refusals_leave_the_store_as_it_was(
    kept: Workspace, tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = parts(kept)
    backup = tmp_path / "a.gtbak"
    backup_now(kept, backup)
    with pytest.raises(RuleBroken, match="库正被占用（王秀兰"):
        restore_workspace(backup, path, PASSPHRASE, clock=clock)
    kept.close()
    before = path.read_bytes()
    with pytest.raises(RuleBroken, match="口令不对"):
        restore_workspace(backup, path, "错的", clock=clock)
    with pytest.raises(RuleBroken, match="找不到备份"):
        restore_workspace(tmp_path / "none.gtbak", path, PASSPHRASE, clock=clock)
    with monkeypatch.context() as newer:
        newer.setattr("gridtui.storage.store.schema.KNOWN", ("0000",))
        with pytest.raises(RuleBroken, match="更新版本的程序"):
            restore_workspace(backup, path, PASSPHRASE, clock=clock)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*before-restore*")) and not list(path.parent.glob(".restore-*"))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RuleBroken, match="没有恢复成"):
        restore_workspace(backup, tmp_path / "file" / "desk.gtdb", PASSPHRASE, clock=clock)


def test_a_restored_store_opens_with_the_passphrase_of_its_time(
    kept: Workspace, tmp_path: Path, clock: FrozenClock
) -> None:
    path, key = parts(kept)
    backup_now(kept, tmp_path / "a.gtbak")
    vault.save_envelope(path, vault.wrap(key, "新口令"))
    kept.close()
    open_workspace(path, "新口令", clock=clock).close()
    restored = restore_workspace(tmp_path / "a.gtbak", path, PASSPHRASE, clock=clock)
    quarter_name = names_of(restored)
    restored.close()
    assert quarter_name == {"杨桂芬"}
    shutil.rmtree(path.parent)


def test_a_write_after_a_restore_is_found_again(kept: Workspace, tmp_path: Path, clock: FrozenClock) -> None:
    path, _ = parts(kept)
    backup_now(kept, tmp_path / "a.gtbak")
    kept.close()
    restored = restore_workspace(tmp_path / "a.gtbak", path, PASSPHRASE, clock=clock)
    with restored.write("add_resident") as unit:
        new = unit.create(Resident, person(None, None, "新人"), scope=b"1" * 16)
    assert stored(restored, Resident, new)["num"] == 2
    restored.close()
