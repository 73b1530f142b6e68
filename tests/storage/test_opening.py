"""Founding and opening a store, and the one sentence for everything that can be wrong with one."""

from __future__ import annotations

import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.store import ballast, opening, schema, vault
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_workspace, open_with_key, open_workspace
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace, write_meta
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import make_quarter, person, stored


@pytest.fixture
def path(tmp_path: Path, clock: FrozenClock) -> Path:
    """A closed store with one quarter in it."""
    path = tmp_path / "desk.gtdb"
    workspace = found_store(path, clock, passphrase=PASSPHRASE)
    make_quarter(workspace)
    workspace.close()
    return path


def refused(path: Path, clock: FrozenClock, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(RuleBroken) as refusal:
        open_workspace(path, passphrase, clock=clock).close()
    return str(refusal.value)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def is_free(path: Path, clock: FrozenClock) -> bool:
    """Whether nobody holds the store."""
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    workspace.close()
    return not workspace.read_only


def test_what_was_written_is_there_after_reopening(path: Path, clock: FrozenClock) -> None:
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    assert (workspace.operator.name, workspace.name, workspace.desk.zone, workspace.read_only) == (
        "王秀兰",
        "翠湖西路第二支部",
        530102001,
        False,
    )
    with workspace.read() as connection:
        report = check_store(connection)
        assert report.sound and report.counts["resident"] == 1
    workspace.close()


def test_nothing_readable_is_in_any_file_beside_the_store(path: Path, clock: FrozenClock) -> None:
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    with workspace.write("edit_resident") as unit:
        unit.create(Resident, person(None, None, "杨桂芬", phone="13888880000"), scope=b"1" * 16)
    for file in path.parent.iterdir():
        body = file.read_bytes()
        assert (
            "杨桂芬".encode() not in body and b"13888880000" not in body and b"SQLite format" not in body
        ), file
    workspace.close()


def test_closing_leaves_only_the_store_its_key_its_lock_and_its_ballast(path: Path) -> None:
    assert names(path.parent) - {"desk.gtdb.lock"} == {"desk.gtdb", "desk.gtdb.key", "desk.gtdb.ballast"}


def test_a_wrong_passphrase(path: Path, clock: FrozenClock) -> None:
    assert refused(path, clock, "柿子") == "口令不对，请再试一次"
    assert is_free(path, clock)


def test_no_store(path: Path, clock: FrozenClock) -> None:
    assert refused(path.with_name("none.gtdb"), clock).startswith("找不到库文件")
    assert refused(path.parent, clock).startswith("找不到库文件")


def test_no_envelope_and_a_spare_one(path: Path, clock: FrozenClock, tmp_path: Path) -> None:
    spare = tmp_path / "backups"
    spare.mkdir()
    shutil.move(vault.envelope_path(path), vault.spare_path(path, spare))
    assert "找不到密钥文件 desk.gtdb.key" in refused(path, clock)
    open_workspace(path, PASSPHRASE, clock=clock, backup_folder=spare).close()


def test_the_envelope_of_another_store(path: Path, clock: FrozenClock) -> None:
    vault.save_envelope(path, vault.wrap(StoreKey.random(), PASSPHRASE))
    assert refused(path, clock) == "这个文件不是本程序的库，或已损坏；请用备份恢复"


def foreign(kind: str, path: Path) -> None:
    path.unlink()
    if kind == "sqlite":
        connection = sqlcipher.connect(str(path))
        connection.execute("CREATE TABLE t (a)")
        connection.close()
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "x" * 9000)
    else:
        path.write_bytes({"empty": b"", "text": "一二三\n".encode() * 900, "short": b"x"}[kind])


@pytest.mark.parametrize("kind", ["sqlite", "zip", "empty", "text", "short"])
def test_a_foreign_file(path: Path, clock: FrozenClock, kind: str) -> None:
    foreign(kind, path)
    before = path.read_bytes()
    assert "不是本程序的库" in refused(path, clock)
    assert path.read_bytes() == before


@pytest.mark.parametrize("page", [0, 1, 3, 10, 40, -1])
def test_a_damaged_page_is_said_or_found_by_the_check(path: Path, clock: FrozenClock, page: int) -> None:
    body = bytearray(path.read_bytes())
    at = (page * 4096 if page >= 0 else len(body) - 4096) + 1000
    body[at] ^= 0x40
    path.write_bytes(body)
    try:
        workspace = open_workspace(path, PASSPHRASE, clock=clock)
    except RuleBroken as refusal:
        assert "已损坏" in str(refusal) or "不是本程序的库" in str(refusal)
        return
    try:
        with workspace.read() as connection:
            report = check_store(connection)
        assert any("损坏" in str(problem) for problem in report.problems)
    except RuleBroken as refusal:
        assert "损坏" in str(refusal)
    finally:
        workspace.close()


