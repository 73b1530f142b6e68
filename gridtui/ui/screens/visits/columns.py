"""The columns of due doors and of promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual.content import Content

from gridtui.domain.people.visit import Outcome, VisitKind
from gridtui.domain.words.dates import shown_date
from gridtui.queries.walks.due_doors import DueRow
from gridtui.queries.walks.promises import PromiseRow
from gridtui.ui.building_words import place_words
from gridtui.ui.kit.columns import Column, room_for
from gridtui.words import mark, tr

LATE_DAYS = 30
"""Days after which a visit that was not made stands out."""

_AGREED = mark("约定的日子")


def due_columns(today: Callable[[], date]) -> list[Column[DueRow]]:
    """Return the columns of due doors; ``today`` is asked whenever a row is drawn."""
    why = room_for((_AGREED, *(kind.label for kind in VisitKind)), least=10, most=12)
    return [
        Column(mark("门牌"), 10, lambda row: row.door or tr("没有门牌"), style="strong"),
        Column(mark("户主"), 8, lambda row: row.head, flexible=True),
        Column(mark("上次走访"), 12, lambda row: last_words(row, today())),
        Column(mark("超期"), 8, _overdue, "right"),
        Column(mark("为什么"), why, why_words, style="muted"),
        Column(mark("承诺"), 4, _promises, "right", short=mark("诺")),
        Column(
            mark("楼栋"),
            8,
            lambda row: place_words(row.building_name),
            style="muted",
            min_width=76,
            flexible=True,
        ),
        Column(mark("网格"), 8, lambda row: row.grid_name, style="muted", min_width=100, flexible=True),
    ]


def promise_columns(today: Callable[[], date]) -> list[Column[PromiseRow]]:
    """Return the columns of promises; ``today`` is asked whenever a row is drawn."""
    return [
        Column(mark("兑现日期"), 10, lambda row: _day(row, today())),
        Column(mark("门牌"), 10, lambda row: row.door or tr("没有门牌"), style="strong"),
        Column(mark("承诺"), 12, lambda row: row.text, flexible=True),
        Column(mark("谁来办"), 8, lambda row: row.owner_name, style="muted"),
        Column(mark("诉求"), 13, lambda row: row.issue, style="muted", min_width=80),
        Column(
            mark("楼栋"),
            8,
            lambda row: place_words(row.building_name),
            style="muted",
            min_width=100,
            flexible=True,
        ),
    ]


def last_words(row: DueRow, today: date) -> str:
    """Return when somebody went there last and whether they were met: ``11-02 未在家``."""
    if row.last_on is None:
        return tr("没走访过")
    missed = Outcome.has(row.last_outcome) and not Outcome(row.last_outcome).counts
    words = shown_date(row.last_on, today)
    return f"{words} {tr(Outcome.label_of(row.last_outcome))}" if missed else words


def overdue_words(row: DueRow) -> str:
    """Return how long the visit has been due: ``今天``, ``12天``; empty where nobody was ever met."""
    if row.days is None:
        return ""
    return tr("{n}天", n=row.days) if row.days else tr("今天")


def why_words(row: DueRow) -> str:
    """Return why a visit is due: the day that was agreed, or the kind of household."""
    return tr(_AGREED) if row.agreed else tr(VisitKind.label_of(row.kind))


def _overdue(row: DueRow) -> Content:
    late = row.days is not None and row.days >= LATE_DAYS
    return Content.styled(overdue_words(row), "$error" if late else "")


def _promises(row: DueRow) -> Content:
    return Content(str(row.promises)) if row.promises else Content.styled("0", "$foreground-disabled")


def _day(row: PromiseRow, today: date) -> Content:
    if row.due_on is None:
        return Content("")
    late = row.done_on is None and row.due_on < today
    words = tr("超 {day}", day=shown_date(row.due_on, today)) if late else shown_date(row.due_on, today)
    return Content.styled(words, "$error" if late else "")
