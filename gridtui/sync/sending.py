"""Sending: what goes to a device, packed into a folder or onto a stick, and remembered until acknowledged."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

import gridtui
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.columns import Part, to_millis
from gridtui.storage.log import audit
from gridtui.storage.log.exchange_rows import add_rows, set_rows
from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.log_tables import Peer, SentBundle
from gridtui.storage.log.outgoing_changes import FeedKey, forks, outgoing, vector
from gridtui.storage.log.wire import WireChange
from gridtui.storage.store import engines
from gridtui.storage.workspace import Workspace
from gridtui.sync import files, heads, paper_store, receipts
from gridtui.sync import keys as keyring
from gridtui.sync.bundle import lines
from gridtui.sync.bundle.writing import Address, Packing, remove
from gridtui.sync.chains import Chain, Grant
from gridtui.sync.heads import FeedRow
from gridtui.sync.keys import DeviceKeys, device_of
from gridtui.sync.paper_files import paper_lines
from gridtui.sync.refusing import BundleRefused, Why, note_failure
from gridtui.sync.tree import tree_in
from gridtui.sync.trust import CLASSES, Reach
from gridtui.words import mark, tr

NOT_SENT = "failed_bundle"
"""A line of the audit: a bundle was not written; the reason is the code of why."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What would go to a device: counts of changes, of feeds and scopes with anything new, and the rest.

    ``parts`` are the classes of fields that its level receives; ``scopes`` how many buildings and offices it
    may see; ``changes`` is counted by numbers of feeds, so withheld parts count like the others.
    """

    grant: Grant
    parts: frozenset[Part]
    scopes: int
    feeds: int
    changes: int
    since: Mapping[int, int]

    @property
    def withheld(self) -> list[Part]:
        """The classes of fields that stay here."""
        return [part for part in LOGGED_PARTS if part not in self.parts]


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was packed."""

    bundle: bytes
    device: bytes
    number: int
    paths: tuple[Path, ...]
    changes: int
    files: int


def preview(workspace: Workspace, device: bytes) -> Parcel:
    """Return what would go to a device; ``RuleBroken`` where it or this desk has no permit."""
    with workspace.read() as connection:
        chain, _ = _joined(connection)
        reach = Reach(chain, tree_in(connection, chain))
        parcel, _ = parcel_for(connection, chain, _grant_of(chain, device), reach)
    return parcel


