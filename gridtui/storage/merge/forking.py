"""Deciding which tail of a forked feed counts, and moving the other one aside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.forks import Link, counting
from gridtui.storage.erasure.erased_bodies import ERASED_FOR
from gridtui.storage.log.history import ERASE, chunks
from gridtui.storage.log.log_tables import Change, Feed, ForkedChange
from gridtui.storage.log.outgoing_changes import FeedKey, feed_changes
from gridtui.storage.log.wire import packed_alone, unpacked_alone
from gridtui.storage.merge.arriving import Arrival


@dataclass
class Settled:
    """What a decision moved: how far the feed is whole now, records that lost changes, changes taken in.

    ``left`` is noun → records; ``erased`` are those whose erasure was moved aside, with the reason's code.
    """

    seq: int = 0
    hash: bytes = b""
    left: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    erased: list[tuple[str, bytes, str]] = field(default_factory=list)
    taken: list[Arrival] = field(default_factory=list)


def settle_fork(connection: Connection, feed_num: int, key: FeedKey) -> Settled:
    """Let the tail count that must, given all that is here of a feed; ``taken`` is left to be stored."""
    here, before = [], b""
    rows = connection.execute(_HERE.where(col(Change.feed_num) == feed_num)).all()
    for row in rows:
        here.append(Link(row.seq, row.hash, before if row.before is None else row.before))
        before = row.hash
    aside = [
        Link(row.seq, row.hash, row.before)
        for row in connection.execute(_ASIDE.where(col(ForkedChange.feed_num) == feed_num))
    ]
    found = counting([*here, *aside])
    settled = Settled()
    for link in here:
        if link.seq != settled.seq + 1 or link.hash not in found:
            break
        settled.seq, settled.hash = link.seq, link.hash
    _set_aside(connection, feed_num, key, {link.hash for link in here} - found, settled)
    _take_in(connection, feed_num, found.intersection(link.hash for link in aside), settled)
    connection.execute(
        sa.update(Feed).where(col(Feed.num) == feed_num).values(seq=settled.seq, hash=settled.hash)
    )
    return settled


def _set_aside(
    connection: Connection, feed_num: int, key: FeedKey, hashes: set[bytes], settled: Settled
) -> None:
    if not hashes:
        return
    moved = []
    for change in feed_changes(connection, feed_num, key, settled.seq):
        if change.hash in hashes:
            settled.left[change.noun].append(change.record)
            if change.kind == ERASE:
                reason = str(change.fields().get(ERASED_FOR, ""))
                settled.erased.append((change.noun, change.record, reason))
            moved.append(
                {
                    "feed_num": feed_num,
                    "seq": change.seq,
                    "hash": change.hash,
                    "before": change.before,
                    "lines": packed_alone(change),
                }
            )
    connection.execute(sa.insert(ForkedChange), moved)
    for some in chunks(moved):
        seqs = [row["seq"] for row in some]
        connection.execute(
            sa.delete(Change).where(col(Change.feed_num) == feed_num, col(Change.seq).in_(seqs))
        )


def _take_in(connection: Connection, feed_num: int, hashes: set[bytes], settled: Settled) -> None:
    chosen = sa.select(col(ForkedChange.num), col(ForkedChange.lines), col(ForkedChange.hash))
    rows = connection.execute(
        chosen.where(col(ForkedChange.feed_num) == feed_num).order_by(col(ForkedChange.seq))
    )
    last = settled.hash
    for row in rows.all():
        if row.hash not in hashes:
            continue
        change = unpacked_alone(row.lines)
        settled.taken.append(Arrival(change, feed_num, change.before == last))
        last = change.hash
        connection.execute(sa.delete(ForkedChange).where(col(ForkedChange.num) == row.num))


_HERE = sa.select(col(Change.seq), col(Change.hash), col(Change.before)).order_by(col(Change.seq))
_ASIDE = sa.select(col(ForkedChange.seq), col(ForkedChange.hash), col(ForkedChange.before))
