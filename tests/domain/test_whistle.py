"""Whistles: from drafting to taking off, refusals and rulings, clocks, and any order of the same events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import Satisfaction
from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.domain.issues.limits import Stage, default_limits
from gridtui.domain.issues.whistle import UnitState, WhistleState, WhistleStatus, whistle_status
from gridtui.domain.issues.whistle_clocks import WhistleClocks
from gridtui.domain.issues.whistle_steps import called_problems, end_problems, step_problems, unit_steps
from gridtui.domain.issues.working_calendar import WorkingCalendar
from tests.domain.issue_histories import START, Desk

K = EventKind
KEY, CITY, POWER, WATER = "0f" * 16, "aa" * 16, "供电局", "水务公司"
CLOCKS = WhistleClocks("advance", 4, default_limits(), WorkingCalendar())


def blown(*units: str) -> Desk:
    """Return a desk whose issue has a whistle that calls these units."""
    desk = Desk("a")
    desk.write(K.REGISTERED)
    desk.write(K.SELF_HANDLE)
    desk.write(K.WHISTLE, {"whistle": KEY, "title": "路面塌陷", "units": list(units)})
    return desk


def do(desk: Desk, step: S, unit: str = "", text: str = "", **data: Any) -> Event:
    said = {"whistle": KEY, "step": step.value, **({"unit_org": unit} if unit else {}), **data}
    return desk.write(K.WHISTLE_STEP, said, text)


def split(*units: str) -> Desk:
    desk = blown(*units)
    do(desk, S.APPROVE)
    do(desk, S.SPLIT, units=list(units))
    return desk


def now(desk: Desk) -> WhistleStatus:
    return whistle_status(fold(desk.seen), KEY)


def unit_states(desk: Desk) -> dict[str, UnitState]:
    return {unit.key: unit.state for unit in now(desk).units}


def test_from_drafting_to_the_end() -> None:
    desk = blown(CITY, POWER)
    assert now(desk).state is WhistleState.DRAFTED and now(desk).wanted == (CITY, POWER)
    do(desk, S.APPROVE)
    assert now(desk).state is WhistleState.APPROVED
    do(desk, S.SPLIT)
    assert unit_states(desk) == {CITY: UnitState.CALLED, POWER: UnitState.CALLED}
    for unit in (CITY, POWER):
        do(desk, S.SIGN, unit)
        do(desk, S.REPORT_IN, unit)
        assert now(desk).state is WhistleState.WORKING
        do(desk, S.HANDLE, unit, "路面已填平")
    assert now(desk).state is WhistleState.TO_RATE
    for unit in (CITY, POWER):
        do(desk, S.RATE, unit, rater="blower", satisfaction="satisfied")
        do(desk, S.RATE, unit, rater="unit", satisfaction="mostly")
    assert now(desk).state is WhistleState.TO_END
    assert now(desk).units[0].rating is Satisfaction.SATISFIED
    assert now(desk).units[0].answer is Satisfaction.MOSTLY
    assert end_problems(now(desk), "") == []
    desk.write(K.WHISTLE_END, {"whistle": KEY})
    assert now(desk).state is WhistleState.ENDED


def test_a_refusal_is_ruled_upon_and_the_clocks_begin_anew() -> None:
    desk = split(CITY, POWER)
    refused = do(desk, S.REFUSE, POWER, "不是我们的线", duty="通信公司")
    unit = now(desk).unit(POWER)
    assert unit is not None and (unit.duty, unit.reason) == ("通信公司", "不是我们的线")
    assert now(desk).state is WhistleState.DISPUTED
    assert not any(clock.is_running for clock in CLOCKS.of_unit(unit))
    ruled = do(desk, S.RULE, POWER, "产权图上是供电局的", ruling="must")
    unit = now(desk).unit(POWER)
    assert unit is not None and unit.state is UnitState.SIGNED
    assert (unit.refused_at, unit.since) == (refused.at, ruled.at)
    sign, contact, report = CLOCKS.of_unit(unit)
    assert sign.done_at == ruled.at and not sign.is_late(ruled.at)
    assert contact.timing.due == ruled.at + timedelta(hours=24) and report.is_running


def test_a_released_unit_owes_nothing_and_another_is_called() -> None:
    desk = split(POWER)
    do(desk, S.REFUSE, POWER, "不是我们的线", duty="通信公司")
    do(desk, S.RULE, POWER, "确实不是", ruling="released", to=WATER)
    assert unit_states(desk) == {POWER: UnitState.RELEASED, WATER: UnitState.CALLED}
    do(desk, S.SIGN, POWER)
    assert unit_states(desk)[POWER] is UnitState.RELEASED


def test_a_refusal_must_name_who_is_responsible_and_why() -> None:
    desk = split(CITY)
    lacking = {p.field for p in step_problems(now(desk), S.REFUSE, {"unit_org": CITY})}
    assert lacking == {"duty", "text"}
    assert not step_problems(now(desk), S.REFUSE, {"unit_org": CITY, "duty": "供电局"}, "不在辖区")


@pytest.mark.parametrize("step", [S.REPORT_IN, S.HANDLE, S.RATE, S.RULE])
def test_steps_that_come_too_early_are_refused_in_words(step: S) -> None:
    [problem] = step_problems(now(split(CITY)), step, {"unit_org": CITY}, "做完了")
    assert str(problem.values["state"]) == "待签收"


def test_ending_early_must_say_why() -> None:
    status = now(split(CITY))
    assert [problem.field for problem in end_problems(status, " ")] == ["text"]
    assert end_problems(status, "居民撤回") == []


def test_a_bad_rating_says_why_and_is_one_of_the_words() -> None:
    desk = split(CITY)
    do(desk, S.HANDLE, CITY, "填平了")
    status = now(desk)
    said = {"unit_org": CITY, "rater": "blower", "satisfaction": "dissatisfied"}
    assert [problem.field for problem in step_problems(status, S.RATE, said)] == ["text"]
    assert step_problems(status, S.RATE, {**said, "satisfaction": "5"}, "好")[0].field == "satisfaction"


def test_a_later_step_stands_for_the_ones_before_it() -> None:
    desk = split(CITY)
    handled = do(desk, S.HANDLE, CITY, "填平了")
    unit = now(desk).units[0]
    assert unit.signed_at == unit.contacted_at == unit.reported_at == unit.handled_at == handled.at
    assert unit_steps(unit) == (S.RATE,)


def test_a_retracted_step_never_was() -> None:
    desk = split(CITY)
    signed = do(desk, S.SIGN, CITY)
    desk.write(K.RETRACT, {"target": signed.id.hex()})
    assert unit_states(desk) == {CITY: UnitState.CALLED}


def test_the_purpose_decides_when_a_unit_must_be_there() -> None:
    unit = now(split(CITY)).units[0]
    called = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert unit.called_at == called
    due = {
        purpose: {
            clock.timing.limit.stage: clock.timing.due
            for clock in WhistleClocks(purpose, 4, default_limits(), WorkingCalendar()).of_unit(unit)
        }
        for purpose in ("advance", "breakthrough")
    }
    assert due["advance"][Stage.WHISTLE_SIGN] == called + timedelta(hours=1)
    assert due["advance"][Stage.WHISTLE_REPORT] == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert due["breakthrough"][Stage.WHISTLE_REPORT] == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert CLOCKS.due_at(now(split(CITY))) == called + timedelta(hours=1)


def test_the_arithmetic_is_told_line_by_line() -> None:
    desk = split(CITY)
    do(desk, S.SIGN, CITY)
    lines = [str(line) for line in CLOCKS.explained(now(desk).units[0], "城管中队")]
    assert lines[0] == "2026-11-23 14:00 叫了城管中队"
    assert "吹哨签收：从 2026-11-23 14:00 起算，1 小时（默认值，非昆明规定）" in lines
    assert "2026-11-23 15:00 做到，没有晚" in lines


STRANGE: list[Any] = [None, 7, "", "城管", CITY, POWER, ["x"], [CITY, 3, POWER], True, {"a": 1}]
WORDS = st.sampled_from([*STRANGE, *(step.value for step in S), "must", "released", "satisfied", "unit"])
NAMES = ("step", "unit_org", "units", "ruling", "to", "duty", "reason", "rater", "satisfaction")
STEPS = st.tuples(
    st.sampled_from([K.WHISTLE, K.WHISTLE_STEP, K.WHISTLE_STEP, K.WHISTLE_STEP, K.WHISTLE_END, K.RETRACT]),
    st.dictionaries(st.sampled_from(NAMES), WORDS),
    st.sampled_from(list(S)),
    st.sampled_from([CITY, POWER]),
    st.integers(0, 2),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=14), st.randoms(use_true_random=False))
def test_any_order_of_the_same_events_gives_the_same_status(steps: list[Any], random: Any) -> None:
    desks = [Desk("a"), Desk("b", 4), Desk("c", 3)]
    desks[0].write(K.REGISTERED)
    desks[0].write(K.SELF_HANDLE)
    desks[0].write(K.WHISTLE, {"whistle": KEY, "units": [CITY]})
    for desk in desks[1:]:
        desk.see(desks[0])
    for kind, data, step, unit, place in steps:
        desk = desks[place]
        usual = {"step": step.value, "unit_org": unit} if kind is K.WHISTLE_STEP else {}
        if kind is K.RETRACT:
            usual = {"target": random.choice(desk.seen).id.hex()}
        desk.write(kind, {**usual, **data, "whistle": KEY})
    events = list({event.id: event for desk in desks for event in desk.seen}.values())
    first = whistle_status(fold(events), KEY)
    for _ in range(3):
        random.shuffle(events)
        assert whistle_status(fold(events), KEY) == first
    assert all(line for unit in first.units for line in CLOCKS.explained(unit, unit.key))
    assert (CLOCKS.due_at(first) is None) or first.state.is_open
    assert (first.drafted_at or START) >= START


def test_a_step_refused_says_which_are_possible() -> None:
    desk = blown(POWER)
    drafted = step_problems(now(desk), S.SPLIT, {"units": [POWER]})
    assert [str(problem) for problem in drafted] == ["待审批，现在不能做“分哨”，可以做：审批、销哨"]
    desk = split(POWER)
    early = step_problems(now(desk), S.RATE, {"unit_org": POWER})
    assert [str(problem) for problem in early] == ["待签收，现在不能做“评哨”，可以做：签收、拒签、销哨"]


def test_a_unit_is_not_called_by_an_endless_name() -> None:
    desk = split(POWER)
    for found in (
        step_problems(now(desk), S.SPLIT, {"units": ["长" * 9_000]}),
        called_problems(["长" * 201], "unit1"),
    ):
        assert [problem.field for problem in found] == ["unit1"]
    do(desk, S.REFUSE, POWER, "不归我们", duty=WATER)
    ruled = {"unit_org": POWER, "ruling": "released", "to": "长" * 201}
    assert [problem.field for problem in step_problems(now(desk), S.RULE, ruled, "理由")] == ["to"]
    assert called_problems(["长" * 200], "unit1") == []
