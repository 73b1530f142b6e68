from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui import words
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_steps import allowed, merge_problems, retract_problems, step_problems
from tests.domain.issue_histories import GOOD_DATA, START, UNHAPPY, Desk, histories

K = EventKind


def desk_after(*kinds: EventKind, **registered: object) -> Desk:
    desk = Desk("王", 1)
    desk.write(K.REGISTERED, registered, level=5)
    desk.write_all(*kinds)
    return desk


def said(
    desk: Desk, kind: EventKind, data: dict[str, object] | None = None, text: str = "", **who: object
) -> list[str]:
    found = step_problems(fold(desk.seen), kind, data or {}, text, **who)
    return [words.say(problem) for problem in found]


@pytest.mark.parametrize(
    ("kinds", "offered"),
    [
        ((), {K.SELF_HANDLE, K.REPORT_UP, K.VOID, K.MERGE, K.CLOSE, K.SUPERVISE, K.URGENT}),
        ((K.REPORT_UP,), {K.ACCEPT, K.RETURN, K.REJECT, K.MERGE, K.SUPERVISE, K.URGENT}),
        (
            (K.SELF_HANDLE,),
            {
                K.DISPATCH,
                K.FEEDBACK,
                K.REPORT_UP,
                K.HOLD,
                K.ASK_EXTENSION,
                K.WHISTLE,
                K.CLOSE,
                K.MERGE,
                K.SUPERVISE,
                K.URGENT,
            },
        ),
        (
            (K.SELF_HANDLE, K.HOLD, K.ASK_EXTENSION, K.URGENT, K.WHISTLE),
            {
                K.DISPATCH,
                K.FEEDBACK,
                K.REPORT_UP,
                K.RESUME,
                K.GRANT_EXTENSION,
                K.DENY_EXTENSION,
                K.WHISTLE,
                K.CLOSE,
                K.MERGE,
                K.SUPERVISE,
                K.UNURGENT,
                K.WHISTLE_STEP,
                K.WHISTLE_END,
            },
        ),
        (
            (K.SELF_HANDLE, K.FEEDBACK),
            {K.PASS_VERIFY, K.FAIL_VERIFY, K.CLOSE, K.MERGE, K.SUPERVISE, K.URGENT},
        ),
        ((K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY), {K.CALLBACK, K.CLOSE, K.MERGE, K.SUPERVISE, K.URGENT}),
        ((K.CLOSE,), {K.REOPEN, K.ARCHIVE}),
        ((K.CLOSE, K.ARCHIVE), set()),
        ((K.VOID,), set()),
        ((K.REPORT_UP, K.REJECT), {K.REOPEN}),
        ((K.MERGE,), {K.SEPARATE}),
    ],
)
def test_what_may_be_done_from_here(kinds: tuple[EventKind, ...], offered: set[EventKind]) -> None:
    found = {step.kind for step in allowed(fold(desk_after(*kinds).seen))}
    assert found == offered | {K.NOTE, K.CORRECT, K.LINK}


def test_a_desk_below_the_owner_is_offered_only_its_own_steps() -> None:
    desk = desk_after(K.REPORT_UP)
    assert {step.kind for step in allowed(fold(desk.seen), level=5)} == {K.URGENT, K.NOTE, K.CORRECT, K.LINK}
    refused = said(desk, K.ACCEPT, level=5)
    assert refused == ["这件诉求由社区负责，本级不能“受理”，可以做：加急、关联、记录、更正"]


def test_a_refused_step_says_which_are_possible() -> None:
    assert said(desk_after(K.SELF_HANDLE, K.CLOSE), K.CALLBACK) == [
        "“已办结”的诉求现在不能做“回访”，可以做：重办、归档、关联、记录、更正"
    ]


@pytest.mark.parametrize(
    ("kinds", "kind", "fields"),
    [
        ((K.REPORT_UP,), K.RETURN, ["reason", "duty", "basis"]),
        ((K.REPORT_UP,), K.REJECT, ["reason"]),
        ((K.SELF_HANDLE,), K.DISPATCH, ["lead"]),
        ((K.SELF_HANDLE,), K.FEEDBACK, ["text"]),
        ((K.SELF_HANDLE,), K.HOLD, ["reason"]),
        ((K.SELF_HANDLE,), K.ASK_EXTENSION, ["reason", "amount"]),
        ((K.SELF_HANDLE, K.ASK_EXTENSION), K.DENY_EXTENSION, ["reason"]),
        ((K.SELF_HANDLE, K.FEEDBACK), K.FAIL_VERIFY, ["reason"]),
        ((K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY), K.CALLBACK, ["resolved", "satisfaction"]),
        ((K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY), K.CLOSE, ["closure_kind", "resolved"]),
        ((K.SELF_HANDLE,), K.CLOSE, ["closure_kind", "resolved", "reason"]),
        ((K.CLOSE,), K.REOPEN, ["reason"]),
        ((), K.VOID, ["reason"]),
        ((), K.MERGE, ["into"]),
        ((), K.SUPERVISE, ["grade"]),
        ((), K.NOTE, ["text"]),
    ],
)
def test_words_that_a_step_must_have(
    kinds: tuple[EventKind, ...], kind: EventKind, fields: list[str]
) -> None:
    status = fold(desk_after(*kinds).seen)
    assert [problem.field for problem in step_problems(status, kind, {})] == fields
    good = {"reason": "写明", **GOOD_DATA.get(kind, {})}
    assert not step_problems(status, kind, good, "写明")


