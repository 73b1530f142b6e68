"""The columns of the issue list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gridtui.domain.words.dates import local_date, shown_date
from gridtui.queries.issues.issues import IssueOrder, IssueRow
from gridtui.ui.kit.columns import Column
from gridtui.ui.screens.issues.naming import Names
from gridtui.ui.screens.issues.wording import due_words, state_words
from gridtui.ui.short_lists import due_room, state_room
from gridtui.words import mark

_SIGNS = 2
"""Cells for the signs of flags behind the state."""


def issue_columns(names: Callable[[], Names], now: Callable[[], datetime]) -> list[Column[IssueRow]]:
    """Return the columns; ``names`` and ``now`` are asked whenever a row is drawn."""
    return [
        Column(mark("编号"), 12, lambda row: row.number, name=IssueOrder.NUMBER.value),
        Column(mark("门牌"), 9, lambda row: row.place, style="strong"),
        Column(mark("类别"), 8, lambda row: names().category(row.category)),
        Column(mark("内容"), 11, _gist, flexible=True),
        Column(mark("期限"), due_room(), lambda row: due_words(row, now()), toned=True,
               name=IssueOrder.DUE.value),
        Column(mark("状态"), state_room(10) + _SIGNS, state_words, style="muted"),
        Column(mark("登记"), 10, lambda row: _registered(row, now()), style="muted",
               min_width=120, name=IssueOrder.NEWEST.value),
    ]  # fmt: skip


def _gist(row: IssueRow) -> str:
    words = " ".join(row.text.split())
    return f"{row.title}  {words}" if row.title and words and not words.startswith(row.title) else row.gist


def _registered(row: IssueRow, now: datetime) -> str:
    return shown_date(local_date(row.registered_at), local_date(now))
