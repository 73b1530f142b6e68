"""Drawing the lines of a chart: heads and floor numbers that stay, doors that move under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from gridtui.domain.places.chart import Door, Fact, Tally
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.screens.chart.faces import cell_text, letter_of, style_of
from gridtui.ui.screens.chart.plan import CELL, GUTTER, Cell, Head, Line, Plan, rest_title
from gridtui.words import tr

STYLES: Final = ("head", "floor", "cursor", "plain", "muted", "faint", "strong", "late", "amber")
"""The parts of a chart that a style sheet may dress."""

_COUNTED: Final = (Fact.ISSUE, Fact.DUE, Fact.VACANT)


@dataclass(frozen=True)
class Look:
    """The styles of this moment: the chart's own and the named ones."""

    base: Style
    named: dict[str, Style]

    def style(self, *names: str) -> Style:
        """Return the chart's style with the named ones laid over it; a reversed cell keeps one colour."""
        style = self.base
        for name in names:
            named = self.named[name]
            style += named.without_color if style.reverse else named
        return style


def look_of(widget: Widget) -> Look:
    """Return how the widget's theme dresses a chart now."""

    def part(name: str) -> Style:
        # Only what the part's rules add, but with its colours blended over the chart's.
        whole, own = (widget.get_component_rich_style(name, partial=partial) for partial in (False, True))
        return own + Style(
            color=whole.color if own.color else None, bgcolor=whole.bgcolor if own.bgcolor else None
        )

    return Look(widget.rich_style, {name: part(f"chart--{name}") for name in STYLES})


class ChartPainter:
    """Turns the lines of a plan into strips of the view's width."""

    def __init__(self, plan: Plan, look: Look, width: int) -> None:
        self.plan = plan
        self.look = look
        self.width = width

    def head(self, number: int, left: int, unit: str | None) -> Strip:
        """Return one of the lines that stay at the top: staircases, or the columns of each.

        ``unit`` is the label of the staircase under the cursor.
        """
        parts: list[_Part] = []
        for head in self.plan.heads:
            style = (
                self.look.style("head", "strong") if head.stairs.label == unit else self.look.style("head")
            )
            if number == 0:
                # The title of a staircase stays in sight as long as its doors do.
                x = max(head.x, left) + 1
                end = min(head.x + 1 + head.room, left + self.width - GUTTER - 2)
                parts.append((x, head_words(head, end - x), style))
            else:
                places = ((head.column_x(n), column) for n, column in enumerate(head.stairs.columns))
                parts += [(x + 1, cut(column, 4), style) for x, column in places if self._in_sight(x, left)]
        moving = self._moving(parts, left)
        if number == 0 and left + moving.cell_length < self.plan.width:
            moving = self._pointing(moving)
        title = glyph("left") if number == 0 and left > 0 else ""
        return self._framed(title, self.look.style("strong"), moving)

    def _pointing(self, moving: Strip) -> Strip:
        """Return a line whose last cells say that there is more at the right."""
        arrow = glyph("right")
        cells = cell_width(arrow) + 1
        kept = moving.crop_extend(0, moving.cell_length - cells, self.look.base)
        return Strip([*kept, Segment(" " + arrow, self.look.style("strong"))], moving.cell_length)

    def line(self, number: int, left: int, cursor: Door | None, *, focused: bool) -> Strip:
        """Return a floor or a line of the rest; ``left`` is how far the floors are moved aside."""
        line = self.plan.lines[number]
        parts: list[_Part] = []
        rest = self.plan.is_rest(number)
        for cell in line.cells:
            if rest or self._in_sight(cell.x, left):
                parts += self._cell(cell, line, under=cell.door is cursor, focused=focused)
        title = _title(line, first_of_rest=number == self.plan.rest_from and number > 0)
        style = (
            self.look.style("floor", "strong") if cursor and _has(line, cursor) else self.look.style("floor")
        )
        return self._framed(title, style, self._moving(parts, 0 if rest else left))

    def _in_sight(self, x: int, left: int) -> bool:
        """Whether the door that begins at ``x`` can be seen as a whole."""
        return left <= x and x + CELL - 1 <= left + self.width - GUTTER

    def _cell(self, cell: Cell, line: Line, *, under: bool, focused: bool) -> list[_Part]:
        door = cell.door
        names = ("cursor",) if under else ()
        face = self.look.style(*names, style_of(door.fact, late=door.late > 0))
        text, title = cell_text(door), ""
        if line.floor is None:
            title = fit(rest_title(door), cell.width - 2 - 5) + " "
        x = cell.x + 1 + cell_width(title)
        if not under:
            return [(cell.x + 1, title, self.look.style("plain")), (x, text, face)]
        frame = self.look.style("cursor", "strong")
        bracket = ("[", "]") if focused else (" ", " ")
        return [
            (cell.x, bracket[0] + title, frame),
            (x, text, face),
            (x + cell_width(text), bracket[1], frame),
        ]

    def _moving(self, parts: list[_Part], left: int) -> Strip:
        """Return the parts on a line as wide as the view beside the gutter, moved aside by ``left``."""
        room = self.width - GUTTER
        segments: list[Segment] = []
        at = 0
        for x, text, style in parts:
            if not text:
                continue
            if x > at:
                segments.append(Segment(" " * (x - at), self.look.base))
            segments.append(Segment(text, style))
            at = x + cell_width(text)
        strip = Strip(segments, at)
        return strip.crop_extend(left, left + room, self.look.base)

    def _framed(self, title: str, style: Style, moving: Strip) -> Strip:
        gutter = Segment(fit(title, GUTTER - 1, "right") + " ", style)
        return Strip([gutter, *moving], GUTTER + moving.cell_length)


_Part = tuple[int, str, Style]


def head_words(head: Head, room: int) -> str:
    """Return a staircase with what its doors come to, as far as there is room: ``1单元  诉2 访3``."""
    label = head.stairs.label
    words = tr("{unit}单元", unit=label) if label else ""
    gap = "  "
    for part in _counts(head.tally, full=room > 24):
        more = f"{words}{gap}{part}" if words else part
        if cell_width(more) <= room:
            words, gap = more, " "
    return cut(words, max(0, room))


def counts_of(found: Tally) -> dict[Fact, int]:
    """Return what is counted of doors, by fact: issues and households due, not the doors that show them."""
    return {Fact.ISSUE: found.issues, Fact.DUE: found.due, Fact.VACANT: found.facts.get(Fact.VACANT, 0)}


def _counts(found: Tally, *, full: bool) -> list[str]:
    numbers = counts_of(found)
    parts = [f"{letter_of(fact)}{numbers[fact]}" for fact in _COUNTED if numbers[fact]]
    return [tr("{n}户", n=found.households), *parts] if full else parts


def _title(line: Line, *, first_of_rest: bool) -> str:
    if line.floor is None:
        return tr("其他") if first_of_rest else ""
    return str(line.floor)


def _has(line: Line, door: Door) -> bool:
    return any(cell.door is door for cell in line.cells)
