"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.numbers import chinese_number, parse_int, parse_number, plain_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("五〇一", 501),
     ("一千二百零三", 1203),
     ("两百", 200), ("", None), ("十百", None), ("三栋", None)],
)  # fmt: skip
def test_chinese_numerals(text, number):
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.0", 12), ("1,234户", 1234), ("１２层", 12), ("十二层", 12), ("-1", -1),
     ("12.5", None),
     ("很多", None), ("", None), ("3-5", None)],
)  # fmt: skip
def test_whole_numbers(text, number):
    assert parse_int(text) == number


def test_measures():
    assert parse_number("85.50㎡") == 85.5
    assert parse_number("9" * 400) is None


def test_workbook_numbers_read_as_typed():
    assert plain_number(13812342210.0) == "13812342210"
    assert plain_number(530102199003070012.0).endswith("000")
    assert plain_number(5.30102199003070e17) == "530102199003070000"
    assert plain_number(0.1) == "0.1"
    assert plain_number(100.0) == "100" and plain_number(100) == "100"
    assert plain_number(float("nan")) == ""


@given(st.integers(-(10**15), 10**15))
def test_whole_floats_keep_their_digits(number):
    assert plain_number(float(number)) == str(number)


@given(st.text(max_size=12))
def test_any_text_is_answered(text):
    assert parse_int(text) is None or parse_number(text) == parse_int(text)
