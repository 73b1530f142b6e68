"""Working time counted minute by minute: slow, and written without a look at the fast way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_status import Span
from gridtui.domain.issues.working_calendar import OfficeHours

FACTS = {
    date(2026, 2, 14): True,
    date(2026, 2, 28): True,
    date(2026, 1, 1): False,
    date(2026, 1, 2): False,
    date(2026, 1, 4): True,
    **{date(2026, 2, day): False for day in range(15, 24)},
}
MINUTE = timedelta(minutes=1)
EAST = timedelta(hours=8)
HOURS = OfficeHours()


def at(day: str, time: str = "10:00") -> datetime:
    """An instant by the office's clock."""
    return datetime.fromisoformat(f"{day}T{time}+08:00").astimezone(UTC)


def is_workday(day: date) -> bool:
    return FACTS.get(day, day.weekday() < 5)


def is_office_minute(local: datetime) -> bool:
    return is_workday(local.date()) and any(
        start <= local.hour * 60 + local.minute < end for start, end in HOURS.spans
    )


def paused(moment: datetime, pauses: list[Span]) -> bool:
    return any(span.start <= moment and (span.end is None or moment < span.end) for span in pauses)


def slow_add(start: datetime, amount: int, unit: TimeUnit, pauses: list[Span]) -> datetime | None:
    """Walk on minute by minute until enough has been counted; None after 60 days."""
    counted, goal = 0, amount * 60 if unit in (TimeUnit.HOUR, TimeUnit.WORK_HOUR) else amount
    moment, first_day = start, (start + EAST).date()
    for _ in range(60 * 1440):
        local = moment + EAST
        running = not paused(moment, pauses)
        closing = (local.hour, local.minute) == (17, 0) and local.date() > first_day
        if unit is TimeUnit.WORK_DAY:
            counted += running and closing and is_workday(local.date())
        elif unit is TimeUnit.DAY:
            counted += running and closing
        else:
            counted += running and (unit is TimeUnit.HOUR or is_office_minute(local))
        if counted >= goal:
            if unit is TimeUnit.DAY:
                if running and closing and is_workday(local.date()):
                    return moment
            else:
                return moment if unit is TimeUnit.WORK_DAY else moment + MINUTE
        moment += MINUTE
    return None


def slow_run(start: datetime, end: datetime, office: bool, pauses: list[Span]) -> int:
    minutes = int((end - start) / MINUTE)
    moments = (start + number * MINUTE for number in range(minutes))
    return 60 * sum(
        not paused(moment, pauses) and (not office or is_office_minute(moment + EAST)) for moment in moments
    )
