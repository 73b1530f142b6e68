"""How the lines of home look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from gridtui.domain.issues.issue_states import Flag
from gridtui.domain.words.dates import local_date, spoken_due
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.ui.kit.cells import cell_width, cut
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.screens.home.lines import (
    MISSING,
    BeginLine,
    GapLine,
    Heading,
    IssueLine,
    Line,
    PromiseLine,
    WhistleLine,
)
from gridtui.ui.short_lists import due_room, state_room
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.insight.hot import HotGroup
    from gridtui.queries.dashboard import Dashboard, GridFigures
    from gridtui.ui.kit.list_source import ListSource

_TITLE_CELLS = 12


def due_words(line: IssueLine, now: datetime) -> Content:
    """Return how far the clock is, in the colour of its meaning; why none runs where none does."""
    row = line.row
    if row.due_at is None:
        return Content(tr(Flag.HOLD.label)) if Flag.HOLD in row.flags else Content("")
    words = str(spoken_due(row.due_at, now))
    if row.due_at < now:
        return Content.styled(words, "$error")
    amber = row.amber_at is not None and row.amber_at <= now
    return Content.styled(words, "$warning" if amber else "")


def span(line: Line) -> Content | None:
    """Return what a heading, or a way to begin, shows across all columns."""
    if isinstance(line, Heading):
        return _heading(line)
    if isinstance(line, BeginLine):
        gap = " " * max(2, _TITLE_CELLS - cell_width(tr(line.title)))
        return Content.assemble(f"  {tr(line.title)}", gap, (tr(line.help), "$foreground-muted"))
    return None


def _heading(line: Heading) -> Content:
    group = line.group
    colour = " $error" if group.late else " $accent" if group.waiting else ""
    count = f"  {line.count}" if line.count else ""
    others = [f"{tr(kind.label)} {number}" for kind, number in line.others]
    note = f"  {tr(group.note) if group.note else tr('、').join(others)}".rstrip()
    return Content.assemble((tr(group.title), "bold"), (count, "bold" + colour), (note, "$foreground-muted"))


def line_columns(now: Callable[[], datetime]) -> list[Column[Line]]:
    """Return the columns of the list of things to do, seen at ``now``."""
    return [
        Column(mark("期限"), due_room(), lambda line: _due(line, now())),
        Column(mark("门牌"), 9, _place),
        Column(mark("内容"), 8, _gist, flexible=True),
        Column(mark("状态"), state_room(9), _state, style="muted"),
        Column(mark("编号"), 13, _number, style="muted", min_width=60),
    ]


def _due(line: Line, now: datetime) -> Content | str:
    if isinstance(line, PromiseLine):
        return _promise_due(line, local_date(now))
    if isinstance(line, WhistleLine):
        return _whistle_due(line, now)
    return due_words(line, now) if isinstance(line, IssueLine) else ""


def _whistle_due(line: WhistleLine, now: datetime) -> Content | str:
    due = line.whistle.row.due_at
    if due is None:
        return ""
    return Content.styled(str(spoken_due(due, now)), "$error" if due < now else "")


def _promise_due(line: PromiseLine, today: date) -> Content:
    days = (today - line.row.due_on).days if line.row.due_on else 0
    return Content.styled(tr("超{days}天", days=days), "$error") if days > 0 else Content(tr("今天"))


def _place(line: Line) -> str:
    if isinstance(line, PromiseLine):
        return line.row.door
    if isinstance(line, GapLine):
        return line.gap.name
    if isinstance(line, WhistleLine):
        return line.whistle.row.door
    return line.row.place if isinstance(line, IssueLine) else ""


def _gist(line: Line) -> str:
    if isinstance(line, PromiseLine):
        return line.row.text
    if isinstance(line, GapLine):
        return tr(MISSING[line.gap.role])
    if isinstance(line, WhistleLine):
        unit = line.whistle.first_due()
        name = line.whistle.unit_name(unit.key) if unit else ""
        return " ".join(part for part in (name, line.whistle.row.title) if part)
    return line.row.gist if isinstance(line, IssueLine) else ""


def _state(line: Line) -> str:
    if isinstance(line, WhistleLine):
        return tr(line.whistle.owed)
    return tr(line.row.state.label) if isinstance(line, IssueLine) and not line.group.stated else ""


def _number(line: Line) -> str:
    if isinstance(line, WhistleLine):
        return line.whistle.row.number
    return line.row.number if isinstance(line, IssueLine) else ""


def grid_columns() -> list[Column[GridFigures]]:
    """Return the columns of the grids beside the list; the wider the list, the more."""
    inside = [
        _count(mark("楼栋"), lambda grid: str(grid.row.buildings), style="muted", min_width=46),
        _count(mark("户"), lambda grid: str(grid.row.households), style="muted", min_width=46),
    ]
    counts = [
        _count(mark("诉求"), lambda grid: _figure(grid.row.open_issues)),
        _count(mark("超期"), lambda grid: _figure(grid.row.overdue, "$error")),
        _count(mark("待访"), lambda grid: _figure(grid.due_visits)),
        _count(mark("缺岗"), lambda grid: _figure(grid.gaps, "$warning"), min_width=36),
    ]
    roomy = 28 + sum(column.width for column in (*inside, *counts))
    return [
        Column(mark("网格"), 6, lambda grid: grid.row.name, flexible=True),
        Column(mark("网格员"), 7, lambda grid: grid.row.worker, style="muted", min_width=roomy),
        *inside,
        *counts,
    ]


def _count(
    title: str, cell: Callable[[GridFigures], str | Content], *, style: str = "", min_width: int = 0
) -> Column[GridFigures]:
    """Return a column of numbers, as wide as its title in the language in use."""
    width = max(4, min(9, cell_width(tr(title))))
    return Column(title, width, cell, "right", style=style, min_width=min_width)


def _figure(number: int, style: str = "") -> Content:
    """Return a number that is seen when it is not nought."""
    return Content.styled(str(number), style) if number else Content.styled("0", "$foreground-disabled")


@dataclass(frozen=True, slots=True)
class Share:
    """A line of a figure with bars: ``title`` is said already; ``filter`` is the list behind it."""

    title: str
    count: int
    filter: IssueFilter

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return repr(self.filter).encode()


def share_columns(drawn: Callable[[int], str]) -> list[Column[Share]]:
    """Return the columns of a figure with bars; ``drawn`` returns the bar of a number."""
    return [
        Column("", 14, lambda share: share.title),
        Column("", 4, lambda share: str(share.count), "right"),
        Column("", 4, lambda share: shown(drawn(share.count)), style="muted", flexible=True),
    ]


def hot_columns(hot: ListSource[HotGroup]) -> list[Column[HotGroup]]:
    """Return the columns of the hot matters; the first line says what they are."""
    word = tr("热点")
    return [
        Column("", cell_width(word), lambda group: word if group is hot.rows[0] else "", style="muted"),
        Column("", 14, lambda group: group.heading, flexible=True),
        Column("", 5, lambda group: tr("{n}户", n=group.residents), "right", style="strong"),
        Column("", 8, lambda group: group.place, style="muted"),
    ]


def state_shares(seen: Dashboard) -> list[Share]:
    """Return the open issues by state, in the order in which they pass through them."""
    by_due = IssueOrder.DUE
    return [
        Share(tr(state.label), count, IssueFilter(state=state.value, order=by_due))
        for state, count in seen.open_states.items()
    ]


def category_shares(seen: Dashboard) -> list[Share]:
    """Return the categories with most open issues, most first."""
    return [
        Share(figure.name, figure.count, IssueFilter(open=True, category=figure.code, order=IssueOrder.DUE))
        for figure in seen.open_categories
    ]


def title_of(line: Line) -> str:
    """Return in a few words what a line is about."""
    if isinstance(line, IssueLine | PromiseLine | WhistleLine | GapLine):
        return " ".join(cut(part, 30) for part in (_place(line), _gist(line)) if part)
    return tr(line.group.title) if isinstance(line, Heading) else ""
