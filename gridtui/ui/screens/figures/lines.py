"""The lines of the figures: a title, a number, a bar, and the rows that the number counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from gridtui.domain.dates import KUNMING
from gridtui.domain.ids import RecordId
from gridtui.domain.issue import IssueNature
from gridtui.domain.issue_states import ClosureKind
from gridtui.insight.hot import HotGroup
from gridtui.queries.issues import IssueFilter, IssueOrder
from gridtui.queries.statistics import Durations, Rate, Statistics
from gridtui.ui.kit.bars import bar
from gridtui.words import mark, tr

BAR_CELLS = 16
MOST_CATEGORIES = 12


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure; ``filter`` shows the rows it counts, None where it counts none of its own."""

    key: bytes
    title: str
    number: str
    drawn: str = ""
    note: str = ""
    filter: IssueFilter | None = None


@dataclass(frozen=True, slots=True)
class HotLine:
    """A matter that several residents raised, and the words for it."""

    key: bytes
    title: str
    group: HotGroup


def figure_lines(
    found: Statistics, categories: Mapping[str, str], grids: Mapping[RecordId, str], now: datetime
) -> list[FigureLine]:
    """Return all lines of a period, the most asked for first."""
    return list(_lines(found, categories, grids, now))


def _lines(
    found: Statistics, categories: Mapping[str, str], grids: Mapping[RecordId, str], now: datetime
) -> Iterator[FigureLine]:
    begin = datetime.combine(found.first, time.min, KUNMING)
    end = datetime.combine(found.last + timedelta(days=1), time.min, KUNMING)
    came = IssueFilter(registered_from=begin, registered_before=end)
    went = IssueFilter(closed_from=begin, closed_before=end)
    most = max(found.registered, found.closed, 1)
    yield _counted(tr("登记"), found.registered, most, came)
    yield _counted(tr("已办结"), found.closed, most, went)
    yield _rated(tr("响应率"), found.responded, came)
    yield _rated(tr("解决率"), found.resolved, replace(went, resolved="resolved"))
    yield _rated(tr("满意率"), found.satisfied, replace(went, satisfied=True))
    closures = replace(went, closure_kind=ClosureKind.PROCEDURAL.value, resolved="not")
    yield FigureLine(b"paper", tr("程序性办结但未解决"), str(found.unresolved_closures), filter=closures)
    yield _took(tr("办结用时"), b"took", found.days_to_close, went)
    for state, number in found.overdue.items():
        late = IssueFilter(state=state.value, due_before=now, order=IssueOrder.DUE)
        yield replace(
            _counted(tr("超期：{state}", state=tr(state.label)), number, sum(found.overdue.values()), late),
            key=f"late:{state.value}".encode(),
        )
    busiest = max([each for week in found.weeks for each in week[1:]], default=1)
    for week, registered, closed in found.weeks:
        start = datetime.combine(week, time.min, KUNMING)
        yield FigureLine(
            f"week:{week}".encode(),
            tr("{month}月{day}日这周", month=week.month, day=week.day),
            f"{registered} / {closed}",
            bar(registered, busiest, BAR_CELLS),
            tr("登记 / 办结"),
            IssueFilter(registered_from=max(start, begin), registered_before=min(start + timedelta(7), end)),
        )
    for code, number in list(found.categories.items())[:MOST_CATEGORIES]:
        spent = found.by_category.get(code)
        title = categories.get(code, code) or tr("没有分类")
        line = _counted(title, number, found.registered, replace(came, category=code))
        yield replace(line, key=f"category:{code}".encode(), note=_days(spent))
    for nature, number in found.natures.items():
        title = tr(IssueNature.label_of(nature)) if nature else tr("没有性质")
        line = _counted(title, number, found.registered, replace(came, nature=nature))
        yield replace(line, key=f"nature:{nature}".encode())
    for id, spent in found.by_grid.items():
        title = grids.get(id, "") if id else ""
        yield _took(title or tr("没有网格"), b"grid:" + (id or b""), spent, replace(went, grid_id=id))


def _counted(title: str, number: int, most: int, wanted: IssueFilter) -> FigureLine:
    return FigureLine(title.encode(), title, str(number), bar(number, most, BAR_CELLS), filter=wanted)


def _rated(title: str, rate: Rate, wanted: IssueFilter) -> FigureLine:
    share = "-" if rate.share is None else f"{rate.share:.1%}"
    note = f"{rate.part} / {rate.whole}"
    if rate.unrated:
        note += "  " + tr("未评价 {n}", n=rate.unrated)
    return FigureLine(title.encode(), title, share, bar(rate.share or 0, 1, BAR_CELLS), note, wanted)


def _took(title: str, key: bytes, spent: Durations, wanted: IssueFilter) -> FigureLine:
    return FigureLine(key, title, str(spent.number), note=_days(spent), filter=wanted)


def _days(spent: Durations | None) -> str:
    if spent is None or not spent.number:
        return ""
    median, ninetieth = mark("一半 {median} 天内"), mark("九成 {ninetieth} 天内")
    return f"{tr(median, median=spent.median)}  {tr(ninetieth, ninetieth=spent.ninetieth)}"
