"""Creating and opening stores, with a sentence for everything that can be wrong with one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine

from gridtui.domain.changes.actors import Clock, Desk, Level, Operator
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.category import default_categories, shipped_id
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress
from gridtui.storage.erasure import erased_pages
from gridtui.storage.log.log_tables import Device
from gridtui.storage.merge import catching_up
from gridtui.storage.store import ballast, engines, failed_tries, logins, migrating, schema, sharing, vault
from gridtui.storage.store.incarnations import PLACE, notice_place, place_at_server, place_of
from gridtui.storage.store.locking import StoreLock
from gridtui.storage.store.retiring import MOVED_TO
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Category, Org
from gridtui.storage.tables import Operator as OperatorTable
from gridtui.storage.workspace import (
    Ids,
    Workspace,
    desk_of,
    newest_incarnation,
    operator_of,
    random_ids,
    read_meta,
    write_meta,
)
from gridtui.words import mark

SUFFIX = ".gtdb"
_SMALLEST = 4096


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new store is for: the organisation, its 12-digit (or shorter) code, and who sits at the desk."""

    org_name: str
    division_code: str
    operator_name: str
    level: Level = Level.BRANCH
    short_name: str = ""

    @property
    def zone(self) -> int:
        """The street's code as a number, 0 above streets."""
        return (
            int(self.division_code[:9]) if len(self.division_code) >= 9 and self.level >= Level.STREET else 0
        )


def create_workspace(
    path: Path, passphrase: str | None, founding: Founding, *, clock: Clock, ids: Ids = random_ids
) -> Workspace:
    """Create an encrypted store file and open it.

    Without a passphrase the key lives only in this process: a sample store. ``RuleBroken`` where there is
    a store or its key already, or the folder cannot be written; nothing is left behind then.
    """
    with new_file(path, passphrase, founding.operator_name, clock) as (engine, key, lock):
        return _found(engine, founding, clock=clock, ids=ids, path=path, key=key, lock=lock)


@contextmanager
def new_file(
    path: Path, passphrase: str | None, operator: str, clock: Clock
) -> Iterator[tuple[Engine, StoreKey, StoreLock]]:
    """Lend the engine of a new encrypted file, its key and its lock; all are gone again where that fails."""
    if passphrase is not None and not passphrase.strip():
        raise RuleBroken(Problem(mark("请设一个口令"), field="passphrase"))
    key, lock = StoreKey.random(), StoreLock(path)
    _claim(path, lock, operator, clock)
    try:
        if passphrase is not None:
            vault.save_envelope(path, vault.wrap(key, passphrase))
            ballast.lay(path)
        engines.create_file(path, key)
        engine = engines.sqlite_engine(path, key)
        try:
            yield engine, key, lock
        except BaseException:
            engine.dispose()
            raise
    except BaseException as error:
        _clear_away(path)
        key.drop()
        lock.release()
        if isinstance(error, OSError | sqlcipher.DatabaseError):
            raise _cannot_found(path) from error
        raise


