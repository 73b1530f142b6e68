"""A titled part of an area; the one with the focus carries the mark and a brighter title."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.cells import cell_width, cut
from gridtui.ui.kit.glyphs import glyph


class PaneTitle(Widget):
    """The title line of a pane: mark, title, and a count or note behind it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PaneTitle {
        height: 1;
        color: $foreground-muted;
        &.-marked { color: $foreground; text-style: bold; }
    }
    """

    title: reactive[str] = reactive("")
    note: reactive[str] = reactive("")
    marked: reactive[bool] = reactive(False, toggle_class="-marked")

    def render(self) -> Content:
        """Return the line."""
        room = max(0, self.size.width - 1)
        title = cut(self.title, room)
        note = cut("  " + self.note, room - cell_width(title)) if self.note else ""
        return Content.assemble(glyph("focus") if self.marked else " ", title, (note, "$foreground-muted"))


class Pane(Vertical):
    """A part of an area that ``F6`` goes to; give it its widgets as children.

    ``title`` and ``note`` are said already, and stored text in them is cleaned here.
    """

    DEFAULT_CSS = """
    Pane { height: 1fr; width: 1fr; }
    """

    title: reactive[str] = reactive("")
    """What the pane shows."""

    note: reactive[str] = reactive("")
    """A count or a remark behind the title."""

    def __init__(
        self, *children: Widget, title: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        heading = PaneTitle()
        super().__init__(heading, *children, id=id, classes=classes)
        self.add_class("pane")
        self._heading = heading
        self.title = title

    def watch_title(self, title: str) -> None:
        """Show the title; a pane without one has no title line."""
        self._heading.title = title
        self._heading.display = bool(title)

    def watch_note(self, note: str) -> None:
        """Show the note."""
        self._heading.note = note

    def on_descendant_focus(self) -> None:
        """Carry the mark."""
        self._heading.marked = True

    def on_descendant_blur(self) -> None:
        """Give the mark back."""
        self._heading.marked = False
