"""Decisions about hot issues are kept, survive what happens to the issues, and are taken back whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gridtui.domain.issues.hot import LONGEST_NAME
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.insight.hot import HotGroup
from gridtui.insight.hot_issues import HotIssues
from gridtui.queries.issues.hot_decisions import acts_about, hot_decisions
from gridtui.storage.tables import HotDecision, Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.hot import dismiss_hot, join_hot, name_hot, split_hot, take_back_hot
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.undo import redo_last, undo_last
from tests.conftest import FrozenClock
from tests.makers import make_issue

HOT = Intent.DECIDE_HOT


@pytest.fixture
def four(workspace: Workspace) -> list[bytes]:
    titles = ("三楼楼道灯不亮", "楼道灯不亮，三楼", "三楼楼道灯又不亮了", "三楼的楼道灯不亮")
    names = ("王建国", "李芳", "杨桂芬", "陈立")
    return [
        make_issue(workspace, title, reporter_name=name) for title, name in zip(titles, names, strict=True)
    ]


def groups(workspace: Workspace, hot: HotIssues | None = None, *, hidden: bool = False) -> list[HotGroup]:
    with workspace.read() as connection:
        return (hot or HotIssues()).groups(connection, workspace.clock(), with_hidden=hidden)


def sets(found: list[HotGroup]) -> set[frozenset[bytes]]:
    return {frozenset(group.ids) for group in found}


def test_a_split_is_kept_undone_and_done_again(workspace: Workspace, four: list[bytes]) -> None:
    hot = HotIssues()
    assert sets(groups(workspace, hot)) == {frozenset(four)}
    with workspace.write(HOT) as unit:
        split_hot(unit, four[:2], four[2:])
    apart = {frozenset(four[:2]), frozenset(four[2:])}
    assert sets(groups(workspace, hot)) == sets(groups(workspace)) == apart
    with workspace.write(Intent.UNDO) as unit:
        undo_last(unit)
    assert sets(groups(workspace, hot)) == {frozenset(four)}
    with workspace.write(Intent.REDO) as unit:
        redo_last(unit)
    assert sets(groups(workspace, hot)) == apart


def test_the_later_decision_holds_and_each_is_taken_back_by_itself(
    workspace: Workspace, four: list[bytes], clock: FrozenClock
) -> None:
    with workspace.write(HOT) as unit:
        first = split_hot(unit, four[:2], four[2:])
    clock.pass_time(minutes=1)
    with workspace.write(HOT) as unit:
        second = join_hot(unit, [four[:2], four[2:]])
    assert sets(groups(workspace)) == {frozenset(four)}
    with workspace.read() as connection:
        acts = acts_about(hot_decisions(connection), four[:1])
    assert [(act.id, act.kind.value) for act in acts] == [(second, "together"), (first, "apart")]
    with workspace.write(HOT) as unit:
        take_back_hot(unit, second)
    assert len(groups(workspace)) == 2
    with workspace.write(HOT) as unit:
        take_back_hot(unit, first)
    assert sets(groups(workspace)) == {frozenset(four)}
    with pytest.raises(RuleBroken), workspace.write(HOT) as unit:
        take_back_hot(unit, first)


def test_a_name_outlives_the_issue_it_began_with(workspace: Workspace, four: list[bytes]) -> None:
    hot = HotIssues()
    with workspace.write(HOT) as unit:
        name_hot(unit, four, "  三楼楼道灯 ")
    assert [group.heading for group in groups(workspace, hot)] == ["三楼楼道灯"]
    with workspace.write(Intent.DELETE_RECORD) as unit:
        unit.delete(Issue, four[0])
    with workspace.write(Intent.FORGET_RECORDS) as unit:
        unit.kind = "erase"
        unit.erase(Issue, {four[1]: {"title": "", "text": "", "reporter_name": ""}}, "expired")
    found = groups(workspace, hot)
    assert [group.heading for group in found] == ["三楼楼道灯"]
    assert sets(found) == sets(groups(workspace)) == {frozenset(four[2:])}


def test_a_dismissed_group_is_shown_when_asked_for(workspace: Workspace, four: list[bytes]) -> None:
    with workspace.write(HOT) as unit:
        dismiss_hot(unit, four, 4)
    assert groups(workspace) == []
    [hidden] = groups(workspace, hidden=True)
    assert hidden.is_hidden
    for name in ("赵", "钱"):
        make_issue(workspace, "三楼楼道灯不亮", reporter_name=name)
    assert [group.residents for group in groups(workspace)] == [6]


def test_nothing_is_written_of_a_decision_that_means_nothing(workspace: Workspace, four: list[bytes]) -> None:
    for refused in (
        lambda unit: split_hot(unit, [], four),
        lambda unit: split_hot(unit, four, []),
        lambda unit: join_hot(unit, [four]),
        lambda unit: name_hot(unit, four, " "),
        lambda unit: name_hot(unit, four, "长" * (LONGEST_NAME + 1)),
    ):
        with pytest.raises(RuleBroken), workspace.write(HOT) as unit:
            refused(unit)
    with workspace.read() as connection:
        assert hot_decisions(connection) == []


def test_a_look_takes_in_what_changed_since_the_last(
    workspace: Workspace, four: list[bytes], clock: FrozenClock
) -> None:
    hot = HotIssues()
    groups(workspace, hot)
    fifth = make_issue(workspace, "三楼楼道灯不亮了", reporter_name="孙")
    with workspace.write(Intent.CORRECT_ISSUE) as unit:
        unit.update(Issue, four[3], {"title": "小区门口烧烤摊油烟大"})
    assert sets(groups(workspace, hot)) == sets(groups(workspace)) == {frozenset([*four[:3], fifth])}
    clock.pass_time(days=1)
    assert sets(groups(workspace, hot)) == {frozenset([*four[:3], fifth])}
    clock.at += timedelta(days=400)
    with workspace.read() as connection:
        assert hot.groups(connection, workspace.clock(), lately=True)
        make_issue(workspace, "咨询高龄补贴", reporter_name="周")
    with workspace.read() as connection:
        assert hot.groups(connection, workspace.clock(), lately=True) == []


def test_a_voided_issue_does_not_count(workspace: Workspace, four: list[bytes]) -> None:
    hot = HotIssues()
    groups(workspace, hot)
    with workspace.write(Intent.MOVE_ISSUE) as unit:
        take_step(unit, four[0], EventKind.VOID, data={"reason": "记重了"})
    assert sets(groups(workspace, hot)) == sets(groups(workspace)) == {frozenset(four[1:])}


def test_rows_of_a_newer_program_are_left_alone(workspace: Workspace, four: list[bytes]) -> None:
    with workspace.write(HOT) as unit:
        row = {"kind": "sorted", "issue_id": four[0], "decided_at": unit.now}
        unit.create(HotDecision, row, scope=unit.desk.org_id)
    with workspace.read() as connection:
        assert acts_about(hot_decisions(connection), four) == []
    assert sets(groups(workspace)) == {frozenset(four)}
