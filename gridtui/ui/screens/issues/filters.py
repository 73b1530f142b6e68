"""What can narrow the issue list, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from gridtui.domain.issues.issue_states import State
from gridtui.queries.issues.categories import CategoryRow, suggest_categories
from gridtui.queries.issues.issues import IssueFilter, IssueOrder
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.pick_one import Item, Narrow, by_title
from gridtui.ui.screens.issues.naming import Names
from gridtui.words import tr

MOST_CATEGORIES = 200

_ORDERS = (IssueOrder.DUE, IssueOrder.NEWEST, IssueOrder.NUMBER)
_OPEN: tuple[bool | None, ...] = (True, None, False)


def next_open(wanted: IssueFilter) -> IssueFilter:
    """Go from 未办结 to 全部 to 已结束 and round; a state or a date of open issues is let go."""
    after = _OPEN[(_OPEN.index(wanted.open) + 1) % len(_OPEN)] if not wanted.state else True
    return replace(wanted, open=after, state="", due_from=None, due_before=None, amber_at=None,
                   idle_since=None)  # fmt: skip


def next_order(wanted: IssueFilter) -> IssueFilter:
    """Go from 按期限 to 新的在前 to 按编号 and round."""
    return replace(wanted, order=_ORDERS[(_ORDERS.index(wanted.order) + 1) % len(_ORDERS)])


def toggled_late(wanted: IssueFilter, now: datetime) -> IssueFilter:
    """Keep only what is overdue now, or no longer."""
    if wanted.due_before is not None:
        return replace(wanted, due_from=None, due_before=None)
    return replace(wanted, open=True, due_from=None, due_before=now, amber_at=None)


def with_state(wanted: IssueFilter, state: str) -> IssueFilter:
    """Keep one state, or all open ones again."""
    return replace(wanted, state=state, open=None if state else True)


def moved_on(wanted: IssueFilter, now: datetime, opened_at: datetime) -> IssueFilter:
    """Let 超期 and 将到期 mean now again: what was so when the list was opened, and what became so since."""
    if wanted.due_before is not None and wanted.due_before <= opened_at:
        wanted = replace(wanted, due_before=now)
    return replace(wanted, amber_at=now) if wanted.amber_at is not None else wanted


def cleared(wanted: IssueFilter) -> IssueFilter:
    """Return the list as it is opened, in the order chosen."""
    return IssueFilter(open=True, order=wanted.order)


def states() -> list[Item]:
    """Return the states, and all of them."""
    return [_everything(), *(Item(state.value, tr(state.label)) for state in State)]


def grids(names: Names) -> list[Item]:
    """Return the grids, and all of them."""
    return [_everything(), *(Item(id.hex(), name) for id, name in names.grids.items())]


def categories(names: Names) -> Narrow:
    """Return what finds categories by code, name or initials; a whole major can be chosen too."""
    everything = by_title([_everything()])

    def narrow(typed: str) -> Sequence[Item]:
        rows = suggest_categories(list(names.categories), typed, MOST_CATEGORIES)
        return [*everything(typed), *(Item(row.code, _title(row, names), row.code) for row in rows)]

    return narrow


def _title(row: CategoryRow, names: Names) -> str:
    major = names.by_code.get(row.parent_code)
    return f"{major} {glyph('between')} {row.name}" if major else row.name


def _everything() -> Item:
    """Return what takes a filter away."""
    return Item("", tr("全部"))
