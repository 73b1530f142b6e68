"""Records that are one thing: which others stand inside a record, and inside which one a record stands.

``alias_of`` points from a joined record to the one it is shown in. The use cases keep that one step deep;
joins made at two desks at once may meet as a chain or a circle, so every walk here ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.history import chunks


def joined_to(connection: Connection, model: RecordTable, record_id: RecordId) -> list[RecordId]:
    """Return the live records that stand inside this one, oldest first; without the record itself."""
    table = table_of(model)
    found: dict[RecordId, int] = {}
    asked: list[RecordId] = [record_id]
    while asked:
        chosen = sa.select(table.c.id, table.c.num).where(
            table.c.alias_of.in_(asked), table.c.deleted.is_(False)
        )
        new = {
            row.id: row.num
            for row in connection.execute(chosen)
            if row.id not in found and row.id != record_id
        }
        found |= new
        asked = list(new)
    return sorted(found, key=lambda id: found[id])


def with_joined(connection: Connection, model: RecordTable, record_id: RecordId) -> list[RecordId]:
    """Return the record and those that stand inside it, the record first."""
    return [record_id, *joined_to(connection, model, record_id)]


def shown_in(connection: Connection, model: RecordTable, record_id: RecordId) -> RecordId:
    """Return the record inside which this one is shown: itself where it is joined to none.

    Of a circle it is the one with the smallest id, whichever of them is asked for.
    """
    table = table_of(model)
    walked: list[RecordId] = []
    at = record_id
    while at not in walked:
        walked.append(at)
        above = connection.execute(sa.select(table.c.alias_of).where(table.c.id == at)).scalar()
        if above is None:
            return at
        at = above
    return min(walked[walked.index(at) :])


def shown_in_each(
    connection: Connection, model: RecordTable, ids: Iterable[RecordId]
) -> dict[RecordId, RecordId]:
    """Return id → the record inside which it is shown, for those that are joined to another."""
    table = table_of(model)
    joined: list[RecordId] = []
    for some in chunks(list(ids)):
        chosen = sa.select(table.c.id).where(table.c.id.in_(some), table.c.alias_of.is_not(None))
        joined += connection.execute(chosen).scalars()
    return {id: shown_in(connection, model, id) for id in joined}
