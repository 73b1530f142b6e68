"""What the record is called that a screen of this area is about."""

from __future__ import annotations

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.histories import noun_of, titles_of


def person_title(connection: Connection, record_id: RecordId) -> str:
    """Return what a record is called; empty where it is unknown or erased."""
    noun = noun_of(connection, record_id)
    return titles_of(connection, noun, [record_id]).get(record_id, "") if noun else ""
