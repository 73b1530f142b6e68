"""Offices for tests: desks in files, a street with a branch below it, a stick between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nacl.signing
import pyrage

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.registers import CARRIED
from gridtui.domain.changes.stamps import HybridClock
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.log.wire import WireChange, WireStep, wire_change
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.workspace import Ids, Workspace, random_ids
from gridtui.sync import sending
from gridtui.sync.bundle.writing import Address, Packing
from gridtui.sync.chains import Role
from gridtui.sync.joining import Admission, admit, begin_chain, join, read_permit, read_request, write_request
from gridtui.sync.keys import device_of, find_keys
from gridtui.sync.receiving import Arrived, apply
from gridtui.sync.sending import Sent
from tests.conftest import NOON, FrozenClock

MADE = int(NOON.timestamp() * 1000)


@dataclass
class Offices:
    """Desks by name in one folder, and the stick that goes between them."""

    folder: Path
    clock: FrozenClock
    desks: dict[str, Workspace] = field(default_factory=dict)
    new_ids: Ids = random_ids

    def found(self, name: str, level: Level, passphrase: str | None = None) -> Workspace:
        """Let a desk begin by itself."""
        founding = Founding(name, "530102001001", f"{name}经办", level)
        path = self.folder / f"{name}.gtdb"
        self.desks[name] = create_workspace(path, passphrase, founding, clock=self.clock, ids=self.new_ids)
        return self.desks[name]

    def admit(
        self,
        above: Workspace,
        below: Workspace,
        scopes: Collection[bytes] = (),
        roles: Collection[Role] = (Role.WORK, Role.ADMIT),
        org: bytes | None = None,
    ) -> None:
        """Let one desk admit another, at the level it was founded for."""
        self.clock.pass_time(milliseconds=1)
        request, _ = write_request(below, f"{below.name}一号机")
        permit = admit(
            above, read_request(request), Admission(below.desk.level, scopes=scopes, roles=roles, org=org)
        )
        join(below, read_permit(below, permit))

    def pack(self, source: Workspace, target: Workspace) -> Sent:
        """Pack what a desk does not have onto the stick."""
        stick = self.folder / "stick"
        stick.mkdir(exist_ok=True)
        return sending.pack(source, device(target), stick)

    def send(self, source: Workspace, target: Workspace) -> Arrived:
        """Pack, and take the last part in."""
        return [apply(target, path) for path in self.pack(source, target).paths][-1]

    def exchange(self, one: Workspace, other: Workspace) -> None:
        """Send both ways until both hold the same and know it of each other."""
        for source, target in ((one, other), (other, one), (one, other)):
            self.send(source, target)

    def close(self) -> None:
        """Close all desks."""
        for desk in self.desks.values():
            desk.close()


def office_and_branch(
    folder: Path, clock: FrozenClock, level: Level = Level.COMMUNITY
) -> tuple[Offices, Workspace, Workspace]:
    """Return an office of this level that began a chain, and a branch that it admitted."""
    offices = Offices(folder, clock)
    office, branch = offices.found("社区", level), offices.found("支部", Level.BRANCH)
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    return offices, office, branch


def forge(
    workspace: Workspace,
    kind: str,
    model: RecordTable,
    record: bytes,
    values: Mapping[str, Any],
    *,
    scope: bytes | None = None,
    level: Level | None = None,
    carried: bool = False,
) -> None:
    """Write a change that no use case writes, by itself, in the desk's own scope where none is given."""
    codec, desk = codec_of(model), workspace.desk
    with workspace.read() as connection:
        log = record_logs(connection, [record], codec.noun).get(record, [])
    stamps = sorted(change.stamp for change in log)
    bases: dict[str, list[bytes]] | None = None if kind == "create" else dict.fromkeys(values, stamps)
    if carried:
        later = (int(workspace.clock().timestamp() * 1000) + 1000).to_bytes(6, "big")
        bases = {CARRIED + name: [later + bytes(14)] for name in values}
    parts = codec.parts(values, creating=kind == "create")
    workspace.guard = None
    if level is not None:
        workspace.desk = type(desk)(desk.incarnation, desk.org_id, level, desk.zone)
    with workspace.write("edit_resident") as unit:
        unit._append(
            [Entry(kind, codec.noun, record, scope or desk.org_id, parts, bases, max(stamps, default=b""))]
        )
    workspace.desk = desk


def device(workspace: Workspace) -> bytes:
    """Return the id of a desk's device."""
    with workspace.read() as connection:
        keys = find_keys(connection)
    assert keys is not None
    return keys.device


@dataclass(frozen=True)
class Pair:
    """Keys of a sender and a receiver, without any store."""

    sign: nacl.signing.SigningKey = field(default_factory=lambda: nacl.signing.SigningKey(b"\x01" * 32))
    identity: str = field(default_factory=lambda: str(pyrage.x25519.Identity.generate()))
    receiver: bytes = b"\x02" * 16

    @property
    def recipient(self) -> str:
        """The age recipient of the receiver."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    def address(self, number: int = 7) -> Address:
        """Return an address from the sender to the receiver."""
        sender = device_of(bytes(self.sign.verify_key))
        return Address(
            b"\x03" * 16,
            number,
            MADE,
            sender,
            b"\x04" * 8,
            self.receiver,
            (self.recipient,),
            b"\x05" * 16,
            "0",
        )

    def packing(self) -> Packing:
        """Begin a bundle."""
        return Packing(self.address(), self.sign)


def some_changes(count: int, scope: bytes = b"\x06" * 16) -> list[WireChange]:
    """Return changes of one feed, the same every time."""
    clock, before, found = HybridClock(b"\x04" * 8), b"", []
    step = WireStep(b"\x07" * 16, b"\x08" * 16, "经办", 5, 1, MADE, "edit_resident", "", "do")
    for seq in range(1, count + 1):
        body = seq.to_bytes(16, "big") + b'{"name":"\xe6\x9d\x8e%d"}' % seq
        what = ("create", "resident", seq.to_bytes(16, "big"))
        change = wire_change(
            step,
            (b"\x04" * 8, scope),
            seq,
            before,
            clock.tick(MADE),
            what,
            None,
            (body, None, None, None),
            ("", "", "", ""),
        )
        before = change.hash
        found.append(change)
    return found
