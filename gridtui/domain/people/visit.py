"""Visits 走访 to households, what was promised there, and when the next visit is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import LimitTable, Stage
from gridtui.domain.words.draft import Draft, early_date_problems, past_date_problems
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class Manner(Vocabulary):
    """How a household was visited."""

    DOOR = "door", mark("入户"), "上门", "面访"
    PHONE = "phone", mark("电话"), "电访", "打电话"


class Outcome(Vocabulary):
    """Whether somebody was met."""

    MET = "met", mark("见到"), "见到本人", "见到家人", "接通"
    ABSENT = "absent", mark("未在家"), "没人", "敲门无人", "未接通"
    DECLINED = "declined", mark("谢绝走访"), "不便", "拒访"
    MOVED = "moved", mark("已搬走"), "搬走"

    @property
    def counts(self) -> bool:
        """Whether the schedule starts anew: who was not at home is still due."""
        return self in (Outcome.MET, Outcome.DECLINED)


class VisitKind(Vocabulary):
    """How often a household is visited: the nature of a limit of ``Stage.VISIT``."""

    ORDINARY = "ordinary", mark("普通户")
    SERVICE = "service", mark("服务需要户")


Periods = Mapping[str, int]
"""Kind of household → days from one visit to the next; no other kind is visited."""


def visit_periods(limits: LimitTable) -> dict[str, int]:
    """Return the days from one visit to the next for every kind of household."""
    found = {kind: limits.find(Stage.VISIT, nature=kind.value) for kind in VisitKind}
    return {kind.value: limit.amount for kind, limit in found.items() if limit is not None}


@dataclass(frozen=True, slots=True)
class Visited:
    """What of one visit the schedule depends on."""

    on: date
    outcome: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a household stands: when somebody was met last, and the day that was agreed since, if any."""

    met_on: date | None = None
    next_on: date | None = None


def standing(visits: Iterable[Visited]) -> Standing:
    """Return where a household stands after its visits, oldest first.

    A day that was agreed holds until somebody is met or another day is agreed.
    """
    met_on = next_on = None
    for visit in visits:
        if Outcome.has(visit.outcome) and Outcome(visit.outcome).counts:
            met_on, next_on = visit.on, visit.next_on
        elif visit.next_on is not None:
            next_on = visit.next_on
    return Standing(met_on, next_on)


def is_due(kind: str, stands: Standing, periods: Periods, today: date) -> bool:
    """Return whether a household of that kind is to be visited today; who was never met is."""
    if kind not in periods:
        return False
    day = due_on(kind, stands, periods)
    return day is None or day <= today


def due_on(kind: str, stands: Standing, periods: Periods) -> date | None:
    """Return the day of the next visit; None where nobody was met and no day was agreed, or for no kind.

    A day that was agreed comes before the schedule.
    """
    if stands.next_on is not None:
        return stands.next_on
    if stands.met_on is None or kind not in periods:
        return None
    return stands.met_on + timedelta(days=periods[kind])


class VisitDraft(Draft):
    """A visit as entered; who visited is filled in by the desk where it is not said."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"problem", "measures", "result"})

    building_id: bytes | None = None
    dwelling_id: bytes | None = None
    household_id: bytes | None = None
    resident_id: bytes | None = None
    issue_id: bytes | None = None
    visited_on: date | None = None
    manner: str = Manner.DOOR.value
    outcome: str = ""
    visitor_id: bytes | None = None
    visitor_name: str = ""
    problem: str = ""
    measures: str = ""
    result: str = ""
    next_on: date | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [*Manner.problems_of(self.manner, "manner"), *Outcome.problems_of(self.outcome, "outcome")]
        if self.household_id is None:
            found.append(Problem(mark("请先选走访的是哪一户"), "household_id"))
        if not self.outcome:
            found.append(Problem(mark("请选结果：见到、未在家……"), "outcome"))
        if self.visited_on is None:
            found.append(Problem(mark("请填写走访日期"), "visited_on"))
        elif self.next_on is not None and self.next_on <= self.visited_on:
            text = mark("下次走访应在这次走访（{date}）之后")
            found.append(Problem(text, "next_on", values={"date": self.visited_on.isoformat()}))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        found = past_date_problems(self.visited_on, "visited_on", today)
        if self.next_on is not None and (self.next_on - today).days > LONGEST:
            found.append(Problem(mark("下次走访太远了，请核对年份"), "next_on"))
        return found


class PromiseDraft(Draft):
    """What was promised, by whom and by when, as entered; the visit it was made on names the household."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"text", "outcome"})

    building_id: bytes | None = None
    household_id: bytes | None = None
    resident_id: bytes | None = None
    visit_id: bytes | None = None
    issue_id: bytes | None = None
    text: str = ""
    owner_name: str = ""
    due_on: date | None = None
    done_on: date | None = None
    outcome: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = []
        if not self.text:
            found.append(Problem(mark("请写明承诺了什么"), "text"))
        if self.due_on is None:
            found.append(Problem(mark("请填写兑现日期：到那天会提醒"), "due_on"))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        found = [
            *past_date_problems(self.done_on, "done_on", today),
            *early_date_problems(self.due_on, "due_on"),
        ]
        if self.due_on is not None and self.due_on < today and self.done_on is None:
            found.append(Problem(mark("兑现日期已经过了，请核对"), "due_on", Severity.WARNING))
        return found
