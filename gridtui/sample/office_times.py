"""Instants at which people of the sample act: on working days in office hours, mostly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.dates import day_begins, local_date

_MINUTE = timedelta(minutes=1)
_MORNING, _NOON, _AFTERNOON, _CLOSE = 9 * 60, 12 * 60, 13 * 60, 17 * 60
_OFFICE_MINUTES = _NOON - _MORNING + _CLOSE - _AFTERNOON
_EVENING_SHARE = 0.14
_WEEKEND_SHARE = 0.35


class OfficeTimes:
    """The working days of a period, counted; ``now`` ends it and nothing is ever later.

    A place is the number of a working day; the last one is today, or the last working day before.
    """

    def __init__(self, calendar: WorkingCalendar, now: datetime, days: int) -> None:
        self.now = now
        today = local_date(now)
        every = (today - timedelta(days=back) for back in range(days, -1, -1))
        self._days = [day for day in every if calendar.is_workday(day)]
        self._midnights = [_midnight(day) for day in self._days]

    @property
    def last(self) -> int:
        """The place of today, or of the last working day before it."""
        return len(self._days) - 1

    def day(self, place: int) -> date:
        """Return the date of a working day."""
        return self._days[place]

    def arrival(self, rng: Random, place: int) -> datetime:
        """Return when something reaches the desk on this working day, or the evening or day off after it."""
        if rng.random() >= _EVENING_SHARE:
            return min(self.during(rng, place), self.now - _MINUTE)
        evening = self._midnights[place] + (18 * 60 + int(rng.random() * 230)) * _MINUTE
        if rng.random() < _WEEKEND_SHARE and place < self.last:
            off = (self._days[place + 1] - self._days[place]).days - 1
            evening += timedelta(days=min(off, 1), hours=-6 if off else 0)
        return min(evening, self.now - _MINUTE)

    def during(self, rng: Random, place: int) -> datetime:
        """Return an instant in the office hours of a working day."""
        minute = int(rng.random() * _OFFICE_MINUTES)
        minute += _MORNING if minute < _NOON - _MORNING else _AFTERNOON - (_NOON - _MORNING)
        return self._midnights[place] + timedelta(seconds=minute * 60 + int(rng.random() * 60))

    def later(self, rng: Random, at: datetime, place: int, days: int) -> datetime:
        """Return when the next step is made, ``days`` working days after ``place``; always after ``at``."""
        if days:
            found = self.during(rng, min(place + days, self.last))
        else:
            found = at + (6 + int(rng.random() * 80)) * _MINUTE
            minute = (found - self._midnights[place]) // _MINUTE
            if minute > _CLOSE + 30 and place < self.last:
                found = self._midnights[place + 1] + (_MORNING + int(rng.random() * 90)) * _MINUTE
        if found <= at:
            found = at + (6 + int(rng.random() * 80)) * _MINUTE
        if found < self.now:
            return found
        return at + timedelta(seconds=int((self.now - at).total_seconds() * (0.2 + 0.6 * rng.random())))


def _midnight(day: date) -> datetime:
    return day_begins(day).astimezone(UTC)
