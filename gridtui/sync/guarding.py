"""The write gate of a desk that has joined: it may write what others will let count, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gridtui.domain.changes.actors import Desk, Level
from gridtui.domain.words.problems import Problem
from gridtui.storage.log.feeds import Entry, encode_part
from gridtui.storage.log.fields import codec_of
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.sync import keys as keyring
from gridtui.sync import paper_store
from gridtui.sync.chains import chain_of
from gridtui.sync.tree import ABOVE, parents, tree_in
from gridtui.sync.trust import LOWEST, Facts, Judge, Policy, Refusal

_NEVER_BEFORE = 2**62
"""A number that no feed reaches: what is written now comes after every revocation."""


class WriteGuard:
    """Judges what is about to be written as every other desk will; a desk that joined nothing writes freely.

    What it knows of papers and tree is read once, at the first write.
    """

    def __init__(self) -> None:
        self._judge: Judge | None = None
        self._read = False

    def __call__(self, connection: Connection, desk: Desk, entries: Sequence[Entry]) -> Problem | None:
        """Return the sentence about the first entry that would not count."""
        judge = self._judged(connection, desk)
        if judge is None:
            return None
        for entry in entries:
            if entry.noun in ABOVE and desk.level <= Level.BRANCH and entry.parts[0]:
                judge.learn(entry.record, parents(entry.noun, encode_part(entry.parts[0], _SALT)))
            names = tuple(name for part in entry.parts if part for name in part)
            facts = Facts(desk.incarnation, entry.scope, _NEVER_BEFORE, int(desk.level), entry.noun, names)
            refused = judge.refusal(facts)
            if refused is Refusal.SCOPE and entry.noun in LOWEST:
                # Codes and limits outside one's own office were laid down above it.
                refused = Refusal.AUTHORITY
            if refused is not None:
                return Problem(refused.label)
        return None

    def covers(self, connection: Connection, desk: Desk, scope: bytes) -> bool:
        """Return whether the certificate lets what this desk writes in a scope count."""
        judge = self._judged(connection, desk)
        if judge is None:
            return False
        facts = Facts(desk.incarnation, scope, _NEVER_BEFORE, int(desk.level), _ISSUE, ())
        return judge.refusal(facts) is None

    def _judged(self, connection: Connection, desk: Desk) -> Judge | None:
        if not self._read:
            self._judge, self._read = _judge_in(connection, desk), True
        return self._judge


def guard_writes(workspace: Workspace) -> None:
    """Let the certificates decide what is written here from now on, as they stand at the next write."""
    workspace.guard = WriteGuard()


def _judge_in(connection: Connection, desk: Desk) -> Judge | None:
    root, keys = paper_store.root_of(connection), keyring.find_keys(connection)
    if root is None:
        return None
    chain = chain_of(paper_store.papers_in(connection), root)
    if keys is not None:
        # The incarnation in use is this device's own, whether it was claimed in a file yet or not.
        chain.claims[desk.incarnation] = frozenset((keys.public,))
    elif desk.incarnation not in chain.claims:
        # Whoever is bound to grids of a shared store sees no keys: what was claimed in a file counts.
        return None
    return Judge(chain, Policy(tree_in(connection, chain)))


_ISSUE = codec_of(Issue).noun
_SALT = bytes(16)