def test_a_truncated_store(path: Path, clock: FrozenClock) -> None:
    body = path.read_bytes()
    path.write_bytes(body[: len(body) // 2 // 4096 * 4096])
    with pytest.raises(RuleBroken, match="损坏"):
        workspace = open_workspace(path, PASSPHRASE, clock=clock)
        try:
            with workspace.read() as connection:
                problems = check_store(connection).problems
            raise RuleBroken(problems)
        finally:
            workspace.close()


def versioned(path: Path, clock: FrozenClock, statement: str) -> None:
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    with workspace.writing() as connection:
        connection.execute(sa.text(statement))
    workspace.close()


def test_a_store_of_a_newer_program(path: Path, clock: FrozenClock) -> None:
    versioned(path, clock, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    assert "更新版本的程序" in refused(path, clock)
    assert path.read_bytes() == before
    assert names(path.parent) & {"desk.gtdb-wal"} == set()


@pytest.mark.parametrize(
    "statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version", "DELETE FROM meta"]
)
def test_a_store_whose_founding_was_cut_short(path: Path, clock: FrozenClock, statement: str) -> None:
    versioned(path, clock, statement)
    assert "建库时中断了" in refused(path, clock)


def test_founding_where_something_is_refuses_and_touches_nothing(path: Path, clock: FrozenClock) -> None:
    def found() -> None:
        create_workspace(path, "新口令", Founding("别的", "530102001001", "某人"), clock=clock)

    before = {name: (path.parent / name).read_bytes() for name in names(path.parent)}
    with pytest.raises(RuleBroken, match=r"desk\.gtdb 已经存在"):
        found()
    path.rename(path.with_name("moved.gtdb"))
    with pytest.raises(RuleBroken, match=r"desk\.gtdb\.key 已经存在"):
        found()
    vault.envelope_path(path).rename(path.with_name("moved.gtdb.key"))
    path.with_name("desk.gtdb-wal").write_bytes(b"w")
    with pytest.raises(RuleBroken, match=r"desk\.gtdb-wal 已经存在"):
        found()
    path.with_name("desk.gtdb-wal").unlink()
    assert {
        name.replace("moved", "desk"): (path.parent / name).read_bytes() for name in names(path.parent)
    } == before
    open_workspace(path.with_name("moved.gtdb"), PASSPHRASE, clock=clock).close()


@pytest.mark.parametrize("passphrase", ["", "  "])
def test_founding_needs_a_passphrase(tmp_path: Path, clock: FrozenClock, passphrase: str) -> None:
    with pytest.raises(RuleBroken, match="请设一个口令"):
        create_workspace(
            tmp_path / "a.gtdb", passphrase, Founding("某支部", "530102001001", "某人"), clock=clock
        )
    assert names(tmp_path) == set()


def test_founding_that_fails_leaves_nothing(tmp_path: Path, clock: FrozenClock, monkeypatch: Any) -> None:
    for place, error in (
        ("_found", RuleBroken([])),
        ("_found", KeyboardInterrupt()),
        ("_found", OSError()),
        ("_found", sqlcipher.OperationalError("disk is full")),
    ):

        def fail(*_: Any, error: BaseException = error, **__: Any) -> None:
            raise error

        monkeypatch.setattr(opening, place, fail)
        with pytest.raises((RuleBroken, KeyboardInterrupt)):
            create_workspace(
                tmp_path / "a.gtdb", PASSPHRASE, Founding("某支部", "530102001001", "某人"), clock=clock
            )
        assert names(tmp_path) <= {"a.gtdb.lock"}
    monkeypatch.undo()
    create_workspace(
        tmp_path / "a.gtdb", PASSPHRASE, Founding("某支部", "530102001001", "某人"), clock=clock
    ).close()


def test_founding_in_a_folder_that_cannot_be(tmp_path: Path, clock: FrozenClock) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RuleBroken, match="不能在这里建库"):
        found_store(tmp_path / "file" / "a.gtdb", clock)


def test_a_folder_with_odd_signs_in_its_name(tmp_path: Path, clock: FrozenClock) -> None:
    folder = tmp_path / "100% #1? 网格 & a'b [x]"
    path = folder / "desk %41.gtdb"
    found_store(path, clock, passphrase=PASSPHRASE).close()
    open_workspace(path, PASSPHRASE, clock=clock).close()
    assert path.is_file()


def test_a_second_opening_reads_only_and_names_the_holder(path: Path, clock: FrozenClock) -> None:
    first = open_workspace(path, PASSPHRASE, clock=clock)
    second = open_workspace(path, PASSPHRASE, clock=clock)
    assert second.read_only and "王秀兰" in second.holder
    with pytest.raises(RuleBroken, match="只读打开"), second.write("edit_resident"):
        pass
    with pytest.raises(RuleBroken, match="只读打开"), second.writing():
        pass
    with first.write("add_resident") as unit:
        new = unit.create(Resident, person(None, None, "新人"), scope=b"1" * 16)
    assert stored(second, Resident, new)["name"] == "新人"
    second.close()
    with first.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "又一人"), scope=b"1" * 16)
    first.close()
    assert is_free(path, clock)


