"""The working calendar and the limits in force at this desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.issues.calendar_days import HOLIDAYS, CalendarEntry, YearSource
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.limits import Limit, LimitTable, Stage, default_limits
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.storage.derived.authority import laid_down
from gridtui.storage.tables import CalendarDay, TimeLimit


def working_calendar(connection: Connection) -> WorkingCalendar:
    """Return the calendar of this office.

    A year of which any day stands in its own table, or in that of an office above, is taken from there alone,
    any other from the package.
    """
    return _combined(tuple((entry.day, entry.works) for entry in own_days(connection)))


@cache
def shipped_calendar() -> WorkingCalendar:
    """Return the calendar with the holidays and 调休 that the chinesecalendar package knows."""
    days = shipped_days()
    return WorkingCalendar({day: entry.works for day, entry in days.items()}, {day.year for day in days})


@cache
def shipped_days() -> Mapping[date, CalendarEntry]:
    """Return the days that the package knows, with the names of the holidays they belong to."""
    # 20 ms to import, and only needed where a deadline is computed.
    from chinese_calendar.constants import holidays, workdays

    both = [(day, False, name) for day, name in holidays.items()]
    both += [(day, True, name) for day, name in workdays.items()]
    return {day: CalendarEntry(day, works, HOLIDAYS.get(name, name)) for day, works, name in sorted(both)}


def own_days(connection: Connection, year: int | None = None) -> list[CalendarEntry]:
    """Return the days of the office's own table in their order; of two for one day the later.

    A year that an office above laid down is that office's, the highest one's where several did.
    """
    rows = [row for row in connection.execute(_DAYS) if year is None or row.day.year == year]
    laid = laid_down(connection, CalendarDay, [row.id for row in rows])
    levels: dict[int, int] = {}
    for row in rows:
        if row.id in laid:
            levels[row.day.year] = min(laid[row.id].level, levels.get(row.day.year, laid[row.id].level))
    found = {
        row.day: CalendarEntry(row.day, row.works, row.name, row.id, laid[row.id].above)
        for row in rows
        if row.id in laid and laid[row.id].level == levels[row.day.year]
    }
    return list(found.values())


def days_of_year(connection: Connection, year: int) -> tuple[YearSource, list[CalendarEntry]]:
    """Return the days that count in a year, and where they come from."""
    own = own_days(connection, year)
    if own:
        return (YearSource.ABOVE if own[0].above else YearSource.OWN), own
    days = [entry for day, entry in shipped_days().items() if day.year == year]
    return (YearSource.SHIPPED if days else YearSource.UNKNOWN), days


def known_years(connection: Connection) -> list[int]:
    """Return the years of which any day is known, in their order."""
    own = {entry.day.year for entry in own_days(connection)}
    return sorted(own | {day.year for day in shipped_days()})


@lru_cache(maxsize=8)
def _combined(own: tuple[tuple[date, bool], ...]) -> WorkingCalendar:
    """Return the calendar with these days of an own table; kept, as a store asks for it with every step."""
    if not own:
        return shipped_calendar()
    years = {day.year for day, _ in own}
    facts = {day: entry.works for day, entry in shipped_days().items() if day.year not in years}
    known = years | {day.year for day in facts}
    return WorkingCalendar(facts | dict(own), known)


def limits_in_force(connection: Connection) -> LimitTable:
    """Return the shipped limits, over them this office's own, over these those of offices above.

    Of equals the later counts.
    """
    rows = connection.execute(_OWN).all()
    laid = laid_down(connection, TimeLimit, [row.id for row in rows])
    counting = [row for row in rows if row.id in laid and Stage.has(row.stage) and TimeUnit.has(row.unit)]
    counting.sort(key=lambda row: -laid[row.id].level)
    own = [_limit(row, laid[row.id].above) for row in counting]
    shipped = default_limits()
    # The shipped table remembers what it was asked; most offices have no other.
    return LimitTable([*shipped.limits, *own]) if own else shipped


def _limit(row: Row[Any], above: bool) -> Limit:
    return Limit(
        Stage(row.stage),
        row.amount,
        TimeUnit(row.unit),
        row.amber,
        row.nature,
        row.category,
        row.level,
        row.note,
        above=above,
    )


_OWN: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(TimeLimit.id),
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
_DAYS: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(CalendarDay.day), col(CalendarDay.works), col(CalendarDay.name), col(CalendarDay.id))
    .where(col(CalendarDay.deleted).is_(False), col(CalendarDay.day).is_not(None))
    .order_by(col(CalendarDay.day), col(CalendarDay.id))
)
