"""A world of replicas that pass files which get lost, come twice, in parts and out of order.

Everything that happens follows from the seed, so that a failure replays exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from unittest.mock import patch

from sqlalchemy import Connection

from gridtui.domain.changes.registers import SEEN
from gridtui.domain.words.problems import Problem
from gridtui.storage.columns import to_millis
from gridtui.storage.log.outgoing_changes import Vector, outgoing, vector
from gridtui.storage.log.wire import LineReader, LineWriter, WireChange
from gridtui.storage.merge.merging import Merged, Merging
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store.checking import check_store, scope_sums
from gridtui.storage.workspace import Workspace
from tests.simulation import deeds
from tests.simulation.replicas import (
    Replica,
    SkewedClock,
    begin_again,
    copied,
    differences,
    founded,
    hashes_of,
    open_copy,
    raw,
    shared_founded,
    state_of,
)

SKEW = timedelta(days=3)
_PART = 40


class Diverged(AssertionError):
    """The replicas did not end with the same truth; the text names the seed."""


@dataclass
class Part:
    """A part of a file under way: from whom to whom, and what the sender had when it packed."""

    sender: str
    incarnation: bytes
    had: Vector
    receiver: int
    body: bytes


@dataclass
class World:
    """Replicas, and the files under way between them.

    Where there is a ``shared`` database, every second replica begins as a copy of it and lives in PostgreSQL.
    """

    seed: int
    count: int = 6
    shared: str | None = None
    random: Random = field(init=False)
    replicas: list[Replica] = field(default_factory=list)
    under_way: list[Part] = field(default_factory=list)
    exported: set[bytes] = field(default_factory=set)
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        for number in range(1, self.count + 1):
            clock = SkewedClock(skew=self._skew())
            source = self.shared if self.shared and number % 2 else founded()
            workspace = open_copy(source, clock, self.random, number=number)
            self.replicas.append(Replica(f"r{number}", workspace, clock))

    def run(self, operations: int) -> None:
        """Let that many things happen."""
        for _ in range(operations):
            for replica in self.replicas:
                replica.clock.now += timedelta(minutes=self.random.randint(0, 60))
            self._happen()

    def settle(self) -> None:
        """Let everybody hear everybody until nobody has anything new to say."""
        self.under_way.clear()
        for _ in range(2 * len(self.replicas) + 2):
            before = [hashes_of(replica.workspace) for replica in self.replicas]
            for at, sender in enumerate(self.replicas):
                for to in (at - 1, (at + 1) % len(self.replicas)):
                    for part in self._pack(sender, to):
                        self._deliver(part)
            if [hashes_of(replica.workspace) for replica in self.replicas] == before:
                return

    def check(self) -> None:
        """Compare all replicas, and each of them with what its own log says."""
        states = [state_of(replica.workspace) for replica in self.replicas]
        for replica, state in zip(self.replicas[1:], states[1:], strict=True):
            self._same(states[0], state, f"{self.replicas[0].name} and {replica.name}")
        with self.replicas[0].workspace.read() as connection:
            digests = scope_sums(connection)
        for replica in self.replicas:
            with replica.workspace.read() as connection, _in_memory():
                report = check_store(connection)
                if scope_sums(connection) != digests:
                    self._fail("digests differ")
            if report.problems:
                self._fail(f"{replica.name}: {[str(problem) for problem in report.problems[:5]]}")
        self._stamps_hold()
        lost = self.exported - set().union(*(hashes_of(replica.workspace) for replica in self.replicas))
        if lost:
            self._fail(f"{len(lost)} exported changes lost")
        self._rebuild(states[0])

    def _stamps_hold(self) -> None:
        """No stamp is given out twice for a record, and each is later than every one that it replaced."""
        with self.replicas[0].workspace.read() as connection:
            changes = list(outgoing(connection, {}))
        # A copied store counts on in the same incarnation: in other records it may use a number again.
        if len({(change.record, change.stamp) for change in changes}) != len(changes):
            self._fail("a stamp was given out twice")
        for change in changes:
            bases = {name: stamps for name, stamps in (change.replaced() or {}).items() if name != SEEN}
            if any(stamp >= change.stamp for stamps in bases.values() for stamp in stamps):
                self._fail("a change replaced a later one")

    def _rebuild(self, state: dict[str, object]) -> None:
        """Take the whole log into a new store in random order, a few changes at a time."""
        with self.replicas[0].workspace.read() as connection:
            changes = list(outgoing(connection, {}))
        self.random.shuffle(changes)
        fresh = open_copy(founded(), SkewedClock(), self.random, number=99)
        while changes:
            some, changes = changes[: (size := self.random.randint(1, 60))], changes[size:]
            take_in(fresh, some)
        self._same(state, state_of(fresh), "the log in another order")

    def close(self) -> None:
        """Let go of every connection."""
        for replica in self.replicas:
            replica.workspace.engine.dispose()

    def _same(self, one: dict[str, object], other: dict[str, object], who: str) -> None:
        found = differences(one, other)
        if found:
            self._fail(f"{who} differ in {len(found)} places:\n" + "\n".join(found[:6]))

    def _fail(self, what: str) -> None:
        raise Diverged(f"seed {self.seed}: {what}")

    def _happen(self) -> None:
        chance = self.random.random()
        at = self.random.randrange(len(self.replicas))
        replica = self.replicas[at]
        if chance < 0.70:
            self._say(replica, deeds.act(replica.workspace, self.random))
        elif chance < 0.80:
            self.under_way += self._pack(replica, self.random.randrange(len(self.replicas)))
            self._say(replica, "packs")
        elif chance < 0.93:
            self._carry()
        elif chance < 0.955:
            replica.backup = copied(raw(replica.workspace))
            self._say(replica, "is backed up")
        elif chance < 0.985:
            self._restore(at)
        elif chance < 0.99 and len(self.replicas) < self.count + 2:
            self._fork(replica)
        else:
            replica.clock.skew = self._skew()
            self._say(replica, "sets its clock")

    def _pack(self, sender: Replica, to: int) -> list[Part]:
        receiver = self.replicas[to]
        if receiver is sender:
            return []
        known = self._acknowledged(sender, receiver)
        with sender.workspace.read() as connection:
            had = vector(connection)
            changes = list(outgoing(connection, known))
        head = (sender.name, sender.workspace.desk.incarnation, had, to)
        found = [
            Part(*head, _lines(changes[start : start + _PART])) for start in range(0, len(changes), _PART)
        ]
        return found or [Part(*head, b"")]

    def _acknowledged(self, sender: Replica, receiver: Replica) -> Vector:
        """How far the receiver said that it has every feed, in the incarnation it was last heard of."""
        return sender.heard.get(receiver.name, (b"", {}))[1]

    def _carry(self) -> None:
        """Let a file arrive: or get lost, come twice, or before those that were sent earlier."""
        if not self.under_way:
            return
        part = self.under_way.pop(self.random.randrange(len(self.under_way)))
        chance = self.random.random()
        if chance < 0.15:
            self.story.append(f"a part of {part.sender} is lost")
            return
        self._deliver(part)
        if chance > 0.85:
            self._deliver(part)

    def _deliver(self, part: Part) -> None:
        receiver = self.replicas[part.receiver]
        changes = list(_changes(part.body))
        merged = merge_into(receiver.workspace, changes)
        self.exported.update(change.hash for change in changes)
        self._hear(receiver, part)
        self._say(receiver, f"takes in {merged.new} new, {merged.known} known of {part.sender}")

    def _hear(self, receiver: Replica, part: Part) -> None:
        """Note what the sender had: of the same incarnation the later, of another one the new."""
        incarnation, had = receiver.heard.get(part.sender, (b"", {}))
        if incarnation == part.incarnation:
            had = {key: max(had.get(key, 0), part.had.get(key, 0)) for key in {*had, *part.had}}
            receiver.heard[part.sender] = (incarnation, had)
        else:
            receiver.heard[part.sender] = (part.incarnation, part.had)

    def _restore(self, at: int) -> None:
        replica = self.replicas[at]
        if replica.backup is None:
            return
        # What was handed on only to a desk whose disk then died as well is lost with it.
        others = [one.workspace for one in self.replicas if one is not replica]
        self.exported &= set().union(*map(hashes_of, others))
        workspace = open_copy(replica.backup, replica.clock, self.random)
        workspace.operator, workspace.desk = replica.workspace.operator, replica.workspace.desk
        begin_again(workspace, self.random)
        self.replicas[at] = Replica(replica.name, workspace, replica.clock)
        self._say(replica, "is restored")

    def _fork(self, replica: Replica) -> None:
        """Let a copy of a store go on beside it in the same incarnation."""
        clock = SkewedClock(replica.clock.now, self._skew())
        workspace = open_copy(raw(replica.workspace), clock, self.random)
        workspace.operator, workspace.desk = replica.workspace.operator, replica.workspace.desk
        self.replicas.append(Replica(f"{replica.name}-copy", workspace, clock, dict(replica.heard)))
        self._say(replica, "is copied")

    def _skew(self) -> timedelta:
        return SKEW * self.random.uniform(-1, 1)

    def _say(self, replica: Replica, what: str) -> None:
        self.story.append(f"{replica.name} {what}")


def take_in(workspace: Workspace, changes: list[WireChange]) -> Merged:
    """Take changes in without writing what they call for: the log is all there is."""
    with workspace.writing() as connection:
        merging = Merging(
            connection,
            incarnation=workspace.desk.incarnation,
            zone=workspace.desk.zone,
            wall_millis=to_millis(workspace.clock()),
        )
        merging.add(changes)
        return merging.finish()


def _lines(changes: list[WireChange]) -> bytes:
    writer = LineWriter()
    return b"".join(map(writer.write, changes))


def _changes(body: bytes) -> Iterator[WireChange]:
    reader = LineReader()
    for line in body.splitlines():
        change = reader.read(line)
        if change is not None:
            yield change


@contextmanager
def _in_memory() -> Iterator[None]:
    """Check references alone of a database that has no file."""

    def problems(connection: Connection) -> list[Problem]:
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        return [Problem(f"{row[0]} {row[1]} points nowhere") for row in rows]

    with patch("gridtui.storage.store.checking._file_problems", problems):
        yield


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Let what the program draws at random follow from the seed too."""
    with patch("os.urandom", Random(seed).randbytes):
        yield


def simulate(seed: int, *, replicas: int = 6, operations: int = 300, shared: bool = False) -> World:
    """Run one world to its end, every second replica on PostgreSQL if asked; ``Diverged`` names the seed."""
    with repeatable(seed), shared_founded() if shared else nullcontext() as database:
        world = World(seed, replicas, database)
        try:
            world.run(operations)
            world.settle()
            world.check()
        finally:
            if shared:
                world.close()
    return world
