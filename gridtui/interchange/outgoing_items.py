"""What an export reads of the office's own list of allowed items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.storage.tables import AllowedItem


def _items(_connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    for row in rows:
        # What is not in use must say so: a blank cell would change nothing when it comes back.
        named = {f"item_{name}": getattr(row, name) for name in ("code", "name", "kind")}
        yield {"id": row.id, **named, "active": "是" if row.active else "否", "note": row.note}


_NAMES = ("num", "id", "code", "name", "kind", "active", "note")
ITEMS = Outgoing(
    AllowedItem,
    sa.select(*(col(getattr(AllowedItem, name)) for name in _NAMES)).where(
        col(AllowedItem.deleted).is_(False)
    ),
    _items,
)
