"""Whole numbers as people type them, in digits and in Chinese numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.numbers import chinese_number, typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("五〇一", 501),
     ("一千二百零三", 1203),
     ("两百", 200), ("", None), ("十百", None), ("三栋", None)],
)  # fmt: skip
def test_chinese_numerals(text, number):
    assert chinese_number(text) == number


@given(st.text(max_size=12))
def test_any_text_is_answered(text):
    assert chinese_number(text) is None or chinese_number(text) >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-3", -3), (" 12 ", 12), ("１２", 12), ("999999999", 999_999_999), ("9" * 10, None),
     ("9" * 5_000, None), ("--5", None), ("-", None), ("", None), ("3.5", None), ("²", None), ("十", None)],
)  # fmt: skip
def test_typed_numbers(text: str, number: int | None) -> None:
    assert typed_number(text) == number
