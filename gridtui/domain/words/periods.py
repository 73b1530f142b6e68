"""Weeks, months, quarters, half-years and years, as reports are reckoned by: days, codes, neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

_CODE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})|-?[Qq](?P<quarter>[1-4])|-?[Hh](?P<half>[12])"
    r"|-?[Ww](?P<week>[0-9]{1,2}))?"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Span(IntEnum):
    """How long a period is; the value is its months, none of them for a week from Monday to Sunday."""

    WEEK = 0
    MONTH = 1
    QUARTER = 3
    HALF = 6
    YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A week, a month, a quarter, half a year or a year; ``first`` and ``last`` are its days."""

    first: date
    span: Span = Span.MONTH

    @classmethod
    def of(cls, day: date, span: Span) -> Period:
        """Return the period that a day lies in."""
        if span is Span.WEEK:
            return cls(day - timedelta(days=day.weekday()), span)
        return cls(date(day.year, (day.month - 1) // span.value * span.value + 1, 1), span)

    @property
    def last(self) -> date:
        """The last day."""
        if self.span is Span.WEEK:
            return self.first + timedelta(days=6)
        months = self.first.year * 12 + self.first.month - 1 + self.span.value
        return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)

    @property
    def previous(self) -> Period:
        """The period before, of the same length; the first that the calendar has is its own."""
        if self.first == date.min:
            return self
        return Period.of(self.first - timedelta(days=1), self.span)

    @property
    def next(self) -> Period:
        """The period behind, of the same length."""
        return Period.of(self.last + timedelta(days=1), self.span)

    @property
    def code(self) -> str:
        """How it is written and stored: ``2026-W21``, ``2026-05``, ``2026-Q2``, ``2026-H1``, ``2026``.

        Codes sort by time among their kind.
        """
        year, number = self._place
        if self.span is Span.YEAR:
            return str(year)
        if self.span is Span.WEEK:
            return f"{year}-W{number:02}"
        letter = {Span.QUARTER: "Q", Span.HALF: "H"}.get(self.span)
        return f"{year}-{letter}{number}" if letter else f"{self.first:%Y-%m}"

    @property
    def title(self) -> Sentence:
        """What it is called: 2026年第21周, 2026年5月, 2026年第2季度, 2026年上半年, 2026年."""
        year, number = self._place
        if self.span is Span.WEEK:
            return Sentence(mark("{year}年第{week}周"), {"year": year, "week": number})
        if self.span is Span.MONTH:
            return Sentence(mark("{year}年{month}月"), {"year": year, "month": number})
        if self.span is Span.QUARTER:
            return Sentence(mark("{year}年第{quarter}季度"), {"year": year, "quarter": number})
        if self.span is Span.HALF:
            return Sentence(mark("{year}年上半年") if number == 1 else mark("{year}年下半年"), {"year": year})
        return Sentence(mark("{year}年"), {"year": year})

    @property
    def _place(self) -> tuple[int, int]:
        """The year, and which of its periods this is, from 1; of weeks as ISO 8601 counts them."""
        if self.span is Span.WEEK:
            return self.first.isocalendar()[:2]
        return self.first.year, (self.first.month - 1) // self.span + 1


def read_period(text: str) -> Period | None:
    """Return the period of a code, None where it is none; ``2026-5``, ``2026Q2`` are taken too."""
    found = _CODE.fullmatch(text.strip())
    if found is None or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
        return None
    year = int(found["year"])
    if found["week"]:
        return _week(year, int(found["week"]))
    for name, span in (("month", Span.MONTH), ("quarter", Span.QUARTER), ("half", Span.HALF)):
        if found[name]:
            month = (int(found[name]) - 1) * span + 1
            return Period(date(year, month, 1), span) if 1 <= month <= 12 else None
    return Period(date(year, 1, 1), Span.YEAR)


def _week(year: int, number: int) -> Period | None:
    try:
        return Period(date.fromisocalendar(year, number, 1), Span.WEEK)
    except ValueError:
        return None