def _claim(path: Path, lock: StoreLock, operator: str, clock: Clock) -> None:
    """Take the lock of a store to be, and refuse where anything of another store lies."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not lock.take(operator, clock()):
            raise RuleBroken(Problem(mark("库正被占用（{holder}）"), values={"holder": lock.holder}))
    except OSError as error:
        raise _cannot_found(path) from error
    # A key or a log without its store belongs to one that was moved: it must not be lost.
    for there in (path, vault.envelope_path(path), path.with_name(path.name + "-wal")):
        if there.exists():
            lock.release()
            raise RuleBroken(Problem(mark("{name} 已经存在，没有改动它"), values={"name": there.name}))


def _clear_away(path: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    with suppress(OSError):
        vault.envelope_path(path).unlink(missing_ok=True)
    ballast.drop(path)


def _cannot_found(path: Path) -> RuleBroken:
    return RuleBroken(Problem(mark("不能在这里建库：{folder}"), values={"folder": str(path.parent)}))


def create_shared(
    place: SharedAddress | str,
    founding: Founding,
    *,
    clock: Clock,
    ids: Ids = random_ids,
    password: str | None = None,
) -> Workspace:
    """Set up an empty PostgreSQL database as a shared store and open it.

    ``RuleBroken`` where it holds anything already, or cannot be reached; nothing is left behind then.
    """
    engine = sharing.connect(place, password)
    try:
        with sharing.empty_database(engine):
            return _found(engine, founding, clock=clock, ids=ids)
    except BaseException:
        engine.dispose()
        raise


def open_shared(
    place: SharedAddress | str,
    *,
    clock: Clock,
    ids: Ids = random_ids,
    password: str | None = None,
    typed_only: bool = False,
) -> Workspace:
    """Open a shared PostgreSQL store.

    Without a password libpq's own ways are gone, unless ``typed_only``: a desk that was locked takes
    nothing but what is typed. The operator is whoever signed in. ``PasswordNeeded`` where the server asks
    for a password, ``RuleBroken`` for a login that is not an operator's.
    """
    engine = sharing.connect(place, password, typed_only=typed_only)
    try:
        migrating.migrate_shared(engine)
        workspace = _assembled(engine, clock=clock, ids=ids)
        with workspace.read() as connection:
            standing = logins.standing_of(connection)
        workspace.operator, workspace.bound = standing.operator, standing.bound
        notice_place(workspace)
        if standing.keeper and not workspace.read_only:
            catching_up.catch_up(workspace)
        return workspace
    except BaseException:
        engine.dispose()
        raise


def open_workspace(
    path: Path, passphrase: str, *, clock: Clock, ids: Ids = random_ids, backup_folder: Path | None = None
) -> Workspace:
    """Open an encrypted store file, read-only where another process holds it or the medium is read-only.

    A store of an older version is backed up and migrated first. ``RuleBroken`` with a sentence for a
    wrong passphrase, a damaged or foreign file, and a store from a newer program.
    """
    if not path.is_file():
        raise RuleBroken(Problem(mark("找不到库文件：{path}"), values={"path": str(path)}))
    envelope = vault.load_envelope(path, spare=backup_folder)
    try:
        key = vault.unwrap(envelope, passphrase)
    except RuleBroken as refusal:
        if any(problem.field == "passphrase" for problem in refusal.problems):
            failed_tries.note_failed(path, clock())
        raise
    return open_with_key(path, key, clock=clock, ids=ids, backup_folder=backup_folder)


def open_with_key(
    path: Path, key: StoreKey, *, clock: Clock, ids: Ids = random_ids, backup_folder: Path | None = None
) -> Workspace:
    """Open a store file whose key is known."""
    if path.stat().st_size < _SMALLEST:
        # The engine would take it for a new database and write into it.
        raise RuleBroken(Problem(mark("这个文件不是本程序的库，或已损坏；请用备份恢复")))
    lock = _lock_of(path, clock)
    held = lock is not None and lock.taken
    if held:
        ballast.lay(path)
    engine = engines.sqlite_engine(path, key, immutable=lock is None, query_only=not held)
    try:
        if lock is None:
            _refuse_left_log(path)
        if migrating.is_behind(engine):
            if not held:
                raise RuleBroken(
                    Problem(mark("这个库要先升级，现在是只读的，升级不了；请在可写的盘上单独打开一次"))
                )
            engine.dispose()
            migrating.migrate(path, key, clock=clock, folder=backup_folder or path.parent)
        workspace = _assembled(engine, clock=clock, ids=ids, path=path, key=key, lock=lock)
    except BaseException:
        engine.dispose()
        key.drop()
        if lock is not None:
            lock.release()
        raise
    held = held and not workspace.moved_to
    workspace.read_only = not held
    if lock is not None and held:
        lock.sign(workspace.operator.name, clock())
    workspace.holder = "" if lock is None else lock.holder
    if held and failed_tries.has_note(path):
        with workspace.writing() as connection:
            failed_tries.move_to_audit(connection, path)
        failed_tries.forget(path)
    if held:
        notice_place(workspace)
        catching_up.catch_up(workspace)
        erased_pages.clean_if_due(workspace)
    return workspace


def _lock_of(path: Path, clock: Clock) -> StoreLock | None:
    """Return the store's lock, taken if nobody has it; None on a medium that cannot be written."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return None
    lock = StoreLock(path)
    try:
        lock.take("", clock())
    except OSError:
        return None
    return lock


