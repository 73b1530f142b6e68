"""Records that two desks edited without knowing of each other: what stands where, and who wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.registers import DELETED, Knowledge
from gridtui.domain.changes.stamps import Stamp
from gridtui.queries.histories import FieldChange, changed_fields, titles_behind, titles_of
from gridtui.storage.log.fields import codec_of, model_of
from gridtui.storage.log.history import LoggedChange, live_stamps, record_logs, value_at
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.merge.projecting import view_of


@dataclass(frozen=True, slots=True)
class ContestedRow:
    """One record with its title now, and the fields that are in conflict or were edited in parallel."""

    id: RecordId
    noun: str
    title: str
    conflicts: tuple[str, ...]
    parallels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One live value of a field, in JSON form and unmasked: who wrote it, when, on which device and level.

    ``part`` is its privacy class; ``shown`` says that it is the one that the lists show.
    """

    field: str
    part: str
    value: Any
    stamp: Stamp
    at: datetime
    actor_name: str
    device: bytes
    level: int
    shown: bool


@dataclass(frozen=True, slots=True)
class ContestedRecord:
    """A record in conflict with all that is needed to decide: the live versions of each field in conflict.

    ``titles`` names the records that values point to, by id in hexadecimal.
    """

    row: ContestedRow
    versions: Mapping[str, tuple[Version, ...]]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SideEdit:
    """One of the edits that were made beside each other: who, when, where, and what it wrote over what."""

    at: datetime
    actor_name: str
    device: bytes
    level: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ParallelEdits:
    """The edits of one record that were made beside each other, in order; ``titles`` as elsewhere."""

    row: ContestedRow
    edits: tuple[SideEdit, ...]
    titles: Mapping[str, str]


def column_of(noun: str, field: str) -> tuple[sa.Column[Any], Any] | None:
    """Return the column of a record's field and its default in JSON form; None where there is no such."""
    model = model_of(noun)
    if model is None or field not in codec_of(model).fields:
        return None
    codec = codec_of(model)
    return codec.table.c[field], codec.defaults[field]


def contested_counts(connection: Connection) -> tuple[int, int]:
    """Return how many records are in conflict, and how many parallel edits nobody has looked at."""
    conflicts = sa.select(sa.func.count()).select_from(Contested).where(col(Contested.conflicts) != "")
    parallels = sa.select(sa.func.count()).select_from(Contested).where(_PARALLEL)
    return connection.execute(conflicts).scalar_one(), connection.execute(parallels).scalar_one()


def contested_ids(connection: Connection) -> list[RecordId]:
    """Return every record in conflict, as they came."""
    chosen = sa.select(col(Contested.record)).where(col(Contested.conflicts) != "")
    return [bytes(id) for id in connection.execute(chosen.order_by(col(Contested.num))).scalars()]


def contested_page(
    connection: Connection, *, parallel: bool = False, offset: int = 0, limit: int = 100
) -> list[ContestedRow]:
    """Return records in conflict, or parallel edits that nobody has dismissed, as they came."""
    chosen = _ROWS.where(_PARALLEL if parallel else col(Contested.conflicts) != "")
    return _rows(connection, chosen.order_by(col(Contested.num)).offset(offset).limit(limit))


def contested_record(connection: Connection, record: RecordId) -> ContestedRecord | None:
    """Return a record in conflict with the versions of its fields; None where it is in none any more."""
    found = _rows(connection, _ROWS.where(col(Contested.record) == record, col(Contested.conflicts) != ""))
    if not found:
        return None
    row = found[0]
    versions = {field: tuple(versions_of(connection, row.noun, record, field)) for field in row.conflicts}
    values = ((row.noun, each.field, each.value) for some in versions.values() for each in some)
    return ContestedRecord(row, versions, titles_behind(connection, values))


def parallel_edits(connection: Connection, record: RecordId) -> ParallelEdits | None:
    """Return what was written beside what in a record; None where nobody has to look at it any more."""
    found = _rows(connection, _ROWS.where(col(Contested.record) == record, _PARALLEL))
    if not found:
        return None
    row = found[0]
    log = record_logs(connection, [record], row.noun).get(record, [])
    beside = {stamp for pair in Knowledge.of(change.write for change in log).parallel() for stamp in pair}
    edits = tuple(
        SideEdit(
            change.at,
            change.actor_name,
            change.stamp[8:16],
            change.level,
            tuple(changed_fields(log, change)),
        )
        for change in sorted(log, key=lambda change: change.stamp)
        if change.stamp in beside
    )
    values = (
        (row.noun, field.field, value)
        for edit in edits
        for field in edit.fields
        for value in (field.before, field.after)
    )
    return ParallelEdits(row, edits, titles_behind(connection, values))


def _rows(connection: Connection, chosen: sa.Select[*tuple[Any, ...]]) -> list[ContestedRow]:
    rows = connection.execute(chosen).all()
    titles: dict[RecordId, str] = {}
    for noun in {row.noun for row in rows}:
        titles |= titles_of(connection, noun, [row.record for row in rows if row.noun == noun])
    return [
        ContestedRow(
            row.record, row.noun, titles.get(row.record, ""), _names(row.conflicts), _names(row.parallels)
        )
        for row in rows
    ]


def versions_of(connection: Connection, noun: str, record: RecordId, field: str) -> list[Version]:
    """Return the live values of one field, the shown one first; empty for what is not known.

    Of a record that one desk hid while another edited it, the edit stands for being shown.
    """
    model = model_of(noun)
    log = record_logs(connection, [record], noun).get(record, [])
    if model is None or not log or field not in codec_of(model).fields:
        return []
    codec = codec_of(model)
    default, shown = codec.defaults[field], view_of(codec, log).values[field]
    live = [(stamp, value_at(log, field, stamp, default)) for stamp in live_stamps(log, field)]
    if field == DELETED and shown is False and all(value for _, value in live):
        edits = [
            change.stamp for change in log if change.write.is_edit and DELETED not in (change.bases or {})
        ]
        live += [(stamp, False) for stamp in edits[-1:]]
    found = [
        _version(log, codec.fields[field].part.value, field, value, stamp, shown) for stamp, value in live
    ]
    found.sort(key=lambda version: (not version.shown, version.stamp))
    return found


def _version(
    log: Sequence[LoggedChange], part: str, field: str, value: Any, stamp: Stamp, shown: Any
) -> Version:
    # What was only brought along from another scope is told by who brought it.
    change = next(
        (one for one in log if one.stamp == stamp),
        next((one for one in log if one.write.written(field) == stamp), log[-1]),
    )
    return Version(
        field, part, value, stamp, change.at, change.actor_name, stamp[8:16], change.level, value == shown
    )


def _names(told: str) -> tuple[str, ...]:
    return tuple(told.split(",")) if told else ()


_PARALLEL = sa.and_(col(Contested.parallels) != "", col(Contested.dismissed).is_(False))
_ROWS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Contested.record), col(Contested.noun), col(Contested.conflicts), col(Contested.parallels)
)
