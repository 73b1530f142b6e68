"""What an export reads of the working calendar that counts at this office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.issues.calendar_days import DayWork, weekday_name
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.storage.derived.calendars import own_days
from gridtui.storage.tables import CalendarDay
from gridtui.words import tr


def _days(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    counting = {entry.id for entry in own_days(connection)}
    for row in rows:
        if row.id not in counting:
            continue
        yield {
            "id": row.id,
            "day": row.day,
            "weekday": tr(weekday_name(row.day)),
            "works": DayWork.of(row.works).value,
            "name": row.name,
        }


_NAMES = ("num", "id", "day", "works", "name")
CALENDAR = Outgoing(
    CalendarDay,
    sa.select(*(col(getattr(CalendarDay, name)) for name in _NAMES)).where(
        col(CalendarDay.deleted).is_(False), col(CalendarDay.day).is_not(None)
    ),
    _days,
)
