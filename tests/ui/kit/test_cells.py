from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gridtui.ui.kit import glyphs
from gridtui.ui.kit.bars import bar, sparkline
from gridtui.ui.kit.cells import cut, fit


@pytest.fixture
def ascii_only() -> Iterator[None]:
    glyphs.use_ascii(True)
    yield
    glyphs.use_ascii(False)


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_fitted_text_has_exactly_the_width(text, width, align) -> None:
    assert cell_len(fit(text, width, align)) == width


@given(st.text(max_size=40), st.integers(0, 30))
def test_cut_text_is_never_wider(text, width) -> None:
    assert cell_len(cut(text, width)) <= width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("卫生间顶滴水", 12, "卫生间顶滴水"),
        ("卫生间顶滴水", 11, "卫生间顶滴…"),
        ("卫生间顶滴水", 10, "卫生间顶…"),
        ("abc", 1, "a"),
        ("漏", 1, ""),
    ],
)
def test_cut_counts_cells(text, width, expected) -> None:
    assert cut(text, width) == expected


def test_fit_aligns() -> None:
    assert fit("漏水", 7) == "漏水   "
    assert fit("漏水", 7, "right") == "   漏水"
    assert fit("漏水", 7, "center") == " 漏水  "


def test_ascii_ellipsis(ascii_only) -> None:
    assert fit("卫生间顶滴水", 10) == "卫生间顶.."
    assert fit("卫生间顶滴水", 9) == "卫生间.. "


def test_every_glyph_has_an_ascii_twin() -> None:
    for name, (drawn, twin) in glyphs.GLYPHS.items():
        assert twin.isascii(), name
        assert len(drawn) == 1, name
    assert len(glyphs.SPARKS[0]) == len(glyphs.SPARKS[1]) == 8


def test_sparkline_reaches_from_lowest_to_highest() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([5, 7], 1) == "█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([], 4) == ""


def test_figures_hold_in_ascii(ascii_only) -> None:
    assert sparkline([0, 7]) == ".%"
    assert bar(1, 2, 4) == "##.."


@given(st.floats(-10, 200), st.floats(0, 100), st.integers(0, 40))
def test_a_bar_has_exactly_the_width(value, top, width) -> None:
    assert cell_len(bar(value, top, width)) == width
