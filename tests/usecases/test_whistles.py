"""Whistles in a store: drafted, answered, read in the book, undone, and sound."""

from __future__ import annotations

from typing import Any

import pytest

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import Flag
from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.issues.issue_timeline import sentence
from gridtui.domain.issues.whistle import UnitState, WhistleDraft, WhistleState
from gridtui.domain.issues.whistle_authority import UPPER_STEPS
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.whistles import (
    WhistleDetail,
    WhistleFilter,
    find_whistle,
    whistle_count,
    whistle_detail,
    whistle_page,
)
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import TimeLimit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.whistles import draft_whistle, end_whistle, step_whistle
from tests.makers import make_issue, undo

POWER = "供电局"


def blow(workspace: Workspace, *units: str, issue: bytes | None = None) -> bytes:
    if issue is None:
        issue = make_issue(workspace)
        with workspace.write("move_issue") as unit:
            take_step(unit, issue, K.SELF_HANDLE)
    draft = WhistleDraft(issue_id=issue, title="楼道灯不亮", text="请来查线路", level=3)
    with workspace.write("blow_whistle") as unit:
        return draft_whistle(unit, draft, units or (workspace.desk.org_id.hex(), POWER))


def step(
    workspace: Workspace, whistle: bytes, step: S, unit_key: str = "", text: str = "", **data: Any
) -> None:
    if step in UPPER_STEPS:  # the street decides them, on paper
        data.setdefault("by", "街道办")
    with workspace.write("answer_whistle") as unit:
        step_whistle(unit, whistle, step, unit_key=unit_key, text=text, data=data)


def detail(workspace: Workspace, whistle: bytes) -> WhistleDetail:
    with workspace.read() as connection:
        found = whistle_detail(connection, whistle)
    assert found is not None
    return found


def book(workspace: Workspace, **narrowed: Any) -> list[str]:
    with workspace.read() as connection:
        wanted = WhistleFilter(**narrowed)
        rows = whistle_page(connection, wanted, offset=0, limit=50)
        assert whistle_count(connection, wanted) == len(rows)
    return [f"{row.number} {row.state.value}" for row in rows]


def test_a_whistle_is_blown_answered_and_taken_off(workspace: Workspace) -> None:
    whistle = blow(workspace, POWER)
    found = detail(workspace, whistle)
    assert (found.row.number, found.row.state, found.row.due_at) == (
        "W20261124-01",
        WhistleState.DRAFTED,
        None,
    )
    with workspace.read() as connection:
        assert Flag.WHISTLING in status_of(connection, found.row.issue_id).flags
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    found = detail(workspace, whistle)
    assert found.row.state is WhistleState.WORKING and found.row.due_at == found.clocks.due_at(found.status)
    for each in (S.SIGN, S.REPORT_IN):
        step(workspace, whistle, each, POWER)
    step(workspace, whistle, S.HANDLE, POWER, "换了线")
    step(workspace, whistle, S.RATE, POWER, rater="blower", satisfaction="satisfied")
    step(workspace, whistle, S.RATE, POWER, rater="unit", satisfaction="satisfied")
    with workspace.write("answer_whistle") as unit:
        end_whistle(unit, whistle)
    assert detail(workspace, whistle).row.state is WhistleState.ENDED
    with workspace.read() as connection:
        assert Flag.WHISTLING not in status_of(connection, found.row.issue_id).flags
        assert check_store(connection).problems == []


def test_the_book_is_narrowed_by_state_level_and_issue(workspace: Workspace) -> None:
    first, second = blow(workspace), blow(workspace)
    step(workspace, second, S.APPROVE)
    assert book(workspace, open=True) == ["W20261124-01 drafted", "W20261124-02 approved"]
    assert book(workspace, state="approved", level=3) == ["W20261124-02 approved"]
    assert book(workspace, level=1) == []
    assert book(workspace, issue_id=detail(workspace, first).row.issue_id) == ["W20261124-01 drafted"]
    with workspace.read() as connection:
        assert find_whistle(connection, "w20261124-02") == second


def test_undo_takes_back_a_step_and_the_whistle_itself(workspace: Workspace) -> None:
    whistle = blow(workspace, POWER)
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    step(workspace, whistle, S.SIGN, POWER)
    undo(workspace)
    assert detail(workspace, whistle).status.units[0].state is UnitState.CALLED
    for _ in range(3):
        undo(workspace)
    assert book(workspace) == []
    with workspace.read() as connection:
        assert whistle_detail(connection, whistle) is None
        assert check_store(connection).problems == []


def test_a_refusal_says_what_it_lacks_and_nothing_is_half_done(workspace: Workspace) -> None:
    whistle = blow(workspace, POWER)
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    with pytest.raises(RuleBroken, match="应由哪个单位负责"):
        step(workspace, whistle, S.REFUSE, POWER, "不是我们的")
    assert detail(workspace, whistle).row.state is WhistleState.WORKING
    step(workspace, whistle, S.REFUSE, POWER, "不是我们的", duty="通信公司")
    assert detail(workspace, whistle).row.state is WhistleState.DISPUTED


def test_what_another_level_decides_is_refused_unless_it_says_who_decided(workspace: Workspace) -> None:
    whistle = blow(workspace, POWER)
    with pytest.raises(RuleBroken, match="由街道或上级审批"):
        step(workspace, whistle, S.APPROVE, by="")
    assert detail(workspace, whistle).row.state is WhistleState.DRAFTED
    step(workspace, whistle, S.APPROVE, by="街道王主任 11月24日")
    found = detail(workspace, whistle)
    assert found.noted_by == "街道王主任 11月24日"
    assert "审批（街道王主任 11月24日定的，代记）" in str(sentence(found.status.events[-1]))


def test_an_issue_that_is_not_handled_here_cannot_whistle(workspace: Workspace) -> None:
    with pytest.raises(RuleBroken, match="吹哨"):
        blow(workspace, POWER, issue=make_issue(workspace))
    with pytest.raises(RuleBroken, match="叫哪个单位"):
        issue = detail(workspace, blow(workspace)).row.issue_id
        with workspace.write("blow_whistle") as unit:
            draft_whistle(unit, WhistleDraft(issue_id=issue, title="又一次"))
    assert len(book(workspace)) == 1


def test_limits_of_the_office_move_the_clocks_of_open_whistles(workspace: Workspace) -> None:
    whistle = blow(workspace, POWER)
    step(workspace, whistle, S.APPROVE)
    step(workspace, whistle, S.SPLIT)
    before = detail(workspace, whistle).row.due_at
    with workspace.write("set_limits") as unit:
        values = {"stage": "whistle_sign", "amount": 2, "unit": "hour"}
        unit.create(TimeLimit, values, scope=workspace.desk.org_id)
    after = detail(workspace, whistle).row.due_at
    assert before is not None and after is not None and (after - before).total_seconds() == 3600
