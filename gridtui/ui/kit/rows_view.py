"""The rows in view of a list of any length: read when they come into view, drawn line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.row_window import RowSource, RowWindow
from gridtui.ui.kit.table_lines import LinePainter, LineState, Look, look_of
from gridtui.ui.kit.tones import Tone
from gridtui.words import mark, tr

Row = TypeVar("Row")

LINES_KEPT = 512


class RowsView(ScrollView, Generic[Row]):
    """Shows the rows of a ``RowSource`` and a cursor on one of them; what can be done is a subclass's."""

    cursor: reactive[int] = reactive(0, repaint=False)
    """The row under the cursor, counted from 0."""

    empty: reactive[str] = reactive(mark("没有记录"))
    """What an empty list says: what to do next; marked for translation or already said."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        source: RowSource[Row] | None,
        *,
        tone: Callable[[Row], Tone | None] | None,
        spanning: Callable[[Row], Content | None] | None,
        headings: bool,
        id: str | None,
        classes: str | None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._version = 0
        self.sorted_by = ""
        self.descending = False
        self._head = 1 if headings else 0
        self._painter = LinePainter(columns, tone, spanning)
        self._window: RowWindow[Row] | None = RowWindow(source) if source is not None else None
        self._look: Look | None = None
        self._lines: LRUCache[tuple[int, LineState], Strip] = LRUCache(LINES_KEPT)

    @property
    def source(self) -> RowSource[Row] | None:
        """Where the rows come from."""
        return self._window.source if self._window else None

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._window.row(self.cursor) if self._window else None

    @property
    def total(self) -> int | None:
        """How many rows there are; none until that is known."""
        return self._window.total if self._window else 0

    @property
    def position(self) -> str:
        """The position in words: ``第 3 / 12480 行``."""
        return self._window.position(self.cursor) if self._window else tr("0 行")

    def refresh_rows(self) -> None:
        """Read the rows again after a change; the cursor stays on its row, by key."""
        if self._window is None:
            return
        key = self._cursor_key()
        self._window.forget()
        self._renew(key, fallback=self.cursor)

    def set_total(self, total: int, *, capped: bool = False) -> None:
        """Say how many rows there are; ``capped`` when only so many were counted."""
        if self._window is None:
            return
        self._window.set_total(total, capped=capped)
        self._grow()
        self._tell()

    def move_to(self, index: int) -> None:
        """Put the cursor on the row of that index, or the nearest there is."""
        if self._window is None:
            return
        self._window.load(index, index + 1)
        self.cursor = index
        self._grow()

    def show_sort(self, name: str, descending: bool = False) -> None:
        """Draw the arrow of the order on the heading of the column of that name."""
        self.sorted_by, self.descending = name, descending
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, (self._window.extent if self._window else 0) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows concerned, and scroll only when the cursor leaves the view."""
        if not self.is_attached or self._window is None:
            return
        self.refresh_line(old + self._head)
        self.refresh_line(new + self._head)
        top, height = round(self.scroll_y), self._height()
        if new < top:
            self.scroll_to(y=new, animate=False, force=True)
        elif new >= top + height:
            self._load(new, 1)
            self._grow()
            self.scroll_to(y=new - height + 1, animate=False, force=True)
        self._tell()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Bring the rows that came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._bring()

    def on_mount(self) -> None:
        """Read the first rows."""
        self._renew(None, fallback=self.cursor)

    def on_resize(self) -> None:
        """Give the columns their new places."""
        self._lines.clear()
        self._painter.lay_out(self._width())
        self._bring()
        self.call_after_refresh(self._show_cursor)

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns of the same rows."""
        self._painter.columns = columns
        self.on_resize()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw every line again in the new styles."""
        super().notify_style_update()
        self._look = None
        self._lines.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the view: the headings, a row, or blank."""
        look = self._look = self._look or look_of(self)
        if self._painter.width != self._width():
            self._lines.clear()
            self._painter.lay_out(self._width())
        if self._head and y == 0:
            return self._painter.heading(look, self.sorted_by, self.descending)
        index = y - self._head + round(self.scroll_y)
        if self._window is None or not self._window.extent:
            return self._empty_line(index, look)
        state = LineState(index == self.cursor, self.has_focus, self._is_marked(index))
        strip = self._lines.get((index, state))
        if strip is None:
            row = self._window.row(index)
            if row is None:
                return Strip.blank(self._painter.width, look.base)
            strip = self._lines[(index, state)] = self._painter.line(row, state, look)
        return strip

    def _cursor_key(self) -> bytes | None:
        row = self.row if self.is_attached else None
        return self._window.source.key(row) if row is not None and self._window is not None else None

    def _renew(self, key: bytes | None, *, fallback: int) -> None:
        """Start over with the window as it is now, the cursor on the row of ``key`` or the fallback."""
        self._version += 1
        self._lines.clear()
        if self._window is None or not self.is_attached:
            return
        gap = self.cursor - round(self.scroll_y)
        place = self._window.find(key, self.cursor) if key is not None else None
        place = self._window.settle(fallback if place is None else place)
        self._load(max(0, place - gap), self._height())
        self._grow()
        self.set_reactive(RowsView.cursor, self.validate_cursor(place))
        self.scroll_to(y=max(0, place - gap), animate=False, force=True)
        self.refresh()
        self._tell(again=True)
        if self._window.unsure:
            self._count(self._window)

    def _bring(self) -> None:
        """Read the rows in view, and let the list grow when there turn out to be more."""
        self._load(round(self.scroll_y), self._height())
        self._grow()

    def _load(self, first: int, rows: int) -> None:
        if self._window is not None:
            self._window.load(first, first + rows)

    def _grow(self) -> None:
        extent = self._window.extent if self._window else 0
        size = Size(self._width(), extent + self._head)
        if size != self.virtual_size:
            self.virtual_size = size

    def _show_cursor(self) -> None:
        """Scroll so that the cursor is in view again, after the list became lower."""
        top, height = round(self.scroll_y), self._height()
        if not top <= self.cursor < top + height:
            self.scroll_to(y=max(0, self.cursor - height + 1), animate=False, force=True)

    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _is_marked(self, index: int) -> bool:
        """Say whether a row is marked."""
        raise NotImplementedError

    def _tell(self, *, again: bool = False) -> None:
        """Say what the cursor stands on, when that changed."""
        raise NotImplementedError

    def _count(self, window: RowWindow[Row]) -> None:
        """Have the rows counted behind the first page."""
        raise NotImplementedError

    def _empty_line(self, index: int, look: Look) -> Strip:
        lines = tr(self.empty).split("\n")
        text = lines[index - 1] if 0 < index <= len(lines) else ""
        width = self._painter.width
        return Strip([Segment(fit("   " + text, width), look.style("muted"))], width)
