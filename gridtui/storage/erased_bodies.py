"""Bodies and salts that leave the log: their hashes stay, so every chain still holds.

A change of kind ``erase`` restates a record as it is to remain and replaces every stamp of it. What the
record's changes with earlier stamps carried is dropped for good, wherever they come from and whenever they
arrive: that is a function of the set of changes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.problems import Problem
from gridtui.domain.stamps import Stamp
from gridtui.storage.fields import LOGGED_PARTS
from gridtui.storage.history import ERASE as ERASE
from gridtui.storage.history import chunks
from gridtui.storage.log_tables import Change
from gridtui.words import mark

ERASED_FOR = "erased_for"
"""The one word of such a change that is no field of its record: the code of the reason."""

TO_CLEAN = "to_clean"
"""The fact about a store whose pages may still hold what was erased: see ``erased_pages``."""

_MOST_TOLD = 20


def drop_bodies(connection: Connection, erased: Mapping[bytes, Stamp]) -> int:
    """Drop what changes of these records carried before the stamp of each; returns how many had any."""
    rows: list[dict[str, Any]] = []
    for some in chunks(list(erased)):
        for row in connection.execute(_BODIES.where(col(Change.record).in_(some))):
            num, record, stamp, missing, *parts = row
            if stamp < erased[record] and any(body is not None for body in parts):
                rows.append({"n": num, "m": _hashes(missing, parts)})
    for some in chunks(rows):
        connection.execute(_DROP, list(some))
    return len(rows)


def erased_stamps(connection: Connection, records: list[bytes]) -> dict[bytes, Stamp]:
    """Return the latest erasure of each of these records that has one."""
    found: dict[bytes, Stamp] = {}
    for some in chunks(records):
        chosen = sa.select(col(Change.record), col(Change.stamp)).where(
            col(Change.record).in_(some), col(Change.kind) == ERASE
        )
        found.update((row[0], row[1]) for row in connection.execute(chosen.order_by(col(Change.stamp))))
    return found


@dataclass(slots=True)
class BodyCheck:
    """Whether bodies are missing exactly where an erasure says so; told of every change of the log."""

    erased: dict[bytes, Stamp] = field(default_factory=dict)
    missing: dict[bytes, tuple[str, Stamp]] = field(default_factory=dict)

    def see(self, kind: str, noun: str, record: bytes, stamp: Stamp, missing: bytes | None) -> None:
        """Note one change: an erasure, or one whose bodies are not all here."""
        if kind == ERASE and stamp > self.erased.get(record, b""):
            self.erased[record] = stamp
        if missing is not None and stamp > self.missing.get(record, ("", b""))[1]:
            self.missing[record] = (noun, stamp)

    def problems(self, connection: Connection) -> Iterator[Problem]:
        """Yield a problem for each record whose bodies are gone with no erasure, or here in spite of one."""
        gone = [
            (noun, record)
            for record, (noun, stamp) in self.missing.items()
            if stamp >= self.erased.get(record, b"")
        ]
        yield from _told(mark("{noun} {id} 的变更内容不见了，没有清除记录说明原因"), gone)
        left = []
        for some in chunks(list(self.erased)):
            has_body = sa.or_(*(col(getattr(Change, part.value)).is_not(None) for part in LOGGED_PARTS))
            chosen = sa.select(col(Change.noun), col(Change.record), col(Change.stamp)).where(
                col(Change.record).in_(some), has_body
            )
            left += [
                (row.noun, row.record)
                for row in connection.execute(chosen)
                if row.stamp < self.erased[row.record]
            ]
        yield from _told(mark("{noun} {id} 已经清除，变更日志里却还有它的内容"), list(dict.fromkeys(left)))


def _told(text: str, records: list[tuple[str, bytes]]) -> Iterator[Problem]:
    for noun, record in records[:_MOST_TOLD]:
        yield Problem(text, values={"noun": noun, "id": record.hex()})


def _hashes(missing: bytes | None, parts: list[bytes | None]) -> bytes:
    """Return the stored hashes of all parts that will not be here."""
    told: dict[str, str] = msgspec.json.decode(missing) if missing else {}
    for part, body in zip(LOGGED_PARTS, parts, strict=True):
        if body is not None:
            told[part.value] = sha256(body).hexdigest()
    return msgspec.json.encode(told)


_BODIES: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Change.num),
    col(Change.record),
    col(Change.stamp),
    col(Change.missing),
    *(col(getattr(Change, part.value)) for part in LOGGED_PARTS),
)
_DROP = (
    sa.update(Change)
    .where(col(Change.num) == sa.bindparam("n"))
    .values({part.value: None for part in LOGGED_PARTS} | {"missing": sa.bindparam("m")})
)
