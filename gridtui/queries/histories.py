"""Reading the history of a record: who changed what, when, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.attachments import of_issues
from gridtui.storage.columns import Part
from gridtui.storage.erasure.erased_bodies import ERASE
from gridtui.storage.log.fields import codec_of, model_of, table_of
from gridtui.storage.log.history import CARRY, LoggedChange, chunks, record_logs, refused_of, value_at
from gridtui.storage.log.log_tables import Step
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Issue, IssueEvent, Org, Resident, Unit


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change; values are in JSON form and unmasked, so show them through masking."""

    field: str
    part: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a record: when, by whom, in which intent, and which fields it wrote.

    ``kind`` is the change's (create, update …), ``step_kind`` do, undo or redo; ``noun`` is the changed
    record's table: the steps and the files of an issue stand in the issue's history. ``refused`` is the code
    of why the change counts for nothing here, empty where it counts.
    """

    num: int
    at: datetime
    actor_name: str
    intent: str
    kind: str
    fields: tuple[FieldChange, ...]
    noun: str = ""
    step_kind: str = "do"
    refused: str = ""


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """The history of one record: its noun, its title now, its entries newest first.

    ``titles`` names the records that its fields point to, by their ids in hexadecimal, as fields hold them.
    """

    noun: str
    title: str
    entries: tuple[HistoryEntry, ...]
    titles: Mapping[str, str]


def record_history(connection: Connection, record_id: RecordId) -> list[HistoryEntry]:
    """Return every change of a record, newest first; empty for an unknown id."""
    log = record_logs(connection, [record_id]).get(record_id, [])
    return _entries(log, _step_kinds(connection, log))[::-1]


def history_of(
    connection: Connection, noun: str, record_id: RecordId, *, refused: bool = False
) -> RecordHistory:
    """Return the history of a record with what is needed to show it; an issue's has its steps and files.

    With ``refused`` also the changes that came from other desks and count for nothing here.
    """
    records = [record_id, *_steps_of(connection, noun, record_id)]
    logs = record_logs(connection, records)
    others = refused_of(connection, records) if refused else []
    kinds = _step_kinds(
        connection, [*(change for log in logs.values() for change in log), *(change for change, _ in others)]
    )
    entries = [entry for log in logs.values() for entry in _entries(log, kinds)]
    for change, code in others:
        entries.append(_entry(logs.get(change.record, []), change, kinds, code))
    entries.sort(key=lambda entry: entry.num, reverse=True)
    titles = _titles(connection, entries)
    title = titles_of(connection, noun, [record_id]).get(record_id, "")
    return RecordHistory(noun, title, tuple(entries), titles)


def author_of_step(connection: Connection, step_id: bytes) -> str:
    """Return who did a step, empty where it is not known here."""
    return connection.execute(sa.select(col(Step.actor_name)).where(col(Step.id) == step_id)).scalar() or ""


def noun_of(connection: Connection, record_id: RecordId) -> str | None:
    """Return which noun an id belongs to, from the log; None for an unknown one."""
    log = record_logs(connection, [record_id]).get(record_id)
    return log[0].noun if log else None


def titles_of(connection: Connection, noun: str, ids: Iterable[RecordId]) -> dict[RecordId, str]:
    """Return what each record of a noun is called: a name, a door, a number; deleted ones too."""
    chosen: sa.Select[Any] | None = _TITLES.get(noun)
    model = model_of(noun)
    if model is None:
        return {}
    table = table_of(model)
    if chosen is None:
        name = next((table.c[each] for each in ("name", "person_name", "tag") if each in table.c), None)
        if name is None:
            return {}
        chosen = sa.select(table.c.id, name)
    found: dict[RecordId, str] = {}
    for some in chunks(list(ids)):
        found.update((row[0], row[1] or "") for row in connection.execute(chosen.where(table.c.id.in_(some))))
    return found


def _steps_of(connection: Connection, noun: str, record_id: RecordId) -> Sequence[RecordId]:
    if noun != "issue":
        return ()
    chosen = sa.select(col(IssueEvent.id)).where(col(IssueEvent.issue_id) == record_id)
    return [*connection.execute(chosen).scalars(), *of_issues(connection, [record_id])]


def _entries(log: Sequence[LoggedChange], kinds: Mapping[int, str]) -> list[HistoryEntry]:
    entries = []
    for change in log:
        if change.kind != CARRY:
            entries.append(_entry(log, change, kinds))
    return entries


def _entry(
    log: Sequence[LoggedChange], change: LoggedChange, kinds: Mapping[int, str], refused: str = ""
) -> HistoryEntry:
    fields = changed_fields(log, change)
    if change.noun == _FILE and change.kind in ("delete", "restore"):
        fields = [_file_change(log, gone=change.kind == "delete")]
    return HistoryEntry(
        change.num,
        change.at,
        change.actor_name,
        change.intent,
        change.kind,
        tuple(fields),
        change.noun,
        kinds.get(change.step_num, "do"),
        refused,
    )


def changed_fields(log: Sequence[LoggedChange], change: LoggedChange) -> list[FieldChange]:
    """Return what one change of a record wrote over what."""
    model = model_of(change.noun)
    codec = None if model is None else codec_of(model)
    fields = []
    # An erasure says again what remains; nothing of that is new.
    for name, after in () if change.kind == ERASE else change.fields.items():
        known = codec.fields.get(name) if codec else None
        default = None if known is None or known.default is None else known.encode(known.default)
        bases = (change.bases or {}).get(name, [])
        before = value_at(log, name, bases[-1], default) if bases else None
        fields.append(FieldChange(name, known.part.value if known else "", before, after))
    return fields


def _file_change(log: Sequence[LoggedChange], *, gone: bool) -> FieldChange:
    """Return that a file went, or came back, as a change of its name."""
    name = log[0].fields.get("name") if log else None
    return FieldChange("name", Part.IDENTITY.value, name if gone else None, None if gone else name)


def _step_kinds(connection: Connection, log: Sequence[LoggedChange]) -> dict[int, str]:
    kinds: dict[int, str] = {}
    for some in chunks(sorted({change.step_num for change in log})):
        chosen = sa.select(col(Step.num), col(Step.kind)).where(col(Step.num).in_(some))
        kinds.update((row[0], row[1]) for row in connection.execute(chosen))
    return kinds


def _titles(connection: Connection, entries: Iterable[HistoryEntry]) -> dict[str, str]:
    """Return the titles of the records that fields of the entries point to."""
    return titles_behind(
        connection,
        (
            (entry.noun, field.field, value)
            for entry in entries
            for field in entry.fields
            for value in (field.before, field.after)
        ),
    )


def titles_behind(connection: Connection, values: Iterable[tuple[str, str, Any]]) -> dict[str, str]:
    """Return the titles of the records that values point to, by id in hexadecimal.

    A value comes with its noun and field, in JSON form.
    """
    wanted: dict[str, set[RecordId]] = {}
    for noun, field, value in values:
        target = _targets(noun).get(field)
        if target is not None and value:
            wanted.setdefault(target, set()).add(bytes.fromhex(value))
    return {
        id.hex(): title
        for noun, ids in wanted.items()
        for id, title in titles_of(connection, noun, ids).items()
    }


def _targets(noun: str) -> dict[str, str]:
    """Return which table each reference of a noun points to."""
    model = model_of(noun)
    if model is None:
        return {}
    return {
        str(column.name): key.column.table.name
        for column in table_of(model).columns
        for key in column.foreign_keys
    }


def _either(first: Any, second: Any) -> Any:
    return sa.func.coalesce(sa.func.nullif(first, ""), second)


_FILE = "attachment"

_TITLES: dict[str, Any] = {
    "building": sa.select(col(Building.id), _either(col(Building.name), col(Building.label))),
    "dwelling": sa.select(col(Dwelling.id), _either(col(Dwelling.door), col(Dwelling.room))),
    "household": sa.select(col(Household.id), _either(col(Dwelling.door), col(Household.code))).outerjoin(
        Dwelling, col(Dwelling.id) == col(Household.dwelling_id)
    ),
    "unit": sa.select(col(Unit.id), col(Unit.label)),
    "grid": sa.select(col(Grid.id), col(Grid.name)),
    "org": sa.select(col(Org.id), col(Org.name)),
    "resident": sa.select(col(Resident.id), col(Resident.name)),
    "issue": sa.select(col(Issue.id), _either(col(Issue.number), col(Issue.title))),
}
