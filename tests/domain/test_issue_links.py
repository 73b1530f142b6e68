"""Links between issues: on the record, taken back, and never a change of any state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_steps import allowed, link_problems
from gridtui.domain.issues.issue_timeline import sentence
from tests.domain.issue_histories import Desk, histories
from tests.domain.test_issue_flow import WAYS, desk_at, essence

K = EventKind
OTHER, THIRD = b"\xee" * 16, b"\xdd" * 16


@pytest.mark.parametrize("state", list(WAYS))
def test_a_link_is_possible_in_every_state_and_can_be_taken_back(state: State) -> None:
    desk = desk_at(state)
    before = fold(desk.seen)
    desk.write(K.LINK)
    linked = fold(desk.seen)
    assert linked.links == {OTHER} and essence(linked) == essence(before)
    assert linked.last_event_at == before.last_event_at
    assert K.UNLINK in {step.kind for step in allowed(linked)}
    desk.write(K.UNLINK)
    assert fold(desk.seen).links == frozenset()
    step = desk.write(K.LINK, {"other": THIRD.hex()})
    desk.write(K.RETRACT, {"target": step.id.hex()})
    assert fold(desk.seen).links == frozenset()


@settings(max_examples=60, deadline=None)
@given(histories(size=10), st.data())
def test_links_written_beside_a_history_change_nothing_of_it(
    events: list[Event], data: st.DataObject
) -> None:
    stranger = Desk("s", data.draw(st.integers(1, 6)))
    for _ in range(data.draw(st.integers(1, 3))):
        stranger.see(*data.draw(st.lists(st.sampled_from(events), max_size=4)))
        stranger.write(data.draw(st.sampled_from((K.LINK, K.UNLINK))))
    added = [event for event in stranger.seen if event.kind in (K.LINK, K.UNLINK)]
    before, after = fold(events), fold([*events, *added])
    assert essence(after) == essence(before)
    assert after.to_confirm == before.to_confirm and after.is_open == before.is_open
    kept = [*after.live, *after.retracted, *after.suggestions, *(each.event for each in after.ignored)]
    assert {event.id for event in kept} >= {event.id for event in (*events, *added)}


@settings(max_examples=60, deadline=None)
@given(histories(size=12))
def test_a_link_within_a_history_counts_as_much_as_a_like(events: list[Event]) -> None:
    plain = [replace(event, kind=K.LIKES) if event.kind in (K.LINK, K.UNLINK) else event for event in events]
    assert essence(fold(plain)) == essence(fold(events))


def test_what_is_wrong_with_a_link_is_said() -> None:
    desk = desk_at(State.IN_PROGRESS)
    desk.write(K.LINK)
    desk.write(K.MERGE, {"from": THIRD.hex()})
    status = fold(desk.seen)
    assert "已经和那一件关联了" in str(link_problems(status, K.LINK, OTHER)[0])
    assert "已经并案" in str(link_problems(status, K.LINK, THIRD)[0])
    assert "没有和那一件关联" in str(link_problems(status, K.UNLINK, THIRD)[0])
    assert link_problems(status, K.LINK, b"\x01" * 16) == []


def test_a_link_is_told_as_a_sentence() -> None:
    desk = desk_at(State.IN_PROGRESS)
    event = desk.write(K.LINK, text="同一根水管")
    assert str(sentence(event, {OTHER: "20261124-002"})).endswith("把 20261124-002 和本件关联：同一根水管")
