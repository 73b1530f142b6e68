"""The charts of a report as SVG to stand inside a page: pure text from numbers and names.

Lengths are in units of the drawing, which a page scales to its width. Colours are names of the page
(``--bar``, ``--beside``, ``--ink``); the second series is told by its outline too, and every bar has its
number, so that a chart holds in black and white.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil

from gridtui.domain.words.text import FORBIDDEN
from gridtui.interchange.files.paper import cells, cut
from gridtui.interchange.reports.sections import Bar, ReportChart

WIDTH = 720
"""Units that a chart is wide."""

MOST_NUMBERED = 16
"""Columns above which numbers would run into each other; the table beside has them all."""

_CELL = 7.0
_NAME_CELLS = 24
_BAR, _GAP, _GROUP = 14, 3, 12
_TOP, _KEY = 8, 26
_PLOT = 150
_PAGE_BREAKS = {0x0B: " ", 0x0C: " "}
_SERIES = ("now", "beside")


def plain_text(text: str) -> str:
    """Return a text as it may stand in a page: no markup, nothing that turns or hides what follows."""
    return escape(FORBIDDEN.sub("", text).translate(_PAGE_BREAKS))


def chart_svg(chart: ReportChart, described: str) -> str:
    """Return a chart as an ``svg`` element: weeks as columns, everything else as bars below each other.

    ``described`` says for those who do not see it what is drawn, and where the numbers are.
    """
    draw = _columns if chart.key == "weeks" else _bars
    drawn, height = draw(chart)
    about = f"<title>{plain_text(chart.title)}</title><desc>{plain_text(described)}</desc>"
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height:g}" aria-label="{plain_text(chart.title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{about}{"".join(drawn)}</svg>'
    )


def text_width(text: str) -> float:
    """Return how many units a text takes: a Chinese character twice as many as a letter."""
    return cells(text) * _CELL


def _bars(chart: ReportChart) -> tuple[list[str], float]:
    names = [cut(bar.name, _NAME_CELLS) for bar in chart.bars]
    left = max(map(text_width, names), default=0) + 12
    most = _most(chart.bars)
    room = WIDTH - left - text_width(str(most)) - 10
    drawn, top = _key(chart.series)
    for name, bar in zip(names, chart.bars, strict=True):
        values = _values(bar)
        height = len(values) * (_BAR + _GAP) - _GAP
        middle = top + height / 2 + 5
        drawn.append(_text(left - 8, middle, name, "end", bar.name if name != bar.name else ""))
        for place, value in enumerate(values):
            y = top + place * (_BAR + _GAP)
            width = room * value / most if most else 0
            drawn.append(_rectangle(left, y, width, _BAR, _SERIES[place]))
            drawn.append(_text(left + width + 5, y + _BAR - 2, str(value)))
        top += height + _GROUP
    drawn.append(f'<path class="axis" d="M{left:g} {_axis_top(chart.series):g}V{top - _GROUP + 4:g}"/>')
    return drawn, top


def _columns(chart: ReportChart) -> tuple[list[str], float]:
    most = _most(chart.bars)
    drawn, top = _key(chart.series)
    top += 16
    base = top + _PLOT
    step = WIDTH / max(len(chart.bars), 1)
    width = min(step * 0.8 / max(len(chart.series), 1), 28.0)
    numbered = len(chart.bars) <= MOST_NUMBERED
    names = [cut(bar.name, _NAME_CELLS) for bar in chart.bars]
    every = ceil((max(map(text_width, names), default=0) + 8) / step)
    for place, bar in enumerate(chart.bars):
        values = _values(bar)
        middle = step * (place + 0.5)
        for series, value in enumerate(values):
            x = middle + (series - len(values) / 2) * width
            height = _PLOT * value / most if most else 0
            drawn.append(_rectangle(x, base - height, width - 1, height, _SERIES[series]))
            if numbered:
                drawn.append(_text(x + (width - 1) / 2, base - height - 4, str(value), "middle"))
        if place % every == 0:
            drawn.append(_text(_start(middle, names[place]), base + 18, names[place]))
    drawn.append(f'<path class="axis" d="M0 {base:g}H{WIDTH}"/>')
    return drawn, base + 26


def _start(middle: float, name: str) -> float:
    """Return where a name begins that stands around its middle and not over the edge."""
    half = text_width(name) / 2
    return min(max(middle, half), WIDTH - half) - half


def _key(series: Sequence[str]) -> tuple[list[str], float]:
    """Return what says which bars are which, and where the drawing goes on; a single series needs none."""
    if len(series) < 2:
        return [], _TOP
    drawn: list[str] = []
    x = 0.0
    for kind, name in zip(_SERIES, series, strict=False):
        drawn.append(_rectangle(x, 4, 12, 12, kind))
        drawn.append(_text(x + 18, 15, name))
        x += 18 + text_width(name) + 24
    return drawn, _KEY


def _axis_top(series: Sequence[str]) -> float:
    return (_TOP if len(series) < 2 else _KEY) - 4


def _values(bar: Bar) -> list[int]:
    return [bar.now] if bar.beside is None else [bar.now, bar.beside]


def _most(bars: Iterable[Bar]) -> int:
    return max((value for bar in bars for value in _values(bar)), default=0)


def _rectangle(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", whole: str = "") -> str:
    more = f"<title>{plain_text(whole)}</title>" if whole else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{plain_text(text)}{more}</text>'


def bar_rows(chart: ReportChart) -> Iterator[tuple[str, ...]]:
    """Yield what a chart draws as the rows of a table: a name and its numbers."""
    for bar in chart.bars:
        yield bar.name, *map(str, _values(bar))
