"""Creating and opening stores, with a sentence for everything that can be wrong with one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import col

from gridtui.domain.actors import Clock, Desk, Level, Operator
from gridtui.domain.category import default_categories
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage import audit, backups, engines, migrating, schema, vault
from gridtui.storage.locking import StoreLock
from gridtui.storage.log_tables import Device
from gridtui.storage.tables import Category, Org
from gridtui.storage.tables import Operator as OperatorTable
from gridtui.storage.vault import StoreKey
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
        return int(self.division_code[:9]) if len(self.division_code) >= 9 and self.level >= Level.STREET else 0


def create_workspace(path: Path, passphrase: str | None, founding: Founding, *, clock: Clock,
                     ids: Ids = random_ids) -> Workspace:
    """Create an encrypted store file and open it.

    Without a passphrase the key lives only in this process: a sample store. ``RuleBroken`` where the
    file exists already or the folder cannot be written.
    """
    if passphrase is not None and not passphrase.strip():
        raise RuleBroken(Problem(mark("请设一个口令"), field="passphrase"))
    key, lock = StoreKey.random(), StoreLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise FileExistsError(path)
        lock.take(founding.operator_name, clock())
        if passphrase is not None:
            vault.save_envelope(path, vault.wrap(key, passphrase))
        engines.create_file(path, key)
    except FileExistsError as error:
        raise RuleBroken(Problem(mark("{name} 已经存在，没有改动它"), values={"name": path.name})) from error
    except OSError as error:
        raise RuleBroken(Problem(mark("不能在这里建库：{folder}"), values={"folder": str(path.parent)})) from error
    engine = engines.sqlite_engine(path, key)
    try:
        return _found(engine, founding, clock=clock, ids=ids, path=path, key=key, lock=lock)
    except BaseException:
        engine.dispose()
        lock.release()
        path.unlink(missing_ok=True)
        vault.envelope_path(path).unlink(missing_ok=True)
        raise


def create_shared(url: str, founding: Founding, *, clock: Clock, ids: Ids = random_ids) -> Workspace:
    """Set up an empty PostgreSQL database as a shared store and open it."""
    return _found(engines.postgres_engine(url), founding, clock=clock, ids=ids)


def open_shared(url: str, *, clock: Clock, ids: Ids = random_ids) -> Workspace:
    """Open a shared PostgreSQL store."""
    return _assembled(engines.postgres_engine(url), clock=clock, ids=ids)


def open_workspace(path: Path, passphrase: str, *, clock: Clock, ids: Ids = random_ids,
                   backup_folder: Path | None = None) -> Workspace:
    """Open an encrypted store file, read-only where another process holds it or the medium is read-only.

    A store of an older version is backed up and migrated first. ``RuleBroken`` with a sentence for a
    wrong passphrase, a damaged or foreign file, and a store from a newer program.
    """
    if not path.is_file():
        raise RuleBroken(Problem(mark("找不到库文件：{path}"), values={"path": str(path)}))
    key = vault.unwrap(vault.load_envelope(path), passphrase)
    return open_with_key(path, key, clock=clock, ids=ids, backup_folder=backup_folder)


def open_with_key(path: Path, key: StoreKey, *, clock: Clock, ids: Ids = random_ids,
                  backup_folder: Path | None = None) -> Workspace:
    """Open a store file whose key is known."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    lock = StoreLock(path) if writable else None
    held = lock is not None and lock.take("", clock())
    engine = engines.sqlite_engine(path, key, immutable=not writable, query_only=not held)
    try:
        if held and migrating.is_behind(engine):
            engine.dispose()
            migrating.migrate(path, key, clock=clock, folder=backup_folder or path.parent)
        workspace = _assembled(engine, clock=clock, ids=ids, path=path, key=key, lock=lock)
    except BaseException:
        engine.dispose()
        if lock is not None:
            lock.release()
        raise
    workspace.read_only = not held
    if lock is not None and held:
        lock.sign(workspace.operator.name, clock())
    workspace.holder = "" if lock is None else lock.holder
    return workspace


