"""Receiving: a part is opened, its sender known or refused, and all of it taken in, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage import attachments
from gridtui.storage.columns import from_millis, to_millis
from gridtui.storage.log import audit
from gridtui.storage.log.exchange_rows import add_rows
from gridtui.storage.log.log_tables import Feed, ReceivedPart
from gridtui.storage.log.wire import LineReader, WireChange, WireFault
from gridtui.storage.merge.merging import Merged, Merging
from gridtui.storage.merge.rejudging import judge_again
from gridtui.storage.merge.taking_in import go_on_after
from gridtui.storage.workspace import Workspace
from gridtui.sync import files, heads, paper_store, receipts
from gridtui.sync import keys as keyring
from gridtui.sync.bundle.lines import Head
from gridtui.sync.bundle.reading import KeepFile, OpenPart, open_part, read_outside, read_part
from gridtui.sync.chains import Chain, Grant, chain_of
from gridtui.sync.guarding import guard_writes
from gridtui.sync.keys import DeviceKeys, device_of
from gridtui.sync.paper_files import checked_papers
from gridtui.sync.papers import SignedPaper
from gridtui.sync.refusing import BundleRefused, Why, note_failure
from gridtui.sync.sending import counted
from gridtui.sync.tree import tree_in
from gridtui.sync.trust import Judge, Policy

REFUSED = "refused_bundle"
"""A line of the audit: a file was refused; the reason is the code of why."""

CONTRADICTED = "contradicted_feed"
"""A line of the audit: a feed is signed by its device otherwise than it is here."""

AHEAD = timedelta(days=2)
"""How far a sender's clock may be before ours until it is said."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A part that was looked at, or taken in when ``merged`` is there.

    ``again`` says that it was taken in before; ``clock_ahead`` is set where the sender's clock is wrong;
    ``missing`` are the numbers of the other parts of its bundle that are not here.
    """

    path: Path
    bundle: bytes
    grant: Grant
    number: int
    part: int
    parts: int
    made: datetime
    again: bool
    clock_ahead: timedelta | None
    merged: Merged | None = None
    files: int = 0
    acknowledged: int = 0
    missing: tuple[int, ...] = ()


@dataclass(slots=True)
class _Opened:
    """A part with its sender, before anything of it is written."""

    part: OpenPart
    papers: list[SignedPaper]
    chain: Chain
    grant: Grant


def inspect(workspace: Workspace, path: Path) -> Arrived:
    """Look at a part without taking anything in; ``BundleRefused`` says why it would be refused."""
    opened = _open(workspace, path, read_part(path))
    for _ in opened.part.changes():
        pass
    with workspace.read() as connection:
        return _arrived(connection, path, opened, workspace.clock())


def apply(
    workspace: Workspace,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> Arrived:
    """Take a part in as one transaction; with ``dry_run`` everything is tried and nothing kept.

    ``progress`` is told how many changes were read; where it raises, nothing is kept.

    ``BundleRefused`` where any layer does not hold, ``RuleBroken`` where the store cannot be written: nothing
    is taken in then, and the audit says so. Where this store turns out to be a copy of an earlier state of
    itself, it goes on as a new incarnation.
    """
    try:
        arrived = _take(workspace, path, dry_run, progress)
    except _DryRun as tried:
        return tried.arrived
    except RuleBroken as refused:
        if not dry_run:
            note_failure(workspace, REFUSED, refused)
        raise
    guard_writes(workspace)
    if arrived.merged is not None:
        _go_on(workspace, arrived.merged)
    return arrived


def _go_on(workspace: Workspace, merged: Merged) -> None:
    """Write what the merge leaves to this desk; the part is taken in, whether that goes or not."""
    try:
        go_on_after(workspace, merged)
    except RuleBroken:
        # What is to be told elsewhere is noted, and done after the next part; the rest is not.
        if merged.own_past or merged.unerased:
            raise


class _DryRun(Exception):
    """Ends a transaction that was only tried."""

    def __init__(self, arrived: Arrived) -> None:
        super().__init__()
        self.arrived = arrived


def _take(
    workspace: Workspace,
    path: Path,
    dry_run: bool,
    progress: Callable[[int, int | None], None] | None,
) -> Arrived:
    opened = _open(workspace, path, read_part(path))
    part, now = opened.part, workspace.clock()
    sender = bytes.fromhex(part.header.sender.device)
    with workspace.writing() as connection:
        arrived = _arrived(connection, path, opened, now)
        kept: list[bytes] = []

        def keep(_: bytes, body: bytes) -> None:
            """Keep an attached file, once its bytes are whole."""
            kept.append(attachments.put_body(connection, body))

        tree = tree_in(connection, opened.chain)
        changes = counted(_changes(part, keep), progress)
        merged = _merge(connection, workspace, changes, Judge(opened.chain, Policy(tree)))
        new_papers = paper_store.keep_papers(connection, opened.papers)
        grown = tree_in(connection, opened.chain)
        if new_papers or grown != tree:
            judge_again(
                connection,
                workspace.desk.zone,
                Judge(opened.chain, Policy(grown)).refuse,
                opened.chain.doubtful(),
            )
        if heads.keep_heads(connection, part.heads, opened.chain, path.name):
            audit.note(connection, CONTRADICTED, now=now, actor_id=workspace.operator.id, record=sender)
        acknowledged = _note_arrival(connection, opened, now)
        _drop_unnamed(connection, part, kept)
        told = f"bundle {arrived.number} {arrived.part}/{arrived.parts}"
        audit.note(
            connection, audit.IMPORT, now=now, actor_id=workspace.operator.id, record=sender, reason=told
        )
        arrived = replace(arrived, merged=merged, files=len(kept), acknowledged=acknowledged)
        if dry_run:
            raise _DryRun(arrived)
    return arrived


def _merge(
    connection: Connection, workspace: Workspace, changes: Iterable[WireChange], judge: Judge
) -> Merged:
    merging = Merging(
        connection,
        incarnation=workspace.desk.incarnation,
        zone=workspace.desk.zone,
        wall_millis=to_millis(workspace.clock()),
        allowed=judge.refuse,
    )
    merging.add(changes)
    return merging.finish()


def _changes(part: OpenPart, keep: KeepFile) -> Iterator[WireChange]:
    """Yield the changes of a part; ``BundleRefused`` for a line that no program writes."""
    reader = LineReader()
    try:
        for line in _covered(part, keep):
            change = reader.read(line)
            if change is not None:
                yield change
    except WireFault as error:
        raise BundleRefused(Why.BAD_BODY, part.name) from error


def _open(workspace: Workspace, path: Path, data: bytes) -> _Opened:
    """Open a part and know its sender; ``BundleRefused`` otherwise."""
    with workspace.read() as connection:
        root, keys = paper_store.root_of(connection), keyring.find_keys(connection)
        known = paper_store.papers_in(connection)
    if root is None or keys is None:
        raise BundleRefused(Why.NOT_JOINED, path.name)
    part = _for_us(data, keys, lambda: chain_of(known, root), path.name)
    there = {(paper.text, paper.signer) for paper in known}
    coming = [line for line in part.papers if (line.text.encode(), bytes.fromhex(line.signer)) not in there]
    papers = checked_papers(coming, Why.BAD_BODY, path.name)
    chain = chain_of([*known, *papers], root)
    # What nobody of the chain signed would only fill every file from here on.
    papers = [paper for paper in papers if chain.knows(paper.signer)]
    return _Opened(part, papers, chain, _sender(part, chain, workspace.clock()))


def _for_us(data: bytes, keys: DeviceKeys, chain: Callable[[], Chain], name: str) -> OpenPart:
    """Open a part; where it is for another desk that is known here, the refusal names it."""
    try:
        return open_part(data, keys.device, keys.identities, name)
    except BundleRefused as refused:
        if refused.why is not Why.NOT_FOR_US:
            raise
        header, _ = read_outside(data, name)
        receiver = bytes.fromhex(header.receiver)
        desk = "" if receiver == keys.device else chain().named(receiver)
        raise BundleRefused(Why.NOT_FOR_US, name, desk=desk) from refused


def _sender(part: OpenPart, chain: Chain, now: datetime) -> Grant:
    """Return the certificate of who packed a part; ``BundleRefused`` where there is none in force."""
    told, name = part.header.sender, part.name
    key = bytes.fromhex(told.key)
    if device_of(key).hex() != told.device:
        raise BundleRefused(Why.BAD_BODY, name)
    if chain.is_revoked(key):
        raise BundleRefused(Why.REVOKED_SENDER, name)
    grant = chain.grant_of(key)
    if grant is None or key not in chain.claims.get(bytes.fromhex(told.incarnation), ()):
        raise BundleRefused(Why.UNKNOWN_SENDER, name)
    # A clock that is years ahead on either side makes nobody's permit run out.
    if min(part.header.made, to_millis(now)) > grant.said.until:
        day = from_millis(grant.said.until).date().isoformat()
        raise BundleRefused(Why.EXPIRED_SENDER, name, day=day)
    return grant


def _arrived(connection: Connection, path: Path, opened: _Opened, now: datetime) -> Arrived:
    header = opened.part.header
    made = from_millis(header.made)
    again = connection.execute(_PART, {"b": bytes.fromhex(header.bundle), "p": header.part}).first()
    return Arrived(
        path,
        bytes.fromhex(header.bundle),
        opened.grant,
        header.number,
        header.part,
        header.parts,
        made,
        again is not None,
        made - now if made - now > AHEAD else None,
        missing=receipts.missing_parts(connection, bytes.fromhex(header.bundle), header.parts, header.part),
    )


def _covered(part: OpenPart, keep: KeepFile) -> Iterator[bytes]:
    """Pass the lines of changes on; every feed among them needs a head that its own device signed."""
    feeds: set[tuple[str, ...]] = set()
    for line in part.changes(keep):
        if line.startswith(_FEED):
            try:
                feeds.add(tuple(msgspec.json.decode(line)[1:3]))
            except (ValueError, TypeError, RecursionError) as error:
                raise BundleRefused(Why.BAD_BODY, part.name) from error
        yield line
    if not feeds <= {(head.incarnation, head.scope) for head in part.heads}:
        raise BundleRefused(Why.BAD_BODY, part.name)


def _note_arrival(connection: Connection, opened: _Opened, now: datetime) -> int:
    """Note that a part is here, and what its sender holds; returns how many feeds are known further."""
    part, header = opened.part, opened.part.header
    device, incarnation = bytes.fromhex(header.sender.device), bytes.fromhex(header.sender.incarnation)
    receipts.heard_of(connection, device, incarnation, now)
    if connection.execute(_PART, {"b": bytes.fromhex(header.bundle), "p": header.part}).first() is None:
        row = {
            "bundle": bytes.fromhex(header.bundle),
            "part": header.part,
            "parts": header.parts,
            "device": device,
            "incarnation": incarnation,
            "number": header.number,
            "digest": bytes.fromhex(header.body.sha256),
            "proof": bytes.fromhex(part.manifest.proof),
            "at": now,
        }
        add_rows(connection, ReceivedPart, [row])
    further = receipts.note_held(connection, device, incarnation, _held(connection, part.heads))
    for receipt in part.receipts:
        further += receipts.take(connection, device, receipt, now) or 0
    files.note_lacking(connection, device, (bytes.fromhex(lack.digest) for lack in part.lacks[: files.MOST]))
    return further


def _drop_unnamed(connection: Connection, part: OpenPart, kept: Sequence[bytes]) -> None:
    """Drop files that no record names any more: an old bundle does not bring back what was erased.

    While other parts are missing, the record may be in one of those.
    """
    if part.header.parts == 1:
        attachments.drop_unnamed(connection, kept)
    elif not receipts.missing_parts(connection, bytes.fromhex(part.header.bundle), part.header.parts):
        attachments.drop_unnamed(connection)


def _held(connection: Connection, told: Iterable[Head]) -> list[tuple[int, int, int]]:
    """Return what a sender holds by its own word: a feed whole as far as the head it sent."""
    chosen = sa.select(col(Feed.num), col(Feed.incarnation), col(Feed.scope))
    nums: Mapping[tuple[str, str], int] = {
        (incarnation.hex(), scope.hex()): num for num, incarnation, scope in connection.execute(chosen)
    }
    places = ((nums.get((head.incarnation, head.scope)), head.held) for head in told)
    return [(num, 0, seq) for num, seq in places if num is not None]


_FEED = b'["feed",'
_PART = sa.select(col(ReceivedPart.num)).where(
    col(ReceivedPart.bundle) == sa.bindparam("b"), col(ReceivedPart.part) == sa.bindparam("p")
)
