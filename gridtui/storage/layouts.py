"""What this device remembers for imports: the columns of a layout, and the local meaning of labels."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.log.log_tables import ImportMapping


def remember_layout(connection: Connection, fingerprint: str, kind: str, body: str, now: datetime) -> None:
    """Keep how a layout was mapped, in the place of what was kept for it before."""
    connection.execute(sa.delete(ImportMapping).where(col(ImportMapping.fingerprint) == fingerprint))
    connection.execute(
        sa.insert(ImportMapping).values(fingerprint=fingerprint, kind=kind, body=body, used_at=now)
    )


def remembered_layout(connection: Connection, fingerprint: str) -> str:
    """Return how a layout was mapped last time; empty where it is new here."""
    chosen = sa.select(col(ImportMapping.body)).where(col(ImportMapping.fingerprint) == fingerprint)
    return connection.execute(chosen).scalar() or ""
