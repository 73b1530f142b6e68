from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.deadline import Deadlines, due, explain, total_clock
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_status import IssueStatus, Span
from gridtui.domain.issues.limits import Limit, LimitTable, Stage, default_limits, read_limits
from gridtui.domain.issues.working_calendar import WorkingCalendar
from tests.domain.issue_histories import Desk
from tests.domain.slow_clock import FACTS, MINUTE, at, slow_add

K = EventKind
CALENDAR = WorkingCalendar(known_years=range(2020, 2031))


def status(*steps: tuple[EventKind, str], **registered: object) -> IssueStatus:
    """The status after steps at ``month-day hour:minute`` of 2026, all by the city's desk."""
    desk = Desk("王", 1)
    for kind, when in steps:
        day, _, time = when.partition(" ")
        level = 5 if kind is K.REGISTERED else 1
        data = registered if kind is K.REGISTERED else None
        desk.write(kind, data, at=at(f"2026-{day}", time or "10:00"), level=level)
    return fold(desk.seen)


def clocks(issue: IssueStatus, nature: str = "help", category: str = "") -> Deadlines:
    return due(issue, default_limits(), CALENDAR, nature=nature, category=category)


NEW = (K.REGISTERED, "11-23")
TAKEN = (K.SELF_HANDLE, "11-23 14:00")


def test_a_new_issue_is_due_to_be_accepted() -> None:
    found = clocks(status(NEW))
    assert found.stage_due == at("2026-11-25", "17:00")
    assert found.amber_at == at("2026-11-24", "17:00")
    assert found.due_at == found.stage_due
    assert not found.is_overdue(at("2026-11-25", "17:00"))
    assert found.is_overdue(at("2026-11-25", "17:01"))
    assert found.is_amber(at("2026-11-25", "09:00"))


@pytest.mark.parametrize(
    ("nature", "stage", "total"),
    [
        ("consult", "2026-11-26", "2026-11-30"),
        ("help", "2026-12-02", "2026-12-04"),
        ("suggestion", "2026-12-02", "2026-12-04"),
        ("complaint", "2026-12-14", "2026-12-16"),
        ("report", "2026-12-14", "2026-12-16"),
        ("", "2026-12-14", "2026-12-16"),
    ],
)
def test_handling_is_limited_by_nature(nature: str, stage: str, total: str) -> None:
    found = clocks(status(NEW, TAKEN), nature)
    assert (found.stage_due, found.total_due) == (at(stage, "17:00"), at(total, "17:00"))
    assert found.due_at == found.stage_due


def test_emergencies_answer_in_two_hours_and_mains_in_a_day() -> None:
    assert clocks(status(NEW, TAKEN), category="E04-001").due_at == at("2026-11-23", "12:00")
    assert clocks(status(NEW, TAKEN), category="M16").stage_due == at("2026-11-24", "10:00")
    noted = status(NEW, TAKEN, (K.NOTE, "11-23 11:00"))
    assert clocks(noted, category="E04").first_response is None


@pytest.mark.parametrize(
    ("steps", "started"),
    [
        ([(K.REPORT_UP, "11-25 10:00")], "11-25"),
        ([(K.REPORT_UP, "11-25 10:00"), (K.RETURN, "11-26 10:00")], "11-26"),
        ([TAKEN, (K.DISPATCH, "11-27 10:00")], "11-27"),
        ([TAKEN, (K.DISPATCH, "11-27 10:00"), (K.ACCEPT, "11-30 10:00")], "11-27"),
        ([TAKEN, (K.DISPATCH, "11-27 10:00"), (K.RETURN, "11-30 10:00")], "11-30"),
        ([TAKEN, (K.FEEDBACK, "11-27 10:00"), (K.FAIL_VERIFY, "11-30 10:00")], "11-30"),
        ([TAKEN], "11-23"),
    ],
)
def test_the_stage_clock_restarts_and_the_total_never_does(
    steps: list[tuple[EventKind, str]], started: str
) -> None:
    issue = status(NEW, *steps)
    assert issue.stage_started_at == at(f"2026-{started}")
    assert clocks(issue).total_due == at("2026-12-04", "17:00")


