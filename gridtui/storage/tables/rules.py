"""What this office reckons by: limits and the working calendar."""

from __future__ import annotations

from datetime import date

from gridtui.storage.columns import column
from gridtui.storage.tables.base import Record


class TimeLimit(Record, table=True):
    """A limit of this office's own, over the shipped ones (``domain.limits``): also how often to visit."""

    __tablename__ = "time_limit"

    stage: str = column(default="", nullable=False)
    nature: str = column(default="", nullable=False)
    category: str = column(default="", nullable=False)
    level: int = column(default=0, nullable=False)
    amount: int = column(default=1, nullable=False)
    unit: str = column(default="", nullable=False)
    amber: int | None = column(nullable=True)
    note: str = column(default="", nullable=False)


class CalendarDay(Record, table=True):
    """A day whose work is arranged otherwise than by the weekday: a holiday, or a 调休 day that is worked.

    A year of which any day stands here is taken from here alone.
    """

    __tablename__ = "calendar_day"

    day: date | None = column(index=True, nullable=True)
    works: bool = column(default=False, nullable=False)
    name: str = column(default="", nullable=False)
