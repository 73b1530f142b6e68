"""Desks in memory that pass changes, for the tests of merging."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.log.outgoing_changes import ALL_PARTS, outgoing
from gridtui.storage.log.wire import WireChange, WireStep, wire_change
from gridtui.storage.merge.merging import Merged
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace
from tests.simulation.replicas import SkewedClock, founded, open_copy
from tests.simulation.world import _in_memory

Desks = Callable[..., list[Workspace]]


@pytest.fixture
def desks() -> Desks:
    """Make desks of these levels, each with a clock and an incarnation of its own."""

    def make(*levels: Level) -> list[Workspace]:
        found = []
        for number, level in enumerate(levels, 1):
            workspace = open_copy(founded(), SkewedClock(), Random(number), number=number)
            workspace.desk = replace(workspace.desk, level=level)
            found.append(workspace)
        return found

    return make


@pytest.fixture
def pair(desks: Desks) -> list[Workspace]:
    """Two branch desks."""
    return desks(Level.BRANCH, Level.BRANCH)


def changes_of(workspace: Workspace, **options: Any) -> list[WireChange]:
    """Return everything that a desk would send to one that has nothing."""
    with workspace.read() as connection:
        return list(outgoing(connection, {}, **{"parts": ALL_PARTS, **options}))


def send(sender: Workspace, receiver: Workspace, **options: Any) -> Merged:
    """Let one desk take in everything of another."""
    return merge_into(receiver, changes_of(sender), **options)


def swap(one: Workspace, other: Workspace) -> tuple[Merged, Merged]:
    """Let two desks take in everything of each other."""
    there = changes_of(one)
    return send(other, one), merge_into(other, there)


def written_by(sender: Workspace, incarnation: bytes) -> list[WireChange]:
    """Return what one incarnation wrote, as another desk has it."""
    return [change for change in changes_of(sender) if change.incarnation == incarnation]


def problems(workspace: Workspace) -> list[str]:
    """Return what the check of a store in memory finds."""
    with workspace.read() as connection, _in_memory():
        return [str(problem) for problem in check_store(connection).problems]


def pass_time(workspaces: Iterable[Workspace], minutes: int = 1) -> None:
    """Let every clock go on."""
    for workspace in workspaces:
        clock = workspace.clock
        assert isinstance(clock, SkewedClock)
        clock.now = clock.now.fromtimestamp(clock.now.timestamp() + 60 * minutes, clock.now.tzinfo)


class Stranger:
    """A device that writes whatever a test wants into a feed of its own."""

    def __init__(self, *, level: int = 5, schema_version: int = 1, scope: bytes = b"s" * 16) -> None:
        self.incarnation = b"stranger"
        self.scope = scope
        self.step = WireStep(
            b"t" * 16, b"a" * 16, "外来", level, schema_version, 1_795_000_000_000, "edit_resident", "", "do"
        )
        self.seq = 0
        self.hash = b""
        self.millis = 1_795_000_000_000

    def writes(
        self,
        kind: str,
        noun: str,
        record: bytes,
        public: bytes = b"",
        *,
        identity: bytes = b"",
        bases: bytes | None = None,
    ) -> WireChange:
        """Return the next change of this feed; parts and bases are JSON as it is."""
        self.seq += 1
        self.millis += 1
        stamp = self.millis.to_bytes(6, "big") + b"\0\0" + self.incarnation + self.seq.to_bytes(4, "big")
        salt = bytes(16)
        change = wire_change(
            self.step,
            (self.incarnation, self.scope),
            self.seq,
            self.hash,
            stamp,
            (kind, noun, record),
            bases,
            [salt + public if public else None, None, salt + identity if identity else None, None],
            ["", "", "", ""],
        )
        self.hash = change.hash
        return change
