"""Appending to the change log: chains of hashes, one a feed.

A feed is what one device incarnation wrote in one scope. The hash of a change is SHA-256 over a JSON
array (UTF-8, no spaces) of: format, incarnation, scope, seq, hash before, stamp, step id, actor, level,
schema version, kind, noun, record, bases, and the SHA-256 of each part (public, contact, identity,
health; empty where there is none). Binary values are lower-case hexadecimal.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.stamps import HybridClock, Stamp
from gridtui.storage.log.bulk import insert_rows
from gridtui.storage.log.fields import LOGGED_PARTS, Parts
from gridtui.storage.log.log_tables import Change, Feed, log_table

LOG_FORMAT = 1
SALT_SIZE = 16
_SALTS = SALT_SIZE * len(LOGGED_PARTS)

_json = msgspec.json.Encoder()


@dataclass(slots=True)
class Entry:
    """A change that is about to be appended; ``stamp`` is given by the feed writer.

    ``seen`` is the latest stamp that the change replaces, so that its own is later.
    """

    kind: str
    noun: str
    record: bytes
    scope: bytes
    parts: Parts
    bases: dict[str, list[Stamp]] | None = None
    seen: Stamp = b""
    stamp: Stamp = b""


@dataclass(frozen=True, slots=True)
class StepHeader:
    """What all changes of one step share."""

    num: int
    id: bytes
    actor_id: bytes
    level: int
    schema_version: int


@dataclass(slots=True)
class _Head:
    num: int
    seq: int
    hash: bytes


def encode_part(fields: dict[str, Any], salt: bytes) -> bytes:
    """Return the stored form of a part: its salt, then the JSON object of its fields."""
    return salt + _json.encode(fields)


def encode_bases(bases: Mapping[str, Sequence[Stamp]]) -> bytes:
    """Return the stored form of what a change replaced: field → stamps."""
    return _json.encode({name: [stamp.hex() for stamp in stamps] for name, stamps in bases.items()})


def decode_part(body: bytes | None) -> dict[str, Any]:
    """Return the fields of a stored part; empty for a part that is not there."""
    if body is None:
        return {}
    fields: dict[str, Any] = msgspec.json.decode(body[SALT_SIZE:])
    return fields


def change_hash(
    incarnation: bytes,
    scope: bytes,
    seq: int,
    before: bytes,
    stamp: Stamp,
    step: StepHeader,
    kind: str,
    noun: str,
    record: bytes,
    bases: bytes | None,
    part_hashes: Sequence[str],
) -> bytes:
    """Return the hash of a change as this module's text describes it."""
    head = [
        LOG_FORMAT,
        incarnation.hex(),
        scope.hex(),
        seq,
        before.hex(),
        stamp.hex(),
        step.id.hex(),
        step.actor_id.hex(),
        step.level,
        step.schema_version,
        kind,
        noun,
        record.hex(),
        None if bases is None else bases.decode(),
        *part_hashes,
    ]
    return sha256(_json.encode(head)).digest()


class FeedWriter:
    """Appends entries to this device's feeds inside one transaction."""

    def __init__(self, connection: Connection, clock: HybridClock) -> None:
        self._connection = connection
        self._clock = clock
        self._heads: dict[bytes, _Head] = {}

    @property
    def incarnation(self) -> bytes:
        """The device incarnation whose feeds these are."""
        return self._clock.incarnation

    def append(self, entries: Sequence[Entry], step: StepHeader, wall_millis: int) -> None:
        """Stamp, chain, hash and insert the entries, in their order."""
        self._load_heads({entry.scope for entry in entries})
        salts = os.urandom(_SALTS * len(entries))
        insert_rows(
            self._connection,
            _CHANGE_TABLE,
            (
                self._row(entry, step, wall_millis, salts[at * _SALTS : (at + 1) * _SALTS])
                for at, entry in enumerate(entries)
            ),
        )

    def save_heads(self) -> None:
        """Write back where the touched feeds stand now."""
        touched = [{"n": head.num, "s": head.seq, "h": head.hash} for head in self._heads.values()]
        if touched:
            self._connection.execute(_SAVE_HEAD, touched)

    def _row(self, entry: Entry, step: StepHeader, wall_millis: int, salts: bytes) -> dict[str, Any]:
        head = self._heads[entry.scope]
        entry.stamp = self._clock.tick(wall_millis, entry.seen)
        bases = None if entry.bases is None else encode_bases(entry.bases)
        row: dict[str, Any] = {}
        hashes: list[str] = []
        for place, (name, fields) in enumerate(zip(_PART_NAMES, entry.parts, strict=True)):
            if fields:
                body = row[name] = encode_part(fields, salts[place * SALT_SIZE : (place + 1) * SALT_SIZE])
                hashes.append(sha256(body).hexdigest())
            else:
                row[name] = None
                hashes.append("")
        head.seq += 1
        head.hash = change_hash(
            self._clock.incarnation,
            entry.scope,
            head.seq,
            head.hash,
            entry.stamp,
            step,
            entry.kind,
            entry.noun,
            entry.record,
            bases,
            hashes,
        )
        row |= {
            "feed_num": head.num,
            "seq": head.seq,
            "stamp": entry.stamp,
            "step_num": step.num,
            "kind": entry.kind,
            "noun": entry.noun,
            "record": entry.record,
            "hash": head.hash,
            "bases": bases,
            "missing": None,
            "before": None,
            "refused": None,
        }
        return row

    def _load_heads(self, scopes: set[bytes]) -> None:
        wanted = [scope for scope in scopes if scope not in self._heads]
        for at in range(0, len(wanted), 500):
            chosen = sa.select(log_table(Feed)).where(
                col(Feed.incarnation) == self._clock.incarnation, col(Feed.scope).in_(wanted[at : at + 500])
            )
            for row in self._connection.execute(chosen):
                self._heads[row.scope] = _Head(row.num, row.seq, row.hash)
        missing = [scope for scope in wanted if scope not in self._heads]
        if missing:
            self._begin_feeds(missing)

    def _begin_feeds(self, scopes: list[bytes]) -> None:
        rows = [
            {"incarnation": self._clock.incarnation, "scope": scope, "seq": 0, "hash": b""}
            for scope in scopes
        ]
        self._connection.execute(sa.insert(Feed), rows)
        self._load_heads(set(scopes))


_CHANGE_TABLE = log_table(Change)
_PART_NAMES = tuple(part.value for part in LOGGED_PARTS)
_SAVE_HEAD = (
    sa.update(Feed)
    .where(col(Feed.num) == sa.bindparam("n"))
    .values(seq=sa.bindparam("s"), hash=sa.bindparam("h"))
)
