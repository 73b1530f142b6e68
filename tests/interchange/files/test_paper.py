"""Lines on paper never run over, whatever the text is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.text import tidy
from gridtui.interchange.files.paper import cells, cut, fit, wrap

widths = st.integers(2, 80)


@given(st.text(), widths)
def test_a_fitted_text_takes_exactly_its_columns(text: str, width: int) -> None:
    assert cells(fit(text, width)) == cells(fit(text, width, right=True)) == width
    assert cells(cut(text, width)) <= width


@given(st.text(), widths)
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(tidy(text).split())


def test_chinese_takes_two_columns_and_no_line_begins_with_a_closing_sign() -> None:
    assert cells("王a·") == 5
    assert fit("王建国很长", 7) == "王建.. "
    assert wrap("先找物业，再回话。", 8) == ["先找物", "业，再回", "话。"]
    assert wrap("call 13887012210 now", 12) == ["call", "13887012210", "now"]