def test_a_lock_taken_in_one_thread_is_given_back_in_another(path: Path, clock: FrozenClock) -> None:
    with ThreadPoolExecutor(1) as pool:
        workspace = pool.submit(open_workspace, path, PASSPHRASE, clock=clock).result()
    workspace.close()
    assert is_free(path, clock)


def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridtui.storage.store.opening.os.access", lambda *_: False)


def test_a_medium_that_cannot_be_written_is_read_and_never_touched(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(path.parent)
    read_only(monkeypatch)
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    assert workspace.read_only and workspace.holder == ""
    with workspace.read() as connection:
        assert check_store(connection).sound
    assert names(path.parent) == before
    with pytest.raises(RuleBroken, match="只读打开"), workspace.write("edit_resident"):
        pass
    workspace.close()


def test_a_lock_file_that_cannot_be_written_means_the_same(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("gridtui.storage.store.locking.StoreLock.take", fail)
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    assert workspace.read_only
    workspace.close()


def test_a_store_not_closed_in_order_on_a_medium_that_cannot_be_written(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_workspace(path, PASSPHRASE, clock=clock)
    stick = tmp_path / "stick"
    stick.mkdir()
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    writer = open_with_key(path, StoreKey(bytearray(workspace.key.raw)), clock=clock)  # type: ignore[union-attr]
    for name in ("desk.gtdb", "desk.gtdb.key"):
        shutil.copy(path.with_name(name), stick)
    (stick / "desk.gtdb-wal").write_bytes(b"frames")
    read_only(monkeypatch)
    assert "上次没有正常关闭" in refused(stick / "desk.gtdb", clock)
    for opened in (workspace, writer):
        opened.close()


def test_nothing_works_after_closing(path: Path, clock: FrozenClock) -> None:
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    workspace.close()
    for use in (workspace.read, workspace.writing, lambda: workspace.write("edit_resident")):
        with pytest.raises(RuleBroken, match="库已锁定"), use():
            pass
    workspace.close()


def test_a_shared_store_is_closed_too(workspace: Workspace) -> None:
    workspace.close()
    with pytest.raises(RuleBroken, match="库已锁定"), workspace.read():
        pass


def test_closing_waits_for_a_write_under_way(path: Path, clock: FrozenClock) -> None:
    from threading import Event

    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    begun, go_on = Event(), Event()

    def write() -> bytes:
        with workspace.write("add_resident") as unit:
            begun.set()
            go_on.wait(10)
            return unit.create(Resident, person(None, None, "赶上了"), scope=b"1" * 16)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        begun.wait(10)
        closing = pool.submit(workspace.close)
        assert not closing.done()
        go_on.set()
        new = writing.result(10)
        closing.result(10)
    again = open_workspace(path, PASSPHRASE, clock=clock)
    assert stored(again, Resident, new)["name"] == "赶上了"
    again.close()


def test_a_store_that_is_behind_and_cannot_be_written_says_so(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridtui.storage.store.schema.HEAD", "9999")
    monkeypatch.setattr("gridtui.storage.store.schema.KNOWN", (*schema.KNOWN, "9999"))
    read_only(monkeypatch)
    assert "要先升级" in refused(path, clock)


def test_the_ballast_is_laid_where_there_is_room(path: Path, clock: FrozenClock) -> None:
    lump = ballast.ballast_path(path)
    assert lump.stat().st_size == ballast.SIZE
    lump.unlink()
    open_workspace(path, PASSPHRASE, clock=clock).close()
    assert lump.exists()
    assert ballast.drop(path) and not ballast.drop(path)


def test_a_nearly_full_disk_gets_the_ballast_back_at_opening(
    path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = ballast.TIGHT - 1

    monkeypatch.setattr("gridtui.storage.store.ballast.shutil.disk_usage", lambda _: Usage)
    open_workspace(path, PASSPHRASE, clock=clock).close()
    assert not ballast.ballast_path(path).exists()
    Usage.free = ballast.ROOMY
    open_workspace(path, PASSPHRASE, clock=clock).close()
    assert not ballast.ballast_path(path).exists()


def test_meta_is_replaced_not_doubled(desk: Workspace) -> None:
    with desk.writing() as connection:
        write_meta(connection, {"name": "一"})
        write_meta(connection, {"name": "二"})
        assert connection.execute(sa.text("SELECT value FROM meta WHERE key = 'name'")).scalars().all() == [
            "二"
        ]
