"""What stands around the chart: the legend of its letters, and the door under the cursor in words."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.domain.places.chart import Door
from gridtui.queries.people.door_card import DoorCard, door_card
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.chart.faces import Entry
from gridtui.ui.screens.chart.telling import Standpoint, door_paragraphs

_STYLES = {"late": "$error bold", "amber": "$warning", "strong": "bold", "muted": "$foreground-muted",
           "faint": "$foreground-disabled"}  # fmt: skip
_GAP = 2


class Legend(Widget):
    """The letters that are on the chart, each with its meaning, on as many lines as they need."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Legend { height: auto; padding: 0 1; color: $foreground-muted; }
    """

    entries: reactive[tuple[Entry, ...]] = reactive((), layout=True)
    """What is explained."""

    remark: reactive[str] = reactive("", layout=True)
    """What the chart cannot show; stands last."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Take a line for each line there is."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the letters."""
        return Content("\n").join(self._lines(self.size.width))

    def lines_at(self, width: int) -> int:
        """Return how many lines the legend takes in a window of that width."""
        return len(self._lines(width - 2))

    def _lines(self, width: int) -> list[Content]:
        pieces = [
            Content.assemble((entry.letter, _STYLES.get(entry.style, "")), " ", entry.title)
            for entry in self.entries
        ]
        pieces += [Content(self.remark)] if self.remark else []
        lines: list[Content] = []
        for piece in pieces:
            cells = cell_width(piece.plain)
            if lines and cell_width(lines[-1].plain) + _GAP + cells <= width:
                lines[-1] = Content.assemble(lines[-1], " " * _GAP, piece)
            else:
                lines.append(piece)
        return lines


class DoorDetail(VerticalScroll, can_focus=False):
    """What is behind the door under the cursor; read without holding up the keys."""

    DEFAULT_CSS = """
    DoorDetail { padding: 0 1 0 2; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.door: Door | None = None
        self.card: DoorCard | None = None

    def compose(self) -> ComposeResult:
        """Lay out the paragraphs."""
        yield Prose()

    def tell(self, door: Door | None) -> None:
        """Show a door as soon as it is read; until then what was shown stays, so that nothing flickers."""
        if door is None or not gateway_of(self).is_open:
            self.door = self.card = None
            self._show_lines(())
            return
        self.door = door
        gateway_of(self).ask(self, "door", door_card, door.id, then=self._show)

    def on_resize(self) -> None:
        """Tell more or less, as there is room."""
        self._tell_again()

    def _show(self, card: DoorCard | None) -> None:
        self.card = card if self.door is not None and card is not None and card.id == self.door.id else None
        self._tell_again()

    def _tell_again(self) -> None:
        if self.door is None or self.card is None or self.card.id != self.door.id:
            return
        here = Standpoint(gateway_of(self).clock(), room=self.has_class("-roomy"))
        self.scroll_home(animate=False)
        self._show_lines(door_paragraphs(self.door, self.card, here))

    def _show_lines(self, lines: Iterable[Paragraph]) -> None:
        self.query_one(Prose).show(lines)