def test_a_hold_pauses_both_clocks_and_an_open_one_stops_them() -> None:
    held = status(NEW, TAKEN, (K.HOLD, "11-24 09:00"))
    assert (clocks(held).due_at, clocks(held).stage_due, clocks(held).total_due) == (None, None, None)
    resumed = status(NEW, TAKEN, (K.HOLD, "11-24 09:00"), (K.RESUME, "11-26 11:00"))
    assert clocks(resumed).stage_due == at("2026-12-04", "17:00")
    assert clocks(resumed).total_due == at("2026-12-08", "17:00")


def test_an_issue_overdue_before_its_hold_stays_overdue() -> None:
    held = status(NEW, TAKEN, (K.HOLD, "12-20 09:00"))
    assert clocks(held).stage_due == at("2026-12-02", "17:00")


def test_an_extension_adds_to_the_total_only() -> None:
    issue = status(NEW, TAKEN, (K.ASK_EXTENSION, "11-25"), (K.GRANT_EXTENSION, "11-26"))
    assert clocks(issue).stage_due == at("2026-12-02", "17:00")
    assert clocks(issue).total_due == at("2026-12-09", "17:00")


def test_a_callback_is_due_the_next_day_whatever_the_total() -> None:
    late = status(NEW, TAKEN, (K.FEEDBACK, "12-20"), (K.PASS_VERIFY, "12-21 10:00"))
    assert clocks(late).due_at == at("2026-12-22", "17:00")


def test_closed_time_does_not_count_when_an_issue_is_reopened() -> None:
    closed = [NEW, TAKEN, (K.FEEDBACK, "11-24"), (K.PASS_VERIFY, "11-24"), (K.CALLBACK, "11-24 15:00")]
    assert clocks(status(*closed)) == Deadlines()
    reopened = status(*closed, (K.REOPEN, "12-24 10:00"))
    assert clocks(reopened).stage_due == at("2027-01-04", "17:00")
    whole = total_clock(status(*closed), default_limits(), CALENDAR, nature="help")
    assert whole is not None
    assert whole.due == at("2026-12-04", "17:00")
    assert clocks(reopened).total_due == at("2027-01-05", "17:00")


def test_amber_is_four_fifths_of_the_counted_time() -> None:
    limits = LimitTable([Limit(Stage.ACCEPT, 10, TimeUnit.HOUR)])
    found = due(status(NEW), limits, CALENDAR)
    assert found.amber_at == at("2026-11-23", "18:00")
    limits = LimitTable([Limit(Stage.ACCEPT, 7, TimeUnit.WORK_HOUR)])
    assert due(status(NEW), limits, CALENDAR).amber_at == at("2026-11-23", "16:36")


def test_the_arithmetic_is_told_line_by_line() -> None:
    issue = status(
        NEW,
        TAKEN,
        (K.HOLD, "11-24 09:00"),
        (K.RESUME, "11-26 11:00"),
        (K.ASK_EXTENSION, "11-27"),
        (K.GRANT_EXTENSION, "11-30"),
    )
    told = [str(line) for line in explain(issue, default_limits(), WorkingCalendar(), nature="help")]
    assert told == [
        "2026-11-23 10:00 登记",
        "2026-11-24 09:00 至 2026-11-26 11:00 挂账，不计时",
        "办理：从 2026-11-23 10:00 起算，7 工作日（默认值，非昆明规定）",
        "其间 2 天不上班",
        "办理：2026-12-04 17:00 到期",
        "总期限：从 2026-11-23 10:00 起算，9 工作日（默认值，非昆明规定）",
        "其间 4 天不上班",
        "2026-11-30 10:00 同意延期 3 工作日，加在总期限上",
        "总期限：2026-12-11 17:00 到期",
        "2026 年的放假安排还没有导入，按周一至周五计算",
        "现在以最早的为准：2026-12-04 17:00",
        "2026-12-03 13:24 起预警",
    ]


def test_a_closed_or_unregistered_issue_explains_itself() -> None:
    told = [
        [str(line) for line in explain(issue, default_limits(), CALENDAR)]
        for issue in (fold([]), status(NEW, (K.VOID, "11-24")))
    ]
    assert told == [["登记还没有收到，无法计算期限"], ["已作废，不再计时"]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), max_size=5))