def pack(
    workspace: Workspace,
    device: bytes,
    folder: Path,
    *,
    tick: Callable[[int, int], None] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Sent:
    """Pack what a device does not have yet into a folder, and remember it until it is acknowledged.

    Nothing is remembered of a bundle that could not be written, and no file is left of one that could not be
    remembered; the audit says so. ``tick`` is told (parts written, parts), ``progress`` (changes packed,
    changes to pack); where either raises, no file is left.
    """
    with workspace.writing() as connection:
        chain, keys = _joined(connection)
        grant = _grant_of(chain, device)
        paper_store.ensure_claims(connection, keys, workspace.clock())
        number = _next_number(connection, device)
    try:
        packed = _packed(workspace, grant, number, progress)
        paths = packed.packing.write(folder, tick=tick)
        sent = Sent(
            packed.packing.address.bundle,
            device,
            number,
            tuple(paths),
            packed.packing.changes,
            len(packed.given),
        )
        try:
            _remember(workspace, sent, packed)
        except RuleBroken:
            remove(paths)
            raise
    except RuleBroken as refused:
        note_failure(workspace, NOT_SENT, refused, device)
        raise
    return sent


@dataclass(frozen=True, slots=True)
class _Packed:
    """A bundle that is whole and not written: how far it reaches in each feed, its files, those not here."""

    packing: Packing
    reached: list[tuple[int, int, int]]
    given: list[bytes]
    missing: list[bytes]


def _packed(
    workspace: Workspace, grant: Grant, number: int, progress: Callable[[int, int | None], None] | None
) -> _Packed:
    with workspace.read() as connection:
        engines.widen_cache(connection)
        chain, keys = _joined(connection)
        parcel, feeds = parcel_for(connection, chain, grant, Reach(chain, tree_in(connection, chain)))
        scopes, since = {feed.scope for feed in feeds}, parcel.since
        packing = Packing(
            _address(workspace, chain, keys, grant, number),
            keys.sign,
            _preamble(connection, workspace, keys, parcel, scopes),
            _closing(connection, chain, feeds),
        )
        named = dict.fromkeys(files.owed_to(connection, device_of(grant.key), scopes, parcel.parts))
        known = {(feed.incarnation, feed.scope): since.get(feed.num, 0) for feed in feeds}
        changes = outgoing(connection, known, scopes=scopes.__contains__, parts=parcel.parts)
        packing.add_changes(counted(files.noting_files(changes, named), progress, parcel.changes))
        given, missing = files.add_files(connection, packing, named)
        packing.close()
    before = {feed.num: since.get(feed.num, 0) for feed in feeds}
    reached = [(feed.num, before[feed.num], feed.seq) for feed in feeds if feed.seq > before[feed.num]]
    return _Packed(packing, reached, given, missing)


def due(workspace: Workspace) -> list[Parcel]:
    """Return what waits for each device that something may be sent to, those with most first."""
    with workspace.read() as connection:
        chain, keys = _joined(connection)
        reach = Reach(chain, tree_in(connection, chain))
        grants = [grant for grant in chain.live_grants() if grant.key != keys.public]
        parcels = [parcel_for(connection, chain, grant, reach)[0] for grant in grants]
    return sorted((parcel for parcel in parcels if parcel.changes), key=lambda parcel: -parcel.changes)


def parcel_for(
    connection: Connection, chain: Chain, grant: Grant, reach: Reach
) -> tuple[Parcel, list[FeedRow]]:
    """Return what would go, and every feed that the device may see, as far as it is whole here."""
    feeds = heads.feeds_in(connection)
    if forks(connection):
        # Of a feed of which there are two, only what both have in common is surely here.
        whole = vector(connection)
        feeds = [replace(feed, seq=whole.get((feed.incarnation, feed.scope), 0)) for feed in feeds]
    scopes = reach.receives(grant, {feed.scope for feed in feeds})
    seen = [feed for feed in feeds if feed.scope in scopes]
    since = receipts.known_to(connection, grant.key, chain)
    lacking = {
        feed.num: feed.seq - since.get(feed.num, 0) for feed in seen if feed.seq > since.get(feed.num, 0)
    }
    parts = parts_for(chain, grant.said.level)
    return Parcel(grant, parts, len(scopes), len(lacking), sum(lacking.values()), since), seen


def parts_for(chain: Chain, level: int) -> frozenset[Part]:
    """Return the classes of fields that a level receives."""
    classes = CLASSES if chain.classes is None else chain.classes
    told = classes.get(str(level), CLASSES[str(level)])
    return frozenset(part for part in LOGGED_PARTS if part.value in told)


def counted(
    changes: Iterable[WireChange],
    progress: Callable[[int, int | None], None] | None,
    total: int | None = None,
) -> Iterator[WireChange]:
    """Pass changes on, and tell now and then how many of how many went by."""
    for number, change in enumerate(changes):
        if progress is not None and number % _EVERY == 0:
            progress(number, total)
        yield change


def _joined(connection: Connection) -> tuple[Chain, DeviceKeys]:
    chain, keys = paper_store.chain_in(connection), keyring.find_keys(connection)
    if chain is None or keys is None or not chain.grants.get(keys.public):
        raise BundleRefused(Why.NOT_JOINED)
    return chain, keys


def _grant_of(chain: Chain, device: bytes) -> Grant:
    for key in chain.grants:
        if device_of(key) == device:
            grant = chain.grant_of(key)
            if grant is not None:
                return grant
    raise RuleBroken(Problem(mark("收件的电脑没有有效的许可：{device}"), values={"device": device.hex()}))


def _address(workspace: Workspace, chain: Chain, keys: DeviceKeys, grant: Grant, number: int) -> Address:
    own = chain.newest_of(keys.public)
    # Who carries the stick sees to whom each file goes. Desks are called after offices, not after people.
    title = tr("给{to}-{name}", to=grant.said.name[:_LONGEST], name=own.said.name[:_LONGEST] if own else "")
    return Address(
        bundle=os.urandom(16),
        number=number,
        made=to_millis(workspace.clock()),
        device=keys.device,
        incarnation=workspace.desk.incarnation,
        receiver=device_of(grant.key),
        recipients=tuple(dict.fromkeys((grant.said.seal, grant.said.recovery))),
        proof=os.urandom(16),
        program=gridtui.__version__,
        title=title,
    )


def _preamble(
    connection: Connection, workspace: Workspace, keys: DeviceKeys, parcel: Parcel, scopes: Collection[bytes]
) -> list[lines.OwnLine]:
    device = device_of(parcel.grant.key)
    return [
        *paper_lines(paper_store.papers_in(connection)),
        *receipts.lines_for(connection, device, keys.device, workspace.desk.incarnation),
        *files.lacks_for(connection, scopes, parcel.parts),
    ]


def _closing(
    connection: Connection, chain: Chain, feeds: Iterable[FeedRow]
) -> Callable[[Collection[FeedKey]], list[lines.OwnLine]]:
    """Return what gives the signed heads of the feeds that a part has changes of."""
    by_key = {(feed.incarnation, feed.scope): feed for feed in feeds}

    def heads_for(keys: Collection[FeedKey]) -> list[lines.OwnLine]:
        """Return the heads of these feeds; one that is not known any more stands at nothing."""
        return [
            *heads.heads_of(connection, [by_key.get(key, FeedRow(0, *key, 0, b"")) for key in keys], chain)
        ]

    return heads_for


def _next_number(connection: Connection, device: bytes) -> int:
    number = connection.execute(sa.select(col(Peer.number)).where(col(Peer.device) == device)).scalar()
    if number is None:
        add_rows(connection, Peer, [{"device": device, "number": 1}])
        return 1
    set_rows(connection, Peer, {"device": device}, {"number": number + 1})
    return number + 1


def _remember(workspace: Workspace, sent: Sent, packed: _Packed) -> None:
    now = workspace.clock()
    with workspace.writing() as connection:
        row = {
            "bundle": sent.bundle,
            "device": sent.device,
            "number": sent.number,
            "at": now,
            "parts": len(sent.paths),
            "changes": sent.changes,
            "reached": msgspec.json.encode(packed.reached),
            "proof": packed.packing.address.proof,
            "files": files.encoded(packed.given) if packed.given else None,
        }
        add_rows(connection, SentBundle, [row])
        files.note_lacking(connection, sent.device, packed.missing)
        set_rows(connection, Peer, {"device": sent.device}, {"sent_at": now})
        audit.note(
            connection,
            audit.EXPORT,
            now=now,
            actor_id=workspace.operator.id,
            record=sent.device,
            reason=f"bundle {sent.number} {sent.changes}",
        )


_EVERY = 1_000
_LONGEST = 20
