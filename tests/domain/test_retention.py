"""How long personal data is kept: months by the calendar, words, and a time for every kind."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.people.retention import Retention, Since, months_before, retentions


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 12, date(2025, 11, 24)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 6, date(2026, 6, 30)),
    ],
)
def test_months_go_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 400))
def test_a_month_earlier_is_never_later_and_never_skips_a_month(day: date, months: int) -> None:
    before = months_before(day, months)
    assert before.year * 12 + before.month == day.year * 12 + day.month - months
    assert before.day <= day.day


def test_every_kind_has_a_time_in_words() -> None:
    assert {kept.noun: kept.words() for kept in retentions().values()} == {
        "resident": "迁出或去世后 12 个月",
        "service_tag": "到期复核，需要才延长",
        "assignment": "任用结束后 12 个月",
        "issue": "办结后 36 个月",
        "attachment": "办结后 36 个月",
        "hot_decision": "办结后 36 个月",
        "report_case": "办结后 36 个月",
        "visit": "走访后 36 个月",
        "promise": "兑现后 36 个月",
        "diary_entry": "记录后 36 个月",
        "member_unit": "到换人为止",
        "report_in": "任用结束后 12 个月",
        "wish": "兑现后 36 个月",
        "team": "到换人为止",
        "activity": "记录后 36 个月",
        "sign_in": "记录后 36 个月",
        "opinion": "记录后 36 个月",
        "mediation": "办结后 36 个月",
        "party": "办结后 36 个月",
        "mediation_session": "办结后 36 个月",
        "property_company": "到换人为止",
        "worker": "任用结束后 12 个月",
        "building": "到换人为止",
        "draft": "停笔后 1 个月",
        "looks": "查看后 36 个月",
    }
    assert Retention("visit", Since.VISITED, 6).cutoff(date(2026, 8, 31)) == date(2026, 2, 28)
