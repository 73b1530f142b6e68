"""Upright bars drawn with characters: a number over each, a letter under it, a name under each group.

A bar is told by its letter and its number, never by its colour alone; ascii draws it from full cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.glyphs import SPARKS, glyph, is_ascii

GAP = 1
"""Cells between two bars; one more stands between two groups."""

_UNDER = 3
"""Rows under the bars: the axis, the letters, the names."""

_WIDEST_BAR = 8
_EIGHTHS = SPARKS[0]
_CURSOR, _OTHER = "bold", "$foreground-muted"

Pieces = list[tuple[str, str]]
"""Parts of a line, each with its style."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar: ``letter`` tells its series in a cell or two, ``words`` what it counts (said, and clean)."""

    key: bytes
    letter: str
    value: int
    words: str


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """Bars that stand together, such as those of a week; ``name`` is said, and clean."""

    name: str
    bars: tuple[ChartBar, ...]


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """Where the bars of a chart stand in a width: cells of a bar, of a group, and groups that fit."""

    bar: int
    group: int
    visible: int

    def bar_at(self, x: int, bars: int) -> tuple[int, int] | None:
        """Return the group in view and the bar in it that stand at a column; None between groups."""
        place, inside = divmod(x, self.group)
        bar = inside // (self.bar + GAP)
        return (place, bar) if place < self.visible and bar < bars else None


def plan_columns(groups: Sequence[ChartGroup], width: int) -> ColumnPlan:
    """Return the plan in which every number fits over its bar, the bars as wide as the width allows."""
    bars = [bar for group in groups for bar in group.bars]
    many = max((len(group.bars) for group in groups), default=1)
    least = max((max(len(str(bar.value)), cell_width(bar.letter)) for bar in bars), default=1)
    room = width // max(len(groups), 1)
    bar = max(least, min(_WIDEST_BAR, (room - 1) // many - GAP))
    group = many * (bar + GAP) + 1
    return ColumnPlan(bar, group, max(1, width // group))


def draw_columns(
    groups: Sequence[ChartGroup], plan: ColumnPlan, height: int, cursor: bytes | None
) -> list[Pieces]:
    """Return the lines of a chart, from the top; ``groups`` are those in view."""
    rows = max(1, height - _UNDER - 1)
    most = max((bar.value for group in groups for bar in group.bars), default=0)
    lines = [list(_row(groups, plan, row, rows, most, cursor)) for row in range(rows, -1, -1)]
    lines.append(list(_axis(groups, plan, cursor)))
    letters = _spread(groups, plan, lambda bar: fit(bar.letter, plan.bar, "center"), cursor)
    lines.append(list(letters))
    lines.append([(_names(groups, plan), _OTHER)])
    return lines


def _row(
    groups: Sequence[ChartGroup], plan: ColumnPlan, row: int, rows: int, most: int, cursor: bytes | None
) -> Iterator[tuple[str, str]]:
    def cell(bar: ChartBar) -> str:
        whole, part = _height(bar.value, most, rows)
        top = whole + (1 if part else 0)
        if row < whole:
            return glyph("full") * plan.bar
        if row == top:
            return fit(str(bar.value), plan.bar, "center")
        return (part or " ") * plan.bar if row == whole else " " * plan.bar

    yield from _spread(groups, plan, cell, cursor)


def _height(value: int, most: int, rows: int) -> tuple[int, str]:
    """Return how many cells a bar is high and what is drawn above them; a bar of one is seen too."""
    if value <= 0 or most <= 0:
        return 0, ""
    if is_ascii():
        return max(1, round(value / most * rows)), ""
    whole, eighths = divmod(max(1, round(value / most * rows * 8)), 8)
    return whole, _EIGHTHS[eighths - 1] if eighths else ""


def _spread(
    groups: Sequence[ChartGroup], plan: ColumnPlan, cell: Callable[[ChartBar], str], cursor: bytes | None
) -> Iterator[tuple[str, str]]:
    """Yield what ``cell`` returns for each bar, with the gaps between them."""
    for group in groups:
        taken = 0
        for place, bar in enumerate(group.bars):
            style = _CURSOR if bar.key == cursor else _OTHER if place else ""
            yield cell(bar) + " " * GAP, style
            taken += plan.bar + GAP
        yield " " * (plan.group - taken), ""


def _axis(groups: Sequence[ChartGroup], plan: ColumnPlan, cursor: bytes | None) -> Iterator[tuple[str, str]]:
    """Yield the line that the bars stand on, with a mark under the one with the cursor."""
    for group in groups:
        rest = plan.group
        for bar in group.bars:
            before = (plan.bar - 1) // 2
            mark = glyph("rising") if bar.key == cursor else glyph("rule")
            after = plan.bar + GAP - before - 1
            yield glyph("rule") * before, _OTHER
            yield mark, _CURSOR if bar.key == cursor else _OTHER
            yield glyph("rule") * after, _OTHER
            rest -= plan.bar + GAP
        yield glyph("rule") * rest, _OTHER


def _names(groups: Sequence[ChartGroup], plan: ColumnPlan) -> str:
    """Return the names under the groups; where they are too wide, only every second or third."""
    widest = max((cell_width(group.name) for group in groups), default=0)
    every = -(-(widest + 1) // plan.group)
    shown = [cut(group.name, plan.group * every - 1) for group in groups[::every]]
    return "".join(fit(name, plan.group * every) for name in shown)
