"""Months, quarters and years, as figures and reports are reckoned by: their days, codes, neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})|-?[Qq](?P<quarter>[1-4]))?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Span(Enum):
    """How long a period is; the value is its months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, a quarter or a year of the calendar; ``first`` and ``last`` are its days."""

    first: date
    span: Span = Span.MONTH

    @classmethod
    def of(cls, day: date, span: Span) -> Period:
        """Return the period that a day lies in."""
        return cls(date(day.year, (day.month - 1) // span.value * span.value + 1, 1), span)

    @property
    def last(self) -> date:
        """The last day."""
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
        """``2026-05``, ``2026-Q2``, ``2026``: how it is written and stored; sorts by time among its kind."""
        if self.span is Span.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{self._quarter}" if self.span is Span.QUARTER else str(self.first.year)

    @property
    def title(self) -> Sentence:
        """What it is called: 2026年5月, 2026年第2季度, 2026年."""
        year = self.first.year
        if self.span is Span.MONTH:
            return Sentence(mark("{year}年{month}月"), {"year": year, "month": self.first.month})
        if self.span is Span.QUARTER:
            return Sentence(mark("{year}年第{quarter}季度"), {"year": year, "quarter": self._quarter})
        return Sentence(mark("{year}年"), {"year": year})

    @property
    def _quarter(self) -> int:
        return (self.first.month - 1) // 3 + 1


def read_period(text: str) -> Period | None:
    """Return the period of a code (``2026-05``, ``2026-5``, ``2026-Q2``, ``2026Q2``, ``2026``), else None."""
    found = _CODE.fullmatch(text.strip())
    if found is None or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return Period(date(year, int(found["quarter"]) * 3 - 2, 1), Span.QUARTER)
    if found["month"]:
        month = int(found["month"])
        return Period(date(year, month, 1), Span.MONTH) if 1 <= month <= 12 else None
    return Period(date(year, 1, 1), Span.YEAR)
