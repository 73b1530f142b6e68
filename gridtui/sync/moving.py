"""Moving a desk that may have joined: its store, and the office above's way into the new file."""

from __future__ import annotations

from pathlib import Path

from gridtui.storage.store import moving
from gridtui.storage.store.moving import Moved, Progress, Target
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.workspace import Workspace
from gridtui.sync import keys as keyring
from gridtui.sync import paper_store
from gridtui.sync.joining import lock_for_recovery


def move_desk(source: Workspace, target: Target, progress: Progress = lambda _done, _total: None) -> Moved:
    """Move a desk to a place where nothing is yet; a new file gets the office above's lock besides its own.

    ``RuleBroken`` as ``moving.move_store`` says.
    """
    moved = moving.move_store(source, target, progress)
    recipient = _recovery_of(source)
    if isinstance(target.place, Path) and target.secret is not None and recipient is not None:
        desk = open_workspace(target.place, target.secret, clock=source.clock)
        try:
            lock_for_recovery(desk, recipient)
        finally:
            desk.close()
    return moved


def _recovery_of(workspace: Workspace) -> str | None:
    with workspace.read() as connection:
        chain, keys = paper_store.chain_in(connection), keyring.find_keys(connection)
    own = None if chain is None or keys is None else chain.grant_of(keys.public)
    return None if own is None else own.said.recovery