def _assembled(engine: Engine, *, clock: Clock, ids: Ids, path: Path | None = None, key: StoreKey | None = None,
               lock: StoreLock | None = None) -> Workspace:
    try:
        with engine.connect() as connection, connection.begin():
            migrating.refuse_unknown(schema.schema_version(connection))
            meta = read_meta(connection)
            desk = desk_of(meta, newest_incarnation(connection))
    except sa.exc.DBAPIError as error:
        raise RuleBroken(engines.storage_sentence(error)) from error
    return Workspace(engine, clock, ids, desk, operator_of(meta), path, key, lock, name=meta.get("name", ""))


def _found(engine: Engine, founding: Founding, *, clock: Clock, ids: Ids, path: Path | None = None,
           key: StoreKey | None = None, lock: StoreLock | None = None) -> Workspace:
    org_id, operator = ids(), Operator(ids(), founding.operator_name)
    # The seeded ids of a sample repeat; an incarnation never may.
    incarnation = os.urandom(8)
    desk = Desk(incarnation, org_id, founding.level, founding.zone)
    workspace = Workspace(engine, clock, ids, desk, operator, path, key, lock, name=founding.org_name)
    with workspace.writing() as connection:
        schema.create_schema(connection)
        connection.execute(sa.insert(Device).values(incarnation=incarnation, millis=0, counter=0, number=0))
        write_meta(connection, _facts(founding, desk, operator, ids().hex()))
    with workspace.write("found_store") as unit:
        unit.kind = "found"
        org: dict[str, Any] = {"name": founding.org_name, "short_name": founding.short_name,
                               "division_code": founding.division_code, "level": int(founding.level)}
        unit.create(Org, org, scope=org_id, id=org_id)
        unit.create(OperatorTable, {"name": operator.name, "org_id": org_id}, scope=org_id, id=operator.id)
        unit.create_many(Category, [draft.model_dump() for draft in default_categories()], scope=lambda _: org_id)
    return workspace


def _facts(founding: Founding, desk: Desk, operator: Operator, store_id: str) -> Mapping[str, str]:
    return {"store_id": store_id, "org_id": desk.org_id.hex(), "level": str(int(desk.level)),
            "zone": str(desk.zone), "operator_id": operator.id.hex(), "operator_name": operator.name,
            "name": founding.short_name or founding.org_name}


def backup_now(workspace: Workspace, target: Path) -> None:
    """Write a verified backup of an open store; ``RuleBroken`` for a shared one."""
    if workspace.path is None or workspace.key is None:
        raise RuleBroken(Problem(mark("共享库请用数据库自己的备份")))
    backups.write_backup(workspace.path, workspace.key, target, workspace.clock())


def restore_workspace(backup: Path, store: Path, passphrase: str, *, clock: Clock,
                      ids: Ids = random_ids) -> Workspace:
    """Put a backup in the store's place and open it as a new device incarnation.

    ``RuleBroken`` when the store is in use, the backup is damaged or the passphrase is not the backup's.
    """
    if not backup.is_file():
        raise RuleBroken(Problem(mark("找不到备份：{path}"), values={"path": str(backup)}))
    store.parent.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(store)
    if not lock.take("", clock()):
        raise RuleBroken(Problem(mark("库正被占用（{holder}），先退出再恢复"), values={"holder": lock.holder}))
    try:
        backups.restore_backup(backup, store, passphrase)
    finally:
        lock.release()
    workspace = open_workspace(store, passphrase, clock=clock, ids=ids)
    try:
        begin_incarnation(workspace)
    except BaseException:
        workspace.close()
        raise
    return workspace


def begin_incarnation(workspace: Workspace) -> None:
    """Continue as a new device incarnation: after a restore, old and new changes must never share a feed."""
    incarnation = os.urandom(8)
    with workspace.writing() as connection:
        last = connection.execute(sa.select(Device.__table__).order_by(  # type: ignore[attr-defined]
            col(Device.num).desc()).limit(1)).one()
        connection.execute(sa.insert(Device).values(
            incarnation=incarnation, millis=last.millis, counter=last.counter, number=0))
        audit.note(connection, audit.RESTORE, now=workspace.clock(), actor_id=workspace.operator.id)
    workspace.desk = replace(workspace.desk, incarnation=incarnation)
