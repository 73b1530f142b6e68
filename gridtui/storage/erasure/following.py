"""Obeying at this desk what others erased: what they could not reach, and what is kept here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.erasure import ErasureReason
from gridtui.domain.words.dates import local_date
from gridtui.storage import attachments
from gridtui.storage.erasure.erased_bodies import ERASE, ERASED_FOR, must_clean
from gridtui.storage.erasure.erasing import drop_drafts, drop_views, restated
from gridtui.storage.erasure.traces import Told, Traces, ids_of, linked_to, told_of
from gridtui.storage.filled_forms import forget_records
from gridtui.storage.log import audit
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import chunks, record_logs
from gridtui.storage.merge.homes import home_of
from gridtui.storage.tables import Household, Resident


def erase_what_hangs_on(unit: UnitOfWork, people: Sequence[RecordId]) -> int:
    """Erase what leads to people who were erased at a desk that did not have it; return how many records.

    Links alone count, no words: nobody makes another desk erase something by giving a person its name. What
    this desk may not write is left to those who may.
    """
    count = 0
    for person, reason in _reasons(unit.connection, people).items():
        traces = linked_to(unit.connection, [person])
        digests = attachments.digests_of(unit.connection, traces.attachments)
        done = 0
        for model, rows in restated(unit.connection, traces, Told(), local_date(unit.now)):
            left = {} if model in (Resident, Household) else _not_yet(unit, model, rows)
            unit.erase(model, left, reason)
            done += len(left)
        if done:
            attachments.drop_unnamed(unit.connection, digests)
            must_clean(unit.connection, unit.now)
            audit.note(
                unit.connection,
                audit.ERASE,
                now=unit.now,
                actor_id=unit.operator.id,
                record=person,
                reason=reason,
            )
        count += done
    return count


def forget_here(connection: Connection, people: Sequence[RecordId]) -> None:
    """Drop what only this desk keeps of people, before what is known of them goes.

    Half-typed forms and named views that name them or are about them, and what papers were filled with.
    """
    told = told_of(connection, Traces(people=tuple(people)))
    named = Told(told.marks, told.marks)
    drop_drafts(connection, Traces(people=tuple(people)), named)
    drop_views(connection, Traces(people=tuple(people)), named)
    homes = ids_of(connection, Resident, "household_id", people)
    forget_records(connection, [*people, *homes, *ids_of(connection, Resident, "building_id", people)])


def _reasons(connection: Connection, people: Sequence[RecordId]) -> dict[RecordId, str]:
    """Return person → the code of why they were erased, of those who were."""
    found = {}
    for id, log in record_logs(connection, people, codec_of(Resident).noun).items():
        codes = [str(change.fields.get(ERASED_FOR, "")) for change in log if change.kind == ERASE]
        if codes:
            found[id] = codes[-1] if ErasureReason.has(codes[-1]) else ErasureReason.OTHER.value
    return found


def _not_yet(
    unit: UnitOfWork, model: RecordTable, rows: Mapping[RecordId, Mapping[str, Any]]
) -> dict[RecordId, Mapping[str, Any]]:
    """Return those of these records that still say something and that this desk may write."""
    table, noun = codec_of(model).table, codec_of(model).noun
    found: dict[RecordId, Mapping[str, Any]] = {}
    for some in chunks(list(rows)):
        stored = {row["id"]: row for row in unit.connection.execute(_rows(table, some)).mappings()}
        for id, log in record_logs(unit.connection, some, noun).items():
            done = any(change.kind == ERASE for change in log)
            done = done and all(stored[id][name] == value for name, value in rows[id].items())
            if not done and unit.may_write(noun, home_of(log)):
                found[id] = rows[id]
    return found


def _rows(table: sa.Table, ids: Sequence[RecordId]) -> sa.Select[Any]:
    return sa.select(table).where(table.c.id.in_(ids))
