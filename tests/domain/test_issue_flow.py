from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues import issue_flow
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import beaten_close, fold
from gridtui.domain.issues.issue_states import (
    OPEN_STATES,
    ClosureKind,
    Flag,
    Resolution,
    Satisfaction,
    State,
    Supervision,
)
from gridtui.domain.issues.issue_status import IssueStatus
from tests.domain.issue_histories import ANSWERS, START, UNHAPPY, Desk, busy_history, histories, ids

K = EventKind
WAYS: dict[State, tuple[EventKind, ...]] = {
    State.REGISTERED: (K.REGISTERED,),
    State.PENDING_ACCEPT: (K.REGISTERED, K.REPORT_UP),
    State.IN_PROGRESS: (K.REGISTERED, K.SELF_HANDLE),
    State.PENDING_VERIFY: (K.REGISTERED, K.SELF_HANDLE, K.FEEDBACK),
    State.PENDING_CALLBACK: (K.REGISTERED, K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY),
    State.CLOSED: (K.REGISTERED, K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY, K.CALLBACK),
    State.REJECTED: (K.REGISTERED, K.REPORT_UP, K.REJECT),
    State.VOIDED: (K.REGISTERED, K.VOID),
    State.ARCHIVED: (K.REGISTERED, K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY, K.CALLBACK, K.ARCHIVE),
    State.MERGED: (K.REGISTERED, K.MERGE),
}
ARROWS = [
    (State.REGISTERED, K.SELF_HANDLE, State.IN_PROGRESS),
    (State.REGISTERED, K.REPORT_UP, State.PENDING_ACCEPT),
    (State.REGISTERED, K.VOID, State.VOIDED),
    (State.PENDING_ACCEPT, K.ACCEPT, State.IN_PROGRESS),
    (State.PENDING_ACCEPT, K.RETURN, State.REGISTERED),
    (State.PENDING_ACCEPT, K.REJECT, State.REJECTED),
    (State.IN_PROGRESS, K.DISPATCH, State.PENDING_ACCEPT),
    (State.IN_PROGRESS, K.REPORT_UP, State.PENDING_ACCEPT),
    (State.IN_PROGRESS, K.FEEDBACK, State.PENDING_VERIFY),
    (State.PENDING_VERIFY, K.PASS_VERIFY, State.PENDING_CALLBACK),
    (State.PENDING_VERIFY, K.FAIL_VERIFY, State.IN_PROGRESS),
    (State.PENDING_CALLBACK, K.CALLBACK, State.CLOSED),
    (State.CLOSED, K.REOPEN, State.IN_PROGRESS),
    (State.CLOSED, K.ARCHIVE, State.ARCHIVED),
    (State.REJECTED, K.REOPEN, State.IN_PROGRESS),
    (State.MERGED, K.SEPARATE, State.REGISTERED),
    *((state, K.MERGE, State.MERGED) for state in sorted(OPEN_STATES)),
    *((state, K.CLOSE, State.CLOSED) for state in sorted(OPEN_STATES - {State.PENDING_ACCEPT})),
]
FLAGS_ONLY = [
    K.HOLD,
    K.RESUME,
    K.ASK_EXTENSION,
    K.GRANT_EXTENSION,
    K.DENY_EXTENSION,
    K.WHISTLE,
    K.WHISTLE_STEP,
    K.WHISTLE_END,
    K.SUPERVISE,
    K.URGENT,
    K.UNURGENT,
    K.CONFIRM,
    K.NOTE,
    K.REPLY,
    K.LIKES,
    K.CORRECT,
    K.LINK,
    K.UNLINK,
]


def desk_at(state: State) -> Desk:
    desk = Desk("王", 1)
    desk.written = 0
    for kind in WAYS[state]:
        desk.write(kind, level=1 if kind is not K.REGISTERED else 5)
    assert fold(desk.seen).state is state
    return desk


