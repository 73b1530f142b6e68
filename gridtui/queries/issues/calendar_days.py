"""The working calendar, as queries and screens read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from gridtui.domain.issues.calendar_days import CalendarEntry, YearSource, year_doubts
from gridtui.domain.words.problems import Problem
from gridtui.storage.derived.calendars import days_of_year, known_years, working_calendar


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year: where its days come from, those that differ from the week, and what is doubtful about it."""

    year: int
    source: YearSource
    days: tuple[CalendarEntry, ...]
    doubts: tuple[Problem, ...]


def calendar_year(connection: Connection, year: int) -> CalendarYear:
    """Return a year of the calendar in force."""
    source, days = days_of_year(connection, year)
    doubts = year_doubts(year, working_calendar(connection)) if source is YearSource.OWN else []
    return CalendarYear(year, source, tuple(days), tuple(doubts))


def calendar_years(connection: Connection) -> list[int]:
    """Return the years of which any day is known, in their order."""
    return known_years(connection)
