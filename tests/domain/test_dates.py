"""Typed dates, instants, and how they are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.dates import (
    KUNMING,
    excel_date,
    excel_instant,
    local_date,
    parse_date,
    parse_instant,
    shown_date,
    shown_instant,
    spoken_due,
)
from gridtui.words import say

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5", date(2026, 11, 5)), ("24", TODAY), ("25", date(2026, 10, 25)), ("31", date(2026, 10, 31)),
        ("5日", date(2026, 11, 5)), ("3-5", date(2026, 3, 5)), ("12-5", date(2025, 12, 5)),
        ("3月5日", date(2026, 3, 5)),
        ("0305", date(2026, 3, 5)), ("305", date(2026, 3, 5)), ("1231", date(2025, 12, 31)),
        ("20260305", date(2026, 3, 5)), ("今天", TODAY), ("昨天", date(2026, 11, 23)),
        ("-3", date(2026, 11, 21)),
        ("+1", date(2026, 11, 25)), ("2026年3月5日", date(2026, 3, 5)),
        ("2019/2/28 11:25:05", date(2019, 2, 28)),
        ("2026-03-05T08:00:00Z", date(2026, 3, 5)), ("2026.3.5", date(2026, 3, 5)),
        ("２０２６．３．５", date(2026, 3, 5)),
        ("2030-01-01", date(2030, 1, 1)), ("－３", date(2026, 11, 21)),
    ],
)  # fmt: skip
def test_typed_dates(typed, day):
    assert parse_date(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [("5", date(2026, 12, 5)), ("24", TODAY), ("31", date(2026, 12, 31)), ("3-5", date(2027, 3, 5)),
     ("12-5", date(2026, 12, 5))],
)  # fmt: skip
def test_dates_to_come(typed, day):
    assert parse_date(typed, TODAY, past=False) == day


@pytest.mark.parametrize(
    "typed",
    ["", "0", "32", "2-30", "0230", "20260230", "2026-13-01", "2026-2-30", "0000-00-00", "很快",
     "2026-3", "2026-3/5",
     "44000.5", "99999999", "2026-03-05 25", "1-2-3"],
)  # fmt: skip
def test_impossible_dates(typed):
    assert parse_date(typed, TODAY) is None


@given(
    st.dates(date(1880, 1, 1), date(2199, 12, 31)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.booleans(),
)
def test_a_shown_date_reads_back(day, today, past):
    assert parse_date(shown_date(day), today, past=past) == day
    assert parse_date(f"{day:%Y%m%d}", today, past=past) == day
    typed = parse_date(str(day.day), today, past=past)
    assert typed is not None and typed.day == day.day
    assert (typed <= today) if past else (typed >= today)


@given(st.text("0123456789-/.年月日 :今天昨+", max_size=20) | st.text(max_size=12))
def test_any_text_is_answered(text):
    day = parse_date(text, TODAY)
    assert day is None or isinstance(day, date)
    instant = parse_instant(text)
    assert instant is None or instant.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2019/2/28 11:25:05", "2019-02-28T11:25:05"), ("2019-02-28", "2019-02-28T00:00:00"),
        ("2026年3月5日 8时30分", "2026-03-05T08:30:00"), ("2026年3月5日8点", "2026-03-05T08:00:00"),
        ("2026-03-05T00:00:00Z", "2026-03-05T08:00:00"),
        ("2026-03-05 08:00:00.123456+08:00", "2026-03-05T08:00:00"),
        ("20260305 0800", None), ("2019/2/28 下午 3:25:05", "2019-02-28T15:25:05"),
        ("2019/2/28 3:25 PM", "2019-02-28T15:25:00"), ("2026-03-05T08:00:00-0100", "2026-03-05T17:00:00"),
        ("2026-03-05 24:00", None), ("2026-02-30 08:00", None), ("08:00", None),
        ("2026-03-05 8:00 左右", None),
    ],
)  # fmt: skip
def test_instants(text, local):
    instant = parse_instant(text)
    if local is None:
        assert instant is None
    else:
        assert instant == datetime.fromisoformat(local).replace(tzinfo=KUNMING)


def test_another_zone():
    assert parse_instant("2026-03-05 08:00", UTC) == datetime(2026, 3, 5, 8, tzinfo=UTC)


def test_excel_serials():
    assert excel_date(43524) == date(2019, 2, 28)
    assert excel_instant(43524.4757523148) == datetime(2019, 2, 28, 11, 25, 5, tzinfo=KUNMING)
    assert excel_date(1) is None and excel_date(1e9) is None and excel_date(float("nan")) is None


def test_shown():
    assert shown_date(None) == "" and shown_instant(None) == ""
    assert (
        shown_date(date(2026, 3, 5), TODAY) == "03-05" and shown_date(date(2025, 3, 5), TODAY) == "2025-03-05"
    )
    assert shown_instant(NOW, NOW) == "11-24 12:00"
    assert shown_instant(datetime(2025, 12, 31, 16, 30, tzinfo=UTC), NOW) == "01-01 00:30"
    assert shown_instant(NOW) == "2026-11-24 12:00"
    assert local_date(datetime(2026, 11, 23, 16, tzinfo=UTC)) == TODAY


@pytest.mark.parametrize(
    ("away", "said"),
    [(timedelta(days=-2, hours=-3), "超2天"), (timedelta(hours=-4, minutes=-30), "超4时"),
     (timedelta(minutes=-10), "超10分"), (timedelta(seconds=-5), "超1分"), (timedelta(0), "今天"),
     (timedelta(hours=11), "今天"), (timedelta(hours=12), "明天"), (timedelta(days=3), "3天")],
)  # fmt: skip
def test_due_is_spoken(away, said):
    phrase = spoken_due(NOW + away, NOW)
    assert say(phrase) == str(phrase) == said
