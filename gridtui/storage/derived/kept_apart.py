"""Pairs that somebody looked at and found to be two: which they are, as their records are shown now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.derived.aliases import shown_in_each
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.tables import NotTwins

Pair: TypeAlias = "frozenset[RecordId]"


def kept_apart(connection: Connection, model: RecordTable) -> dict[Pair, list[RecordId]]:
    """Return the pairs of residents, or of households, that are two, each with the records that say so.

    What was said of a record holds for the one it was joined to; a pair that became one is left out.
    """
    rows = list(_rows(connection, codec_of(model).noun))
    shown = shown_in_each(connection, model, {id for row in rows for id in (row.one_id, row.other_id)})
    found: dict[Pair, list[RecordId]] = {}
    for row in rows:
        pair = frozenset(shown.get(id, id) for id in (row.one_id, row.other_id))
        if len(pair) > 1:
            found.setdefault(pair, []).append(row.id)
    return found


def _rows(connection: Connection, noun: str) -> Iterator[Any]:
    chosen = sa.select(col(NotTwins.id), col(NotTwins.one_id), col(NotTwins.other_id)).where(
        col(NotTwins.noun) == noun,
        col(NotTwins.deleted).is_(False),
        col(NotTwins.one_id).is_not(None),
        col(NotTwins.other_id).is_not(None),
    )
    yield from connection.execute(chosen.order_by(col(NotTwins.num)))
