"""The lines of the figures: a title, a number, a bar, and the rows that the number counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import ClosureKind
from gridtui.domain.words.dates import day_begins
from gridtui.insight.hot import HotGroup
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.queries.issues.statistics import Durations, Rate, Statistics
from gridtui.ui.kit.bars import bar, sparkline
from gridtui.ui.kit.cleaning import shown
from gridtui.words import mark, tr

BAR_CELLS = 14
SPARK_CELLS = 53


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure; ``filter`` shows the ``count`` rows behind it. One without is the heading of a section."""

    key: bytes
    title: str
    number: str = ""
    drawn: str = ""
    note: str = ""
    filter: IssueFilter | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class HotLine:
    """A matter that several residents raised, and the words for it."""

    key: bytes
    title: str
    group: HotGroup


@dataclass(frozen=True, slots=True)
class Known:
    """The names behind the codes and ids of the figures: categories, grids, units."""

    categories: Mapping[str, str]
    grids: Mapping[RecordId, str]
    units: Mapping[RecordId, str]


def figure_lines(found: Statistics, known: Known, now: datetime) -> list[FigureLine]:
    """Return all lines of a period, the most asked for first."""
    begin = day_begins(found.first)
    end = day_begins(found.last + timedelta(days=1))
    came = IssueFilter(registered_from=begin, registered_before=end)
    went = IssueFilter(closed_from=begin, closed_before=end)
    return [
        *_totals(found, came, went),
        *_rates(found, came, went),
        *_overdue(found, now),
        *_refusals(found, known, IssueFilter(refused_from=begin, refused_before=end)),
        *_weeks(found, came, went),
        *_categories(found, known, came),
        *_times(tr("各类办结用时"), b"took:", _by_category(found, known, went)),
        *_natures(found, came),
        *_times(tr("各网格办结用时"), b"grid:", _by_grid(found, known, went)),
    ]


def heading(line: FigureLine) -> Content | None:
    """Return what the beginning of a section shows across all columns."""
    if line.filter is not None:
        return None
    return Content.assemble(" ", shown(line.title, "bold"), "  ", (line.drawn, "$foreground-muted"))


def _totals(found: Statistics, came: IssueFilter, went: IssueFilter) -> Iterator[FigureLine]:
    most = max(found.registered, found.closed)
    yield _counted(b"came", tr("登记"), found.registered, most, came)
    yield _counted(b"went", tr("已办结"), found.closed, most, went)
    yield replace(_counted(b"took", tr("办结用时"), found.closed, 0, went), drawn="",
                  note=_days(found.days_to_close))  # fmt: skip
    closures = replace(went, closure_kind=ClosureKind.PROCEDURAL.value, resolved="not")
    yield _counted(b"paper", tr("程序性办结但未解决"), found.unresolved_closures, found.closed, closures)


def _rates(found: Statistics, came: IssueFilter, went: IssueFilter) -> Iterator[FigureLine]:
    yield FigureLine(b"rates", tr("三率"))
    due, rest = found.responded, found.responded.whole - found.responded.part
    yield _rated(b"responded", tr("响应率"), due, replace(came, answered=True))
    yield _counted(b"unanswered", tr("没有回应"), rest, due.whole, replace(came, answered=False))
    for key, title, rate, lacking, lacks, wanted in (
        ("resolved", tr("解决率"), found.resolved, "resolved", tr("没有写是否解决"),
         replace(went, resolved="resolved")),
        ("satisfied", tr("满意率"), found.satisfied, "satisfaction", tr("未评价"),
         replace(went, satisfied=True)),
    ):  # fmt: skip
        yield _rated(key.encode(), title, rate, wanted)
        unrated = replace(went, lacking=lacking)
        yield _counted(f"un{key}".encode(), lacks, rate.unrated, found.closed, unrated)


def _overdue(found: Statistics, now: datetime) -> Iterator[FigureLine]:
    yield FigureLine(b"late", tr("现在超期，按环节"))
    most = max(found.overdue.values(), default=0)
    for state, number in found.overdue.items():
        late = IssueFilter(state=state.value, due_before=now, order=IssueOrder.DUE)
        yield _counted(f"late:{state.value}".encode(), tr(state.label), number, most, late)


def _refusals(found: Statistics, known: Known, wanted: IssueFilter) -> Iterator[FigureLine]:
    yield FigureLine(b"refused", tr("退回、不予受理，按单位"))
    most = max(found.refusals.values(), default=0)
    for id, number in found.refusals.items():
        if id is not None:
            title = known.units.get(id) or tr("不知道的单位")
            yield _counted(b"refused:" + id, title, number, most, replace(wanted, refused_by=id))


