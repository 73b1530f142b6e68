"""The table of whistles 吹哨; whom they call and what came of it stands in the events of their issue."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index

from gridtui.storage.columns import Part, column, instant, reference
from gridtui.storage.tables import Record


class Whistle(Record, table=True):
    """A whistle as it was drafted; its state and its next due date are derived from the issue's events."""

    number: str = column(default="", index=True, nullable=False)
    issue_id: bytes | None = reference("issue.id")
    org_id: bytes | None = reference("org.id", index=False)
    level: int = column(default=4, nullable=False)
    purpose: str = column(default="", nullable=False)
    title: str = column(default="", nullable=False)
    text: str = column(default="", nullable=False)
    drafted_at: datetime | None = instant()

    state: str = column(Part.DERIVED, default="drafted", nullable=False)
    is_open: bool = column(Part.DERIVED, default=True, nullable=False)
    due_at: datetime | None = instant(Part.DERIVED)

    __table_args__ = (
        Index(
            "ix_whistle_listed",
            "drafted_at",
            "num",
            "state",
            "level",
            sqlite_where=sa.text("deleted IS 0"),
            postgresql_where=sa.text("deleted IS false"),
        ),
        Index(
            "ix_whistle_open_due",
            "due_at",
            "num",
            "state",
            "level",
            sqlite_where=sa.text("deleted IS 0 AND is_open IS 1"),
            postgresql_where=sa.text("deleted IS false AND is_open IS true"),
        ),
    )