def test_holds_only_ever_push_the_due_dates_back(holds: list[tuple[int, int]]) -> None:
    start = at("2026-11-23")
    desk = Desk("王", 1)
    desk.write(K.REGISTERED, {}, at=start)
    desk.write(K.SELF_HANDLE, at=start)
    last = clocks(fold(desk.seen))
    for gap, length in holds:
        start += timedelta(hours=gap)
        desk.write(K.HOLD, at=start)
        start += timedelta(hours=length)
        desk.write(K.RESUME, at=start)
        now = clocks(fold(desk.seen))
        assert now.stage_due >= last.stage_due
        assert now.total_due >= last.total_due
        last = now


minutes = st.integers(0, 4 * 1440)
units = st.sampled_from(list(TimeUnit))


@settings(max_examples=60, deadline=None)
@given(
    minutes,
    st.lists(st.tuples(minutes, minutes), max_size=3),
    units,
    st.integers(1, 6),
    units,
    st.integers(1, 6),
)
def test_both_clocks_agree_with_counting_minutes(
    opened: int, holds: list[tuple[int, int]], unit: TimeUnit, amount: int, more_unit: TimeUnit, more: int
) -> None:
    moment = start = at("2026-02-11", "00:00") + opened * MINUTE
    desk, pauses = Desk("王", 1), []
    desk.write(K.REGISTERED, {}, at=moment, level=5)
    desk.write(K.SELF_HANDLE, at=moment)
    desk.write(K.ASK_EXTENSION, {"amount": more, "unit": more_unit.value}, at=moment)
    desk.write(K.GRANT_EXTENSION, {}, at=moment)
    for gap, length in holds:
        held = moment + (gap + 1) * MINUTE
        moment = held + length * MINUTE
        pauses.append(Span(held, moment))
        desk.write(K.HOLD, at=held)
        desk.write(K.RESUME, at=moment)
    desk.write(K.REPORT_UP, at=moment)
    limits = LimitTable([Limit(Stage.ACCEPT, amount, unit), Limit(Stage.TOTAL, amount, unit)])
    found = due(fold(desk.seen), limits, WorkingCalendar(FACTS))
    assert found.stage_due == slow_add(moment, amount, unit, pauses)
    assert found.total_due == slow_add(slow_add(start, amount, unit, pauses), more, more_unit, pauses)


def test_the_most_particular_limit_counts() -> None:
    table = LimitTable(
        [
            Limit(Stage.HANDLE, 1, TimeUnit.DAY),
            Limit(Stage.HANDLE, 2, TimeUnit.DAY, level=4),
            Limit(Stage.HANDLE, 3, TimeUnit.DAY, nature="help"),
            Limit(Stage.HANDLE, 4, TimeUnit.DAY, category="M11"),
            Limit(Stage.HANDLE, 5, TimeUnit.DAY, category="M11-001"),
        ]
    )
    asked = [("", "", 5), ("", "", 4), ("help", "M12", 4), ("help", "M11-002", 4), ("help", "M11-001", 4)]
    assert [table.find(Stage.HANDLE, *each).amount for each in asked] == [1, 2, 3, 4, 5]
    assert table.find(Stage.COLD) is None


def test_shipped_limits_are_labelled_and_complete() -> None:
    table = default_limits()
    assert all(limit.shipped for limit in table.limits)
    assert {limit.stage for limit in table.limits} == set(Stage) - {Stage.VERIFY}


def test_wrong_rows_are_refused_in_words() -> None:
    rows = [
        {"stage": "受理", "amount": "２", "unit": "工作日"},
        {"stage": "?", "amount": "2", "unit": "day"},
        {"stage": "accept", "amount": "-1", "unit": "day"},
        {"stage": "accept", "amount": "2", "unit": "day", "amber": "3"},
        {"stage": "accept", "amount": "2", "unit": "day", "level": "9"},
    ]
    limits, problems = read_limits(rows)
    assert [(limit.stage, limit.amount) for limit in limits] == [(Stage.ACCEPT, 2)]
    assert [problem.values["row"] for problem in problems] == [3, 4, 5, 6]
