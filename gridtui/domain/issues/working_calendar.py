"""Working time: which days and hours offices work, and arithmetic in 工作时 工作日 小时 日.

工作日 and 日 are counted as the Civil Code counts periods (art. 201, 203): the day on which something
begins does not count, and the last day ends when the office closes; a period in 日 that would end on a day
off ends on the next working day. 工作时 run while the office is open, 小时 run always.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import isleap
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import accumulate
from typing import TypeAlias

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_status import Span
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

Pauses: TypeAlias = Sequence[Span]
"""Stretches in which a clock stands still, in order and apart."""

_DAY = 86400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SECOND = timedelta(seconds=1)
_CENTURIES_AWAY = 500 * 366 * _DAY
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When offices are open on a working day.

    ``spans`` are (from, to) in minutes of the local day, in order and apart; ``east`` is minutes east of UTC.
    The default is 09:00-12:00 and 13:00-17:00 at UTC+8.
    """

    spans: tuple[tuple[int, int], ...] = ((540, 720), (780, 1020))
    east: int = 480

    def __post_init__(self) -> None:
        flat = [minute for span in self.spans for minute in span]
        if not flat or flat != sorted(set(flat)) or flat[0] < 0 or flat[-1] > 1440:
            words = mark("办公时间应从早到晚、互不重叠，例如 09:00-12:00,13:00-17:00")
            raise RuleBroken(Problem(words, "office_hours"))

    @classmethod
    def parse(cls, text: str, east: int = 480) -> OfficeHours:
        """Return the hours written as ``09:00-12:00,13:00-17:00``; ``RuleBroken`` when they make no sense."""
        plain = text.replace("，", ",").replace("：", ":")
        found = [_SPAN.fullmatch(part.strip()) for part in plain.split(",")]
        spans = [tuple(map(int, match.groups())) for match in found if match is not None]
        minutes = tuple(
            (hour * 60 + minute, to_hour * 60 + to_minute) for hour, minute, to_hour, to_minute in spans
        )
        return cls(minutes if len(minutes) == len(found) else (), east)

    @property
    def seconds(self) -> int:
        """Seconds of office time in one working day."""
        return sum(end - start for start, end in self.spans) * 60

    def elapsed(self, second: int) -> int:
        """Return the office seconds that have passed ``second`` seconds into a working day."""
        return sum(max(0, min(second, end * 60) - start * 60) for start, end in self.spans)

    def reached(self, worked: int) -> int:
        """Return the first second of a working day at which ``worked`` (1 .. ``seconds``) have passed."""
        for start, end in self.spans:
            if worked <= (end - start) * 60:
                return start * 60 + worked
            worked -= (end - start) * 60
        return self.spans[-1][1] * 60

    @property
    def close(self) -> int:
        """The second of the day at which the office closes."""
        return self.spans[-1][1] * 60


