"""Schedules: how often each paper is handed in; data, shipped as defaults (默认值，可按本地规定调整)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.periods import Period, Span
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

SHIPPED_LABEL = mark("默认值，可按本地规定调整")
"""What is written beside every shipped line."""

LATEST = 366
"""Days after its period by which a paper may be due at the latest."""


class Every(Vocabulary):
    """How often a paper is handed in."""

    WEEK = "week", mark("每周")
    MONTH = "month", mark("每月")
    QUARTER = "quarter", mark("每季")
    HALF = "half", mark("每半年")
    YEAR = "year", mark("每年")

    @property
    def span(self) -> Span:
        """The period that a paper tells of."""
        return Span[self.name]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One line: a paper is handed in ``due_day`` days after the end of every period.

    An own line stands for the shipped one of its ``code``. ``form`` is an ending, empty for the paper's usual
    one; ``title`` is how the office calls it, empty for the paper's own title.
    """

    code: str
    paper: str
    every: Every
    due_day: int
    form: str = ""
    title: str = ""
    grid_id: RecordId | None = None
    recipient: str = ""
    active: bool = True
    note: str = ""
    shipped: bool = False

    def due_on(self, period: Period) -> date:
        """Return the day by which the paper of a period is handed in."""
        return period.last + timedelta(days=self.due_day)


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A paper of a period that is due on a day."""

    on: date
    period: Period
    schedule: Schedule

    @property
    def key(self) -> str:
        """What tells it from every other: the line's code and the period's."""
        return f"{self.schedule.code}.{self.period.code}"


def due_between(schedules: Iterable[Schedule], first: date, last: date) -> list[Due]:
    """Return what is due on the days ``first`` to ``last``, the earliest first."""
    found = [
        Due(schedule.due_on(period), period, schedule)
        for schedule in schedules
        if schedule.active
        for period in _periods(schedule, first, last)
    ]
    return sorted(found, key=lambda due: (due.on, due.period))


def _periods(schedule: Schedule, first: date, last: date) -> Iterator[Period]:
    period = Period.of(first - timedelta(days=schedule.due_day), schedule.every.span)
    while schedule.due_on(period) <= last:
        if schedule.due_on(period) >= first:
            yield period
        period = period.next


def schedule_problems(schedule: Schedule) -> list[Problem]:
    """Return what is wrong with a line."""
    if 0 <= schedule.due_day <= LATEST:
        return []
    words = mark("应在 {low} 到 {high} 之间")
    return [Problem(words, "due_day", values={"low": 0, "high": LATEST})]


def read_schedules(
    rows: Iterable[Mapping[str, str]], *, shipped: bool = False
) -> tuple[list[Schedule], list[Problem]]:
    """Return the lines of table rows (the columns of ``data/schedules.csv``), and what is wrong by row."""
    found: list[Schedule] = []
    problems: list[Problem] = []
    for row, cells in enumerate(rows, start=2):
        words = {name: (text or "").strip() for name, text in cells.items() if isinstance(name, str)}
        every, days = Every.parse(words.get("every", "")), words.get("due_day", "")
        if every is None or not words.get("code") or not words.get("paper"):
            problems.append(Problem(mark("第 {row} 行：名称、报表或周期看不懂"), values={"row": row}))
        elif not days.isdecimal() or int(days) > LATEST:
            wrong = mark("第 {row} 行：期限应为 0 到 {most} 天")
            problems.append(Problem(wrong, "due_day", values={"row": row, "most": LATEST}))
        else:
            form, note = words.get("form", ""), words.get("note", "")
            found.append(
                Schedule(
                    words["code"], words["paper"], every, int(days), form,
                    recipient=words.get("recipient", ""), note=note, shipped=shipped,
                )
            )  # fmt: skip
    return found, problems


@lru_cache(maxsize=1)
def default_schedules() -> tuple[Schedule, ...]:
    """Return the shipped defaults of ``data/schedules.csv``."""
    source = resources.files("gridtui.domain").joinpath("data", "schedules.csv")
    found, _ = read_schedules(csv.DictReader(source.read_text(encoding="utf-8").splitlines()), shipped=True)
    return tuple(found)
