"""Appending to the change log: chains of hashes, one a feed.

A feed is what one device incarnation wrote in one scope. The hash of a change is SHA-256 over a JSON
array (UTF-8, no spaces) of: format, incarnation, scope, seq, hash before, stamp, step id, actor, level,
schema version, kind, noun, record, bases, and the SHA-256 of each part (public, contact, identity,
health; empty where there is none). Binary values are lower-case hexadecimal.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.stamps import HybridClock, Stamp
from gridtui.storage.columns import Part
from gridtui.storage.fields import LOGGED_PARTS
from gridtui.storage.log_tables import Change, Feed

LOG_FORMAT = 1
SALT_SIZE = 16

_json = msgspec.json.Encoder()
encode_json = _json.encode


@dataclass(slots=True)
class Entry:
    """A change that is about to be appended; ``stamp`` is given by the feed writer.

    ``seen`` is the latest stamp that the change replaces, so that its own is later.
    """

    kind: str
    noun: str
    record: bytes
    scope: bytes
    parts: dict[Part, dict[str, Any]]
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


def decode_part(body: bytes | None) -> dict[str, Any]:
    """Return the fields of a stored part; empty for a part that is not there."""
    if body is None:
        return {}
    fields: dict[str, Any] = msgspec.json.decode(body[SALT_SIZE:])
    return fields


def change_hash(incarnation: bytes, scope: bytes, seq: int, before: bytes, stamp: Stamp, step: StepHeader,
                kind: str, noun: str, record: bytes, bases: bytes | None, part_hashes: Sequence[str]) -> bytes:
    """Return the hash of a change as this module's text describes it."""
    head = [LOG_FORMAT, incarnation.hex(), scope.hex(), seq, before.hex(), stamp.hex(), step.id.hex(),
            step.actor_id.hex(), step.level, step.schema_version, kind, noun, record.hex(),
            None if bases is None else bases.decode(), *part_hashes]
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
        salts = os.urandom(SALT_SIZE * len(LOGGED_PARTS) * len(entries))
        rows = [self._row(entry, step, wall_millis, salts[at * 64:at * 64 + 64]) for at, entry in enumerate(entries)]
        self._connection.execute(_INSERT, rows)

    def save_heads(self) -> None:
        """Write back where the touched feeds stand now."""
        touched = [{"n": head.num, "s": head.seq, "h": head.hash} for head in self._heads.values()]
        if touched:
            self._connection.execute(_SAVE_HEAD, touched)

    def _row(self, entry: Entry, step: StepHeader, wall_millis: int, salts: bytes) -> dict[str, Any]:
        head = self._heads[entry.scope]
        entry.stamp = self._clock.tick(wall_millis, entry.seen)
        bases = None if entry.bases is None else _json.encode(
            {name: [stamp.hex() for stamp in stamps] for name, stamps in entry.bases.items()})
        bodies: dict[str, bytes | None] = {}
        hashes: list[str] = []
        for place, part in enumerate(LOGGED_PARTS):
            fields = entry.parts.get(part)
            body = encode_part(fields, salts[place * SALT_SIZE:(place + 1) * SALT_SIZE]) if fields else None
            bodies[part.value] = body
            hashes.append(sha256(body).hexdigest() if body else "")
        head.seq += 1
        head.hash = change_hash(self._clock.incarnation, entry.scope, head.seq, head.hash, entry.stamp, step,
                                entry.kind, entry.noun, entry.record, bases, hashes)
        return {"feed_num": head.num, "seq": head.seq, "stamp": entry.stamp,
                "step_num": step.num, "kind": entry.kind, "noun": entry.noun, "record": entry.record,
                "hash": head.hash, "bases": bases, "missing": None, **bodies}

    def _load_heads(self, scopes: set[bytes]) -> None:
        wanted = [scope for scope in scopes if scope not in self._heads]
        for at in range(0, len(wanted), 500):
            chosen = sa.select(Feed).where(  # type: ignore[call-overload]
                col(Feed.incarnation) == self._clock.incarnation, col(Feed.scope).in_(wanted[at:at + 500]))
            for row in self._connection.execute(chosen):
                self._heads[row.scope] = _Head(row.num, row.seq, row.hash)
        missing = [scope for scope in wanted if scope not in self._heads]
        if missing:
            self._begin_feeds(missing)

    def _begin_feeds(self, scopes: list[bytes]) -> None:
        rows = [{"incarnation": self._clock.incarnation, "scope": scope, "seq": 0, "hash": b""} for scope in scopes]
        self._connection.execute(sa.insert(Feed), rows)
        self._load_heads(set(scopes))


_INSERT = sa.insert(Change)
_SAVE_HEAD = (sa.update(Feed).where(col(Feed.num) == sa.bindparam("n"))
              .values(seq=sa.bindparam("s"), hash=sa.bindparam("h")))
