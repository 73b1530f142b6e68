"""The hot issues of a store: its records of the last year, grouped by matter."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.insight.hot import SPAN, HotIndex, Raised
from gridtui.storage.tables import Dwelling, Issue

MOST_RECORDS = 20_000
"""The newest records that are looked at."""


def hot_index(connection: Connection, now: datetime | None = None) -> HotIndex:
    """Return the groups of the issues raised within a year of ``now``; of all newest ones without it."""
    chosen = (
        sa.select(
            col(Issue.id),
            col(Issue.title),
            sa.func.substr(col(Issue.text), 1, 300).label("text"),
            sa.func.coalesce(col(Dwelling.door), col(Issue.place)).label("place"),
            col(Issue.registered_at),
            col(Issue.resident_id),
            col(Issue.household_id),
            col(Issue.reporter_name),
        )
        .outerjoin(Dwelling, col(Dwelling.id) == col(Issue.dwelling_id))
        .where(col(Issue.deleted).is_(False), col(Issue.registered_at).is_not(None))
        .order_by(col(Issue.registered_at).desc())
        .limit(MOST_RECORDS)
    )
    if now is not None:
        chosen = chosen.where(col(Issue.registered_at) >= now - SPAN)
    return HotIndex(
        Raised(
            row.id,
            row.title,
            row.text,
            _compound(row.place),
            row.registered_at,
            row.household_id or row.resident_id or row.reporter_name or None,
        )
        for row in connection.execute(chosen)
    )


def _compound(place: str) -> str:
    """Return the building of a door: neighbours raise the same matter from different doors."""
    building, dash, _ = (place or "").partition("-")
    return f"{building}栋" if dash else place or ""
