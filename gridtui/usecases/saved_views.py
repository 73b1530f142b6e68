"""Keeping a list's filter and order under a name, renaming and forgetting it: this desk's own, not undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy_line
from gridtui.storage.saved_views import ViewBody, drop_view, kept_views, name_view, put_view
from gridtui.words import mark

__all__ = ["drop_view", "keep_view", "rename_view"]

LONGEST_NAME = 30


def keep_view(
    connection: Connection,
    operator_id: RecordId,
    area: str,
    name: str,
    body: ViewBody,
    now: datetime,
    *,
    replace: bool = False,
) -> str:
    """Keep a filter under a name, returned as it is kept; one of that name is only replaced when told so."""
    kept = _checked(name)
    if not replace and _is_there(connection, operator_id, area, kept):
        raise RuleBroken(Problem(mark("已经有叫这个名字的视图，再按一次回车就换成现在的"), "name"))
    put_view(connection, operator_id, area, kept, body, now)
    return kept


def rename_view(connection: Connection, operator_id: RecordId, area: str, num: int, name: str) -> str:
    """Give a view another name, returned as it is kept."""
    kept = _checked(name)
    views = {view.num: view.name for view in kept_views(connection, operator_id, area)}
    if num not in views:
        raise RuleBroken(Problem(mark("这个视图已经不在了")))
    if views[num] != kept:
        if kept in views.values():
            raise RuleBroken(Problem(mark("已经有叫这个名字的视图，请换一个名字"), "name"))
        name_view(connection, num, kept)
    return kept


def _checked(name: str) -> str:
    kept = tidy_line(name)
    if not kept:
        raise RuleBroken(Problem(mark("请给视图起个名字"), "name"))
    if len(kept) > LONGEST_NAME:
        text = mark("名字太长，最多 {most} 个字")
        raise RuleBroken(Problem(text, "name", values={"most": LONGEST_NAME}))
    return kept


def _is_there(connection: Connection, operator_id: RecordId, area: str, name: str) -> bool:
    return any(view.name == name for view in kept_views(connection, operator_id, area))