def test_words_that_depend_on_the_answers() -> None:
    calling = desk_after(K.SELF_HANDLE, K.FEEDBACK, K.PASS_VERIFY)
    unhappy = {key: value for key, value in UNHAPPY.items() if key != "reason"}
    assert said(calling, K.CALLBACK, unhappy) == ["请写明为什么不满意"]
    assert not said(calling, K.CALLBACK, {"reached": False})
    content = {"resolved": "resolved", "satisfaction": "satisfied", "justified": True}
    assert said(calling, K.CALLBACK, content) == ["已解决又不是不满意，不能认定为有理重办"]
    anonymous = desk_after(K.SELF_HANDLE, K.FEEDBACK, anonymous=True)
    assert said(anonymous, K.PASS_VERIFY) == ["匿名诉求核查后即办结，请选是否解决"]
    whistling = desk_after(K.SELF_HANDLE, K.WHISTLE)
    refusal = {"step": "refuse"}
    assert said(whistling, K.WHISTLE_STEP, refusal) == ["拒签请写明应由哪个单位负责", "拒签请写明理由"]


def test_values_that_make_no_sense_are_refused() -> None:
    working = desk_after(K.SELF_HANDLE)
    assert said(desk_after(K.REPORT_UP), K.REJECT, {"reason": "不想办"}) == ["请选不予受理的理由"]
    assert said(working, K.DISPATCH, {"lead": "城管"}) == ["找不到所选的单位或诉求，请重选"]
    past = {"reason": "等配件", "until": "2026-11-01"}
    assert said(working, K.HOLD, past, today=date(2026, 11, 24)) == ["挂账到期日已经过去"]
    own = bytes(range(16))
    assert said(working, K.MERGE, {"into": own.hex()}, issue_id=own) == ["不能把一件诉求并入它自己"]


def test_merging_in_a_circle_is_refused() -> None:
    chain = {b"b": b"c", b"c": b"a"}
    told = [str(problem) for into in (b"b", b"a") for problem in merge_problems(b"a", into, chain.get)]
    assert told == ["对方已经并入本件，不能互相并入", "不能把一件诉求并入它自己"]
    assert not merge_problems(b"d", b"b", chain.get)


def test_taking_back_is_refused_once_somebody_built_on_it() -> None:
    desk, other = desk_after(K.SELF_HANDLE, K.FEEDBACK), Desk("李", 1)
    step = desk.seen[-1]
    assert not retract_problems(desk.seen, step.id, desk.actor)
    other.see(desk)
    other.write(K.NOTE, text="看过")
    assert not retract_problems(other.seen, step.id, desk.actor)
    other.write(K.PASS_VERIFY)
    told = [words.say(problem) for problem in retract_problems(other.seen, step.id, desk.actor)]
    assert told == ["李已经接着做了“核查通过”，不能撤回；可以用后面的步骤更正"]


def test_other_reasons_against_taking_back() -> None:
    desk = desk_after(K.SELF_HANDLE)
    step = desk.seen[-1]
    unknown = retract_problems(desk.seen, b"x" * 16, desk.actor)
    assert [str(each) for each in unknown] == ["找不到要撤回的那一步"]
    stranger = retract_problems(desk.seen, step.id, b"x" * 16)
    assert [words.say(each) for each in stranger] == ["这一步是王做的，只能由本人、本单位或上级撤回"]
    desk.write(K.RETRACT, {"target": step.id.hex()})
    assert [str(each) for each in retract_problems(desk.seen, step.id, desk.actor)] == ["这一步已经撤回"]


@settings(deadline=None)
@given(histories(), st.sampled_from([1, 4, 5, 6]))
def test_what_is_offered_counts_and_what_is_not_does_not(events: list[Event], level: int) -> None:
    status = fold(events)
    steps = {step.kind for step in allowed(status, level=level)}
    apart = {K.RETRACT, K.UNKNOWN, K.REGISTERED, K.REPLY, K.LIKES, K.WHISTLE_STEP, K.WHISTLE_END}
    for kind in set(K) - apart:
        data = {"whistle": "新"} if kind is K.WHISTLE else GOOD_DATA.get(kind, {})
        event = Event(b"z" * 16, b"\xff" * 20, kind, START, b"q" * 16, None, level, status.heads, data)
        counted = event in fold([*events, event]).live
        redundant = kind in (K.URGENT, K.UNURGENT) or (kind is K.CONFIRM and not status.to_confirm)
        assert counted == (kind in steps) or redundant
