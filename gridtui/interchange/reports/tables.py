"""The tables and charts of a report, by their keys, in the language in use; empty ones are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gridtui.interchange.reports.counted import percent
from gridtui.interchange.reports.facts import Compared, ComparedRate, Part, PartOfIssues, ReportFacts
from gridtui.interchange.reports.fields import CHARTS, TABLES
from gridtui.interchange.reports.sections import Bar, ReportChart, ReportTable
from gridtui.queries.issues.statistics import Durations
from gridtui.words import mark, tr

MOST_BARS = 10
"""So many categories or grids are drawn; the table has all."""

NOTHING = "–"
"""Stands where a number would mean nothing: a rate of nothing, a growth from nothing."""

WORDS_FIRST = {"difficulties": 6}
"""Table → how many of its columns are words; of all others it is the first."""

COLUMN_MILLIMETRES = {
    "numbers": (56, 25, 25, 25, 25),
    "rates": (26, 22, 22, 22, 28, 36),
    "categories": (35, 17, 18, 16, 16, 18, 18, 18),
    "grids": (35, 17, 18, 16, 16, 18, 18, 18),
    "whistles": (66, 30, 30, 30),
    "overdue": (116, 40),
    "refusals": (66, 30, 30, 30),
    "difficulties": (25, 24, 18, 31, 19, 27, 12),
    "gaps": (116, 40),
}
"""Table → the widths of its columns on A4; together they fill a line."""

Row = tuple[str, ...]


def report_tables(facts: ReportFacts) -> dict[str, ReportTable]:
    """Return the tables that have rows, by key."""
    rows: dict[str, Iterable[Row]] = {
        "numbers": _numbers(facts),
        "rates": _rates(facts),
        "categories": map(_of_issues, facts.categories),
        "grids": map(_of_issues, facts.grids),
        "whistles": map(_compared, facts.whistles),
        "overdue": map(_counted, facts.overdue),
        "refusals": map(_compared, facts.refusals),
        "difficulties": _difficulties(facts),
        "gaps": map(_counted, facts.gaps),
    }
    made = {key: tuple(each) for key, each in rows.items()}
    return {
        key: ReportTable(
            tuple(tr(column.title) for column in TABLES[key]), each, WORDS_FIRST.get(key, 1), key
        )
        for key, each in made.items()
        if each
    }


def report_charts(facts: ReportFacts) -> dict[str, ReportChart]:
    """Return the charts that have bars, by key."""
    registered, both = (tr("登记数"), tr("办结数")), (tr("本期"), tr("上期"))
    bars: dict[str, tuple[Sequence[str], Iterable[Bar]]] = {
        "weeks": (
            registered,
            (Bar(_week(week.first), week.came, week.closed) for week in facts.weeks),
        ),
        "categories": (both, _bars(facts.categories)),
        "grids": (both, _bars(facts.grids)),
        "overdue": (
            (tr("件数"),),
            (Bar(str(part.name), part.number.now) for part in facts.overdue),
        ),
    }
    made = {key: (series, tuple(each)) for key, (series, each) in bars.items()}
    return {
        key: ReportChart(key, tr(CHARTS[key]), tuple(series), each)
        for key, (series, each) in made.items()
        if each
    }


def signed(number: int | None) -> str:
    """Return a change with its sign; a dash where there is nothing to compare."""
    return NOTHING if number is None else f"{number:+d}" if number else "0"


def growth(number: Compared) -> str:
    """Return a change as a share of what was before; a dash where that was nothing."""
    return NOTHING if number.relative is None else f"{number.relative:+.1%}" if number.relative else "0%"


def share(rate: ComparedRate, *, before: bool) -> str:
    """Return a rate as it is said, of this period or of the one before; a dash for one of nothing."""
    found = (rate.before if before else rate.now).share
    return NOTHING if found is None else percent(found)


def points(rate: ComparedRate) -> str:
    """Return by how many percentage points a rate rose; a dash where there is nothing to compare."""
    return NOTHING if rate.points is None else f"{rate.points:+.1f}"


def days(took: Durations, which: int) -> str:
    """Return the median or the ninetieth percentile in days; a dash where nothing was closed."""
    return str(which) if took.number else NOTHING


def _numbers(facts: ReportFacts) -> Iterator[Row]:
    for name, number in (
        (mark("登记的诉求"), facts.came),
        (mark("办结的诉求"), facts.closed),
        (mark("程序性办结但未解决"), facts.on_paper_only),
        (mark("吹哨次数"), facts.whistled),
        (mark("走访次数"), facts.visits.made),
        (mark("走访到的户"), facts.visits.homes),
        (mark("到期的承诺"), facts.promises.due),
        (mark("其中已兑现"), facts.promises.kept),
    ):
        yield tr(name), str(number.now), str(number.before), signed(number.change), growth(number)


def _rates(facts: ReportFacts) -> Iterator[Row]:
    unanswered = facts.responded.now.whole - facts.responded.now.part
    for name, rate, lacking, number in (
        (mark("响应率"), facts.responded, mark("没有回应"), unanswered),
        (mark("解决率"), facts.resolved, mark("没有写明"), facts.resolved.now.unrated),
        (mark("满意率"), facts.satisfied, mark("未评价"), facts.satisfied.now.unrated),
    ):
        now, before = share(rate, before=False), share(rate, before=True)
        of = f"{rate.now.part} / {rate.now.whole}"
        yield tr(name), now, before, points(rate), of, f"{tr(lacking)} {number}"


def _of_issues(part: PartOfIssues) -> Row:
    return (
        str(part.name),
        str(part.came.now),
        str(part.came.before),
        signed(part.came.change),
        str(part.closed.now),
        str(part.closed.before),
        days(part.took, part.took.median),
        days(part.took, part.took.ninetieth),
    )


def _compared(part: Part) -> Row:
    number = part.number
    return str(part.name), str(number.now), str(number.before), signed(number.change)


def _counted(part: Part) -> Row:
    return str(part.name), str(part.number.now)


def _difficulties(facts: ReportFacts) -> Iterator[Row]:
    for each in facts.difficulties:
        yield (
            tr(each.kind.label),
            each.number,
            each.grid,
            each.title,
            str(each.state),
            str(each.unit),
            str(each.days),
        )


def _week(first: date) -> str:
    return tr("{month}月{day}日起", month=first.month, day=first.day)


def _bars(parts: Sequence[PartOfIssues]) -> Iterator[Bar]:
    for part in parts[:MOST_BARS]:
        yield Bar(str(part.name), part.came.now, part.came.before)
