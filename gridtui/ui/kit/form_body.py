"""The part of a form that scrolls: the rows, in one column or two, and room below the last."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Size, Spacing
from textual.reactive import reactive
from textual.widget import Widget

KEEP_CLEAR = 3
"""Rows at the bottom of the screen kept free of the focused field, for the candidate window below it."""


class FormTail(Widget):
    """Empty rows below the last field, so that it too can be scrolled up from the bottom of the screen."""

    rows: reactive[int] = reactive(KEEP_CLEAR, layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Take as many rows as are needed."""
        return self.rows


class FormBody(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The rows; it scrolls with the focus, so the scrolling keys are left to the fields."""

    DEFAULT_CSS = """
    FormBody {
        layout: grid;
        grid-size: 1;
        grid-rows: auto;
        grid-gutter: 0;
        height: 1fr;
        scrollbar-size-vertical: 1;
    }
    """

    def make_room(self, bottom: int) -> None:
        """Let the last row be scrolled clear of the bottom of the screen; the form ends at ``bottom``."""
        self.query_one(FormTail).rows = self._too_low(bottom)

    def reveal(self, row: Widget) -> None:
        """Scroll as little as shows the whole row, clear of the bottom of the screen."""
        self.scroll_to_region(
            row.virtual_region,
            spacing=Spacing(bottom=self._too_low(self.region.bottom)),
            animate=False,
            force=True,
            immediate=True,
        )

    def _too_low(self, bottom: int) -> int:
        """Return how many rows above ``bottom`` are among the last of the screen."""
        return max(0, min(KEEP_CLEAR, bottom - (self.screen.size.height - KEEP_CLEAR)))