@pytest.mark.parametrize(("state", "kind", "outcome"), ARROWS)
def test_every_arrow_of_the_table(state: State, kind: EventKind, outcome: State) -> None:
    desk = desk_at(state)
    event = desk.write(kind)
    status = fold(desk.seen)
    assert (status.state, status.is_open) == (outcome, outcome in OPEN_STATES)
    assert status.live[-1] == event
    assert status.heads == {event.id}


@pytest.mark.parametrize("state", list(State))
def test_what_is_no_arrow_changes_nothing_and_is_kept_with_a_reason(state: State) -> None:
    arrows = {(source, kind) for source, kind, _ in ARROWS}
    for kind in set(K) - set(FLAGS_ONLY) - {K.RETRACT, K.UNKNOWN}:
        if (state, kind) in arrows:
            continue
        desk = desk_at(state)
        event = desk.write(kind)
        status = fold(desk.seen)
        assert status.state is state
        assert [kept.event for kept in status.ignored] == [event]
        assert str(status.ignored[0].why)


@pytest.mark.parametrize("kind", FLAGS_ONLY)
@pytest.mark.parametrize("state", list(State))
def test_flags_and_records_never_move_an_issue(state: State, kind: EventKind) -> None:
    desk = desk_at(state)
    desk.write(kind)
    assert fold(desk.seen).state is state


def test_an_anonymous_issue_ends_at_verification() -> None:
    desk = Desk("王")
    desk.write(K.REGISTERED, {"anonymous": True})
    desk.write_all(K.SELF_HANDLE, K.FEEDBACK)
    desk.write(K.PASS_VERIFY, {"resolved": "resolved"})
    status = fold(desk.seen)
    assert (status.state, status.resolved) == (State.CLOSED, Resolution.RESOLVED)
    assert Flag.ANONYMOUS in status.flags


def test_a_dissatisfied_and_justified_callback_reopens_the_work() -> None:
    desk = desk_at(State.PENDING_CALLBACK)
    desk.write(K.CALLBACK, UNHAPPY)
    status = fold(desk.seen)
    assert (status.state, status.reopened, status.closed_at) == (State.IN_PROGRESS, 1, None)


def test_a_dissatisfied_but_unjustified_callback_ends_honestly() -> None:
    desk = desk_at(State.PENDING_CALLBACK)
    desk.write(K.CALLBACK, {**UNHAPPY, "justified": False})
    status = fold(desk.seen)
    assert (status.state, status.closure_kind) == (State.CLOSED, ClosureKind.PROCEDURAL)
    assert (status.resolved, status.satisfaction) == (Resolution.UNRESOLVED, Satisfaction.DISSATISFIED)


def test_an_unanswered_callback_stays_to_be_called_back() -> None:
    desk = desk_at(State.PENDING_CALLBACK)
    desk.write(K.CALLBACK, {"reached": False})
    assert fold(desk.seen).state is State.PENDING_CALLBACK


def test_escalation_and_return_move_the_owner() -> None:
    desk = desk_at(State.PENDING_ACCEPT)
    assert fold(desk.seen).owner_level == 4
    desk.write(K.RETURN)
    status = fold(desk.seen)
    assert (status.owner_level, status.owner_org) == (5, desk.org)


def test_a_unit_returns_an_order_to_the_desk_that_dispatched_it() -> None:
    desk = desk_at(State.IN_PROGRESS)
    desk.write(K.DISPATCH)
    assert fold(desk.seen).assists == (b"\xbb" * 16,)
    desk.write(K.RETURN, level=6, org=b"\xaa" * 16)
    status = fold(desk.seen)
    assert (status.state, status.lead, status.owner_level) == (State.IN_PROGRESS, None, 5)


def test_a_dispatched_unit_answers_and_an_assistant_only_adds() -> None:
    desk = desk_at(State.IN_PROGRESS)
    desk.write(K.DISPATCH)
    desk.write(K.ACCEPT, level=6, org=b"\xaa" * 16)
    desk.write(K.FEEDBACK, level=6, org=b"\xbb" * 16)
    assert fold(desk.seen).state is State.IN_PROGRESS
    desk.write(K.FEEDBACK, level=6, org=b"\xaa" * 16)
    status = fold(desk.seen)
    assert status.state is State.PENDING_VERIFY
    assert not status.suggestions


