"""Upright bars: drawn in any width, with or without more than ascii, walked and opened by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.column_chart import ColumnChart
from gridtui.ui.kit.column_drawing import ChartBar, ChartGroup, draw_columns, plan_columns
from gridtui.ui.kit.glyphs import use_ascii


@pytest.fixture
def plain() -> Iterator[None]:
    use_ascii(True)
    yield
    use_ascii(False)


def groups(*pairs: tuple[int, int]) -> list[ChartGroup]:
    return [
        ChartGroup(
            f"11-{place:02}",
            tuple(
                ChartBar(f"{letter}{place}".encode(), letter, value, f"第{place}周 {letter} {value}")
                for letter, value in zip("登办", pair, strict=True)
            ),
        )
        for place, pair in enumerate(pairs, 1)
    ]


def lines(
    found: list[ChartGroup], width: int = 40, height: int = 9, cursor: bytes | None = None
) -> list[str]:
    plan = plan_columns(found, width)
    drawn = draw_columns(found[: plan.visible], plan, height, cursor)
    return ["".join(text for text, _ in line) for line in drawn]


def test_every_bar_has_its_number_over_it_its_letter_and_its_group_under_it() -> None:
    drawn = lines(groups((8, 4), (0, 1)), width=14, cursor="办2".encode())
    assert [line.rstrip() for line in drawn] == [
        "8",
        "██",
        "██ 4",
        "██ ▄▄",
        "██ ██     1",
        "██ ██  0  ▅▅",
        "──────────▲───",
        "登 办  登 办",
        "11-01  11-02",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=60),
    st.integers(20, 140),
    st.integers(5, 30),
)
def test_a_drawing_fits_its_place_and_says_every_number_in_it(
    pairs: list[tuple[int, int]], width: int, height: int
) -> None:
    found = groups(*pairs)
    plan = plan_columns(found, width)
    drawn = lines(found, width, height)
    assert len(drawn) == height
    assert all(cell_width(line) <= max(width, plan.group) for line in drawn)
    said = " ".join(drawn).split()
    for group in found[: plan.visible]:
        assert all(str(bar.value) in said for bar in group.bars)


class Chart(App[None]):
    """A chart alone on its screen, noting what is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield ColumnChart(empty="没有数字")

    def on_column_chart_bar_chosen(self, event: ColumnChart.BarChosen) -> None:
        self.opened.append(event.bar.words)


async def test_bars_are_walked_opened_and_come_into_view() -> None:
    app = Chart()
    async with app.run_test(size=(40, 10)) as pilot:
        chart = app.query_one(ColumnChart)
        assert "没有数字" in str(chart.render())
        await pilot.press("enter", "left")
        assert app.opened == []
        chart.show(groups(*((n, n + 1) for n in range(10, 30)), (0, 0)))
        await pilot.press("enter", "left", "enter", "home", "enter")
        assert app.opened == ["第20周 办 30", "第20周 登 29", "第1周 登 10"]
        assert "11-01" in str(chart.render()) and "11-20" not in str(chart.render())
        await pilot.press("right", "l", "h", "enter", "end")
        assert app.opened[-1] == "第1周 办 11"
        assert "11-21" in str(chart.render()) and "11-01" not in str(chart.render())
        chart.show(groups((1, 2), (3, 4)))
        await pilot.press("enter")
        assert app.opened[-1] == "第2周 办 4"
        # A click goes to a bar, a second one opens it.
        await pilot.click(ColumnChart, offset=(2, 5))
        await pilot.pause(0.6)
        assert (chart.bar.words if chart.bar else "") == "第1周 登 1" and app.opened[-1] == "第2周 办 4"
        await pilot.click(ColumnChart, offset=(2, 5))
        assert app.opened[-1] == "第1周 登 1"


def test_ascii_draws_ascii_only(plain: None) -> None:
    drawn = "".join(lines(groups((8, 1), (3, 0)), cursor="登1".encode()))
    assert "#" in drawn and "^" in drawn
    assert drawn.replace("登", "").replace("办", "").isascii()
