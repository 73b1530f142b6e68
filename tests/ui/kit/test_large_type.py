"""Letters and digits to be read out across a table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridtui.sync.receipts import _LETTERS
from gridtui.ui.kit.glyphs import use_ascii
from gridtui.ui.kit.large_type import large


@pytest.fixture
def plain() -> Iterator[None]:
    use_ascii(True)
    yield
    use_ascii(False)


def test_every_sign_of_a_code_is_drawn_and_none_like_another() -> None:
    drawn = {sign: tuple(large(sign)) for sign in _LETTERS}
    assert len(set(drawn.values())) == len(_LETTERS)
    assert all(len(rows) == 3 and any(row.strip() for row in rows) for rows in drawn.values())


def test_thirty_digits_stand_in_two_rows_that_fit_the_design_width() -> None:
    rows = large(" ".join(["12345"] * 6))
    assert len(rows) == 7 and rows[3] == "" and max(map(len, rows)) <= 76


def test_where_only_ascii_is_drawn_the_signs_stand_apart(plain: None) -> None:
    assert large("12345 67890") == ["1 2 3 4 5    6 7 8 9 0"]