class WorkingCalendar:
    """Working days with 调休, and office hours.

    ``workdays`` says of single days whether they are worked; a day it does not name is worked from Monday to
    Friday. ``known_years`` are the years whose arrangement is known; without it, those of which every day is
    named. Instants are aware; results are aware UTC in whole seconds.
    """

    def __init__(
        self,
        workdays: Mapping[date, bool] | None = None,
        known_years: Collection[int] | None = None,
        hours: OfficeHours | None = None,
    ) -> None:
        self.hours = hours or OfficeHours()
        self._shift = timedelta(minutes=self.hours.east)
        self._close = self.hours.close
        self._office_day = self.hours.seconds
        facts = workdays or {}
        self._known = frozenset(_full_years(facts) if known_years is None else known_years)
        odd = sorted((day.toordinal(), works) for day, works in facts.items() if works != (day.weekday() < 5))
        self._odd = dict(odd)
        self._odd_days = [day for day, _ in odd]
        self._odd_sums = [0, *accumulate(1 if works else -1 for _, works in odd)]
        self._odd_counts = [
            _weekdays(day) + change for day, change in zip(self._odd_days, self._odd_sums[1:], strict=True)
        ]

    def knows(self, year: int) -> bool:
        """Whether the year's holidays are known; otherwise Monday to Friday is assumed."""
        return year in self._known

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day."""
        return self._works(day.toordinal())

    def local(self, at: datetime) -> datetime:
        """Return the instant on the office's clock."""
        return at.astimezone(timezone(self._shift))

    def local_day(self, at: datetime) -> date:
        """Return the office's calendar day of an instant."""
        return self.local(at).date()

    def unknown_years(self, start: datetime, end: datetime) -> list[int]:
        """Return the years between two instants whose holidays are not known."""
        years = range(self.local_day(start).year, self.local_day(end).year + 1)
        return [year for year in years if not self.knows(year)]

    def days_off(self, start: datetime, end: datetime) -> int:
        """Return how many days after the day of ``start``, up to that of ``end``, are not worked."""
        first, last = self.local_day(start).toordinal(), self.local_day(end).toordinal()
        return (last - first) - (self._worked(last) - self._worked(first))

    def add(self, start: datetime, amount: int, unit: TimeUnit, pauses: Pauses = ()) -> datetime | None:
        """Return the instant ``amount`` units after ``start``, pauses left out.

        A day counts when no pause covers the closing of the office on it. None when the clock stands still
        for good, or the result lies centuries away.
        """
        if unit is TimeUnit.WORK_DAY or unit is TimeUnit.DAY:
            return self._add_days(start, amount, unit is TimeUnit.WORK_DAY, pauses)
        return self.after(start, amount * 3600, unit, pauses)

    def after(self, start: datetime, seconds: int, unit: TimeUnit, pauses: Pauses = ()) -> datetime | None:
        """Return when a clock of this unit has counted so many seconds since ``start``, None if never.

        Clocks of 工作时 and 工作日 count office seconds, those of 小时 and 日 all seconds.
        """
        office = _counts_office_time(unit)
        first = self._clock(start, office)
        goal = first + seconds
        for pause in pauses:
            begin = max(self._clock(pause.start, office), first)
            if begin >= goal:
                break
            if pause.end is None:
                return None
            goal += max(0, self._clock(pause.end, office) - begin)
        if goal <= first:
            return start
        if not office:
            return _instant(goal)
        days, rest = divmod(goal - 1, self._office_day)
        return self._at(self._nth(days + 1), self.hours.reached(rest + 1))

    def run(self, start: datetime, end: datetime, unit: TimeUnit, pauses: Pauses = ()) -> int:
        """Return the seconds that a clock of this unit counts between two instants, pauses left out."""
        office = _counts_office_time(unit)
        first, last = self._clock(start, office), self._clock(end, office)
        total = last - first
        for pause in pauses:
            stop = last if pause.end is None else min(last, self._clock(pause.end, office))
            total -= max(0, stop - max(first, self._clock(pause.start, office)))
        return max(0, total)

    def _add_days(self, start: datetime, amount: int, office: bool, pauses: Pauses) -> datetime | None:
        first = self._worked(self._split(start)[0]) if office else self._split(start)[0]
        goal = first + amount
        for pause in pauses:
            passed = max(self._closings_before(pause.start, office), first)
            if passed >= goal:
                break
            if pause.end is None:
                return None
            goal += max(0, self._closings_before(pause.end, office) - passed)
        if office:
            return self._at(self._nth(goal), self._close)
        if self._works(goal):
            return self._at(goal, self._close)
        return self._add_days(
            _instant((goal - _EPOCH_DAY) * _DAY - self._shift // _SECOND) or start, 1, True, pauses
        )

    def _split(self, at: datetime) -> tuple[int, int]:
        """Return the office's day (an ordinal) and second of the day."""
        days, seconds = divmod((at - _EPOCH + self._shift) // _SECOND, _DAY)
        return days + _EPOCH_DAY, seconds

    def _at(self, day: int, second: int) -> datetime | None:
        return _instant((day - _EPOCH_DAY) * _DAY + second - self._shift // _SECOND)

    def _clock(self, at: datetime, office: bool) -> int:
        if not office:
            return (at - _EPOCH) // _SECOND
        day, second = self._split(at)
        today = self.hours.elapsed(second) if self._works(day) else 0
        return self._worked(day - 1) * self._office_day + today

    def _closings_before(self, at: datetime, office: bool) -> int:
        day, second = self._split(at)
        passed = self._close < second
        if office:
            return self._worked(day if passed else day - 1)
        return day if passed else day - 1

    def _works(self, day: int) -> bool:
        return self._odd.get(day, (day - 1) % 7 < 5)

    def _worked(self, day: int) -> int:
        """Return how many working days there were up to and including a day, since the year 1."""
        return _weekdays(day) + self._odd_sums[bisect_right(self._odd_days, day)]

    def _nth(self, count: int) -> int:
        """Return the day that is the ``count``-th working day."""
        place = bisect_left(self._odd_counts, count)
        weeks, rest = divmod(count - self._odd_sums[place] - 1, 5)
        day = weeks * 7 + rest + 1
        return min(day, self._odd_days[place]) if place < len(self._odd_days) else day


def _weekdays(day: int) -> int:
    """Return how many days from Monday to Friday there were up to a day; ordinal 1 was a Monday."""
    weeks, rest = divmod(day, 7)
    return weeks * 5 + min(rest, 5)


def _counts_office_time(unit: TimeUnit) -> bool:
    return unit is TimeUnit.WORK_HOUR or unit is TimeUnit.WORK_DAY


def _instant(seconds: int) -> datetime | None:
    return _EPOCH + timedelta(seconds=seconds) if seconds < _CENTURIES_AWAY else None


def _full_years(facts: Mapping[date, bool]) -> list[int]:
    counts = Counter(day.year for day in facts)
    return [year for year, count in counts.items() if count == 365 + isleap(year)]
