"""The facts of a report: numbers of a period beside those of the one before, frozen, without a word said yet.

Names are as stored, or a ``Sentence`` that is said in the language in use: ``str(name)`` either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.periods import Period
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.queries.issues.statistics import Durations, Rate
from gridtui.words import mark

Name: TypeAlias = "str | Sentence"


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the period and of the one before; ``before`` is None of what is only known of today."""

    now: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """How many more, negative where fewer; None where nothing is known of before."""
        return None if self.before is None else self.now - self.before

    @property
    def relative(self) -> float | None:
        """The change as a part of what was before, 0.25 for a quarter more; None where before was nothing."""
        return (self.now - self.before) / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class ComparedRate:
    """A rate of the period and of the one before."""

    now: Rate
    before: Rate

    @property
    def points(self) -> float | None:
        """By how many percentage points it rose, rounded to a tenth; None where either is of nothing."""
        if self.now.share is None or self.before.share is None:
            return None
        return round(100 * self.now.share, 1) - round(100 * self.before.share, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a number: a level, a state, a unit, a kind of gap."""

    name: Name
    number: Compared


@dataclass(frozen=True, slots=True)
class PartOfIssues:
    """What came in and went out of a category or a grid; ``took`` is of those that went out.

    ``key`` is the category's code or the grid's id, None of what has neither.
    """

    key: str | RecordId | None
    name: Name
    came: Compared
    closed: Compared
    took: Durations


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and went out in one week of the period, from the day ``first``."""

    first: date
    came: int
    closed: int


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Visits made, and to how many households."""

    made: Compared
    homes: Compared


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """Promises that fell due in the period, those of them kept by now, and all that are past due today."""

    due: Compared
    kept: Compared
    late: int


class DifficultyKind(Vocabulary):
    """Why an issue stands among the outstanding difficulties."""

    LATE = "late", mark("超期未办结")
    REFUSED = "refused", mark("被退回或不予受理")
    REOPENED = "reopened", mark("重办未结")
    HANGING = "hanging", mark("挂账未办")


@dataclass(frozen=True, slots=True)
class Difficulty:
    """An open issue that does not move: ``days`` since ``since``; ``unit`` has it, ``title`` is masked."""

    kind: DifficultyKind
    issue_id: RecordId
    number: str
    grid: str
    category: str
    title: str
    state: Sentence
    unit: Name
    since: date | None
    days: int


class CaseReason(Vocabulary):
    """Why an issue is proposed as a typical case 典型案例."""

    MANY = "many", mark("多户反映")
    WHISTLE = "whistle", mark("吹哨解决")
    REOPENED = "reopened", mark("重办后解决")
    PICKED = "picked", mark("自己选的")


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """A case as the report tells it, masked; ``paragraphs`` are its text.

    ``id`` is that of the record where a person chose and worded it, None where a rule proposes it, with
    ``reasons``; ``households`` is how many raised the same matter, 0 where that is unknown.
    """

    issue_id: RecordId
    number: str
    grid: str
    category: str
    title: str
    paragraphs: tuple[str, ...]
    id: RecordId | None = None
    reasons: tuple[CaseReason, ...] = ()
    households: int = 0


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything a report says. ``until`` is the last day counted, earlier than the period's while it runs.

    ``grid`` narrows it to one grid, None is the whole store. ``overdue``, ``gaps`` and ``difficulties`` tell
    how things stand on ``made_on`` and have no period before; ``outstanding`` says how many of each kind of
    difficulty there are, of which ``difficulties`` are the longest. Parts are ordered, the largest first; the
    levels, states and kinds of gaps in their own order. ``cases`` were chosen by a person.
    """

    office: str
    by: str
    period: Period
    until: date
    made_on: date
    grid: str | None
    came: Compared
    closed: Compared
    responded: ComparedRate
    resolved: ComparedRate
    satisfied: ComparedRate
    took: Durations
    took_before: Durations
    on_paper_only: Compared
    weeks: tuple[Week, ...]
    categories: tuple[PartOfIssues, ...]
    natures: tuple[Part, ...]
    grids: tuple[PartOfIssues, ...]
    whistles: tuple[Part, ...]
    visits: VisitFacts
    promises: PromiseFacts
    refusals: tuple[Part, ...]
    overdue: tuple[Part, ...]
    gaps: tuple[Part, ...]
    outstanding: tuple[Part, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    cases: tuple[TypicalCase, ...] = ()

    @property
    def whistled(self) -> Compared:
        """How many whistles were drafted, of every level."""
        numbers = [part.number for part in self.whistles]
        return Compared(sum(each.now for each in numbers), sum(each.before or 0 for each in numbers))

    @property
    def is_over(self) -> bool:
        """Whether the whole period is counted."""
        return self.until >= self.period.last
