"""The buildings of a grid as tiles: name and leader, and below them households, open issues, visits due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.places.grid_overview import BuildingTile
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.table_commands import LIST_COMMANDS
from gridtui.ui.kit.table_lines import STYLES, Look, look_of
from gridtui.ui.screens.grids.columns import building_name
from gridtui.words import mark, tr

TILE_CELLS = 21
"""The least width of a tile; those of a line share what is left."""
LINES = 2
"""Lines of a tile; a blank one more where there is room for all."""
_GUTTER = 2
_RIGHT_BUTTON = 3


class BuildingTiles(Commanded, ScrollView, can_focus=True):
    """Tiles side by side, walked with the arrows; Enter opens one, Space marks it."""

    LISTS: ClassVar[bool] = True
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"virtual-table--{name}" for name in STYLES}
    DEFAULT_CSS = """
    BuildingTiles {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .virtual-table--cursor { background: $block-cursor-blurred-background; }
        & > .virtual-table--marked { text-style: bold; }
        & > .virtual-table--focus { text-style: bold; }
        & > .virtual-table--muted { color: $foreground-muted; }
        & > .virtual-table--strong { text-style: bold; }
        & > .virtual-table--late { color: $error; }
        & > .virtual-table--amber { color: $warning; }
        &:focus > .virtual-table--cursor { background: $block-cursor-background; }
        &:ansi > .virtual-table--cursor { background: transparent; text-style: underline; }
        &:ansi:focus > .virtual-table--cursor { background: transparent; text-style: reverse; }
    }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        *LIST_COMMANDS,
        Command("tiles.left", mark("左边一栋"), ("left",), mark("光标移到左边一栋"), mark("楼栋块"),
                "step(-1)", footer=False, palette=False),
        Command("tiles.right", mark("右边一栋"), ("right",), mark("光标移到右边一栋"), mark("楼栋块"),
                "step(1)", footer=False, palette=False),
    )  # fmt: skip

    cursor: reactive[int] = reactive(0)
    """The tile under the cursor, counted from 0."""

    class Walked(Message):
        """The cursor came to stand somewhere else; ``position`` says where, in words."""

        def __init__(self, position: str) -> None:
            super().__init__()
            self.position = position

    class Chosen(Message):
        """A tile was opened."""

        def __init__(self, tile: BuildingTile) -> None:
            super().__init__()
            self.tile = tile

    def __init__(self, *, empty: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tiles: Sequence[BuildingTile] = ()
        self.marks: dict[RecordId, BuildingTile] = {}
        self._empty = empty
        self._look: Look | None = None

    @property
    def tile(self) -> BuildingTile | None:
        """The tile under the cursor."""
        return self.tiles[self.cursor] if self.cursor < len(self.tiles) else None

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        return max(1, self._width // max(TILE_CELLS, _usual_cells()))

    @property
    def position(self) -> str:
        """Where the cursor is, in words."""
        return tr("第 {n} / {total} 栋", n=self.cursor + 1, total=len(self.tiles)) if self.tiles else ""

    def show(self, tiles: Sequence[BuildingTile]) -> None:
        """Show other tiles; the cursor stays on its building, and marks on those that are still there."""
        before = self.tile.row.id if self.tile else None
        self.tiles = tiles
        there = {tile.row.id: tile for tile in tiles}
        self.marks = {id: there[id] for id in self.marks if id in there}
        places = {tile.row.id: place for place, tile in enumerate(tiles)}
        self.set_reactive(BuildingTiles.cursor, min(self.cursor, max(0, len(tiles) - 1)))
        if before in places:
            self.set_reactive(BuildingTiles.cursor, places[before])
        self._grow()
        self._reveal()
        self.refresh()
        self.post_message(self.Walked(self.position))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a tile."""
        return max(0, min(cursor, len(self.tiles) - 1))

    def watch_cursor(self) -> None:
        """Bring the tile into view and say where it is."""
        if self.is_attached:
            self._reveal()
            self.refresh()
            self.post_message(self.Walked(self.position))

    def on_resize(self) -> None:
        """Give the tiles their new places."""
        self._grow()
        self.call_after_refresh(self._reveal)

    def notify_style_update(self) -> None:
        """Draw everything again in the new styles."""
        super().notify_style_update()
        self._look = None

    def render_line(self, y: int) -> Strip:
        """Return one line of the view."""
        look = self._look = self._look or look_of(self)
        if not self.tiles:
            lines = tr(self._empty).split("\n")
            text = lines[y - 1] if 0 < y <= len(lines) else ""
            return Strip([Segment(fit("   " + text, self._width), look.style("muted"))])
        row, line = divmod(y + round(self.scroll_y), self._tall)
        first = row * self.columns
        here = range(first, min(first + self.columns, len(self.tiles)))
        if line >= LINES or not here:
            return Strip.blank(self._width, look.base)
        room = self._width // self.columns
        parts = [part for place in here for part in self._drawn(place, line, room, look)]
        return Strip(parts).extend_cell_length(self._width, look.base)

    def action_next_row(self) -> None:
        """Move down; from the last full line to the last tile."""
        self.cursor += self.columns

    def action_previous_row(self) -> None:
        """Move up."""
        if self.cursor >= self.columns:
            self.cursor -= self.columns

    def action_next_page(self) -> None:
        """Move down by the lines in view."""
        self.cursor += self.columns * self._rows_in_view

    def action_previous_page(self) -> None:
        """Move up by the lines in view."""
        self.cursor -= self.columns * self._rows_in_view

    def action_first_row(self) -> None:
        """Move to the first tile."""
        self.cursor = 0

    def action_last_row(self) -> None:
        """Move to the last tile."""
        self.cursor = len(self.tiles) - 1

    def action_step(self, by: int) -> None:
        """Move to the tile beside this one."""
        self.cursor += by

    def action_choose_row(self) -> None:
        """Open the tile under the cursor."""
        if self.tile:
            self.post_message(self.Chosen(self.tile))

    def action_mark_row(self) -> None:
        """Mark or release the tile under the cursor, and go on to the next."""
        if tile := self.tile:
            if self.marks.pop(tile.row.id, None) is None:
                self.marks[tile.row.id] = tile
            self.refresh()
            self.cursor += 1

    def action_clear_marks(self) -> None:
        """Release every marked tile."""
        self.marks.clear()
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen while nothing is marked."""
        if action == "clear_marks" and not self.marks:
            return False
        return super().check_action(action, parameters)

    async def on_click(self, event: events.Click) -> None:
        """Put the cursor on the tile clicked; double opens it, right shows its menu."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = (offset.y + round(self.scroll_y)) // self._tall
        place = row * self.columns + min(offset.x // (self._width // self.columns), self.columns - 1)
        if place >= len(self.tiles):
            return
        self.cursor = place
        if event.button == _RIGHT_BUTTON:
            await self.run_action("app.row_menu")
        elif event.chain == 2:
            self.action_choose_row()

    def _drawn(self, place: int, line: int, room: int, look: Look) -> list[Segment]:
        """Return one line of one tile: exactly ``room`` cells, the last of them free."""
        tile, here = self.tiles[place], place == self.cursor
        chosen = tile.row.id in self.marks
        under = ("cursor",) if here else ("marked",) if chosen else ()
        base, end = look.style(*under), look.base
        focus = glyph("focus") if here and self.has_focus else " "
        sign = glyph("mark") if chosen and not line else " "
        lead = [Segment(focus, look.style(*under, "focus")), Segment(sign, look.style(*under, "strong"))]
        width = room - _GUTTER - 1
        if not line:
            leader = cut(tile.row.leader or tr("缺楼栋长"), width // 2)
            name = fit(building_name(tile.row), width - cell_width(leader) - 1)
            tone = look.style(*under, "muted" if tile.row.leader else "amber")
            body = [Segment(f"{name} ", look.style(*under, "strong")), Segment(leader, tone)]
        else:
            body = _numbers(tile, width, look, under)
        return [*lead, *body, Segment(" ", base if here else end)]

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    @property
    def _rows(self) -> int:
        return -(-len(self.tiles) // self.columns)

    @property
    def _tall(self) -> int:
        """How many lines a tile takes, with the blank one below it."""
        return LINES + (self._rows * (LINES + 1) <= self.size.height)

    @property
    def _rows_in_view(self) -> int:
        return max(1, self.size.height // self._tall)

    def _grow(self) -> None:
        size = Size(self._width, self._rows * self._tall)
        if size != self.virtual_size:
            self.virtual_size = size

    def _reveal(self) -> None:
        """Scroll so that the tile under the cursor is in view."""
        top, height, y = (
            round(self.scroll_y),
            max(1, self.size.height),
            self.cursor // self.columns * self._tall,
        )
        if y < top:
            self.scroll_to(y=y, animate=False, force=True)
        elif y + LINES > top + height:
            self.scroll_to(y=y + LINES - height, animate=False, force=True)


def _usual_cells() -> int:
    """Return how wide a tile is whose numbers are written out, in the language in use."""
    words = (tr("{n}户", n=99), tr("诉求{n}", n=9), tr("走访{n}", n=9))
    return sum(cell_width(each) + 1 for each in words) + _GUTTER


def _numbers(tile: BuildingTile, width: int, look: Look, under: Sequence[str]) -> list[Segment]:
    """Return the numbers of a tile; what is nothing is muted, what waits has the colour of waiting."""
    told: tuple[tuple[str, Any, str], ...] = (
        (tr("{n}户", n=tile.row.households), tile.row.households, ""),
        (tr("诉求{n}", n=tile.row.open_issues), tile.row.open_issues, "strong"),
        (tr("走访{n}", n=tile.due), tile.due, "amber"),
    )
    parts: list[Segment] = []
    left = width
    for text, number, style in told:
        words = cut(text, left)
        parts.append(Segment(words, look.style(*under, style if number else "muted")))
        left -= cell_width(words)
        if left > 0:
            parts.append(Segment(" ", look.style(*under)))
            left -= 1
    return [*parts, Segment(" " * left, look.style(*under))]
