"""Two issues linked: on both sides, undone at once, whatever else becomes of them."""

from __future__ import annotations

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import State
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issue_moves import register_into, take_step
from tests.makers import make_issue, undo


def links(workspace: Workspace, issue: bytes) -> frozenset[bytes]:
    with workspace.read() as connection:
        return status_of(connection, issue).links


def step(workspace: Workspace, issue: bytes, kind: K, other: bytes) -> None:
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, kind, data={"into" if kind is K.MERGE else "other": other.hex()})


def test_a_link_stands_on_both_sides_and_one_undo_takes_it_back(workspace: Workspace) -> None:
    one, other = make_issue(workspace, "漏水"), make_issue(workspace, "停水")
    step(workspace, one, K.LINK, other)
    assert (links(workspace, one), links(workspace, other)) == ({other}, {one})
    undo(workspace)
    assert not links(workspace, one) and not links(workspace, other)
    step(workspace, other, K.LINK, one)
    step(workspace, one, K.UNLINK, other)
    assert not links(workspace, one) and not links(workspace, other)
    with workspace.read() as connection:
        assert check_store(connection).problems == []


@pytest.mark.parametrize("wrong", ["itself", "twice", "nobody"])
def test_a_senseless_link_is_refused_and_nothing_is_half_done(workspace: Workspace, wrong: str) -> None:
    one, other = make_issue(workspace, "漏水"), make_issue(workspace, "停水")
    step(workspace, one, K.LINK, other)
    with pytest.raises(RuleBroken):
        step(workspace, one, K.LINK, {"itself": one, "twice": other, "nobody": bytes(16)}[wrong])
    assert (links(workspace, one), links(workspace, other)) == ({other}, {one})


def test_linked_issues_are_merged_and_separated_as_any_others(workspace: Workspace) -> None:
    one, other = make_issue(workspace, "漏水"), make_issue(workspace, "停水")
    step(workspace, one, K.LINK, other)
    step(workspace, one, K.MERGE, other)
    with workspace.read() as connection:
        status = status_of(connection, one)
    assert (status.state, status.links) == (State.MERGED, {other})
    undo(workspace)
    assert links(workspace, one) == {other}


def test_a_new_issue_is_linked_with_the_hint_as_it_is_taken_down(workspace: Workspace) -> None:
    other = make_issue(workspace, "停水")
    with workspace.write("register_issue") as unit:
        new = register_into(
            unit, IssueDraft(text="水管爆了", nature="help", category="M11-001"), None, linked=(other,)
        )
    assert links(workspace, new) == {other} and links(workspace, other) == {new}
    undo(workspace)
    assert not links(workspace, other)
