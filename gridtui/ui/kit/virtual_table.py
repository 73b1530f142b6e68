"""A list of any length: it reads and draws only the rows in view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import ClassVar, TypeAlias, TypeVar

from textual import events
from textual.content import Content

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.kit import table_messages
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.row_window import CountingSource, RowSource, RowWindow
from gridtui.ui.kit.rows_view import RowsView
from gridtui.ui.kit.table_commands import LIST_COMMANDS
from gridtui.ui.kit.table_lines import STYLES
from gridtui.ui.kit.tones import Tone

Row = TypeVar("Row")

RIGHT_BUTTON = 3


class VirtualTable(Commanded, RowsView[Row], can_focus=True):
    """A list over a ``RowSource``.

    ``tone`` says which rows carry one of the four meanings; its letter stands before the row. ``spanning``
    returns what a row shows across all columns, such as a heading between rows. ``empty`` says what to do
    when there are no rows. ``leading`` makes an area's header show this list's position. A
    ``CountingSource`` is counted behind the first page, no further than ``ceiling``; for any other source
    the screen may call ``set_total``.
    """

    LISTS: ClassVar[bool] = True
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"virtual-table--{name}" for name in STYLES}
    DEFAULT_CSS = """
    VirtualTable {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .virtual-table--head { color: $foreground-muted; }
        & > .virtual-table--cursor { background: $block-cursor-blurred-background; }
        & > .virtual-table--marked { text-style: bold; }
        & > .virtual-table--focus { text-style: bold; }
        & > .virtual-table--muted { color: $foreground-muted; }
        & > .virtual-table--strong { text-style: bold; }
        & > .virtual-table--late { color: $error; }
        & > .virtual-table--amber { color: $warning; }
        & > .virtual-table--done { color: $success; }
        & > .virtual-table--waiting { color: $accent; }
        &:focus > .virtual-table--cursor { background: $block-cursor-background; }
        &:ansi > .virtual-table--cursor { background: transparent; text-style: underline; }
        &:ansi:focus > .virtual-table--cursor { background: transparent; text-style: reverse; }
    }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = LIST_COMMANDS

    RowHighlighted: TypeAlias = table_messages.RowHighlighted
    RowChosen: TypeAlias = table_messages.RowChosen
    MarksChanged: TypeAlias = table_messages.MarksChanged
    SortAsked: TypeAlias = table_messages.SortAsked
    PositionChanged: TypeAlias = table_messages.PositionChanged

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        source: RowSource[Row] | None = None,
        *,
        tone: Callable[[Row], Tone | None] | None = None,
        spanning: Callable[[Row], Content | None] | None = None,
        empty: str = "",
        headings: bool = True,
        leading: bool = True,
        ceiling: int | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            columns, source, tone=tone, spanning=spanning, headings=headings, id=id, classes=classes
        )
        self.leading = leading
        self.ceiling = ceiling
        self.marks: dict[bytes, Row] = {}
        self._told_row: Row | None = None
        self._told_position = ""
        if empty:
            self.set_reactive(VirtualTable.empty, empty)

    def set_source(self, source: RowSource[Row], *, keep_marks: bool = False) -> None:
        """Show other rows: another filter or order. The cursor stays on its row where that is still near."""
        key = self._cursor_key()
        self._window = RowWindow(source)
        if not keep_marks:
            self.clear_marks()
        self._renew(key, fallback=0)

    def action_next_row(self) -> None:
        """Move one row down."""
        self.move_to(self.cursor + 1)

    def action_previous_row(self) -> None:
        """Move one row up."""
        self.move_to(self.cursor - 1)

    def action_next_page(self) -> None:
        """Move down by the rows in view."""
        self.move_to(self.cursor + self._height())

    def action_previous_page(self) -> None:
        """Move up by the rows in view."""
        self.move_to(self.cursor - self._height())

    def action_first_row(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def action_last_row(self) -> None:
        """Move to the last row, counting the rows when their number is not known yet."""
        if self._window is not None:
            self.move_to(self._window.last())

    def action_choose_row(self) -> None:
        """Open the row under the cursor."""
        row = self.row
        if row is not None:
            self.post_message(self.RowChosen(self, row))

    def action_mark_row(self) -> None:
        """Mark or release the row under the cursor, and go on to the next."""
        row = self.row
        if row is None or self._window is None:
            return
        key = self._window.source.key(row)
        if self.marks.pop(key, None) is None:
            self.marks[key] = row
        self.refresh_line(self.cursor + self._head)
        self.post_message(self.MarksChanged(self, tuple(self.marks)))
        self.action_next_row()

    def action_clear_marks(self) -> None:
        """Release every marked row."""
        self.clear_marks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen while nothing is marked."""
        if action == "clear_marks" and not self.marks:
            return False
        return super().check_action(action, parameters)

    def clear_marks(self) -> None:
        """Release every marked row."""
        if self.marks:
            self.marks.clear()
            self.refresh()
            self.post_message(self.MarksChanged(self, ()))

    def release(self, keys: Iterable[bytes]) -> None:
        """Release the rows of these keys; what else is marked stays so."""
        for key in keys:
            self.marks.pop(key, None)
        self.refresh()
        self.post_message(self.MarksChanged(self, tuple(self.marks)))

    async def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row clicked; double opens it, right shows its menu; a heading sorts."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self._head and offset.y == 0:
            self._click_heading(offset.x)
            return
        index = offset.y - self._head + round(self.scroll_y)
        if self._window is None or self._window.row(index) is None:
            return
        self.cursor = index
        if event.button == RIGHT_BUTTON:
            await self.run_action("app.row_menu")
        elif event.chain == 2:
            self.action_choose_row()

    def _click_heading(self, x: int) -> None:
        column = self._painter.column_at(x)
        if column is not None and column.name:
            descending = column.name == self.sorted_by and not self.descending
            self.post_message(self.SortAsked(self, column.name, descending))

    def _count(self, window: RowWindow[Row]) -> None:
        """Have the rows counted; the answer is dropped when the list has changed since."""
        source, version = window.source, self._version
        if isinstance(source, ListSource):
            self.set_total(source.count())
        if not isinstance(source, CountingSource):
            return

        async def count() -> None:
            with suppress(RuleBroken):
                total = await source.total(self.ceiling)
                if version == self._version:
                    self.set_total(total, capped=self.ceiling is not None and total >= self.ceiling)

        # A worker that is superseded before it starts must not leave a coroutine nobody awaits.
        self.run_worker(count, group="count", exclusive=True)  # type: ignore[arg-type]

    def _tell(self, *, again: bool = False) -> None:
        """Say what the cursor stands on, and where, when that changed."""
        row = self.row
        if again or row is not self._told_row:
            self._told_row = row
            self.post_message(self.RowHighlighted(self, row))
        if again or self.position != self._told_position:
            self._told_position = self.position
            self.post_message(self.PositionChanged(self, self.position))

    def _is_marked(self, index: int) -> bool:
        if not self.marks or self._window is None:
            return False
        row = self._window.row(index)
        return row is not None and self._window.source.key(row) in self.marks
