"""Lists as somebody wants to see them again, kept in the encrypted store of this desk; never exchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.log_tables import SavedView

ViewBody = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptView:
    """A named view of the list of an ``area``: what was written of its filter, field by field."""

    num: int
    area: str
    name: str
    body: dict[str, Any]


def kept_views(
    connection: Connection, operator_id: RecordId | None = None, area: str | None = None
) -> list[KeptView]:
    """Return the views of an operator and area, of all where none is named, in the order of saving."""
    chosen = sa.select(col(SavedView.num), col(SavedView.area), col(SavedView.name), col(SavedView.body))
    if operator_id is not None:
        chosen = chosen.where(col(SavedView.operator_id) == operator_id)
    if area is not None:
        chosen = chosen.where(col(SavedView.area) == area)
    rows = connection.execute(chosen.order_by(col(SavedView.num)))
    return [KeptView(row.num, row.area, row.name, json.loads(row.body)) for row in rows]


def put_view(
    connection: Connection, operator_id: RecordId, area: str, name: str, body: ViewBody, now: datetime
) -> None:
    """Keep a view under a name, in the place of what was kept under it."""
    values = {"body": json.dumps(dict(body), ensure_ascii=False), "saved_at": now}
    known = sa.update(SavedView).where(
        col(SavedView.operator_id) == operator_id, col(SavedView.area) == area, col(SavedView.name) == name
    )
    if not connection.execute(known.values(**values)).rowcount:
        new = sa.insert(SavedView).values(operator_id=operator_id, area=area, name=name, **values)
        connection.execute(new)


def name_view(connection: Connection, num: int, name: str) -> None:
    """Give a view another name."""
    connection.execute(sa.update(SavedView).where(col(SavedView.num) == num).values(name=name))


def drop_view(connection: Connection, num: int) -> None:
    """Forget a view."""
    connection.execute(sa.delete(SavedView).where(col(SavedView.num) == num))
