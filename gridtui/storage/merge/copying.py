"""What those who read a record in one scope alone still lack of it: changes that are to be copied there.

A record that was moved is in more scopes than one. Who receives only the last of them has what was brought
along and what was written there since, but not what was written at the same time where it was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.registers import RegisterWrite, heads
from gridtui.domain.changes.stamps import Stamp
from gridtui.storage.log.entries import copy_entry
from gridtui.storage.log.feeds import Entry, decode_part
from gridtui.storage.log.fields import LOGGED_PARTS, TableCodec
from gridtui.storage.log.history import CARRY, ERASE, LoggedChange, chunks, once
from gridtui.storage.log.log_tables import Change
from gridtui.storage.merge.homes import PLACE, home_of
from gridtui.storage.merge.projecting import view_of

Log = Sequence[LoggedChange]


def lacking(codec: TableCodec, log: Log, scope: bytes) -> list[LoggedChange]:
    """Return the edits that a scope must be told of, so that who reads only there sees the same record.

    ``log`` has every copy of a change. What was replaced before the record came there is not among them.
    """
    whole = once(log)
    edits = {change.stamp: change for change in whole if change.write.is_edit and change.kind != ERASE}
    here = [change for change in log if change.scope == scope]
    known = _known_to([change for change in here if change.kind == CARRY], whole)
    wanted = {stamp for stamp in edits if stamp not in known}
    wanted -= {change.stamp for change in here}
    while more := _unlike(codec, whole, [*once(here), *(edits[stamp] for stamp in wanted)], edits) - wanted:
        wanted |= more
    return [edits[stamp] for stamp in sorted(wanted)]


def erasures_lacking(log: Log) -> Iterator[tuple[LoggedChange, bytes]]:
    """Yield each erasure of a record with each scope that it was ever in and is not erased in."""
    for erasure in once(log):
        if erasure.kind == ERASE and erasure.whole:
            told = {change.scope for change in log if change.stamp == erasure.stamp}
            for scope in sorted({change.scope for change in log} - told):
                yield erasure, scope


def departures_lacking(codec: TableCodec, log: Log) -> Iterator[tuple[LoggedChange, bytes]]:
    """Yield the edits that took a record away, with each scope that it left and still seems to be in."""
    home = home_of(log)
    for scope in sorted({change.scope for change in log} - {home}):
        here = once([change for change in log if change.scope == scope])
        if view_of(codec, here).values.get(PLACE) == scope.hex():
            for change in lacking(codec, log, scope):
                if PLACE in change.fields:
                    yield change, scope


def copies_of(connection: Connection, wanted: Iterable[tuple[LoggedChange, bytes]]) -> list[Entry]:
    """Return copies of changes, each for a scope; not of those of which something is not here."""
    pairs = list(wanted)
    found = []
    bodies: dict[int, Sequence[Any]] = {}
    for some in chunks(sorted({change.num for change, _ in pairs})):
        bodies |= {row[0]: row[1:] for row in connection.execute(_BODIES.where(col(Change.num).in_(some)))}
    for change, scope in pairs:
        missing, *parts = bodies[change.num]
        if missing is None:
            told = [None if body is None else decode_part(body) for body in parts]
            first = Entry(change.kind, change.noun, change.record, change.scope, told, change.bases)
            first.stamp = change.stamp
            found.append(copy_entry(first, scope))
    return found


def _known_to(carries: Log, log: Log) -> set[Stamp]:
    """Return the stamps that who brought a record along knew of: what they named, and what that named."""
    named = {change.stamp: change.named for change in log}
    known: set[Stamp] = set()
    waiting = [stamp for change in carries for stamp in change.named]
    while waiting:
        stamp = waiting.pop()
        if stamp not in known:
            known.add(stamp)
            waiting.extend(named.get(stamp, ()))
    return known


def _unlike(codec: TableCodec, whole: Log, here: Log, edits: Mapping[Stamp, Any]) -> set[Stamp]:
    """Return edits by which some field has other live values than it has for who reads only ``here``."""
    all_writes, writes = [change.write for change in whole], [change.write for change in here]
    found: set[Stamp] = set()
    for name in codec.fields:
        live, shown = set(heads(all_writes, name)), set(heads(writes, name))
        found |= live - shown
        if shown - live:
            found |= _replacing(all_writes, name, shown - live)
    present = {change.stamp for change in here}
    return {stamp for stamp in found if stamp in edits and stamp not in present}


def _replacing(writes: Iterable[RegisterWrite], name: str, stamps: set[Stamp]) -> set[Stamp]:
    return {write.stamp for write in writes if not stamps.isdisjoint((write.bases or {}).get(name, ()))}


_BODIES: sa.Select[Any] = sa.select(
    col(Change.num), col(Change.missing), *(col(getattr(Change, part.value)) for part in LOGGED_PARTS)
)
