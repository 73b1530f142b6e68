"""Texts for reading are broken where people break them, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.prose import Paragraph, Prose, wrap

HOSTILE = "李四[/b]\x1b[31m\u202e[red][@click=app.quit()]"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("卫生间顶滴水", 8, ["卫生间顶", "滴水"]),
        ("卫生间顶，滴水", 8, ["卫生间", "顶，滴水"]),
        ("王秀兰于2026-11-24 12:00登记", 18, ["王秀兰于2026-11-24", "12:00登记"]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_between_characters_and_never_before_a_closing_sign(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrap(text, width) == lines


@given(st.text(max_size=200), st.integers(2, 40))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean(text, newline="\n").split())


async def test_hanging_leads_and_height_follow_the_width() -> None:
    prose = Prose([Paragraph("一二三四五六七八九十", "· "), Paragraph(HOSTILE)])

    class Reading(App[None]):
        def compose(self) -> ComposeResult:
            yield prose

    async with Reading().run_test(size=(12, 10)) as pilot:
        lines = prose.render().plain.split("\n")
        assert lines[:2] == ["· 一二三四五", "  六七八九十"]
        assert prose.size.height == len(lines)
        assert "\x1b" not in "".join(lines) and "\u202e" not in "".join(lines)
        prose.show([Paragraph("短")])
        await pilot.pause()
        assert prose.size.height == 1
