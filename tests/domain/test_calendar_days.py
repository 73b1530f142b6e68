"""Years of a working calendar: what is doubtful, and that no year as it really was is doubted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.calendar_days import CalendarDayDraft, DayWork, weekday_name, year_doubts
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.working_calendar import WorkingCalendar
from gridtui.domain.words.dates import KUNMING
from gridtui.storage.derived.calendars import shipped_calendar, shipped_days
from gridtui.words import say

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("year", sorted({day.year for day in shipped_days()}))
def test_no_year_as_it_was_is_doubted(year: int) -> None:
    assert year_doubts(year, shipped_calendar()) == []


def test_a_year_of_one_day_is_called_unfinished() -> None:
    calendar = WorkingCalendar({date(2027, 1, 1): False}, {2027})
    assert [say(doubt) for doubt in year_doubts(2027, calendar)] == [
        "2027 年周一至周五里只有 1 天放假，像是没有写全：没写到的日子按周一至周五上班算"
    ]


def test_a_long_rest_without_a_day_worked_for_it_is_doubted() -> None:
    days = {date(2027, 10, 1) + timedelta(days=each): False for each in range(7)}
    found = " ".join(say(doubt) for doubt in year_doubts(2027, WorkingCalendar(days, {2027})))
    assert "2027-10-01 至 2027-10-07 连休 7 天" in found
    days[date(2027, 10, 9)] = True
    found = " ".join(say(doubt) for doubt in year_doubts(2027, WorkingCalendar(days, {2027})))
    assert "连休" not in found


def test_a_worked_weekend_far_from_any_rest_is_doubted() -> None:
    calendar = WorkingCalendar({date(2027, 7, 10): True, date(2027, 1, 1): False}, {2027})
    assert "2027-07-10（星期六）上班" in " ".join(say(doubt) for doubt in year_doubts(2027, calendar))


def test_the_words_of_other_calendars_are_understood() -> None:
    assert {DayWork.parse(word) for word in ("补班", "上班", "工作日", "workday")} == {DayWork.WORK}
    assert {DayWork.parse(word) for word in ("放假", "休", "法定节假日", "Holiday")} == {DayWork.OFF}
    assert DayWork.parse("调休") is None  # some mean the day worked by it, some the day off


def test_a_day_of_an_impossible_year_is_refused() -> None:
    assert CalendarDayDraft(day=date(1027, 10, 1)).problems(TODAY)
    assert CalendarDayDraft().problems(TODAY)
    assert CalendarDayDraft(day=date(2027, 10, 1)).problems(TODAY) == []
    assert weekday_name(date(2027, 10, 1)) == "星期五"


@settings(deadline=None)
@given(
    st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=40),
    st.dates(date(2026, 12, 1), date(2027, 12, 1)),
    st.integers(1, 40),
)
def test_any_own_table_counts_as_counting_day_by_day(
    facts: dict[date, bool], start: date, amount: int
) -> None:
    calendar = WorkingCalendar(facts, {2027})
    day, counted = start, 0
    while counted < amount:
        day += timedelta(days=1)
        counted += facts.get(day, day.weekday() < 5)
    begun = datetime.combine(start, time(10), KUNMING)
    due = calendar.add(begun, amount, TimeUnit.WORK_DAY)
    assert due is not None and due.astimezone(KUNMING).date() == day
    assert all(calendar.is_workday(each) == works for each, works in facts.items())