def test_a_close_from_below_the_owner_is_a_suggestion() -> None:
    desk = desk_at(State.PENDING_CALLBACK)
    event = desk.write(K.CALLBACK, level=6)
    status = fold(desk.seen)
    assert (status.state, status.suggestions) == (State.PENDING_CALLBACK, (event,))


def test_flags_follow_their_events() -> None:
    desk = desk_at(State.IN_PROGRESS)
    desk.write_all(K.HOLD, K.ASK_EXTENSION, K.WHISTLE, K.SUPERVISE, K.URGENT)
    status = fold(desk.seen)
    assert status.flags == {Flag.HOLD, Flag.EXTENSION_ASKED, Flag.WHISTLING, Flag.SUPERVISED, Flag.URGENT}
    assert status.supervision is Supervision.YELLOW
    desk.write_all(K.RESUME, K.GRANT_EXTENSION, K.WHISTLE_END, K.UNURGENT)
    desk.write(K.SUPERVISE, {"grade": "lifted"})
    status = fold(desk.seen)
    assert not status.flags
    assert [(each.amount, each.unit) for each in status.extensions] == [(3, "work_day")]
    assert [span.end - span.start for span in status.holds if span.end] == [timedelta(hours=5)]


def test_merging_links_both_ways_and_separating_goes_back() -> None:
    here, there = desk_at(State.IN_PROGRESS), desk_at(State.REGISTERED)
    here.write(K.MERGE)
    there.write(K.MERGE, {"from": "dd" * 16})
    assert fold(here.seen).merged_into == b"\xcc" * 16
    assert (fold(there.seen).state, fold(there.seen).merged_from) == (State.REGISTERED, {b"\xdd" * 16})
    here.write(K.SEPARATE)
    there.write(K.SEPARATE, {"from": "dd" * 16})
    assert (fold(here.seen).state, fold(here.seen).merged_into) == (State.IN_PROGRESS, None)
    assert not fold(there.seen).merged_from


def test_nothing_known_yet_reads_as_registered_without_a_start() -> None:
    status = fold([])
    assert (status.state, status.opened_at, status.heads) == (State.REGISTERED, None, frozenset())


@pytest.mark.parametrize("opener", [K.REOPEN, K.SUPERVISE, K.REPORT_UP, K.DISPATCH, K.WHISTLE, K.FAIL_VERIFY])
@pytest.mark.parametrize("later", ["open", "close"])
def test_an_open_branch_beats_a_concurrent_close(opener: EventKind, later: str) -> None:
    before = {K.REOPEN: State.CLOSED, K.FAIL_VERIFY: State.PENDING_VERIFY}.get(opener, State.IN_PROGRESS)
    first = desk_at(before)
    one, other = Desk("b", 1, hour=50 if later == "close" else 20), Desk("c", 1, hour=30)
    one.see(first)
    other.see(first)
    closing = one.write(K.ARCHIVE if before is State.CLOSED else K.CLOSE)
    opening = other.write(opener)
    both = [*one.seen, *other.seen]
    status = fold(both)
    assert status.is_open
    assert status.to_confirm
    assert closing in [kept.event for kept in status.ignored]
    assert opening in status.live
    one.see(other)
    one.write(K.CLOSE, {"closure_kind": "procedural", "resolved": "partly"})
    if fold(both).state is not State.PENDING_ACCEPT:
        assert (fold(one.seen).state, fold(one.seen).to_confirm) == (State.CLOSED, False)


