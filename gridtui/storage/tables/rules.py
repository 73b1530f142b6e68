"""What this office reckons by: limits, the working calendar, what is reported when, what may be asked for."""

from __future__ import annotations

from datetime import date

from gridtui.storage.columns import column, reference
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


class ReportSchedule(Record, table=True):
    """How often a paper is due: the office's own line, over the shipped one of the same ``code``.

    ``paper`` names what is written, ``every`` is a period, ``due_day`` the days after its end by which it is
    handed in. ``recipient`` is an office, never a person. A line that is not ``active`` is not asked for.
    """

    __tablename__ = "report_schedule"

    code: str = column(default="", nullable=False)
    paper: str = column(default="", nullable=False)
    title: str = column(default="", nullable=False)
    every: str = column(default="", nullable=False)
    due_day: int = column(default=0, nullable=False)
    form: str = column(default="", nullable=False)
    grid_id: bytes | None = reference("grid.id", index=False)
    recipient: str = column(default="", nullable=False)
    active: bool = column(default=True, nullable=False)
    note: str = column(default="", nullable=False)


class AllowedItem(Record, table=True):
    """An item of the list 准入清单 that offices above may ask this one for, or stamp 盖章 it may give.

    Where any stands here, the shipped list counts for nothing.
    """

    __tablename__ = "allowed_item"

    code: str = column(default="", nullable=False)
    name: str = column(default="", nullable=False)
    kind: str = column(default="item", nullable=False)
    active: bool = column(default=True, nullable=False)
    note: str = column(default="", nullable=False)
