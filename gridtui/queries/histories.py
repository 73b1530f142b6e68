"""Reading the history of a record: who changed what, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.ids import RecordId
from gridtui.storage.fields import codec_of, model_of
from gridtui.storage.history import record_logs, value_at


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change; values are in JSON form and unmasked, so show them through masking."""

    field: str
    part: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a record: when, by whom, in which intent, and which fields it wrote."""

    num: int
    at: datetime
    actor_name: str
    intent: str
    kind: str
    fields: tuple[FieldChange, ...]


def record_history(connection: Connection, record_id: RecordId) -> list[HistoryEntry]:
    """Return every change of a record, newest first; empty for an unknown id."""
    log = record_logs(connection, [record_id]).get(record_id, [])
    entries = []
    for change in log:
        model = model_of(change.noun)
        codec = None if model is None else codec_of(model)
        fields = []
        for name, after in change.fields.items():
            bases = (change.bases or {}).get(name, [])
            before = value_at(log, name, bases[-1], None) if bases else None
            known = codec.fields.get(name) if codec else None
            fields.append(FieldChange(name, known.part.value if known else "", before, after))
        entries.append(HistoryEntry(change.num, change.at, change.actor_name, change.intent, change.kind,
                                    tuple(fields)))
    return entries[::-1]


def noun_of(connection: Connection, record_id: RecordId) -> str | None:
    """Return which noun an id belongs to, from the log; None for an unknown one."""
    log = record_logs(connection, [record_id]).get(record_id)
    return log[0].noun if log else None
