"""Helping a desk below whose passphrase is forgotten: its envelope comes here, a new one goes back."""

from __future__ import annotations

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log import audit
from gridtui.storage.store.recovery import recovered
from gridtui.storage.workspace import Workspace
from gridtui.sync.keys import find_recovery
from gridtui.words import mark

RECOVER = "recover"
"""A line of the audit: the store of a desk below was given a new passphrase."""


def recovered_envelope(workspace: Workspace, envelope: bytes, passphrase: str) -> bytes:
    """Return a new envelope for a store below; noted in this desk's audit.

    ``RuleBroken`` where this office keeps no recovery key, or the envelope is not locked to it.
    """
    with workspace.read() as connection:
        identity = find_recovery(connection)
    if identity is None:
        raise RuleBroken(Problem(mark("本机没有恢复密钥：没有给下级发过许可")))
    made = recovered(envelope, identity, passphrase)
    with workspace.writing() as connection:
        audit.note(connection, RECOVER, now=workspace.clock(), actor_id=workspace.operator.id)
    return made
