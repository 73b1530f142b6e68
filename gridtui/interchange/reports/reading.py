"""Reading the facts of a report from the store: the figures of two periods, and what stands out today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.category import major_of
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.people.gaps import GapKind
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.reports.asking import ReportAsked
from gridtui.interchange.reports.cases import chosen_texts
from gridtui.interchange.reports.difficulties import find_difficulties
from gridtui.interchange.reports.facts import (
    Compared,
    ComparedRate,
    Part,
    PartOfIssues,
    PromiseFacts,
    ReportFacts,
    VisitFacts,
    Week,
)
from gridtui.queries.gaps import GapFilter, find_gaps
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issues import grid_names
from gridtui.queries.issues.statistics import Durations, Statistics, statistics, unit_names
from gridtui.queries.reports import counting
from gridtui.queries.reports.cases import grid_name
from gridtui.queries.reports.counting import Stretch
from gridtui.words import mark

Key = TypeVar("Key")
_NOTHING = Durations(0, 0, 0)
_NO_CATEGORY, _NO_NATURE = Sentence(mark("没有分类")), Sentence(mark("没有性质"))
_NO_GRID, _CLOSED_GRID = Sentence(mark("没有网格")), Sentence(mark("撤掉的网格"))
_NO_UNIT = Sentence(mark("不知道的单位"))


def read_report(connection: Connection, asked: ReportAsked) -> ReportFacts:
    """Return the facts of a report, with its chosen cases; none are proposed here (``cases``)."""
    here, before = asked.stretch, asked.stretch_before
    now = statistics(connection, here.first, here.last, asked.now, asked.grid_id)
    then = statistics(connection, before.first, before.last, asked.now, asked.grid_id)
    both = _Both(connection, asked, now, then)
    outstanding, difficulties = find_difficulties(connection, asked)
    return ReportFacts(
        office=asked.office,
        by=asked.by,
        period=asked.period,
        until=here.last,
        made_on=asked.today,
        grid=None if asked.grid_id is None else grid_name(connection, asked.grid_id),
        came=Compared(now.registered, then.registered),
        closed=Compared(now.closed, then.closed),
        responded=ComparedRate(now.responded, then.responded),
        resolved=ComparedRate(now.resolved, then.resolved),
        satisfied=ComparedRate(now.satisfied, then.satisfied),
        took=now.days_to_close,
        took_before=then.days_to_close,
        on_paper_only=Compared(now.unresolved_closures, then.unresolved_closures),
        weeks=tuple(Week(max(monday, here.first), came, closed) for monday, came, closed in now.weeks),
        categories=tuple(both.categories()),
        natures=tuple(both.natures()),
        grids=tuple(both.grids()) if asked.grid_id is None else (),
        whistles=tuple(both.whistles()),
        visits=VisitFacts(*both.pairs(counting.visits_counted)),
        promises=PromiseFacts(
            *both.pairs(counting.promises_counted),
            counting.promises_late(connection, asked.today, asked.grid_id),
        ),
        refusals=tuple(both.refusals()),
        overdue=tuple(Part(Sentence(state.label), Compared(n)) for state, n in now.overdue.items()),
        gaps=tuple(_gaps(connection, asked)),
        outstanding=outstanding,
        difficulties=difficulties,
        cases=tuple(chosen_texts(connection, asked)),
    )


@dataclass(frozen=True, slots=True)
class _Both:
    """The figures of the period and of the one before, to be put side by side."""

    connection: Connection
    asked: ReportAsked
    now: Statistics
    then: Statistics

    def pairs(self, count: Callable[[Connection, Stretch], tuple[int, int]]) -> tuple[Compared, Compared]:
        """Return two numbers that are counted together, each beside its own before."""
        now, then = (
            count(self.connection, stretch) for stretch in (self.asked.stretch, self.asked.stretch_before)
        )
        return Compared(now[0], then[0]), Compared(now[1], then[1])

    def categories(self) -> Iterator[PartOfIssues]:
        """Yield the categories of the first level."""
        names = {row.code: row.name for row in category_rows(self.connection)}
        often = Counter(name for code, name in names.items() if code == major_of(code))
        came = _side_by_side(self.now.categories, self.then.categories)
        closed = _side_by_side(_numbers(self.now.by_category), _numbers(self.then.by_category))
        for code in _order(came, closed):
            name = names.get(code, code)
            yield PartOfIssues(
                code or None,
                (f"{name} {code}" if often[name] > 1 else name) or _NO_CATEGORY,
                came.get(code, Compared(0, 0)),
                closed.get(code, Compared(0, 0)),
                self.now.by_category.get(code, _NOTHING),
            )

    def natures(self) -> Iterator[Part]:
        """Yield what natures they were of."""
        for nature, number in _side_by_side(self.now.natures, self.then.natures).items():
            yield Part(Sentence(IssueNature.label_of(nature)) if nature else _NO_NATURE, number)

    def grids(self) -> Iterator[PartOfIssues]:
        """Yield every grid in use, and those not in use that had something."""
        names = grid_names(self.connection)
        now, then = (
            counting.registered_by_grid(self.connection, stretch)
            for stretch in (self.asked.stretch, self.asked.stretch_before)
        )
        came = _side_by_side({**dict.fromkeys(names, 0), **now}, then)
        closed = _side_by_side(_numbers(self.now.by_grid), _numbers(self.then.by_grid))
        for id in _order(came, closed):
            name = _NO_GRID if id is None else names.get(id) or _CLOSED_GRID
            yield PartOfIssues(
                id,
                name,
                came.get(id, Compared(0, 0)),
                closed.get(id, Compared(0, 0)),
                self.now.by_grid.get(id, _NOTHING),
            )

    def whistles(self) -> Iterator[Part]:
        """Yield whistles by level, the highest first."""
        now, then = (
            counting.whistles_by_level(self.connection, stretch)
            for stretch in (self.asked.stretch, self.asked.stretch_before)
        )
        for level in sorted({*now, *then}):
            named = Sentence(Level(level).label) if level in list(Level) else str(level)
            yield Part(named, Compared(now.get(level, 0), then.get(level, 0)))

    def refusals(self) -> Iterator[Part]:
        """Yield who returned or rejected how many."""
        known = unit_names(self.connection, {*self.now.refusals, *self.then.refusals})
        for id, number in _side_by_side(self.now.refusals, self.then.refusals).items():
            if id is not None:
                yield Part(known.get(id) or _NO_UNIT, number)


def _gaps(connection: Connection, asked: ReportAsked) -> Iterator[Part]:
    found = find_gaps(connection, GapFilter(grid_id=asked.grid_id), asked.today, most=0)
    for kind in GapKind:
        if kind in found.counts:
            yield Part(Sentence(kind.label), Compared(found.counts[kind]))


def _numbers(spread: Mapping[Key, Durations]) -> dict[Key, int]:
    return {part: each.number for part, each in spread.items()}


def _side_by_side(now: Mapping[Key, int], then: Mapping[Key, int]) -> dict[Key, Compared]:
    """Return the numbers beside those before, the largest now first, and then what only was before."""
    keys = dict.fromkeys((*now, *then))
    found = {key: Compared(now.get(key, 0), then.get(key, 0)) for key in keys}
    return dict(sorted(found.items(), key=lambda item: (-item[1].now, -(item[1].before or 0))))


def _order(came: Mapping[Key, Compared], closed: Mapping[Key, Compared]) -> list[Key]:
    return list(dict.fromkeys((*came, *closed)))
