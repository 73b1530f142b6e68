"""Taking a backup of an open store, and putting one in a store's place."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gridtui.domain.changes.actors import Clock
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.erasure import erased_pages, erasing, erasure_list
from gridtui.storage.log import audit
from gridtui.storage.store import backups, engines, migrating, vault
from gridtui.storage.store.incarnations import begin_incarnation as begin_incarnation
from gridtui.storage.store.locking import StoreLock
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.safe_files import free_name, replace_safely
from gridtui.storage.workspace import Ids, Workspace, random_ids
from gridtui.words import mark


def backup_now(workspace: Workspace, target: Path) -> None:
    """Write a verified backup of an open store and note it; ``RuleBroken`` for a shared one."""
    if workspace.path is None or workspace.key is None:
        raise RuleBroken(Problem(mark("共享库没有库文件，由库主在服务器上用 pg_dump 备份")))
    backups.write_backup(workspace.path, workspace.key, target, workspace.clock())
    if workspace.read_only:
        return
    try:
        with workspace.writing() as connection:
            audit.note(connection, audit.BACKUP, now=workspace.clock(), actor_id=workspace.operator.id)
    except RuleBroken:
        # A copy of everything of which nothing is noted would lie about unknown to anybody.
        backups.forget_backup(target)
        raise


def restore_workspace(
    backup: Path, store: Path, passphrase: str, *, clock: Clock, ids: Ids = random_ids
) -> Workspace:
    """Put a backup in the store's place and open it as a new device incarnation.

    What stood there is kept beside it as ``.before-restore``. Who was erased since the backup is erased
    again. ``RuleBroken`` when the store is in use, the
    backup is damaged or from a newer program, or the passphrase is not the backup's; nothing has changed
    then.
    """
    if not backup.is_file():
        raise RuleBroken(Problem(mark("找不到备份：{path}"), values={"path": str(backup)}))
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock = StoreLock(store)
        if not lock.take("", clock()):
            raise RuleBroken(
                Problem(mark("库正被占用（{holder}），先退出再恢复"), values={"holder": lock.holder})
            )
        try:
            _put_in_place(backup, store, passphrase)
        finally:
            lock.release()
    except OSError as error:
        raise RuleBroken(
            Problem(mark("没有恢复成：{folder} 写不进去，或磁盘已满"), values={"folder": str(store.parent)})
        ) from error
    workspace = open_workspace(store, passphrase, clock=clock, ids=ids)
    try:
        begin_incarnation(workspace)
        erase_again(workspace, backup.parent)
    except BaseException:
        workspace.close()
        raise
    return workspace


def erase_again(workspace: Workspace, folder: Path) -> int:
    """Erase whoever is here of the list beside the store, or of its copy in ``folder``; return how many."""
    if workspace.path is None or workspace.key is None:
        return 0
    here = erasure_list.list_path(workspace.path)
    lists = (here, erasure_list.spare_list_path(workspace.path, folder))
    known = {one.id: one for path in lists for one in erasure_list.read_list(path, workspace.key)}
    with workspace.read() as connection:
        due = [one for one in known.values() if erasing.is_known(connection, one.id)]
    if due:
        with workspace.write(Intent.ERASE_PERSON) as unit:
            for one in due:
                erasing.erase_person(unit, one.id, one.reason)
        erasure_list.add_to_list(here, workspace.key, due)
    erased_pages.clean_if_due(workspace)
    return len(due)


def _put_in_place(backup: Path, store: Path, passphrase: str) -> None:
    """Try the passphrase, every page and the version of a backup, then exchange it for the store."""
    with tempfile.TemporaryDirectory(dir=store.parent, prefix=".restore-") as folder:
        copy = Path(folder) / store.name
        envelope = backups.unpack(backup, copy)
        key = vault.unwrap(envelope, passphrase)
        backups.verify_store(copy, key)
        engine = engines.sqlite_engine(copy, key)
        try:
            migrating.is_behind(engine)
        finally:
            engine.dispose()
        engines.fold_log(copy, key)
        key.drop()
        _set_aside(store)
        vault.save_envelope(store, envelope)
        replace_safely(copy, store)


def _set_aside(store: Path) -> None:
    """Rename the store, its key and its log, which may hold its last writes, all alike."""
    aside = free_name(store.with_name(store.name + ".before-restore"))
    for tail in ("-wal", "-shm", ".key", ""):
        path = store.with_name(store.name + tail)
        if path.exists():
            path.replace(aside.with_name(aside.name + tail))
