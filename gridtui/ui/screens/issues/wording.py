"""Issues in words: their due date, their state with its flags, their tone, and the filter of a list."""

from __future__ import annotations

from datetime import datetime, timedelta

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import ClosureKind, Flag, Resolution, State
from gridtui.domain.words.dates import day_begins, local_date, shown_date, shown_instant, spoken_due
from gridtui.queries.issues.issues import IssueFilter, IssueOrder, IssueRow
from gridtui.ui.kit.tones import AMBER, DONE, LATE, WAITING, Tone
from gridtui.ui.screens.issues.naming import Names
from gridtui.words import mark, tr

_ENDED_WELL = frozenset((State.CLOSED, State.ARCHIVED))
_SIGNED = (Flag.URGENT, Flag.HOLD, Flag.EXTENSION_ASKED, Flag.WHISTLING, Flag.SUPERVISED, Flag.TO_CONFIRM,
           Flag.ANONYMOUS)  # fmt: skip
"""Flags in the order of their signs; 超期 is the letter before the row."""

ORDER_WORDS = {
    IssueOrder.DUE: mark("按期限"),
    IssueOrder.NEWEST: mark("新的在前"),
    IssueOrder.NUMBER: mark("按编号"),
}
OPEN_WORDS = {True: mark("未办结"), None: mark("全部"), False: mark("已结束")}

LACKING_WORDS = {
    "grid_id": mark("没有网格"),
    "category": mark("没有分类"),
    "nature": mark("没有性质"),
    "resolved": mark("没有写是否解决"),
    "satisfaction": mark("未评价"),
}


def tone_of(row: IssueRow, now: datetime, level: int = Level.BRANCH) -> Tone | None:
    """Return which of the four meanings an issue carries for a desk of that level."""
    if not row.is_open:
        return DONE if row.state in _ENDED_WELL else None
    if row.due_at is not None and now > row.due_at:
        return LATE
    if row.due_at is not None and row.amber_at is not None and now >= row.amber_at:
        return AMBER
    waits = row.state is State.PENDING_ACCEPT or row.owner_level < level or Flag.WHISTLING in row.flags
    return WAITING if waits else None


def due_words(row: IssueRow, now: datetime) -> str:
    """Return how far the due date is: ``超2天``, ``今天``, ``3天``; 挂账 while the clock stands still."""
    if not row.is_open:
        return ""
    if row.due_at is None:
        return tr(Flag.HOLD.label) if Flag.HOLD in row.flags else ""
    return str(spoken_due(row.due_at, now))


def state_words(row: IssueRow) -> str:
    """Return the state with the signs of its flags: ``办理中 急督``."""
    signs = "".join(tr(flag.sign) for flag in _SIGNED if flag in row.flags)
    return f"{tr(row.state.label)} {signs}".rstrip()


def flag_words(row: IssueRow) -> list[str]:
    """Return the flags as words."""
    return [tr(flag.label) for flag in _SIGNED if flag in row.flags]


def nature_words(code: str) -> str:
    """Return a nature as it is shown; empty for none."""
    return tr(IssueNature.label_of(code)) if code else ""


def row_text(row: IssueRow, names: Names, now: datetime) -> str:
    """Return a row as it is copied: its cells, one tab between two."""
    cells = (row.number, row.place, names.category(row.category), row.gist, due_words(row, now),
             state_words(row))  # fmt: skip
    return "\t".join(" ".join(cell.split()) for cell in cells)


def filter_words(wanted: IssueFilter, names: Names, now: datetime) -> str:
    """Return what a list shows, in words: ``未办结 · 第二网格 · 按期限``."""
    parts = [tr(State.label_of(wanted.state)) if wanted.state else tr(OPEN_WORDS[wanted.open])]
    if wanted.grid_id is not None:
        parts.append(names.grids.get(wanted.grid_id) or tr("一个网格"))
    places = ((wanted.building_id, mark("本栋")), (wanted.household_id, mark("本户")),
              (wanted.resident_id, mark("本人")))  # fmt: skip
    parts += [tr(words) for value, words in places if value is not None]
    if wanted.category:
        parts.append(names.category(wanted.category))
    if wanted.nature:
        parts.append(nature_words(wanted.nature))
    if wanted.lacking:
        parts.append(tr(LACKING_WORDS.get(wanted.lacking, wanted.lacking)))
    parts += [*_outcome_words(wanted), *_time_words(wanted, now)]
    if wanted.text.strip():
        parts.append(tr("含“{text}”", text=wanted.text.strip()))
    return " · ".join([*parts, tr(ORDER_WORDS[wanted.order])])


def _outcome_words(wanted: IssueFilter) -> list[str]:
    parts = [tr(ClosureKind.label_of(wanted.closure_kind))] if wanted.closure_kind else []
    if wanted.resolved:
        not_so = wanted.resolved == "not"
        parts.append(tr("没有解决") if not_so else tr(Resolution.label_of(wanted.resolved)))
    if wanted.to_confirm:
        parts.append(tr("待确认"))
    if wanted.satisfied:
        parts.append(tr("满意"))
    if wanted.answered is not None:
        parts.append(tr("已回应") if wanted.answered else tr("没有回应"))
    if wanted.flag:
        parts.append(tr(Flag.label_of(wanted.flag)))
    if wanted.reworked:
        parts.append(tr("重办过"))
    if (wanted.refused_by, wanted.refused_from) != (None, None):
        parts.append(tr("被退回或不予受理"))
    if wanted.ids:
        parts.append(tr("挑出的 {n} 件", n=len(wanted.ids)))
    return parts


def _time_words(wanted: IssueFilter, now: datetime) -> list[str]:
    parts = []
    if wanted.due_from is not None:
        parts.append(tr("{when} 起到期", when=shown_instant(wanted.due_from, now)))
    if wanted.due_before is not None:
        late = wanted.due_before <= now
        parts.append(tr("超期") if late else tr("{when} 前到期", when=shown_instant(wanted.due_before, now)))
    if wanted.amber_at is not None:
        parts.append(tr("将到期"))
    if wanted.idle_since is not None:
        parts.append(tr("{days}天无记录", days=(now - wanted.idle_since).days))
    registered = (
        mark("{day} 登记"),
        mark("{first} 至 {last} 登记"),
        mark("{when} 起登记"),
        mark("{when} 前登记"),
    )
    closed = mark("{day} 办结"), mark("{first} 至 {last} 办结"), mark("{when} 起办结"), mark("{when} 前办结")
    parts += _stretch(wanted.registered_from, wanted.registered_before, now, registered)
    return parts + _stretch(wanted.closed_from, wanted.closed_before, now, closed)


def _stretch(
    begin: datetime | None, end: datetime | None, now: datetime, words: tuple[str, str, str, str]
) -> list[str]:
    """Return a stretch of time in words; one of whole days names its first and its last day."""
    one, days, since, before = words
    if begin is not None and end is not None:
        first, last = local_date(begin), local_date(end) - timedelta(days=1)
        if (begin, end) == (day_begins(first), day_begins(last) + timedelta(days=1)):
            told = shown_date(first, local_date(now)), shown_date(last, local_date(now))
            return [tr(one, day=told[0]) if first == last else tr(days, first=told[0], last=told[1])]
    parts = [] if begin is None else [tr(since, when=shown_instant(begin, now))]
    return parts if end is None else [*parts, tr(before, when=shown_instant(end, now))]
