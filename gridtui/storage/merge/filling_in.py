"""Putting bodies that come later where only their hashes were."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.erasure.erased_bodies import WITHHELD, erased_stamps, is_taken
from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.log_tables import Change
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge.judging import EXCLUDED, Allowed, refusal_of

_PART_NAMES = tuple(part.value for part in LOGGED_PARTS)


def fill_in(connection: Connection, feed_num: int, change: WireChange, allowed: Allowed | None) -> bool:
    """Put the bodies of a known change where only hashes were; returns whether any was missing."""
    row = connection.execute(
        _BODIES.where(col(Change.feed_num) == feed_num, col(Change.seq) == change.seq)
    ).one()
    missing = msgspec.json.decode(row.missing or b"{}")
    erasures = erased_stamps(connection, [change.record], change.noun).get(change.record, ())
    if row.refused == EXCLUDED or any(
        is_taken(erasure, change.kind, change.stamp, change.bases) for erasure in erasures
    ):
        return False
    new = {
        name: body
        for name, body in zip(_PART_NAMES, change.parts, strict=True)
        if body is not None and name in missing
    }
    if not new:
        return False
    left = {name: told for name, told in missing.items() if name not in new}
    parts = tuple(body if body is not None else row[at] for at, body in enumerate(change.parts))
    connection.execute(
        sa.update(Change)
        .where(col(Change.num) == row.num)
        .values(
            **new,
            missing=msgspec.json.encode(left) if set(left) - {WITHHELD} else None,
            refused=refusal_of(change._replace(parts=parts), allowed),
        )
    )
    return True


_BODIES: sa.Select[Any] = sa.select(
    *(col(getattr(Change, name)) for name in _PART_NAMES),
    col(Change.num),
    col(Change.missing),
    col(Change.refused),
)
