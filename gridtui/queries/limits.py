"""Reading the limits in force: the shipped ones, and this office's own over them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.issue_states import TimeUnit
from gridtui.domain.limits import Limit, LimitTable, Stage, default_limits
from gridtui.storage.tables import TimeLimit


def limits_in_force(connection: Connection) -> LimitTable:
    """Return every limit; an own one comes after the shipped one that it replaces."""
    rows = connection.execute(_OWN)
    own = [_limit(row) for row in rows if Stage.has(row.stage) and TimeUnit.has(row.unit)]
    return LimitTable([*default_limits().limits, *own])


def _limit(row: Row[Any]) -> Limit:
    return Limit(
        Stage(row.stage),
        row.amount,
        TimeUnit(row.unit),
        row.amber,
        row.nature,
        row.category,
        row.level,
        row.note,
    )


_OWN: sa.Select[Any] = (
    sa.select(
        col(TimeLimit.stage),
        col(TimeLimit.nature),
        col(TimeLimit.category),
        col(TimeLimit.level),
        col(TimeLimit.amount),
        col(TimeLimit.unit),
        col(TimeLimit.amber),
        col(TimeLimit.note),
    )
    .where(col(TimeLimit.deleted).is_(False))
    .order_by(col(TimeLimit.id))
)
