"""Bodies and salts that leave the log: their hashes stay, so every chain still holds.

A change of kind ``erase`` restates a record as it is to remain and replaces every stamp of it. What the
record's changes with earlier stamps carried in the same scope is dropped for good, wherever they come from
and whenever they arrive: that is a function of the set of changes alone. It is said again in every other
scope that the record was ever in, by whoever may write there: nobody takes away what they may not write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.registers import COPIED
from gridtui.domain.changes.stamps import Stamp
from gridtui.domain.words.problems import Problem
from gridtui.storage.filled_forms import forget_records
from gridtui.storage.log.fields import LOGGED_PARTS, codec_of
from gridtui.storage.log.history import ERASE as ERASE
from gridtui.storage.log.history import chunks, record_logs, takes
from gridtui.storage.log.log_tables import Change, Feed, ForkedChange, Meta
from gridtui.storage.log.wire import WireChange, hash_of_part, packed_alone, unpacked_alone
from gridtui.storage.tables import Resident
from gridtui.words import mark

ERASED_FOR = "erased_for"
"""The one word of such a change that is no field of its record: the code of the reason."""

WITHHELD = "withheld"
"""Beside the hashes of parts that are not here: they did not come, and were not taken away."""

TO_CLEAN = "to_clean"
"""The fact about a store whose pages may still hold what was erased: see ``erased_pages``."""

_PERSON = codec_of(Resident).noun
_MOST_TOLD = 20
_COPIED = f'"{COPIED}"'.encode()


def drop_bodies(
    connection: Connection, erased: Mapping[bytes, Stamp], noun: str, scope: bytes | None = None
) -> int:
    """Drop what an erasure of each record takes away of its changes; returns how many had anything.

    ``erased`` is record → the stamp of an erasure in a scope; without one, everything that is here goes. Only
    what was written of the records as of that noun.
    """
    rows: list[dict[str, Any]] = []
    for some in chunks(list(erased)):
        chosen = _BODIES.where(col(Change.record).in_(some), col(Change.noun) == noun)
        for row in connection.execute(chosen if scope is None else chosen.where(col(Feed.scope) == scope)):
            num, record, _, kind, stamp, bases, missing, _, *parts = row
            if any(body is not None for body in parts) and is_taken(erased[record], kind, stamp, bases):
                rows.append({"n": num, "m": hashes_of(missing, parts)})
    for some in chunks(rows):
        connection.execute(_DROP, list(some))
    _drop_aside(connection, erased, noun, scope)
    forget_records(connection, erased)
    return len(rows)


def _drop_aside(
    connection: Connection, erased: Mapping[bytes, Stamp], noun: str, scope: bytes | None
) -> None:
    """Drop the same of what is kept aside of forked feeds, and what only speaks of a person there."""
    kept = sa.select(col(ForkedChange.num), col(ForkedChange.lines), col(Feed.scope))
    people = [id.hex().encode() for id in erased] if noun == _PERSON else []
    for num, lines, own in connection.execute(
        kept.join(Feed, col(Feed.num) == col(ForkedChange.feed_num))
    ).all():
        if scope is not None and own != scope:
            continue
        change = unpacked_alone(lines)
        taken = (
            change.noun == noun
            and change.record in erased
            and is_taken(erased[change.record], change.kind, change.stamp, change.bases)
        )
        if taken or any(id in lines for id in people):
            without = packed_alone(without_bodies(change))
            connection.execute(
                sa.update(ForkedChange).where(col(ForkedChange.num) == num).values(lines=without)
            )


def without_bodies(change: WireChange) -> WireChange:
    """Return a change with the hashes of its parts in their place."""
    hashes = tuple(
        told if body is None else hash_of_part(body)
        for body, told in zip(change.parts, change.withheld, strict=True)
    )
    return change._replace(parts=(None,) * len(change.parts), withheld=hashes)


def without_erased(connection: Connection, change: WireChange) -> WireChange:
    """Return a change without what an erasure that is here takes away."""
    erasures = erased_stamps(connection, [change.record], change.noun).get(change.record, ())
    taken = any(is_taken(each, change.kind, change.stamp, change.bases) for each in erasures)
    return without_bodies(change) if taken else change


def is_taken(erasure: Stamp, kind: str, stamp: Stamp, bases: bytes | None) -> bool:
    """Whether an erasure takes away what a change carried: it is earlier, or was made without knowing of it.

    A copy of a change is taken like the change itself.
    """
    named = bases is not None and erasure.hex().encode() in bases
    return takes(erasure, kind, first_stamp(stamp, bases), named)


def first_stamp(stamp: Stamp, bases: bytes | None) -> Stamp:
    """Return the stamp of a change, of a copy that of the change it repeats."""
    if bases is None or _COPIED not in bases:
        return stamp
    try:
        return bytes.fromhex(msgspec.json.decode(bases)[COPIED][0])
    except (ValueError, LookupError, TypeError):
        # Nobody but a stranger writes that, and such a change counts for nothing.
        return stamp


def erased_stamps(connection: Connection, records: Sequence[bytes], noun: str) -> dict[bytes, list[Stamp]]:
    """Return the stamps of the erasures of each of these records that has any, oldest first.

    Those count that were written where the record is at home.
    """
    found = {}
    for id, log in record_logs(connection, records, noun).items():
        erasures = [change.stamp for change in log if change.kind == ERASE]
        if erasures:
            found[id] = erasures
    return found


def must_clean(connection: Connection, now: datetime) -> None:
    """Remember that something was erased whose words may still lie in unused bytes of pages."""
    connection.execute(sa.delete(Meta).where(col(Meta.key) == TO_CLEAN))
    connection.execute(sa.insert(Meta).values(key=TO_CLEAN, value=now.isoformat()))


@dataclass(slots=True)
class BodyCheck:
    """Whether bodies are missing only where an erasure says so, and nowhere here in spite of one.

    Told of every change of the log. Who erases drops what is here of the record in any scope.
    """

    erased: dict[tuple[str, bytes], list[tuple[bytes, Stamp]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    missing: list[tuple[str, bytes, str, Stamp, bytes | None]] = field(default_factory=list)

    def see(
        self,
        scope: bytes,
        kind: str,
        noun: str,
        record: bytes,
        stamp: Stamp,
        bases: bytes | None,
        missing: bytes | None,
        refused: str | None,
    ) -> None:
        """Note one change: an erasure, or one whose bodies are gone; what never came is no loss."""
        if kind == ERASE:
            # A refused one takes nothing away, though it may have counted once.
            self.erased[noun, record].append((b"" if refused else scope, first_stamp(stamp, bases)))
        if missing is not None and WITHHELD not in msgspec.json.decode(missing):
            self.missing.append((noun, record, kind, stamp, bases))

    def problems(self, connection: Connection) -> Iterator[Problem]:
        """Yield a problem for each record whose bodies are gone with no erasure, or here in spite of one."""
        gone = [
            (noun, record)
            for noun, record, kind, stamp, bases in self.missing
            if not any(
                is_taken(erasure, kind, stamp, bases) for _, erasure in self.erased.get((noun, record), ())
            )
        ]
        yield from _told(mark("{noun} {id} 的变更内容不见了，没有清除记录说明原因"), _once(gone))
        left = []
        for some in chunks(sorted({record for _, record in self.erased})):
            has_body = sa.or_(*(col(getattr(Change, part.value)).is_not(None) for part in LOGGED_PARTS))
            for row in connection.execute(_BODIES.where(col(Change.record).in_(some), has_body)):
                erasures = self.erased.get((row.noun, row.record), ())
                told_here = [erasure for scope, erasure in erasures if scope == row.scope]
                if any(is_taken(erasure, row.kind, row.stamp, row.bases) for erasure in told_here):
                    left.append((row.noun, row.record))
        yield from _told(mark("{noun} {id} 已经清除，变更日志里却还有它的内容"), _once(left))


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
    col(Feed.scope),
    *(col(getattr(Change, part.value)) for part in LOGGED_PARTS),
).join(Feed, col(Feed.num) == col(Change.feed_num))
_DROP = (
    sa.update(Change)
    .where(col(Change.num) == sa.bindparam("n"))
    .values({part.value: None for part in LOGGED_PARTS} | {"missing": sa.bindparam("m")})
)
