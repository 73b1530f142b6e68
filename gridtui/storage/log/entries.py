"""What a local write says in the log: edits, records brought along into another scope, erasures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.registers import CARRIED, DELETED, SEEN
from gridtui.domain.changes.stamps import Stamp
from gridtui.storage.erasure.erased_bodies import ERASED_FOR
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import TableCodec
from gridtui.storage.log.history import CARRY, ERASE, LoggedChange, all_live_stamps, live_stamps, value_at


def set_entry(
    codec: TableCodec, id: RecordId, values: Mapping[str, Any], log: Sequence[LoggedChange]
) -> Entry:
    """Return an edit of fields, or the hiding or bringing back of a record, in the scope it is in."""
    bases: dict[str, list[Stamp]] = {name: live_stamps(log, name) for name in values}
    kind, seen = "set", all_live_stamps(log)
    # An erasure is named for as long as the record lives: who does not name it did not know of it.
    seen = sorted({*seen, *(change.stamp for change in log if change.kind == ERASE)})
    if DELETED in values:
        kind = "delete" if values[DELETED] else "restore"
        bases[SEEN] = seen
    else:
        named = {stamp for stamps in bases.values() for stamp in stamps}
        unnamed = [stamp for stamp in seen if stamp not in named]
        if unnamed:
            bases[SEEN] = unnamed
    # What was only seen does not take the clock along: one wrong clock would rule every other.
    replaced = (stamp for name, stamps in bases.items() if name != SEEN for stamp in stamps)
    latest = max(replaced, default=b"")
    return Entry(kind, codec.noun, id, log[-1].scope, codec.parts(values), bases, latest)


def carry_entry(codec: TableCodec, edit: Entry, log: Sequence[LoggedChange], scope: bytes) -> Entry:
    """Return what brings a record along into another scope after an edit: its values under their stamps."""
    new = {name: value for part in edit.parts if part for name, value in part.items()}
    parts: list[dict[str, Any] | None] = [None] * len(edit.parts)
    bases: dict[str, list[Stamp]] = {}
    for name, field in codec.fields.items():
        default = codec.defaults[name]
        if name in new:
            value, stamp = new[name], edit.stamp
        else:
            live = live_stamps(log, name)
            stamp = live[-1] if live else b""
            value = value_at(log, name, stamp, default)
        if value != default:
            told = parts[field.place] = parts[field.place] or {}
            told[name] = value
            bases[CARRIED + name] = [stamp]
    erasures = [change.stamp for change in log if change.kind == ERASE]
    if erasures:
        bases[SEEN] = erasures
    # Later than every change of the record: by that it is known where the record is.
    seen = max(edit.stamp, *(change.stamp for change in log))
    return Entry(CARRY, codec.noun, edit.record, scope, parts, bases, seen)


def erase_entry(
    codec: TableCodec, id: RecordId, values: Mapping[str, Any], log: Sequence[LoggedChange], reason: str
) -> Entry:
    """Return a change that says all that remains of a record, as a creation does, and replaces everything."""
    bases: dict[str, list[Stamp]] = {name: live_stamps(log, name) for name in codec.fields}
    bases[SEEN] = all_live_stamps(log)
    # Later than every change of the record, whose bodies must go, not only than the live ones.
    seen = max(change.stamp for change in log)
    parts = codec.parts(values, creating=True)
    parts[0] = {**(parts[0] or {}), ERASED_FOR: reason}
    return Entry(ERASE, codec.noun, id, log[-1].scope, parts, bases, seen)
