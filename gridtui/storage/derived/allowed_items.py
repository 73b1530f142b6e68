"""The list of allowed items in force: the office's own where it has one, else the shipped examples."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.burdens.allowed_items import AllowedItem, default_items
from gridtui.storage import tables


def own_items(connection: Connection) -> list[AllowedItem]:
    """Return the items that stand in the store, by kind and code."""
    rows = connection.execute(_OWN)
    return [AllowedItem(row.code, row.name, row.kind, row.note, row.id) for row in rows]


def items_in_force(connection: Connection) -> list[AllowedItem]:
    """Return the items that count now."""
    return own_items(connection) or list(default_items())


_OWN = (
    sa.select(
        col(tables.AllowedItem.code),
        col(tables.AllowedItem.name),
        col(tables.AllowedItem.kind),
        col(tables.AllowedItem.note),
        col(tables.AllowedItem.id),
    )
    .where(col(tables.AllowedItem.deleted).is_(False), col(tables.AllowedItem.active).is_(True))
    .order_by(col(tables.AllowedItem.kind), col(tables.AllowedItem.code), col(tables.AllowedItem.num))
)