def _refuse_left_log(path: Path) -> None:
    """Refuse a store whose last writes still lie in a log that a read-only medium keeps from being read."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        text = mark(
            "这个库上次没有正常关闭，只读的盘上打不开；请把 {name} 和旁边同名的文件一起复制到本机再打开"
        )
        raise RuleBroken(Problem(text, values={"name": path.name}))


def _assembled(
    engine: Engine,
    *,
    clock: Clock,
    ids: Ids,
    path: Path | None = None,
    key: StoreKey | None = None,
    lock: StoreLock | None = None,
) -> Workspace:
    try:
        with engine.connect() as connection, connection.begin():
            migrating.refuse_unknown(schema.schema_version(connection))
            meta = read_meta(connection)
            if "operator_id" not in meta:
                raise RuleBroken(Problem(mark("这个文件不是本程序的库，或建库时中断了")))
            desk = desk_of(meta, newest_incarnation(connection))
    except sa.exc.DBAPIError as error:
        raise RuleBroken(engines.storage_sentence(error)) from error
    name, moved_to = meta.get("name", ""), meta.get(MOVED_TO, "")
    operator, closed = operator_of(meta), bool(moved_to)
    return Workspace(
        engine, clock, ids, desk, operator, path, key, lock, closed, name=name, moved_to=moved_to
    )


def _found(
    engine: Engine,
    founding: Founding,
    *,
    clock: Clock,
    ids: Ids,
    path: Path | None = None,
    key: StoreKey | None = None,
    lock: StoreLock | None = None,
) -> Workspace:
    org_id, operator = ids(), Operator(ids(), founding.operator_name)
    # The seeded ids of a sample repeat; an incarnation never may.
    incarnation = os.urandom(8)
    desk = Desk(incarnation, org_id, founding.level, founding.zone)
    workspace = Workspace(engine, clock, ids, desk, operator, path, key, lock, name=founding.org_name)
    # Nobody else is here yet, and there is nothing to look into before the tables are there.
    with workspace.writing(local=True) as connection:
        schema.create_schema(connection)
        connection.execute(sa.insert(Device).values(incarnation=incarnation, millis=0, counter=0, number=0))
    with workspace.write(Intent.FOUND_STORE) as unit:
        unit.kind = "found"
        # With the last step only: a store without its facts is one whose founding was cut short.
        write_meta(unit.connection, _facts(founding, desk, operator, ids().hex()))
        write_meta(unit.connection, {PLACE: place_of(path) if path else place_at_server(unit.connection)})
        org: dict[str, Any] = {
            "name": founding.org_name,
            "short_name": founding.short_name,
            "division_code": founding.division_code,
            "level": int(founding.level),
        }
        codes = codes_scope(org_id)
        unit.create(Org, org, scope=codes, id=org_id)
        unit.create(OperatorTable, {"name": operator.name, "org_id": org_id}, scope=org_id, id=operator.id)
        unit.create_many(
            Category,
            [draft.model_dump() | {"id": shipped_id(draft.code)} for draft in default_categories()],
            scope=lambda _: codes,
        )
    return workspace


def _facts(founding: Founding, desk: Desk, operator: Operator, store_id: str) -> Mapping[str, str]:
    return {
        "store_id": store_id,
        "org_id": desk.org_id.hex(),
        "level": str(int(desk.level)),
        "zone": str(desk.zone),
        "operator_id": operator.id.hex(),
        "operator_name": operator.name,
        "name": founding.short_name or founding.org_name,
    }
