"""Limits of the office's own: in force at once, for every open issue; undone as one step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.limits import Limit, Stage, default_limits
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.limits import drop_limit, set_limit
from tests.makers import make_issue, stored, undo

SHORT = Limit(Stage.HANDLE, 1, TimeUnit.HOUR, nature="help")


def due(workspace: Workspace, issue: bytes) -> object:
    return stored(workspace, Issue, issue)["due_at"]


def test_an_own_limit_moves_the_clock_of_every_open_issue_and_back(workspace: Workspace) -> None:
    issue = make_issue(workspace, "漏水")
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, K.SELF_HANDLE)
    before = due(workspace, issue)
    with workspace.write("set_limits") as unit:
        set_limit(unit, SHORT)
    assert due(workspace, issue) < before
    with workspace.read() as connection:
        assert check_store(connection).problems == []
        assert limits_in_force(connection).find(Stage.HANDLE, "help") == SHORT
    undo(workspace)
    assert due(workspace, issue) == before
    with workspace.write("set_limits") as unit:
        set_limit(unit, SHORT)
    with workspace.write("set_limits") as unit:
        drop_limit(unit, SHORT)
    assert due(workspace, issue) == before


def test_a_second_change_replaces_the_first(workspace: Workspace) -> None:
    for amount in (3, 5):
        with workspace.write("set_limits") as unit:
            set_limit(unit, Limit(Stage.ACCEPT, amount, TimeUnit.DAY, amber=2))
    with workspace.read() as connection:
        own = [limit for limit in limits_in_force(connection).limits if not limit.shipped]
    assert [(limit.amount, limit.amber) for limit in own] == [(5, 2)]


@pytest.mark.parametrize(
    "limit", [Limit(Stage.ACCEPT, 0, TimeUnit.DAY), Limit(Stage.ACCEPT, 3, TimeUnit.DAY, amber=9)]
)
def test_an_impossible_limit_is_refused(workspace: Workspace, limit: Limit) -> None:
    with pytest.raises(RuleBroken), workspace.write("set_limits") as unit:
        set_limit(unit, limit)


def test_a_limit_that_is_in_force_already_is_not_written_as_an_own_one(workspace: Workspace) -> None:
    shipped = next(limit for limit in default_limits().limits if limit.stage is Stage.ACCEPT)
    for limit, differs in (
        (replace(shipped, shipped=False), False),
        (replace(shipped, amount=3, shipped=False), True),
        (replace(shipped, amount=3, shipped=False), False),
        (replace(shipped, shipped=False), True),
    ):
        with workspace.write("set_limits") as unit:
            assert set_limit(unit, limit) is differs


def test_a_note_is_no_essay(workspace: Workspace) -> None:
    with pytest.raises(RuleBroken, match="最多 200 个字"), workspace.write("set_limits") as unit:
        set_limit(unit, replace(SHORT, note="据" * 9_000))