def test_going_on_is_confirmed_by_the_owner_and_beats_a_close_that_did_not_know() -> None:
    first = desk_at(State.CLOSED)
    one, other, below = Desk("b", 5, hour=20), Desk("c", 5, hour=30), Desk("d", 6, hour=30)
    for desk in (one, other, below):
        desk.see(first)
    closing = one.write(K.ARCHIVE)
    other.write(K.REOPEN)
    for desk in (one, other, below):
        desk.see(one)
        desk.see(other)
        assert fold(desk.seen).to_confirm and beaten_close(fold(desk.seen)) == closing
    below.write(K.CONFIRM)
    assert fold(below.seen).to_confirm, "only the owner level decides"
    one.write(K.CONFIRM)
    assert not fold(one.seen).to_confirm
    other.write(K.CLOSE, {"closure_kind": "procedural", "resolved": "partly"})
    assert fold(other.seen).state is State.CLOSED
    other.see(one)
    assert fold(other.seen).is_open and fold(other.seen).to_confirm, "they disagree again"


def test_a_branch_that_was_not_allowed_beats_nothing() -> None:
    first = desk_at(State.IN_PROGRESS)
    one, other = Desk("b", 1), Desk("c", 6)
    one.see(first)
    other.see(first)
    one.write(K.CLOSE)
    other.write(K.DISPATCH)
    status = fold([*one.seen, *other.seen])
    assert (status.state, status.to_confirm) == (State.CLOSED, False)


def test_undoing_a_step_and_doing_it_again() -> None:
    desk = desk_at(State.PENDING_VERIFY)
    before = fold(desk.seen)
    step = desk.write(K.PASS_VERIFY)
    after = fold(desk.seen)
    undo = desk.write(K.RETRACT, {"target": step.id.hex()})
    assert essence(fold(desk.seen)) == essence(before)
    assert fold(desk.seen).retracted == (step,)
    redo = desk.write(K.RETRACT, {"target": undo.id.hex()})
    assert essence(fold(desk.seen)) == essence(after)
    desk.write(K.RETRACT, {"target": redo.id.hex()})
    assert essence(fold(desk.seen)) == essence(before)


@pytest.mark.parametrize("seen_first", [True, False])
def test_a_step_somebody_built_on_cannot_be_taken_back(seen_first: bool) -> None:
    first, other = desk_at(State.IN_PROGRESS), Desk("b", 1)
    step = first.write(K.FEEDBACK)
    other.see(first)
    other.write(K.PASS_VERIFY)
    if seen_first:
        first.see(other)
    undo = first.write(K.RETRACT, {"target": step.id.hex()})
    status = fold([*first.seen, *other.seen])
    assert status.state is State.PENDING_CALLBACK
    assert [kept.event for kept in status.ignored] == [undo]
    assert status.to_confirm is not seen_first


def test_undoing_a_close_beats_an_archive_that_did_not_know() -> None:
    first, other = desk_at(State.PENDING_CALLBACK), Desk("b", 1)
    step = first.write(K.CALLBACK)
    other.see(first)
    other.write(K.ARCHIVE)
    first.write(K.RETRACT, {"target": step.id.hex()})
    status = fold([*first.seen, *other.seen])
    assert (status.state, status.to_confirm) == (State.PENDING_CALLBACK, True)


def test_a_stranger_cannot_take_a_step_back() -> None:
    first, other = desk_at(State.IN_PROGRESS), Desk("b", 6)
    step = first.seen[-1]
    other.see(first)
    undo = other.write(K.RETRACT, {"target": step.id.hex()})
    status = fold(other.seen)
    assert (status.state, status.suggestions) == (State.IN_PROGRESS, (undo,))


def test_events_of_one_device_are_never_concurrent_even_without_links() -> None:
    desk = desk_at(State.CLOSED)
    unlinked = [replace(event, after=frozenset()) for event in desk.seen]
    assert fold(unlinked).state is State.CLOSED


def essence(status: IssueStatus) -> tuple[object, ...]:
    return (
        status.state,
        status.flags,
        status.owner_level,
        status.lead,
        status.stage_started_at,
        status.holds,
        status.closed_at,
        status.closure_kind,
        status.resolved,
        status.satisfaction,
        status.reopened,
    )


