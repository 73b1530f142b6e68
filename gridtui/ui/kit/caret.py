"""Keeping the terminal's caret at the focused field: an input method opens its candidate window there."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget


def keep_caret(widget: Widget, place: Callable[[], Offset]) -> None:
    """Let the caret follow a mounted widget, while it has the focus, wherever layout or scrolling move it."""

    def follow(_screen: Screen[object]) -> None:
        # The layout has just been painted with the old caret; one more paint carries it to its new place.
        if widget.has_focus and widget.app.cursor_position != place():
            widget.app.cursor_position = place()
            widget.refresh()

    widget.screen.screen_layout_refresh_signal.subscribe(widget, follow, immediate=True)
