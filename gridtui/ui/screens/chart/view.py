"""The chart itself: one widget that draws every door, however high the building is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.chart import Chart, Door, door_typed, floor_typed
from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.screens.chart.commands import WALKING
from gridtui.ui.screens.chart.drawing import STYLES, ChartPainter, Look, look_of
from gridtui.ui.screens.chart.plan import GUTTER, At, Plan
from gridtui.words import tr

PAUSE_SECONDS = 1.2
"""How long a number is waited for after its last digit."""

LONGEST_NUMBER = 12
RIGHT_BUTTON = 3
_EMPTY = Chart((), (), ())


class ChartView(Commanded, ScrollView, can_focus=True):
    """Floors from the top down, staircases side by side, the doors without a place below.

    The cursor is a door and stays on it when the chart is read again.
    """

    LISTS: ClassVar[bool] = True
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{name}" for name in STYLES}
    DEFAULT_CSS = """
    ChartView {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .chart--head { color: $foreground-muted; }
        & > .chart--floor { color: $foreground-muted; }
        & > .chart--cursor { background: $block-cursor-blurred-background; }
        & > .chart--muted { color: $foreground-muted; }
        & > .chart--faint { color: $foreground-disabled; }
        & > .chart--strong { text-style: bold; }
        & > .chart--late { color: $error; text-style: bold; }
        & > .chart--amber { color: $warning; }
        &:focus > .chart--cursor { background: $block-cursor-background; }
        &:ansi > .chart--cursor { background: transparent; text-style: underline; }
        &:ansi:focus > .chart--cursor { background: transparent; text-style: reverse; }
    }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = WALKING

    @dataclass
    class Walked(Message):
        """The cursor stands on another door, or on none."""

        door: Door | None

    @dataclass
    class Chosen(Message):
        """A door is to be opened."""

        door: Door

    @dataclass
    class Typed(Message):
        """A number is being typed; ``found`` says whether a door has it once it is ``over``."""

        text: str
        over: bool = False
        found: bool = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chart = _EMPTY
        self.building = ""
        self.typed = ""
        self._plan = Plan(_EMPTY, 0)
        self._at: At | None = None
        self._goal = 0
        self._empty = ""
        self._look: Look | None = None
        self._told: Door | None = None
        self._timer: Timer | None = None

    @property
    def door(self) -> Door | None:
        """The door under the cursor."""
        return self._plan.cell(self._at).door if self._at is not None else None

    @property
    def doors(self) -> list[Door]:
        """Every door, floor by floor from the top."""
        return [cell.door for line in self._plan.lines for cell in line.cells]

    @property
    def lines(self) -> int:
        """How many lines the chart takes as a whole."""
        if not self._plan.lines:
            return 1 + len(self._empty.split("\n"))
        return self._plan.head_lines + len(self._plan.lines)

    def show(
        self, chart: Chart, building: str = "", door_id: RecordId | None = None, *, empty: str = ""
    ) -> None:
        """Show a chart of the building of that label, the cursor on that door, else where it was.

        ``empty`` (marked) stands in the place of doors where there are none.
        """
        self.chart, self.building, self._empty = chart, building, empty
        self._lay_out(door_id)

    def go_to(self, door_id: RecordId) -> None:
        """Put the cursor on a door."""
        self._move(self._plan.place(door_id))

    def on_resize(self) -> None:
        """Lay the doors out for the new width."""
        self._lay_out(None)

    def notify_style_update(self) -> None:
        """Draw in the new styles."""
        super().notify_style_update()
        self._look = None
        self.refresh()

    def on_focus(self) -> None:
        """Draw the cursor as the one that walks."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw the cursor as one that waits."""
        self.refresh()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw the doors that came into view."""
        super().watch_scroll_x(old_value, new_value)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the view."""
        self._look = self._look or look_of(self)
        painter = ChartPainter(self._plan, self._look, self.scrollable_content_region.width)
        if not self._plan.lines:
            words = tr(self._empty).split("\n")
            text = words[y - 1] if 0 < y <= len(words) else ""
            return Strip([Segment(fit("   " + text, painter.width), self._look.style("muted"))])
        left, door = round(self.scroll_x), self.door
        if y < self._plan.head_lines:
            return painter.head(y, left, self._unit)
        number = y - self._plan.head_lines + round(self.scroll_y)
        if number >= len(self._plan.lines):
            return Strip.blank(painter.width, self._look.base)
        return painter.line(number, left, door, focused=self.has_focus)

    def action_beside(self, by: int) -> None:
        """Move along the floor."""
        if self._at is not None:
            self._move(self._plan.beside(self._at, by))

    def action_above(self, lines: int) -> None:
        """Move up, or down where negative, staying in the column as far as there are doors."""
        if self._at is not None:
            self._move(self._plan.above(self._at, lines, self._goal), keep_goal=True)

    def action_page(self, by: int) -> None:
        """Move by the floors in view."""
        self.action_above(by * max(1, self._height() - 1))

    def action_end(self, by: int) -> None:
        """Move to the first or the last door of the floor."""
        self.action_beside(by * 10_000)

    def action_edge(self, by: int) -> None:
        """Move to the top floor or to the lowest line."""
        self.action_above(by * 10_000)

    def action_unit(self, by: int) -> None:
        """Move to the next staircase, or the one before."""
        if self._at is not None:
            self._move(self._plan.next_unit(self._at, by))

    def action_choose(self) -> None:
        """Open the door under the cursor."""
        if door := self.door:
            self.post_message(self.Chosen(door))

    async def on_click(self, event: events.Click) -> None:
        """Put the cursor on the door clicked; double opens it, right shows what can be done there."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._plan.head_lines or offset.x < GUTTER:
            return
        line = offset.y - self._plan.head_lines + round(self.scroll_y)
        left = 0 if self._plan.is_rest(line) else round(self.scroll_x)
        at = self._plan.at(line, offset.x - GUTTER + left)
        if at is None:
            return
        self._move(at)
        if event.button == RIGHT_BUTTON:
            await self.run_action("app.row_menu")
        elif event.chain == 2:
            self.action_choose()

    def on_key(self, event: events.Key) -> None:
        """Take the digits of a door number; any other key ends it and does its own work."""
        character = unicodedata.normalize("NFKC", event.character or "")
        if character.isdecimal() or (self.typed and character == "-"):
            self._type(self.typed + character)
        elif not self.typed:
            return
        elif event.key == "enter":
            self.finish_typing()
        elif event.key == "backspace":
            self._type(self.typed[:-1])
        elif event.key == "escape":
            self._stop_typing()
            self.post_message(self.Typed("", over=True, found=True))
        else:
            self._stop_typing()
            return
        event.stop()
        event.prevent_default()

    def finish_typing(self) -> None:
        """Go to the door, or the floor, of the number typed so far."""
        typed = self.typed
        self._stop_typing()
        if typed:
            found = self._go(typed, whole=True)
            self.post_message(self.Typed(typed, over=True, found=found))

    def _type(self, text: str) -> None:
        self._stop_typing()
        self.typed = text[:LONGEST_NUMBER]
        self.post_message(self.Typed(self.typed, over=not self.typed, found=True))
        if self.typed:
            self._go(self.typed)
            self._timer = self.set_timer(PAUSE_SECONDS, self.finish_typing)

    def _stop_typing(self) -> None:
        self.typed = ""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _go(self, typed: str, *, whole: bool = False) -> bool:
        """Go to the door of a number; to its floor where it is a short one and ``whole``."""
        door = door_typed(self.doors, typed, unit=self._unit or "", building=self.building)
        if door is not None:
            self.go_to(door.id)
            return True
        floor = floor_typed(self.chart, typed) if whole else None
        at = self._plan.on_floor(floor, self._goal) if floor is not None else None
        self._move(at or self._at)
        return at is not None

    @property
    def _unit(self) -> str | None:
        """The staircase under the cursor."""
        door = self.door
        return door.unit if door is not None else None

    def _lay_out(self, door_id: RecordId | None) -> None:
        """Give the doors their places at this width; the cursor stays on its door, else near its place."""
        before, was = self.door, self._at
        self._plan = Plan(self.chart, self._room())
        wanted = door_id or (before.id if before else None)
        at = self._plan.place(wanted) if wanted else None
        if at is None and was is not None:
            at = self._plan.near(was.line, self._goal)
        self._at = None
        self._grow()
        self.refresh()
        self._move(at or self._plan.first)

    def _grow(self) -> None:
        size = Size(GUTTER + self._plan.width, self.lines)
        if size != self.virtual_size:
            self.virtual_size = size

    def _move(self, at: At | None, *, keep_goal: bool = False) -> None:
        self._at = at
        if at is not None:
            if not keep_goal:
                self._goal = self._plan.cell(at).x
            self._bring(at)
        self.refresh()
        if self.door is not self._told:
            self._told = self.door
            self.post_message(self.Walked(self.door))

    def _bring(self, at: At) -> None:
        """Scroll as far as is needed to see the door, and all of its staircase where that fits."""
        top, height = round(self.scroll_y), self._height()
        if at.line < top or at.line >= top + height:
            top = at.line if at.line < top else at.line - height + 1
        left, room = round(self.scroll_x), self._room()
        if not self._plan.is_rest(at.line):
            start, end = self._plan.staircase_of(at)
            if end - start > room:
                cell = self._plan.cell(at)
                start, end = cell.x, cell.x + cell.width
            left = min(start, max(left, end - room))
        self.scroll_to(max(0, left), max(0, top), animate=False, force=True)

    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._plan.head_lines)

    def _room(self) -> int:
        # Always without the scroll bar's cell, so that its coming and going moves nothing.
        return max(0, self.size.width - 1 - GUTTER)