def _weeks(found: Statistics, came: IssueFilter, went: IssueFilter) -> Iterator[FigureLine]:
    busiest = max((each for week in found.weeks for each in week[1:]), default=0)
    came_numbers = [registered for _, registered, _ in found.weeks]
    went_numbers = [closed for _, _, closed in found.weeks]
    sections = (("came", tr("每周登记"), came_numbers), ("went", tr("每周办结"), went_numbers))
    for key, title, numbers in sections:
        yield FigureLine(f"weeks:{key}".encode(), title, drawn=sparkline(numbers, SPARK_CELLS))
        for (monday, *_), number in zip(found.weeks, numbers, strict=True):
            start = day_begins(monday)
            within = _within(came if key == "came" else went, start, start + timedelta(7))
            words = tr("{month}月{day}日这周", month=monday.month, day=monday.day)
            yield _counted(f"{key}:{monday}".encode(), words, number, busiest, within)


def _within(wanted: IssueFilter, start: datetime, end: datetime) -> IssueFilter:
    """Return what falls into a week, of what falls into the period."""
    if wanted.registered_from and wanted.registered_before:
        return replace(wanted, registered_from=max(start, wanted.registered_from),
                       registered_before=min(end, wanted.registered_before))  # fmt: skip
    assert wanted.closed_from and wanted.closed_before
    return replace(wanted, closed_from=max(start, wanted.closed_from),
                   closed_before=min(end, wanted.closed_before))  # fmt: skip


def _categories(found: Statistics, known: Known, came: IssueFilter) -> Iterator[FigureLine]:
    yield FigureLine(b"categories", tr("登记，按类别"))
    most = max(found.categories.values(), default=0)
    for code, number in found.categories.items():
        wanted = replace(came, category=code) if code else replace(came, lacking="category")
        title = _category(known, code)
        yield _counted(f"category:{code}".encode(), title, number, most, wanted)


def _natures(found: Statistics, came: IssueFilter) -> Iterator[FigureLine]:
    yield FigureLine(b"natures", tr("登记，按性质"))
    most = max(found.natures.values(), default=0)
    for nature, number in found.natures.items():
        wanted = replace(came, nature=nature) if nature else replace(came, lacking="nature")
        title = tr(IssueNature.label_of(nature)) if nature else tr("没有性质")
        yield _counted(f"nature:{nature}".encode(), title, number, most, wanted)


Times = Iterator[tuple[bytes, str, Durations, IssueFilter]]


def _by_category(found: Statistics, known: Known, went: IssueFilter) -> Times:
    for code, spent in found.by_category.items():
        wanted = replace(went, category=code) if code else replace(went, lacking="category")
        yield code.encode(), _category(known, code), spent, wanted


def _by_grid(found: Statistics, known: Known, went: IssueFilter) -> Times:
    for id, spent in found.by_grid.items():
        if id is None:
            yield b"", tr("没有网格"), spent, replace(went, lacking="grid_id")
        else:
            yield id, known.grids.get(id) or tr("撤掉的网格"), spent, replace(went, grid_id=id)


def _times(title: str, key: bytes, parts: Times) -> Iterator[FigureLine]:
    """Yield how long the parts took; a bar is as long as the time in which nine of ten were done."""
    yield FigureLine(b"section:" + key, title)
    listed = list(parts)
    longest = max((spent.ninetieth for _, _, spent, _ in listed), default=0)
    for own, name, spent, wanted in listed:
        drawn = bar(spent.ninetieth, longest, BAR_CELLS)
        line = _counted(key + own, name, spent.number, 0, wanted)
        yield replace(line, drawn=drawn, note=_days(spent))


def _category(known: Known, code: str) -> str:
    return known.categories.get(code, code) or tr("没有分类")


def _counted(key: bytes, title: str, number: int, most: int, wanted: IssueFilter) -> FigureLine:
    return FigureLine(key, title, str(number), bar(number, most, BAR_CELLS), filter=wanted, count=number)


def _rated(key: bytes, title: str, rate: Rate, wanted: IssueFilter) -> FigureLine:
    share = "-" if rate.share is None else f"{rate.share:.1%}"
    drawn, note = bar(rate.share or 0, 1, BAR_CELLS), f"{rate.part} / {rate.whole}"
    if rate.unrated:
        note += "  " + tr("未评价 {n}", n=rate.unrated)
    return FigureLine(key, title, share, drawn, note, wanted, rate.part)


def _days(spent: Durations | None) -> str:
    if spent is None or not spent.number:
        return ""
    median, ninetieth = mark("一半 {median} 天内"), mark("九成 {ninetieth} 天内")
    return f"{tr(median, median=spent.median)}  {tr(ninetieth, ninetieth=spent.ninetieth)}"
