"""Reading any one record as plain JSON values: for ``show``, exports and other programs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import Event
from gridtui.domain.people.masking import mask_id, mask_phone
from gridtui.queries.histories import noun_of
from gridtui.storage.log.fields import codec_of, model_of

_PHONES = frozenset({"phone", "reporter_phone"})


def read_record(connection: Connection, record_id: RecordId, *, full: bool = False) -> dict[str, Any] | None:
    """Return a live record as JSON values with its noun and id; None where there is none.

    Phones and ID numbers are masked, and contacts left out, unless ``full``.
    """
    noun = noun_of(connection, record_id)
    model = model_of(noun) if noun else None
    if model is None:
        return None
    codec = codec_of(model)
    table = codec.table
    row = (
        connection.execute(sa.select(table).where(table.c.id == record_id, table.c.deleted.is_(False)))
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    shown: dict[str, Any] = {"noun": noun, "id": record_id.hex()}
    for name, value in row.items():
        if name in ("num", "id", "deleted", "zone", "stamp"):
            continue
        shown[name] = plain_value(value) if full else masked(name, plain_value(value))
    return shown


def masked(name: str, value: Any) -> Any:
    """Return the value of a field as it may be shown without a reason."""
    if not value:
        return value
    if name in _PHONES:
        return mask_phone(value)
    if name == "id_number":
        return mask_id(value)
    return "***" if name == "contacts" else value


def plain_value(value: Any) -> Any:
    """Return a stored value as JSON has it: ids in hexadecimal, dates and instants in ISO form."""
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def event_facts(event: Event) -> dict[str, Any]:
    """Return one event of an issue as JSON values."""
    return {
        "id": event.id.hex(),
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "level": event.level,
        "actor": event.actor_name,
        "text": event.text,
        "data": dict(event.data),
    }
