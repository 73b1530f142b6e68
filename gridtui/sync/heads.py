"""Signed feed heads: the device that wrote a feed says where it stood, so that nobody else can add to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from nacl.signing import SigningKey
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.log.exchange_rows import add_rows
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change, Feed, FeedHead, SecretKey
from gridtui.sync.bundle.header import signed_by
from gridtui.sync.bundle.lines import Head
from gridtui.sync.chains import Chain
from gridtui.sync.refusing import BundleRefused, Why

CONTEXT = b"gridtui feed head 1\n"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as it stands here: ``seq`` is how far it is whole, ``hash`` its hash there."""

    num: int
    incarnation: bytes
    scope: bytes
    seq: int
    hash: bytes


def feeds_in(connection: Connection) -> list[FeedRow]:
    """Return every feed, also one of which only a later stretch is here, the same order every time."""
    chosen = sa.select(
        col(Feed.num), col(Feed.incarnation), col(Feed.scope), col(Feed.seq), col(Feed.hash)
    ).order_by(col(Feed.num))
    return [
        FeedRow(num, bytes(incarnation), bytes(scope), seq, bytes(hash))
        for num, incarnation, scope, seq, hash in connection.execute(chosen)
    ]


def told(incarnation: bytes, scope: bytes, seq: int, hash: bytes) -> bytes:
    """Return what is signed of a head."""
    return CONTEXT + incarnation + scope + seq.to_bytes(8, "big") + hash


def heads_of(connection: Connection, feeds: Iterable[FeedRow], chain: Chain) -> list[Head]:
    """Return a head for each of these feeds: signed now where it is this device's own, else as it came.

    One that came is the furthest that is not beyond how far the feed is whole here, else the nearest.
    """
    own = _own_keys(connection)
    found: list[Head] = []
    others: dict[tuple[bytes, bytes], int] = {}
    for feed in feeds:
        key = next((own[one] for one in chain.claims.get(feed.incarnation, ()) if one in own), None)
        if key is None or not feed.seq:
            others[feed.incarnation, feed.scope] = feed.seq
        else:
            signature = key.sign(told(feed.incarnation, feed.scope, feed.seq, feed.hash)).signature
            place = feed.incarnation.hex(), feed.scope.hex(), feed.seq, feed.hash.hex()
            found.append(Head(*place, bytes(key.verify_key).hex(), signature.hex(), feed.seq))
    return found + _kept(connection, others)


def keep_heads(connection: Connection, heads: Collection[Head], chain: Chain, name: str = "") -> int:
    """Keep the heads of a part, after its changes were taken in; returns how many the log here contradicts.

    ``BundleRefused`` where a signature does not hold. A head of a device without a claim is passed over.
    """
    rows: dict[tuple[bytes, bytes, int], dict[str, object]] = {}
    for head in heads:
        incarnation, scope = bytes.fromhex(head.incarnation), bytes.fromhex(head.scope)
        signer, hash = bytes.fromhex(head.signer), bytes.fromhex(head.hash)
        if signer not in chain.claims.get(incarnation, ()):
            continue
        if not signed_by(signer, told(incarnation, scope, head.seq, hash), bytes.fromhex(head.signature)):
            raise BundleRefused(Why.BAD_BODY, name)
        rows[incarnation, scope, head.seq] = {
            "incarnation": incarnation,
            "scope": scope,
            "seq": head.seq,
            "hash": hash,
            "signer": signer,
            "signature": bytes.fromhex(head.signature),
            "held": False,
        }
    hashes = _hashes_at(connection, rows)
    contradicted = 0
    for place, row in rows.items():
        there = hashes.get(place)
        row["held"] = there == row["hash"]
        contradicted += there is not None and there != row["hash"]
    _store(connection, rows)
    return contradicted


def _own_keys(connection: Connection) -> Mapping[bytes, SigningKey]:
    chosen = sa.select(col(SecretKey.secret)).where(col(SecretKey.kind) == "sign")
    keys = [SigningKey(bytes(secret)) for secret in connection.execute(chosen).scalars()]
    return {bytes(key.verify_key): key for key in keys}


def _kept(connection: Connection, wanted: Mapping[tuple[bytes, bytes], int]) -> list[Head]:
    """Return the kept head of each feed that fits best; ``wanted`` is how far each is whole here."""
    best: dict[tuple[bytes, bytes], Any] = {}
    for some in chunks(sorted({incarnation for incarnation, _ in wanted})):
        for row in connection.execute(_HEADS.where(col(FeedHead.incarnation).in_(some))):
            place = bytes(row.incarnation), bytes(row.scope)
            whole = wanted.get(place)
            if whole is not None and (
                place not in best or _fits(row.seq, whole) > _fits(best[place].seq, whole)
            ):
                best[place] = row
    return [
        Head(
            row.incarnation.hex(),
            row.scope.hex(),
            row.seq,
            row.hash.hex(),
            row.signer.hex(),
            row.signature.hex(),
            wanted[place],
        )
        for place, row in sorted(best.items())
    ]


def _fits(seq: int, whole: int) -> tuple[bool, int]:
    """Order heads: what is whole here comes before what is beyond, then the nearest."""
    return seq <= whole, seq if seq <= whole else -seq


def _hashes_at(
    connection: Connection, places: Collection[tuple[bytes, bytes, int]]
) -> dict[tuple[bytes, bytes, int], bytes]:
    found: dict[tuple[bytes, bytes, int], bytes] = {}
    for some in chunks(sorted(places)):
        seqs, scopes = {seq for _, _, seq in some}, {scope for _, scope, _ in some}
        chosen = (
            sa.select(col(Feed.incarnation), col(Feed.scope), col(Change.seq), col(Change.hash))
            .join(Change, col(Change.feed_num) == col(Feed.num))
            .where(col(Feed.scope).in_(scopes), col(Change.seq).in_(seqs))
        )
        for incarnation, scope, seq, hash in connection.execute(chosen):
            found[bytes(incarnation), bytes(scope), seq] = bytes(hash)
    return found


def _store(connection: Connection, rows: Mapping[tuple[bytes, bytes, int], dict[str, object]]) -> None:
    known = set()
    for some in chunks(sorted({incarnation for incarnation, _, _ in rows})):
        for row in connection.execute(_HEADS.where(col(FeedHead.incarnation).in_(some))):
            known.add((bytes(row.incarnation), bytes(row.scope), row.seq))
    new = [row for place, row in rows.items() if place not in known]
    add_rows(connection, FeedHead, new)


_HEADS = sa.select(
    col(FeedHead.incarnation),
    col(FeedHead.scope),
    col(FeedHead.seq),
    col(FeedHead.hash),
    col(FeedHead.signer),
    col(FeedHead.signature),
)
