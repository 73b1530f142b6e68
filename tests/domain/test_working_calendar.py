from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_status import Span
from gridtui.domain.issues.working_calendar import OfficeHours, WorkingCalendar
from gridtui.domain.words.problems import RuleBroken
from tests.domain.slow_clock import FACTS, MINUTE, at, slow_add, slow_run

starts = st.integers(0, 70 * 1440).map(lambda minute: at("2025-12-25", "00:00") + minute * MINUTE)


@st.composite
def pause_lists(draw: st.DrawFn) -> list[Span]:
    edges = sorted(set(draw(st.lists(starts, max_size=4))))
    spans = [Span(start, end) for start, end in list(pairwise(edges))[::2]]
    if len(edges) % 2 and draw(st.booleans()):
        spans.append(Span(edges[-1], None))
    return spans


@settings(max_examples=150, deadline=None)
@given(starts, st.integers(1, 12), st.sampled_from(list(TimeUnit)), pause_lists())
def test_adding_agrees_with_counting_minutes(
    start: datetime, amount: int, unit: TimeUnit, pauses: list[Span]
) -> None:
    slow = slow_add(start, amount, unit, pauses)
    fast = WorkingCalendar(FACTS).add(start, amount, unit, pauses)
    if slow is None:
        assert fast is None or fast > start + timedelta(days=59)
    else:
        assert fast == slow


@settings(max_examples=80, deadline=None)
@given(starts, st.integers(0, 12 * 1440), st.sampled_from(list(TimeUnit)), pause_lists())
def test_running_agrees_with_counting_minutes(
    start: datetime, minutes: int, unit: TimeUnit, pauses: list[Span]
) -> None:
    office = unit in (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY)
    end = start + minutes * MINUTE
    assert WorkingCalendar(FACTS).run(start, end, unit, pauses) == slow_run(start, end, office, pauses)


@given(starts, st.integers(1, 300 * 3600), st.sampled_from(list(TimeUnit)), pause_lists())
def test_after_is_the_inverse_of_run(
    start: datetime, seconds: int, unit: TimeUnit, pauses: list[Span]
) -> None:
    calendar = WorkingCalendar(FACTS)
    end = calendar.after(start, seconds, unit, pauses)
    if end is not None:
        assert calendar.run(start, end, unit, pauses) == seconds
        assert calendar.run(start, end - timedelta(seconds=1), unit, pauses) == seconds - 1


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        (at("2026-11-24", "14:00"), 1, TimeUnit.WORK_DAY, at("2026-11-25", "17:00")),
        (at("2026-11-27", "14:00"), 1, TimeUnit.WORK_DAY, at("2026-11-30", "17:00")),
        (at("2026-11-28", "14:00"), 1, TimeUnit.WORK_DAY, at("2026-11-30", "17:00")),
        (at("2026-11-24", "11:30"), 1, TimeUnit.WORK_HOUR, at("2026-11-24", "13:30")),
        (at("2026-11-27", "16:30"), 7, TimeUnit.WORK_HOUR, at("2026-11-30", "16:30")),
        (at("2026-11-27", "10:00"), 7, TimeUnit.WORK_HOUR, at("2026-11-30", "10:00")),
        (at("2026-11-24", "09:00"), 7, TimeUnit.WORK_HOUR, at("2026-11-24", "17:00")),
        (at("2026-11-27", "23:00"), 2, TimeUnit.HOUR, at("2026-11-28", "01:00")),
        (at("2026-11-24", "14:00"), 1, TimeUnit.DAY, at("2026-11-25", "17:00")),
        (at("2026-11-27", "14:00"), 1, TimeUnit.DAY, at("2026-11-30", "17:00")),
        (at("2026-02-13", "14:00"), 1, TimeUnit.WORK_DAY, at("2026-02-14", "17:00")),
        (at("2026-02-13", "14:00"), 2, TimeUnit.WORK_DAY, at("2026-02-24", "17:00")),
        (at("2026-02-14", "14:00"), 1, TimeUnit.DAY, at("2026-02-24", "17:00")),
    ],
)
def test_what_a_secretary_would_count(start: datetime, amount: int, unit: TimeUnit, due: datetime) -> None:
    assert WorkingCalendar(FACTS).add(start, amount, unit) == due


def test_long_spans_and_absurd_ones() -> None:
    calendar = WorkingCalendar(FACTS)
    assert calendar.add(at("1970-01-01"), 250 * 150, TimeUnit.WORK_DAY) is not None
    assert calendar.add(at("2026-01-05"), 10**12, TimeUnit.WORK_DAY) is None
    assert calendar.add(at("2026-01-05"), 10**12, TimeUnit.HOUR) is None
    years = [calendar.add(at("2001-01-01"), number * 261, TimeUnit.WORK_DAY) for number in range(1, 60)]
    assert all(left < right for left, right in pairwise(year for year in years if year))


def test_a_year_is_known_when_every_day_of_it_is() -> None:
    full = {date(2026, 1, 1) + timedelta(days=number): True for number in range(365)}
    assert WorkingCalendar(full).knows(2026)
    del full[date(2026, 5, 1)]
    calendar = WorkingCalendar(full)
    assert not calendar.knows(2026)
    assert calendar.unknown_years(at("2025-12-31"), at("2026-01-02")) == [2025, 2026]
    assert WorkingCalendar(FACTS, known_years=(2026,)).knows(2026)


def test_days_off_are_counted_with_their_moves() -> None:
    calendar = WorkingCalendar(FACTS)
    assert calendar.days_off(at("2026-02-13"), at("2026-02-24")) == 9
    assert calendar.is_workday(date(2026, 2, 14))
    assert not calendar.is_workday(date(2026, 2, 16))


def test_office_hours_are_read_and_refused_in_words() -> None:
    hours = OfficeHours.parse("08:30-12:00，14：00-17:30")
    assert hours.spans == ((510, 720), (840, 1050))
    late = WorkingCalendar(hours=hours)
    assert late.add(at("2026-11-24", "11:00"), 2, TimeUnit.WORK_HOUR) == at("2026-11-24", "15:00")
    for wrong in ("", "9-12", "12:00-09:00", "09:00-12:00,11:00-17:00", "09:00-25:00"):
        with pytest.raises(RuleBroken):
            OfficeHours.parse(wrong)
