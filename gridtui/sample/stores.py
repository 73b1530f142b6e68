"""The sample's own store: made in a throw-away folder, deleted at the end, or kept under a passphrase."""

from __future__ import annotations

import contextlib
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from gridtui.domain.changes.actors import Clock
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.sample.community import Progress, build_sample
from gridtui.sample.places import BRANCH_NAME, COMMUNITY_CODE
from gridtui.storage.store import backups, vault
from gridtui.storage.store.opening import Founding, create_workspace, open_with_key
from gridtui.storage.store.restoring import begin_incarnation
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.workspace import Workspace, seeded_ids
from gridtui.words import mark

STORE_NAME = "sample.gtdb"
SECRETARY = "王秀兰"


def open_sample(folder: Path, *, seed: int, clock: Clock, progress: Progress | None = None) -> Workspace:
    """Make the sample store in a folder of its own and open it; its key is only in this process."""
    founding = Founding(BRANCH_NAME, COMMUNITY_CODE, SECRETARY)
    workspace = create_workspace(folder / STORE_NAME, None, founding, clock=clock, ids=seeded_ids(seed))
    try:
        build_sample(workspace, seed=seed, now=clock(), progress=progress)
    except BaseException:
        discard_sample(workspace)
        raise
    return workspace


def discard_sample(workspace: Workspace) -> None:
    """Close the sample store and delete its files; what another program holds open stays, unreadable."""
    workspace.close()
    if workspace.path is None:
        return
    for path in list(workspace.path.parent.iterdir()):
        if path.name.startswith(workspace.path.name):
            with contextlib.suppress(OSError):
                path.unlink()


def keep_sample(workspace: Workspace, target: Path, passphrase: str) -> None:
    """Copy the open sample to ``target`` under a passphrase, as a store of its own.

    ``RuleBroken`` where something stands there already, the passphrase is empty, or the folder cannot be
    written. The sample itself stays open.
    """
    if workspace.path is None or workspace.key is None:
        raise RuleBroken(Problem(mark("只有示例库可以留存")))
    if not passphrase.strip():
        raise RuleBroken(Problem(mark("请设一个口令"), field="passphrase"))
    if target.exists() or vault.envelope_path(target).exists():
        raise RuleBroken(Problem(mark("{name} 已经存在，没有改动它"), values={"name": target.name}))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        backups.copy_store(workspace.path, workspace.key, target)
        backups.verify_store(target, workspace.key)
        vault.save_envelope(target, vault.wrap(workspace.key, passphrase))
    except BaseException as error:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlcipher.DatabaseError):
            folder = str(target.parent)
            raise RuleBroken(Problem(mark("不能在这里建库：{folder}"), values={"folder": folder})) from error
        raise
    kept = open_with_key(target, StoreKey(bytearray(workspace.key.raw)), clock=workspace.clock)
    try:
        # The sample may be written on; two stores must never go on with the same feeds.
        begin_incarnation(kept)
    finally:
        kept.close()
