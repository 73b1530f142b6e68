"""The words for what an import will do, or has done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from textual.message import Message

from gridtui.interchange.columns.fields import field_of
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.plans.plan import Outcome, Plan, PlanLine
from gridtui.ui.messages import OpenArea, OpenCalendar
from gridtui.ui.screens.importing.examining import Examined
from gridtui.ui.together_messages import OpenRecords
from gridtui.words import say, tr

LISTS: Mapping[Kind, Callable[[], Message]] = {
    Kind.PEOPLE: partial(OpenArea, "households"),
    Kind.BUILDINGS: partial(OpenArea, "grids"),
    Kind.GRIDS: partial(OpenArea, "grids"),
    Kind.LEADERS: partial(OpenArea, "grids"),
    Kind.ISSUES: partial(OpenArea, "issues"),
    Kind.LABELS: partial(OpenArea, "issues"),
    Kind.CALENDAR: OpenCalendar,
    Kind.VISITS: partial(OpenArea, "visits"),
    Kind.PROMISES: partial(OpenArea, "visits"),
    **{kind: partial(OpenRecords, kind.value) for kind in Kind if kind.is_declared},
}
"""What asks for the place where what was imported can be seen."""

_ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


def file_words(examined: Examined) -> str:
    """Return which table of which file is imported as what."""
    file = examined.file
    parts = [file.path.name]
    if len(file.table.book.sheets) > 1:
        parts.append(tr("表 {sheet}", sheet=file.table.sheet.name))
    parts.append(tr("表头第 {row} 行", row=file.table.header_row))
    parts.append(tr(file.kind.label))
    if file.remembered:
        parts.append(tr("按上次对列"))
    return " · ".join(parts)


def ordered(plan: Plan) -> list[PlanLine]:
    """Return the lines as they are read: refused first, then changed, new, and what is only remarked on."""
    return sorted(plan.lines, key=lambda line: _ORDER.index(line.outcome))


def column_words(line: PlanLine, kind: Kind) -> str:
    """Return the titles of the columns a line is about."""
    if line.changes:
        return line.column
    titles = []
    for problem in line.problems or line.notes:
        field = field_of(kind, problem.field)
        if field is not None and tr(field.title) not in titles:
            titles.append(tr(field.title))
    return tr("、").join(titles)


def line_words(line: PlanLine) -> str:
    """Return what a line changes, why it is refused, and what is remarked on."""
    return tr("；").join(filter(None, (line.words, line.note)))


def notice_words(plan: Plan) -> list[str]:
    """Return what a person should know about the file as a whole."""
    excluded = tr("、").join(plan.excluded)
    # The counts name these columns already.
    words = [say(problem) for problem in plan.notices if str(problem.values.get("headers", "")) != excluded]
    if plan.left_out:
        words.append(tr("另有 {n} 行没有列在下面，结果里都算上了", n=f"{plan.left_out:,}"))
    return words