def past_of(event: Event, events: list[Event]) -> set[bytes]:
    """Everything an event knew, followed link by link; desks here write ``after`` for all they know."""
    known = {each.id: each for each in events}
    found: set[bytes] = set()
    todo = list(event.after)
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found.add(name)
            todo += known[name].after
    return found


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_fold_is_a_function_of_the_set(events: list[Event], random: object) -> None:
    mixed = events + random.sample(events, len(events) // 2)
    random.shuffle(mixed)
    assert fold(mixed) == fold(events)


@settings(deadline=None)
@given(histories())
def test_no_event_is_lost(events: list[Event]) -> None:
    status = fold(events)
    kept = [*status.live, *status.retracted, *status.suggestions, *(each.event for each in status.ignored)]
    assert sorted(ids(kept)) == sorted(ids(events))


@settings(max_examples=200, deadline=None)
@given(histories(retracts=False))
def test_a_closed_issue_has_no_open_branch_beside_its_close(events: list[Event]) -> None:
    status = fold(events)
    if status.is_open:
        return
    by_id = {event.id: event for event in events}
    pasts = {event.id: past_of(event, events) for event in events}
    closes = [
        event
        for place, event in enumerate(status.live, start=1)
        if event.kind in issue_flow.CLOSING_KINDS
        and "from" not in event.data
        and not fold(status.live[:place]).is_open
    ]
    for close in closes:
        for other in events:
            if other.id in pasts[close.id] or close.id in pasts[other.id] or other is close:
                continue
            own = fold([by_id[name] for name in pasts[other.id]] + [other])
            works_on = other.kind in issue_flow.OPENING_KINDS and issue_flow.opens(other)
            assert not (works_on and own.is_open and other in own.live)


def test_going_on_from_an_earlier_walk_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rare_order = (306, 422, 440, 687, 708)
    busy = [busy_history(Random(seed), 40) for seed in range(80)]
    busy += [busy_history(Random(seed), 25) for seed in rare_order]
    fast = [fold(events) for events in busy]
    assert sum(status.to_confirm for status in fast) > 20
    monkeypatch.setattr(issue_flow._Past, "leads_to", lambda *_: False)
    assert [fold(events) for events in busy] == fast


@settings(deadline=None)
@given(histories(size=20))
def test_a_linear_history_needs_no_branches(events: list[Event]) -> None:
    own = events[0].actor_id
    alone = [event for event in events if event.actor_id == own and event.kind is not K.RETRACT]
    assert fold(alone) == issue_flow._Branches(issue_flow.in_order(alone)).status()


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.lists(st.text(max_size=40), max_size=3),
)
KEYS = st.sampled_from(
    (
        "lead",
        "assists",
        "amount",
        "unit",
        "target",
        "into",
        "from",
        "grade",
        "step",
        "resolved",
        "satisfaction",
        "justified",
        "whistle",
        "to_level",
        "owner_level",
        "owner_org",
    )
)


JUNK_DATA = st.dictionaries(KEYS, JUNK, max_size=4) | st.sampled_from(ANSWERS)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(K)), JUNK_DATA, st.integers(-1, 9)), max_size=12))
def test_the_fold_never_fails(steps: list[tuple[EventKind, dict[str, object], int]]) -> None:
    events = [
        Event(bytes([index]) * 16, bytes([index]), kind, START, level=level, data=data)
        for index, (kind, data, level) in enumerate(steps)
    ]
    status = fold(events)
    assert status.state in State
    kept = (status.live, status.retracted, status.ignored, status.suggestions)
    assert sum(map(len, kept)) == len(events)


def test_events_with_one_stamp_are_ordered_by_id() -> None:
    events = [
        Event(bytes([number]) * 16, b"s", kind, START)
        for number, kind in enumerate((K.REGISTERED, K.SELF_HANDLE, K.FEEDBACK))
    ]
    assert fold(events[::-1]) == fold(events)
    assert fold(events).state is State.PENDING_VERIFY


def test_an_event_that_claims_to_follow_a_later_one_does_not() -> None:
    names = (b"a" * 16, b"b" * 16)
    first = Event(names[0], b"1", K.NOTE, START, after=frozenset(names[1:]))
    second = Event(names[1], b"2", K.NOTE, START, after=frozenset(names[:1]))
    assert fold([first, second]).heads == {second.id}
