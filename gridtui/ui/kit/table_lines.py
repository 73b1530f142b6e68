"""Drawing the lines of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget

from gridtui.ui.kit.cells import Align, cell_width, cut, fit
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.columns import Column, Placed, lay_out
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.tones import TONES, Tone
from gridtui.words import tr

Row = TypeVar("Row")

STYLES = ("head", "cursor", "marked", "focus", "muted", "strong", *(tone.name for tone in TONES))
"""Names a column's ``style`` may have, and the parts of a list that a style sheet may dress."""

GUTTER = 3
"""Cells before everything else: the cursor's mark, the mark of a chosen row, and a space."""

HEADING_START = 1
"""The cell where a row that spans all columns begins: right behind the cursor's mark."""

LETTER = 4
"""Cells for the letter of a row's tone and the space after it, where rows have tones."""

MARGIN = 1
"""Cells left free at the right, before the scroll bar."""


@dataclass(frozen=True)
class Look:
    """The styles of this moment: the list's own, the named ones, and how to read a style of a content."""

    base: Style
    named: dict[str, Style]
    read: Callable[[str], ContentStyle]

    def style(self, *names: str) -> Style:
        """Return the list's style with the named ones laid over it, in turn.

        A reversed line keeps one colour: a coloured word would become a coloured patch.
        """
        style = self.base
        for name in names:
            if name in self.named:
                named = self.named[name]
                style += named.without_color if style.reverse else named
        return style


def look_of(widget: Widget) -> Look:
    """Return how the widget's theme dresses a list now."""

    def part(name: str) -> Style:
        # Only what the part's rules add, but with its colours blended over the list's.
        whole, own = (widget.get_component_rich_style(name, partial=partial) for partial in (False, True))
        return own + Style(
            color=whole.color if own.color else None, bgcolor=whole.bgcolor if own.bgcolor else None
        )

    named = {name: part(f"virtual-table--{name}") for name in STYLES}
    return Look(widget.rich_style, named, widget.app.stylesheet.parse_style)


@dataclass(frozen=True)
class LineState:
    """What stands on a row besides its values."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False


class LinePainter(Generic[Row]):
    """Turns rows into lines of exactly the list's width."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        tone: Callable[[Row], Tone | None] | None,
        spanning: Callable[[Row], Content | None] | None = None,
    ) -> None:
        self.columns = columns
        self.tone = tone
        self.spanning = spanning
        self.width = 0
        self.placed: list[Placed[Row]] = []

    @property
    def start(self) -> int:
        """The cell where the first column begins."""
        return GUTTER + (LETTER if self.tone is not None else 0)

    def lay_out(self, width: int) -> None:
        """Give the columns their places on a line of that many cells."""
        self.width = width
        self.placed = lay_out(self.columns, width - MARGIN, start=self.start)

    def column_at(self, x: int) -> Column[Row] | None:
        """Return the column under cell ``x``."""
        return next((p.column for p in self.placed if p.x <= x < p.x + p.width), None)

    def heading(self, look: Look, sorted_by: str, descending: bool) -> Strip:
        """Return the line of headings; the column sorted by carries an arrow."""
        style = look.style("head")
        line = _Line(self.width, style)
        for placed in self.placed:
            column = placed.column
            title = placed.title
            if column.name and column.name == sorted_by:
                arrow = glyph("falling" if descending else "rising")
                title = cut(title, placed.width - cell_width(arrow)) + arrow
            line.add(fit(title, placed.width, column.align), style, placed.x)
        return line.strip()

    def line(self, row: Row, state: LineState, look: Look) -> Strip:
        """Return the line of a row."""
        under = ("cursor",) if state.cursor else ("marked",) if state.marked else ()
        style = look.style(*under)
        line = _Line(self.width, style)
        whole = self.spanning(row) if self.spanning is not None else None
        if state.cursor and state.focused:
            line.add(glyph("focus"), look.style(*under, "focus"), 0)
        if state.marked:
            line.add(glyph("mark"), look.style(*under, "strong"), 1)
        if whole is not None:
            self._content(line, whole, style, HEADING_START, self.width - MARGIN, look)
            return line.strip()
        tone = self.tone(row) if self.tone is not None else None
        if tone is not None:
            line.add(fit(tr(tone.letter), LETTER - 1), look.style(*under, tone.name), GUTTER)
        for placed in self.placed:
            column = placed.column
            names = (*under, column.style, tone.name if tone is not None and column.toned else "")
            self._cell(line, placed, column.cell(row), look.style(*names), look)
        return line.strip()

    def _cell(self, line: _Line, placed: Placed[Row], value: str | Content, style: Style, look: Look) -> None:
        if isinstance(value, str):
            line.add(fit(value, placed.width, placed.column.align), style, placed.x)
            return
        x = placed.x + _indent(value, placed.width, placed.column.align)
        self._content(line, value, style, x, placed.x + placed.width, look)

    def _content(self, line: _Line, value: Content, style: Style, x: int, end: int, look: Look) -> None:
        for text, part in value.render(ContentStyle.null(), parse_style=_reader(look)):
            text = cut(clean(text), end - x)
            if text:
                line.add(text, style + part.rich_style, x)
                x += cell_width(text)


class _Line:
    """A line being put together from the left."""

    def __init__(self, width: int, style: Style) -> None:
        self.width = width
        self.style = style
        self.segments: list[Segment] = []
        self.x = 0

    def add(self, text: str, style: Style, x: int) -> None:
        if x > self.x:
            self.segments.append(Segment(" " * (x - self.x), self.style))
        self.segments.append(Segment(text, style))
        self.x = x + cell_width(text)

    def strip(self) -> Strip:
        if self.x < self.width:
            self.segments.append(Segment(" " * (self.width - self.x), self.style))
        return Strip(self.segments, max(self.x, self.width))


def _indent(content: Content, width: int, align: Align) -> int:
    spare = max(0, width - cell_width(clean(content.plain)))
    return {"left": 0, "right": spare, "center": spare // 2}[align]


def _reader(look: Look) -> Callable[[str | ContentStyle], ContentStyle]:
    def read(style: str | ContentStyle) -> ContentStyle:
        return look.read(style) if isinstance(style, str) else style

    return read
