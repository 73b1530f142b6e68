"""The first line of an area: where am I, what is filtered, how far down the list; and the rule below it."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.cells import cell_width, cut
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.glyphs import glyph, separated


class HeaderLine(Widget):
    """One line: title, filter in words, and the position at the right; the filter gives way first."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    HeaderLine { height: 1; padding: 0 1; }
    """

    title: reactive[str] = reactive("")
    """Where the person is."""

    filter_words: reactive[str] = reactive("")
    """What is shown of it, in words."""

    position: reactive[str] = reactive("")
    """Where the cursor stands, or any count."""

    def render(self) -> Content:
        """Return the line, exactly as wide as the widget."""
        width = self.size.width
        position = cut(self.position, width)
        room = max(0, width - cell_width(position) - (2 if position else 0))
        title = cut(self.title, room)
        words = clean(self.filter_words)
        if words:
            words = cut(separated(f" · {words}"), room - cell_width(title))
        gap = " " * (width - cell_width(title) - cell_width(words) - cell_width(position))
        return Content.assemble((title, "bold"), words, gap, (position, "$foreground-muted"))


class RuleLine(Widget):
    """A line across, dividing without boxing in."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RuleLine { height: 1; color: $foreground-disabled; }
    """

    def render(self) -> Content:
        """Return the rule."""
        return Content(glyph("rule") * self.size.width)


class DividerLine(Widget):
    """A line down, between two panes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    DividerLine { width: 1; height: 1fr; color: $foreground-disabled; }
    """

    def render(self) -> Content:
        """Return the line."""
        return Content("\n".join(glyph("divider") * self.size.height))
