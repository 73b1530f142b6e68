"""Reading the days of a period from the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gridtui.cli.context import system_clock
from gridtui.domain.words.dates import day_begins, local_date, parse_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark


def day_given(text: str, usual: date, today: date) -> date:
    """Return the day that a text means, ``usual`` for an empty one; ``RuleBroken`` where it means none."""
    day = parse_date(text, today) if text else usual
    if day is None:
        raise RuleBroken(Problem(mark("看不懂日期：{text}"), values={"text": text}))
    return day


def period_given(first: str, last: str, *, usual: date, today: date) -> tuple[date, date]:
    """Return the first and the last day, ``usual`` and today where nothing is said; in this order."""
    begin, end = day_given(first, usual, today), day_given(last, today, today)
    if end < begin:
        raise RuleBroken(Problem(mark("止的日期早于起的日期"), field="to"))
    return begin, end


def typed_day(text: str) -> date | None:
    """Return the day that somebody wrote, None for none; ``RuleBroken`` for what is no day."""
    if not text:
        return None
    day = parse_date(text, local_date(system_clock()))
    if day is None:
        raise RuleBroken(Problem(mark("日期“{text}”看不懂，应写成 2026-03-05"), values={"text": text}))
    return day


def midnight_of(text: str, days: int) -> datetime | None:
    """Return the instant at which a day begins at the office, ``days`` later; None for none."""
    day = typed_day(text)
    if day is None:
        return None
    return day_begins(day) + timedelta(days=days)
