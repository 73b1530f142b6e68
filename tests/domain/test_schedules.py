"""Schedules: when a paper of a period is due, found from the days asked about, and the shipped lines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.papers.schedules import (
    LATEST,
    Every,
    Schedule,
    default_schedules,
    due_between,
    read_schedules,
    schedule_problems,
)
from gridtui.domain.words.periods import Period

MONTHLY = Schedule("m", "ledger.sentiment", Every.MONTH, 5)
QUARTERLY = Schedule("q", "report.quarter", Every.QUARTER, 10)


def told(*schedules: Schedule, first: date, last: date) -> list[tuple[str, str]]:
    return [(due.key, due.on.isoformat()) for due in due_between(schedules, first, last)]


def test_what_is_due_in_a_month_is_of_the_period_before() -> None:
    january = {"first": date(2027, 1, 1), "last": date(2027, 1, 31)}
    assert told(QUARTERLY, MONTHLY, **january) == [("m.2026-12", "2027-01-05"), ("q.2026-Q4", "2027-01-10")]
    assert told(QUARTERLY, MONTHLY, first=date(2026, 11, 1), last=date(2026, 11, 30)) == [
        ("m.2026-10", "2026-11-05")
    ]
    assert told(Schedule("x", "p", Every.MONTH, 0), **january) == [("x.2027-01", "2027-01-31")]
    assert told(Schedule("x", "p", Every.MONTH, 5, active=False), **january) == []


def test_weeks_and_half_years_are_due_beside_what_begins_on_the_same_day() -> None:
    weekly, half = Schedule("w", "p", Every.WEEK, 1), Schedule("h", "p", Every.HALF, 10)
    year = Schedule("y", "p", Every.YEAR, 10)
    assert told(weekly, half, first=date(2027, 1, 1), last=date(2027, 1, 12)) == [
        ("w.2026-W53", "2027-01-04"),
        ("h.2026-H2", "2027-01-10"),
        ("w.2027-W01", "2027-01-11"),
    ]
    quarter = Schedule("q", "p", Every.QUARTER, 285)
    same = due_between([year, quarter], date(2027, 1, 10), date(2027, 1, 10))
    assert [due.period.code for due in same] == ["2026-Q1", "2026"]


@given(
    every=st.sampled_from(Every),
    due_day=st.integers(0, LATEST),
    first=st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    length=st.integers(0, 400),
)
def test_every_day_a_period_is_due_is_found_once(
    every: Every, due_day: int, first: date, length: int
) -> None:
    line, last = Schedule("x", "p", every, due_day), first + timedelta(days=length)
    found = [due.period for due in due_between([line], first, last)]
    days = [first + timedelta(days=day) for day in range(length + 1)]
    ended = [day - timedelta(days=due_day) for day in days]
    assert found == [Period.of(day, every.span) for day in ended if Period.of(day, every.span).last == day]


def test_the_shipped_lines_are_whole() -> None:
    lines = default_schedules()
    assert len(lines) == len({line.code for line in lines}) > 10
    assert all(line.shipped and line.active and not schedule_problems(line) for line in lines)


def test_a_line_that_makes_no_sense_is_said_by_its_row() -> None:
    row = {"code": "a", "paper": "p", "every": "每月", "due_day": "5"}
    found, wrong = read_schedules(
        [row, row | {"every": "天天"}, row | {"due_day": "一"}, row | {"paper": ""}]
    )
    assert [line.every for line in found] == [Every.MONTH]
    assert [problem.values["row"] for problem in wrong] == [3, 4, 5]
    assert [p.field for p in schedule_problems(Schedule("a", "p", Every.YEAR, LATEST + 1))] == ["due_day"]
    with pytest.raises(ValueError):
        Every("day")
