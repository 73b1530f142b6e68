"""Weeks, months, quarters, half-years and years: their days, their codes, and how a person writes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.periods import Period, Span, read_period

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(DAYS, st.sampled_from(Span))
def test_a_day_lies_in_its_period_and_periods_follow_each_other(day: date, span: Span) -> None:
    here = Period.of(day, span)
    assert here.first <= day <= here.last
    assert Period.of(here.last, span) == here
    assert here.previous.last + timedelta(days=1) == here.first
    assert here.previous.next == here.next.previous == here
    assert read_period(here.code) == here


@pytest.mark.parametrize(
    ("typed", "first", "span"),
    [
        ("2026-5", date(2026, 5, 1), Span.MONTH),
        (" 2026-05 ", date(2026, 5, 1), Span.MONTH),
        ("2026q2", date(2026, 4, 1), Span.QUARTER),
        ("2026-Q4", date(2026, 10, 1), Span.QUARTER),
        ("2026h2", date(2026, 7, 1), Span.HALF),
        ("2026-W01", date(2025, 12, 29), Span.WEEK),
        ("2026-w53", date(2026, 12, 28), Span.WEEK),
        ("2026", date(2026, 1, 1), Span.YEAR),
    ],
)
def test_what_a_person_types(typed: str, first: date, span: Span) -> None:
    assert read_period(typed) == Period(first, span)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2026-13",
        "2026-0",
        "2026-Q5",
        "2026-H3",
        "2025-W53",
        "2026-W0",
        "0000-01",
        "去年",
        "2026-05-01",
        "9999",
    ],
)
def test_what_is_no_period(typed: str) -> None:
    assert read_period(typed) is None


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("2026-W01", "2026年第1周"),
        ("2026-05", "2026年5月"),
        ("2026-Q2", "2026年第2季度"),
        ("2026-H1", "2026年上半年"),
        ("2026-H2", "2026年下半年"),
        ("2026", "2026年"),
    ],
)
def test_what_a_period_is_called(code: str, title: str) -> None:
    assert str(read_period(code).title) == title  # type: ignore[union-attr]
