"""The schedules in force, and which papers were made of what was due."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.papers.schedules import Every, Schedule, default_schedules
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.tables import ReportSchedule

MADE = "due"
"""Begins what is noted in the audit chain of a paper that was due: ``due.<line>.<period> <records>``."""

_NOTED = re.compile(rf"{MADE}\.(\S+) \d+")


def schedules_in_force(connection: Connection) -> list[Schedule]:
    """Return the shipped lines, each with the office's own in its place, and the office's further ones."""
    own = {schedule.code: schedule for schedule in _own(connection)}
    shipped = default_schedules()
    found = [own.pop(schedule.code, schedule) for schedule in shipped]
    return [*found, *own.values()]


def papers_made(connection: Connection, since: datetime) -> Mapping[str, datetime]:
    """Return when each paper that was due was made last, by the key of what was due."""
    chosen = (
        sa.select(col(Audit.at), col(Audit.reason))
        .where(
            col(Audit.action) == audit.EXPORT,
            col(Audit.at) >= since,
            col(Audit.reason).startswith(f"{MADE}.", autoescape=True),
        )
        .order_by(col(Audit.num))
    )
    noted = ((_NOTED.match(row.reason), row.at) for row in connection.execute(chosen))
    return {found[1]: at for found, at in noted if found is not None}


def _own(connection: Connection) -> list[Schedule]:
    """Return the office's own lines in their order; of two with one code the later counts."""
    names = ("code", "paper", "title", "every", "due_day", "form", "grid_id", "recipient", "active", "note")
    chosen = sa.select(*(col(getattr(ReportSchedule, name)) for name in names))
    chosen = chosen.where(col(ReportSchedule.deleted).is_(False)).order_by(col(ReportSchedule.id))
    return [
        Schedule(**{**row._mapping, "every": Every(row.every)})
        for row in connection.execute(chosen)
        if row.code and Every.has(row.every)
    ]
