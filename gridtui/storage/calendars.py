"""The working calendar and the limits in force at this desk."""

from __future__ import annotations

from functools import cache

from gridtui.domain.limits import LimitTable, default_limits
from gridtui.domain.working_calendar import WorkingCalendar


@cache
def working_calendar() -> WorkingCalendar:
    """Return the calendar with the holidays and 调休 that the chinesecalendar package knows."""
    # 20 ms to import, and only needed where a deadline is computed.
    from chinese_calendar.constants import holidays, workdays

    facts = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    return WorkingCalendar(facts, sorted({day.year for day in holidays}))


@cache
def limits_in_force() -> LimitTable:
    """Return the limits that issues are measured by."""
    return default_limits()
