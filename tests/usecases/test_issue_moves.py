"""Moving issues: steps and refusals, joining two, taking back, many at once."""

from __future__ import annotations

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_back, take_step, take_step_with_all
from gridtui.usecases.issues import correct_issue
from tests.makers import make_issue, redo, stored, undo

DONE = {"resolved": "resolved", "satisfaction": "satisfied"}


def step(workspace: Workspace, issue: bytes, kind: K, text: str = "", **data: object) -> bytes:
    with workspace.write("move_issue") as unit:
        return take_step(unit, issue, kind, text=text, data=data)


def status(workspace: Workspace, issue: bytes) -> IssueStatus:
    with workspace.read() as connection:
        return status_of(connection, issue)


def refusal(workspace: Workspace, issue: bytes, kind: K, text: str = "", **data: object) -> str:
    with pytest.raises(RuleBroken) as refused:
        step(workspace, issue, kind, text, **data)
    return str(refused.value)


def test_from_the_door_to_the_end(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    step(workspace, issue, K.SELF_HANDLE)
    step(workspace, issue, K.FEEDBACK, "换了灯泡")
    step(workspace, issue, K.PASS_VERIFY)
    step(workspace, issue, K.CALLBACK, **DONE)
    assert status(workspace, issue).state is State.CLOSED
    row = stored(workspace, Issue, issue)
    assert (row["state"], row["resolved"], row["is_open"]) == ("closed", "resolved", False)


def test_a_step_not_possible_here_says_which_are(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    said = refusal(workspace, issue, K.CALLBACK, **DONE)
    assert "自办" in said and "作废" in said
    assert status(workspace, issue).state is State.REGISTERED


def test_a_step_says_what_it_lacks(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    assert "为什么作废" in refusal(workspace, issue, K.VOID)
    step(workspace, issue, K.SELF_HANDLE)
    assert "办理结果" in refusal(workspace, issue, K.FEEDBACK)


def test_a_dissatisfied_and_justified_answer_reopens(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    step(workspace, issue, K.SELF_HANDLE)
    step(workspace, issue, K.FEEDBACK, "换了灯泡")
    step(workspace, issue, K.PASS_VERIFY)
    answer = {"resolved": "unresolved", "satisfaction": "dissatisfied"}
    assert "为什么不满意" in refusal(workspace, issue, K.CALLBACK, **answer)
    step(workspace, issue, K.CALLBACK, "还是不亮", justified=True, **answer)
    assert status(workspace, issue).state is State.IN_PROGRESS


def test_a_step_is_undone_by_a_retraction_and_redone(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    step(workspace, issue, K.SELF_HANDLE)
    undo(workspace)
    assert status(workspace, issue).state is State.REGISTERED
    assert len(status(workspace, issue).retracted) == 1
    redo(workspace)
    assert status(workspace, issue).state is State.IN_PROGRESS


def test_a_step_is_taken_back_by_hand(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    event = step(workspace, issue, K.SELF_HANDLE)
    with workspace.write("move_issue") as unit:
        take_back(unit, issue, event, "点错了")
    assert status(workspace, issue).state is State.REGISTERED
    with pytest.raises(RuleBroken, match="已经撤回"), workspace.write("move_issue") as unit:
        take_back(unit, issue, event)


def test_a_merge_links_both_ways_and_answers_go_to_everyone(workspace: Workspace) -> None:
    kept, other = make_issue(workspace, "三楼灯不亮"), make_issue(workspace, "楼道黑")
    step(workspace, other, K.MERGE, into=kept.hex())
    assert status(workspace, other).merged_into == kept
    assert status(workspace, kept).merged_from == {other}
    step(workspace, kept, K.SELF_HANDLE)
    step(workspace, kept, K.FEEDBACK, "换了灯泡")
    replies = [event for event in status(workspace, other).live if event.kind is K.REPLY]
    assert [event.text for event in replies] == ["换了灯泡"]
    assert status(workspace, other).state is State.MERGED


def test_merging_into_itself_or_in_a_circle_is_refused(workspace: Workspace) -> None:
    one, two = make_issue(workspace, "甲"), make_issue(workspace, "乙")
    assert "它自己" in refusal(workspace, one, K.MERGE, into=one.hex())
    step(workspace, two, K.MERGE, into=one.hex())
    assert "不能互相并入" in refusal(workspace, one, K.MERGE, into=two.hex())
    assert "重选" in refusal(workspace, one, K.MERGE, into="0" * 32)
    assert status(workspace, one).state is State.REGISTERED


def test_a_separation_is_written_on_both_sides_and_a_merge_undone(workspace: Workspace) -> None:
    kept, other = make_issue(workspace, "三楼灯不亮"), make_issue(workspace, "楼道黑")
    step(workspace, other, K.MERGE, into=kept.hex())
    step(workspace, other, K.SEPARATE)
    assert status(workspace, other).state is State.REGISTERED
    assert status(workspace, kept).merged_from == frozenset()
    step(workspace, other, K.MERGE, into=kept.hex())
    undo(workspace)
    assert status(workspace, other).merged_into is None
    assert status(workspace, kept).merged_from == frozenset()


def test_many_at_once_is_one_step_or_none(workspace: Workspace) -> None:
    issues = [make_issue(workspace, f"灯{n}") for n in range(3)]
    step(workspace, issues[1], K.SELF_HANDLE)
    with pytest.raises(RuleBroken) as refused, workspace.write("move_issue") as unit:
        take_step_with_all(unit, issues, K.SELF_HANDLE)
    assert stored(workspace, Issue, issues[1])["number"] in str(refused.value)
    assert refused.value.problems[0].values["refused"] == 1
    assert len(refused.value.problems) == 2
    assert status(workspace, issues[0]).state is State.REGISTERED
    with workspace.write("move_issue") as unit:
        assert take_step_with_all(unit, [issues[0], issues[2]], K.SELF_HANDLE) == 2
    undo(workspace)
    assert {status(workspace, issue).state for issue in (issues[0], issues[2])} == {State.REGISTERED}


def test_what_the_form_lacks_is_not_said_of_every_issue(workspace: Workspace) -> None:
    issues = [make_issue(workspace, f"灯{n}") for n in range(3)]
    with pytest.raises(RuleBroken) as refused, workspace.write("move_issue") as unit:
        take_step_with_all(unit, issues, K.SUPERVISE)
    said = [(problem.field, str(problem)) for problem in refused.value.problems]
    assert said == [("grade", "请选督办等级")]


def replies(workspace: Workspace, issue: bytes) -> list[str]:
    return [event.text for event in status(workspace, issue).live if event.kind is K.REPLY]


def test_an_answer_goes_through_a_chain_of_merges(workspace: Workspace) -> None:
    kept, middle, first = (make_issue(workspace, each) for each in ("三楼灯不亮", "楼道黑", "灯坏"))
    step(workspace, first, K.MERGE, into=middle.hex())
    step(workspace, middle, K.MERGE, into=kept.hex())
    step(workspace, kept, K.SELF_HANDLE)
    step(workspace, kept, K.FEEDBACK, "换了灯泡")
    assert replies(workspace, middle) == replies(workspace, first) == ["换了灯泡"]


def test_what_is_merged_into_an_answered_issue_is_told_at_once(workspace: Workspace) -> None:
    kept, late, with_it = (make_issue(workspace, each) for each in ("三楼灯不亮", "楼道黑", "灯坏"))
    step(workspace, with_it, K.MERGE, into=late.hex())
    step(workspace, kept, K.SELF_HANDLE)
    step(workspace, kept, K.FEEDBACK, "换了灯泡")
    step(workspace, kept, K.PASS_VERIFY)
    step(workspace, kept, K.CALLBACK, **DONE)
    step(workspace, late, K.MERGE, into=kept.hex())
    assert replies(workspace, late) == replies(workspace, with_it) == ["换了灯泡"]


def test_nothing_is_merged_into_what_nobody_handles(workspace: Workspace) -> None:
    void, one, two = (make_issue(workspace, each) for each in ("登错了", "三楼灯不亮", "楼道黑"))
    step(workspace, void, K.VOID, "登错楼栋")
    assert "已作废" in refusal(workspace, one, K.MERGE, into=void.hex())
    step(workspace, two, K.MERGE, into=one.hex())
    step(workspace, one, K.VOID, "不是本小区")
    assert "没有人办" in refusal(workspace, make_issue(workspace, "灯"), K.MERGE, into=two.hex())


def test_an_extension_is_no_longer_than_its_limit_and_says_how_long(workspace: Workspace) -> None:
    issue = make_issue(workspace, "和邻居吵架")
    with workspace.write("correct_issue") as unit:
        correct_issue(unit, issue, IssueDraft(text="和邻居吵架", nature="help", category="M13-001"))
    step(workspace, issue, K.SELF_HANDLE)
    asked = {"amount": 31, "unit": "day"}
    assert "最多延长 30 日" in refusal(workspace, issue, K.ASK_EXTENSION, "还没谈拢", **asked)
    step(workspace, issue, K.ASK_EXTENSION, "还没谈拢", amount=20, unit="day")
    assert "延长多久" in refusal(workspace, issue, K.GRANT_EXTENSION, unit="day")
    assert "最多延长 30 日" in refusal(workspace, issue, K.GRANT_EXTENSION, amount=40, unit="work_day")
    step(workspace, issue, K.GRANT_EXTENSION)
    assert "最多延长 30 日" in refusal(workspace, issue, K.ASK_EXTENSION, "又来", amount=11, unit="day")
    step(workspace, issue, K.ASK_EXTENSION, "又来", amount=10, unit="day")


def test_supervision_that_is_not_there_is_not_lifted(workspace: Workspace) -> None:
    issue = make_issue(workspace)
    assert "没有督办" in refusal(workspace, issue, K.SUPERVISE, grade="lifted")
    step(workspace, issue, K.SUPERVISE, grade="yellow")
    step(workspace, issue, K.SUPERVISE, grade="lifted")
    assert status(workspace, issue).supervision is None
