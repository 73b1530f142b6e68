"""Bodies and salts that leave the log: their hashes stay, so every chain still holds.

A change of kind ``erase`` restates a record as it is to remain and replaces every stamp of it. What the
record's changes with earlier stamps carried is dropped for good, wherever they come from and whenever they
arrive: that is a function of the set of changes alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.stamps import Stamp
from gridtui.domain.words.problems import Problem
from gridtui.storage.filled_forms import forget_records
from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.history import ERASE as ERASE
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change
from gridtui.words import mark

ERASED_FOR = "erased_for"
"""The one word of such a change that is no field of its record: the code of the reason."""

WITHHELD = "withheld"
"""Beside the hashes of parts that are not here: they did not come, and were not taken away."""

TO_CLEAN = "to_clean"
"""The fact about a store whose pages may still hold what was erased: see ``erased_pages``."""

_MOST_TOLD = 20
_DEVICE = slice(8, 16)


def drop_bodies(connection: Connection, erased: Mapping[bytes, Stamp], noun: str | None = None) -> int:
    """Drop what an erasure of each record takes away of its changes; returns how many had anything.

    ``erased`` is record → the stamp of an erasure; with a ``noun`` only what was written of it as such a one.
    """
    rows: list[dict[str, Any]] = []
    for some in chunks(list(erased)):
        for row in connection.execute(_BODIES.where(col(Change.record).in_(some))):
            num, record, told_as, kind, stamp, bases, missing, *parts = row
            taken = noun in (None, told_as) and is_taken(erased[record], kind, stamp, bases)
            if taken and any(body is not None for body in parts):
                rows.append({"n": num, "m": hashes_of(missing, parts)})
    for some in chunks(rows):
        connection.execute(_DROP, list(some))
    forget_records(connection, erased)
    return len(rows)


def is_taken(erasure: Stamp, kind: str, stamp: Stamp, bases: bytes | None) -> bool:
    """Whether an erasure takes away what a change carried: it is earlier, or was made without knowing of it.

    A change that brings a record along is as old as the oldest value in it.
    """
    if stamp < erasure:
        return True
    if kind == ERASE or stamp[_DEVICE] == erasure[_DEVICE]:
        return False
    return bases is None or erasure.hex().encode() not in bases


def erased_stamps(
    connection: Connection, records: Sequence[bytes], noun: str | None = None
) -> dict[bytes, list[Stamp]]:
    """Return the stamps of the erasures of each of these records that has any, oldest first."""
    found: dict[bytes, list[Stamp]] = defaultdict(list)
    for some in chunks(records):
        chosen = sa.select(col(Change.record), col(Change.stamp)).where(
            col(Change.record).in_(some), col(Change.kind) == ERASE, col(Change.refused).is_(None)
        )
        if noun is not None:
            chosen = chosen.where(col(Change.noun) == noun)
        for record, stamp in connection.execute(chosen.order_by(col(Change.stamp))):
            found[record].append(stamp)
    return dict(found)


@dataclass(slots=True)
class BodyCheck:
    """Whether bodies are missing exactly where an erasure says so; told of every change of the log."""

    erased: dict[tuple[str, bytes], list[Stamp]] = field(default_factory=lambda: defaultdict(list))
    missing: list[tuple[str, bytes, str, Stamp, bytes | None]] = field(default_factory=list)

    def see(
        self, kind: str, noun: str, record: bytes, stamp: Stamp, bases: bytes | None, missing: bytes | None
    ) -> None:
        """Note one change: an erasure, or one whose bodies are gone; what never came is no loss."""
        if kind == ERASE:
            self.erased[noun, record].append(stamp)
        if missing is not None and WITHHELD not in msgspec.json.decode(missing):
            self.missing.append((noun, record, kind, stamp, bases))

    def problems(self, connection: Connection) -> Iterator[Problem]:
        """Yield a problem for each record whose bodies are gone with no erasure, or here in spite of one."""
        gone = [
            (noun, record)
            for noun, record, kind, stamp, bases in self.missing
            if not self._taken(noun, record, kind, stamp, bases)
        ]
        yield from _told(mark("{noun} {id} 的变更内容不见了，没有清除记录说明原因"), _once(gone))
        left = []
        for some in chunks(sorted({record for _, record in self.erased})):
            has_body = sa.or_(*(col(getattr(Change, part.value)).is_not(None) for part in LOGGED_PARTS))
            for row in connection.execute(_BODIES.where(col(Change.record).in_(some), has_body)):
                if self._taken(row.noun, row.record, row.kind, row.stamp, row.bases):
                    left.append((row.noun, row.record))
        yield from _told(mark("{noun} {id} 已经清除，变更日志里却还有它的内容"), _once(left))

    def _taken(self, noun: str, record: bytes, kind: str, stamp: Stamp, bases: bytes | None) -> bool:
        return any(is_taken(erasure, kind, stamp, bases) for erasure in self.erased.get((noun, record), ()))


def _once(records: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return list(dict.fromkeys(records))


def _told(text: str, records: list[tuple[str, bytes]]) -> Iterator[Problem]:
    for noun, record in records[:_MOST_TOLD]:
        yield Problem(text, values={"noun": noun, "id": record.hex()})


def hashes_of(missing: bytes | None, parts: Sequence[bytes | None]) -> bytes:
    """Return the stored hashes of all parts that will not be here."""
    told: dict[str, str] = msgspec.json.decode(missing) if missing else {}
    for part, body in zip(LOGGED_PARTS, parts, strict=True):
        if body is not None:
            told[part.value] = sha256(body).hexdigest()
    return msgspec.json.encode(told)


_BODIES: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Change.num),
    col(Change.record),
    col(Change.noun),
    col(Change.kind),
    col(Change.stamp),
    col(Change.bases),
    col(Change.missing),
    *(col(getattr(Change, part.value)) for part in LOGGED_PARTS),
)
_DROP = (
    sa.update(Change)
    .where(col(Change.num) == sa.bindparam("n"))
    .values({part.value: None for part in LOGGED_PARTS} | {"missing": sa.bindparam("m")})
)
