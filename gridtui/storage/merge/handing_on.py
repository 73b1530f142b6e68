"""After a merge: telling those who read one scope alone what others wrote, without knowing, where it was.

Whoever may write in both scopes does so, and everybody who does writes the same: copies of a change are one.
Who erased a person where they are now is obeyed where they were before; who edited a record where it was is
heard where it is now; what was written for a household that had moved away goes after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.words.intents import Intent
from gridtui.storage.erasure.erased_bodies import drop_bodies, first_stamp, must_clean
from gridtui.storage.erasure.following import erase_what_hangs_on
from gridtui.storage.log.changes import IMMUTABLE, UnitOfWork
from gridtui.storage.log.feeds import encode_bases
from gridtui.storage.log.fields import RecordTable, codec_of, model_of, table_of
from gridtui.storage.log.history import CARRY, ERASE, LoggedChange, chunks, once, record_logs, scattered_logs
from gridtui.storage.merge.copying import copies_of, departures_lacking, erasures_lacking, lacking
from gridtui.storage.merge.due import forget_due, read_due
from gridtui.storage.merge.homes import BY_LEVEL, GOES_WITH, PLACE, home_of
from gridtui.storage.merge.projecting import view_of
from gridtui.storage.tables import Building
from gridtui.storage.workspace import Workspace

HANDED_ON = "hand_on"
"""The kind of a step that nobody took: it repeats what others wrote, and there is nothing to undo."""


def hand_on(workspace: Workspace) -> None:
    """Write what merges have left to this desk; what it may not write others will, who may."""
    with workspace.read() as connection:
        due = read_due(connection)
    if due.people:
        with workspace.write(Intent.ERASE_PERSON) as unit:
            unit.kind = ERASE
            erase_what_hangs_on(unit, sorted(due.people))
    if due.people or due.scattered:
        with workspace.write(Intent.HAND_ON) as unit:
            unit.kind = HANDED_ON
            by_model: dict[RecordTable, list[bytes]] = {}
            for noun, record in sorted(due.scattered):
                model = model_of(noun)
                if model is not None and noun not in BY_LEVEL:
                    by_model.setdefault(model, []).append(record)
            for model, records in by_model.items():
                _follow_place(unit, model, records)
                _copy(unit, model, records)
            _bring_after(unit, {codec_of(model).noun: records for model, records in by_model.items()})
            forget_due(unit.connection)


def _follow_place(unit: UnitOfWork, model: RecordTable, records: Sequence[bytes]) -> None:
    """Bring records along to the building they are said to be in, where only its own scope says so."""
    codec = codec_of(model)
    for some in chunks(records if PLACE in codec.fields and model not in IMMUTABLE else ()):
        for id, log in record_logs(unit.connection, some, codec.noun).items():
            place = bytes.fromhex(view_of(codec, log).values[PLACE] or "")
            if (
                place in {change.scope for change in log}
                and place != home_of(log)
                and unit.may_write(codec.noun, place)
            ):
                unit.carry(model, [id], place)


def _copy(unit: UnitOfWork, model: RecordTable, records: Sequence[bytes]) -> None:
    """Copy what is lacking of moved records: erasures into every scope, edits to where they are."""
    codec = codec_of(model)
    for some in chunks(records):
        logs = scattered_logs(unit.connection, some, codec.noun)
        moved = [log for log in logs.values() if any(change.kind == CARRY for change in log)]
        wanted: list[tuple[LoggedChange, bytes]] = []
        for log in moved:
            wanted += erasures_lacking(log)
            home = home_of(once(log))
            wanted += [(change, home) for change in lacking(codec, log, home)]
            wanted += departures_lacking(codec, log)
        dropped = 0
        for entry in unit.repeat(copies_of(unit.connection, wanted)):
            if entry.kind == ERASE:
                erasure = {entry.record: first_stamp(entry.stamp, encode_bases(entry.bases or {}))}
                dropped += drop_bodies(unit.connection, erasure, codec.noun, entry.scope)
        if dropped:
            must_clean(unit.connection, unit.now)


def _bring_after(unit: UnitOfWork, parents: dict[str, list[bytes]]) -> None:
    """Bring along what was written, without knowing, for something that had gone from there."""
    for noun, (name, parent) in GOES_WITH.items():
        model = model_of(noun)
        assert model is not None
        for some in chunks(parents.get(parent, ())):
            left = _left_behind(unit, model, name, record_logs(unit.connection, some, parent))
            for (here, there), ids in left.items():
                if unit.may_write(noun, here) and unit.may_write(noun, there):
                    _bring(unit, model, ids, here, there)
                    parents.setdefault(noun, []).extend(ids)


def _left_behind(
    unit: UnitOfWork, model: RecordTable, name: str, parents: Mapping[bytes, Sequence[LoggedChange]]
) -> dict[tuple[bytes, bytes], list[bytes]]:
    """Return (where it is, where it belongs) → records that are where what they belong to is no longer."""
    table = table_of(model)
    chosen = sa.select(table.c.id, table.c[name]).where(
        table.c[name].in_(list(parents)), table.c.deleted.is_(False)
    )
    hanging = {row[0]: row[1] for row in unit.connection.execute(chosen.order_by(table.c.num))}
    found: dict[tuple[bytes, bytes], list[bytes]] = {}
    for some in chunks(list(hanging)):
        for id, log in record_logs(unit.connection, some, codec_of(model).noun).items():
            above, here = parents[hanging[id]], home_of(log)
            if here != home_of(above) and any(change.scope == here for change in above):
                found.setdefault((here, home_of(above)), []).append(id)
    return found


def _bring(unit: UnitOfWork, model: RecordTable, ids: Sequence[bytes], here: bytes, there: bytes) -> None:
    """Bring records into another scope; those that say which building they are in say so of the new one."""
    table = table_of(model)
    if model not in IMMUTABLE and PLACE in table.c:
        is_building = sa.select(col(Building.id)).where(col(Building.id) == there)
        place = unit.connection.execute(is_building).scalar()
        chosen = sa.select(table.c.id).where(table.c.id.in_(ids), table.c[PLACE] == here)
        rows = [(id, {PLACE: place}) for id in unit.connection.execute(chosen).scalars()]
        unit.update_many(model, rows, scope=there)
    unit.carry(model, ids, there)
