"""Use cases on hot issues 热点: splitting, joining, naming and dismissing a group, and taking that back.

Groups are never stored: each use case is given the issues of the groups as they were shown, and writes which
belong together and which apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.hot import HotDecisionKind, hot_name_problems
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import HotDecision
from gridtui.usecases.records import hide_where
from gridtui.words import mark

ANCHORS = 12
"""A name or a dismissal hangs on so many of a group's newest issues: the group that holds most of them."""

K = HotDecisionKind


def split_hot(unit: UnitOfWork, out: Sequence[RecordId], rest: Sequence[RecordId]) -> RecordId:
    """Take issues out of a group into their own, the rest staying together; returns the act's id."""
    if not out:
        raise RuleBroken(Problem(mark("请先用空格选中要拆出去的诉求")))
    if not rest:
        raise RuleBroken(Problem(mark("这一组全选中了，没有可留下的；请只选要拆出去的")))
    rows = [*_chain(out), *_chain(rest), {"kind": K.APART, "issue_id": out[0], "other_id": rest[0]}]
    return _decide(unit, rows, len(out))


def join_hot(unit: UnitOfWork, groups: Sequence[Sequence[RecordId]]) -> RecordId:
    """Put groups together into one; returns the act's id."""
    if len(groups) < 2:
        raise RuleBroken(Problem(mark("请先用空格选中两组或更多，再并成一组")))
    issues = list(dict.fromkeys(issue for group in groups for issue in group))
    return _decide(unit, _chain(issues), len(issues))


def name_hot(unit: UnitOfWork, issues: Sequence[RecordId], name: str) -> RecordId:
    """Give a group a name; ``issues`` are its own, the newest last. Returns the act's id."""
    name = tidy(name)
    if wrong := hot_name_problems(name):
        raise RuleBroken(wrong)
    rows = [{"kind": K.NAME, "issue_id": issue, "title": name} for issue in issues[-ANCHORS:]]
    return _decide(unit, rows, len(issues))


def dismiss_hot(unit: UnitOfWork, issues: Sequence[RecordId], residents: int) -> RecordId:
    """Leave a group out until it has grown (``domain.hot.returns_at``); returns the act's id."""
    rows = [{"kind": K.DISMISS, "issue_id": issue, "residents": residents} for issue in issues[-ANCHORS:]]
    return _decide(unit, rows, len(issues))


def take_back_hot(unit: UnitOfWork, act_id: RecordId) -> None:
    """Take a decision back whole, however long ago it was; what was decided since stays."""
    same = sa.or_(col(HotDecision.act_id) == act_id, col(HotDecision.id) == act_id)
    if not hide_where(unit, HotDecision, same):
        raise RuleBroken(Problem(mark("这项处理已经收回了")))


def _chain(issues: Sequence[RecordId]) -> list[dict[str, Any]]:
    """Return rows that put all issues together, each with the first."""
    return [{"kind": K.TOGETHER, "issue_id": issue, "other_id": issues[0]} for issue in issues[1:]]


def _decide(unit: UnitOfWork, rows: Iterable[dict[str, Any]], count: int) -> RecordId:
    act_id = unit.new_id()
    shared = {"act_id": act_id, "decided_at": unit.now}
    unit.create_many(HotDecision, [{**row, **shared} for row in rows], scope=lambda _row: unit.desk.org_id)
    unit.label = str(count)
    return act_id
