"""What a local write says in the log: edits, records brought along into another scope, erasures, copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.registers import CARRIED, COPIED, DELETED, SEEN
from gridtui.domain.changes.stamps import Stamp
from gridtui.storage.erasure.erased_bodies import ERASED_FOR
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import TableCodec
from gridtui.storage.log.history import CARRY, ERASE, LoggedChange, all_live_stamps, live_stamps, value_at
from gridtui.storage.merge.homes import home_of
from gridtui.storage.merge.projecting import view_of


def shown(values: Mapping[str, Any], log: Sequence[LoggedChange]) -> dict[str, Any]:
    """Return what a row shows of an edit: a record that is only known in part stays hidden."""
    if DELETED in values and not any(change.whole for change in log):
        return {**values, DELETED: True}
    return dict(values)


def set_entry(
    codec: TableCodec, id: RecordId, values: Mapping[str, Any], log: Sequence[LoggedChange]
) -> Entry:
    """Return an edit of fields, or the hiding or bringing back of a record, in the scope it is in."""
    bases: dict[str, list[Stamp]] = {name: live_stamps(log, name) for name in values}
    kind, seen = "set", sorted({*all_live_stamps(log), *_erasures(log), *_brought_along(log)})
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
    return Entry(kind, codec.noun, id, home_of(log), codec.parts(values), bases, latest)


def carry_entry(codec: TableCodec, edit: Entry, log: Sequence[LoggedChange], scope: bytes) -> Entry:
    """Return what brings a record along into another scope after an edit: its values under their stamps.

    Whoever reads only there then knows of the record what was live; what else was known is named.
    """
    new = {name: value for part in edit.parts if part for name, value in part.items()}
    parts: list[dict[str, Any] | None] = [None] * len(edit.parts)
    bases: dict[str, list[Stamp]] = {}
    seen = {*all_live_stamps(log), *_erasures(log)} | ({edit.stamp} if edit.stamp else set())
    for name, field in codec.fields.items():
        default = codec.defaults[name]
        if name in new:
            value, stamp = new[name], edit.stamp
        else:
            live = live_stamps(log, name)
            stamp = live[-1] if live else b""
            value = value_at(log, name, stamp, default)
            if name == DELETED and value and not view_of(codec, log).values[name]:
                # Hidden beside an edit: that is told by the deletion itself.
                seen.discard(stamp)
                continue
        if value != default:
            told = parts[field.place] = parts[field.place] or {}
            told[name] = value
        # Defaults too: who reads only there and writes the field next has to name what that replaces.
        if value != default or stamp:
            bases[CARRIED + name] = [stamp]
    carried = {stamp for stamps in bases.values() for stamp in stamps}
    if seen - carried:
        bases[SEEN] = sorted(seen - carried)
    # Later than every change of the record: by that it is known where the record is.
    latest = max(edit.stamp, *(change.stamp for change in log))
    return Entry(CARRY, codec.noun, edit.record, scope, parts, bases, latest)


def erase_entry(
    codec: TableCodec, id: RecordId, values: Mapping[str, Any], log: Sequence[LoggedChange], reason: str
) -> Entry:
    """Return a change that says all that remains of a record, as a creation does, and replaces everything."""
    bases: dict[str, list[Stamp]] = {name: live_stamps(log, name) for name in codec.fields}
    bases[SEEN] = sorted({*all_live_stamps(log), *_erasures(log)})
    # Later than every change of the record, whose bodies must go, not only than the live ones.
    seen = max(change.stamp for change in log)
    parts = codec.parts(values, creating=True)
    parts[0] = {**(parts[0] or {}), ERASED_FOR: reason}
    return Entry(ERASE, codec.noun, id, home_of(log), parts, bases, seen)


def copy_entry(change: Entry, scope: bytes) -> Entry:
    """Return a change once more for those who only read in another scope; where both are it is one.

    ``change`` is as it was written first, with its stamp.
    """
    bases = {**(change.bases or {}), COPIED: [change.stamp]}
    return Entry(change.kind, change.noun, change.record, scope, change.parts, bases, change.stamp)


def _erasures(log: Sequence[LoggedChange]) -> set[Stamp]:
    """Return the erasures of a record, also those that only a later one knew of.

    They are named for as long as the record lives: who does not name one did not know of it.
    """
    erasures = [change for change in log if change.kind == ERASE]
    earlier = {stamp for change in erasures for stamp in (change.bases or {}).get(SEEN, ())}
    return {change.stamp for change in erasures} | earlier


def _brought_along(log: Sequence[LoggedChange]) -> set[Stamp]:
    """Return what a record was brought along with, and no edit has named since."""
    brought: set[Stamp] = set()
    known: set[Stamp] = set()
    for change in log:
        known.add(change.stamp)
        if change.kind == CARRY:
            brought |= change.named
        else:
            known |= change.named
    return brought - known
