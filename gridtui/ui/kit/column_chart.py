"""A chart of upright bars that is walked by keys: every bar can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.column_drawing import ChartBar, ChartGroup, draw_columns, plan_columns
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.words import mark

_AREA = mark("图")


def _command(action: str, title: str, keys: tuple[str, ...], explained: str) -> Command:
    id = action.partition("(")[0]
    return Command(
        f"columns.{id}.{keys[0]}", title, keys, explained, _AREA, action, footer=False, palette=False
    )


COLUMN_COMMANDS: Final = (
    _command("walk(-1)", mark("左边一条"), ("left", "h"), mark("光标移到左边一条")),
    _command("walk(1)", mark("右边一条"), ("right", "l"), mark("光标移到右边一条")),
    _command("far(0)", mark("第一条"), ("home", "g"), mark("光标移到第一条")),
    _command("far(-1)", mark("最后一条"), ("end", "G"), mark("光标移到最后一条")),
    _command("choose", mark("打开"), ("enter",), mark("打开这一条数的是哪些")),
)
"""Walking and opening; in help and open to rebinding, not in the footer."""


class ColumnChart(Commanded, Widget, can_focus=True):
    """Groups of bars side by side; of more groups than fit those around the cursor are in view.

    The cursor stays on its bar when other numbers are shown, else it is on the last that is not nothing.
    """

    LISTS: ClassVar[bool] = True
    ALLOW_SELECT = False
    COMMANDS: ClassVar[tuple[Command, ...]] = COLUMN_COMMANDS
    DEFAULT_CSS = """
    ColumnChart { height: 1fr; padding: 0 1; }
    """

    cursor: reactive[bytes | None] = reactive(None)
    """The key of the bar that Enter opens."""

    @dataclass
    class BarHighlighted(Message):
        """The cursor stands on another bar, or on none."""

        chart: ColumnChart
        bar: ChartBar | None
        place: int
        total: int

    @dataclass
    class BarChosen(Message):
        """A bar is to be opened."""

        chart: ColumnChart
        bar: ChartBar

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._groups: Sequence[ChartGroup] = ()
        self._bars: list[ChartBar] = []
        self._first = 0
        self.empty = empty

    @property
    def bar(self) -> ChartBar | None:
        """The bar under the cursor."""
        return next((bar for bar in self._bars if bar.key == self.cursor), None)

    def show(self, groups: Sequence[ChartGroup]) -> None:
        """Show other bars."""
        self._groups = groups
        self._bars = [bar for group in groups for bar in group.bars]
        if self.bar is None:
            counting = [bar for bar in self._bars if bar.value] or self._bars
            self.cursor = counting[-1].key if counting else None
        self.tell()
        self.refresh()

    def render(self) -> Content:
        """Return the drawing."""
        if not self._bars:
            return Content.styled(self.empty, "$foreground-muted")
        width, height = self.content_size
        plan = plan_columns(self._groups, width)
        self._bring_into_view(plan.visible)
        seen = self._groups[self._first : self._first + plan.visible]
        lines = draw_columns(seen, plan, height, self.cursor if self.has_focus else None)
        return Content("\n").join(Content.assemble(*line) for line in lines)

    def watch_cursor(self) -> None:
        """Say which bar it is on."""
        self.tell()

    def on_focus(self) -> None:
        """Say it again: another list had the word meanwhile."""
        self.tell()

    def tell(self) -> None:
        """Say which bar the cursor is on, and where that stands among all, from 0."""
        self.post_message(self.BarHighlighted(self, self.bar, self._place(), len(self._bars)))

    def action_walk(self, by: int) -> None:
        """Move to the bar beside."""
        self._go(self._place() + by)

    def action_far(self, place: int) -> None:
        """Move to the first or the last bar."""
        self._go(place % max(len(self._bars), 1))

    def action_choose(self) -> None:
        """Open the bar under the cursor."""
        if (bar := self.bar) is not None:
            self.post_message(self.BarChosen(self, bar))

    def on_click(self, event: events.Click) -> None:
        """Go to the bar that was clicked; open it where the cursor is on it already."""
        offset = event.get_content_offset(self)
        if offset is None or not self._bars:
            return
        plan = plan_columns(self._groups, self.content_size.width)
        most = max(len(group.bars) for group in self._groups)
        found = plan.bar_at(offset.x, most)
        if found is None or self._first + found[0] >= len(self._groups):
            return
        bars = self._groups[self._first + found[0]].bars
        if found[1] < len(bars):
            again = bars[found[1]].key == self.cursor
            self.cursor = bars[found[1]].key
            if again:
                self.action_choose()

    def _place(self) -> int:
        return next((place for place, bar in enumerate(self._bars) if bar.key == self.cursor), 0)

    def _go(self, place: int) -> None:
        if self._bars:
            self.cursor = self._bars[min(max(place, 0), len(self._bars) - 1)].key

    def _bring_into_view(self, visible: int) -> None:
        place = next(
            (
                at
                for at, group in enumerate(self._groups)
                if any(bar.key == self.cursor for bar in group.bars)
            ),
            0,
        )
        last = max(0, len(self._groups) - visible)
        self._first = min(max(self._first, place - visible + 1), place, last)
