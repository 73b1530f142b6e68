"""Choosing one of a list too long for a line: typing narrows it, Enter takes what is under the bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gridtui.domain.words.pinyin import initials_match
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, tr

AREA = mark("选一项")
WIDEST = 60
MOST_NOTE_CELLS = 24


class Item(NamedTuple):
    """One thing to choose: its value, its title (said already), and a note behind it."""

    value: str
    title: str
    note: str = ""


Narrow: TypeAlias = Callable[[str], Sequence[Item]]
"""Returns the items that fit what was typed."""


class PickItem(Commanded, Modal[str | None]):
    """Offers items by title or pinyin initials; dismisses with the value of one, or None.

    What finds items in other ways too is given in their place, and ``hint`` says what can be typed then.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = tuple(  # type: ignore[assignment]
        Command(f"pick.{name}", title, (key,), "", AREA, action, footer=False, palette=False)
        for name, title, key, action in (
            ("leave", mark("不选"), "escape", "leave"),
            ("next", mark("下一项"), "down", "move(1)"),
            ("previous", mark("上一项"), "up", "move(-1)"),
            ("page_down", mark("往下翻"), "pagedown", "move(10)"),
            ("page_up", mark("往上翻"), "pageup", "move(-10)"),
        )
    )
    AUTO_FOCUS = "TextInput"
    DEFAULT_CSS = """
    PickItem {
        align: center top;
        & > Vertical { width: 60; max-width: 100%; height: auto; max-height: 100%; margin: 2 0 0 0;
                       background: $panel; padding: 0 1; }
        & .heading { height: 1; text-style: bold; }
        & TextInput { background: $surface; }
        & OptionList { height: auto; max-height: 14; border: none; padding: 0; background: $panel;
                       scrollbar-size-vertical: 1; &:focus { border: none; } }
        & OptionList > .option-list--option-highlighted {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        & .nothing { height: 1; color: $foreground-muted; display: none; }
    }
    """

    def __init__(
        self, heading: str, items: Sequence[Item] | Narrow, chosen: str = "", hint: str = ""
    ) -> None:
        super().__init__()
        self._heading = heading
        self._narrow = items if callable(items) else by_title(items)
        self._chosen = chosen
        self._hint = hint
        self._items: Sequence[Item] = ()

    def compose(self) -> ComposeResult:
        """Lay out the heading, the line to type in, and the list."""
        with Vertical():
            yield Static(shown(cut(glyph("focus") + self._heading, WIDEST - 2)), classes="heading")
            search = TextInput()
            search.placeholder = self._hint or tr("输入名称或拼音首字母")
            yield search
            yield OptionList(markup=False)
            yield Static(Content(tr("没有相符的，退格可以改")), classes="nothing")

    def on_mount(self) -> None:
        """Offer everything, the bar on what is chosen now."""
        self.query_one(OptionList).can_focus = False
        self._list("")
        values = [item.value for item in self._items]
        if self._chosen in values:
            self.query_one(OptionList).highlighted = values.index(self._chosen)

    def on_resize(self) -> None:
        """Cut the lines anew for the new width."""
        options = self.query_one(OptionList)
        highlighted = options.highlighted
        options.set_options([Option(self._line(item)) for item in self._items])
        options.highlighted = highlighted

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._items):
            self.dismiss(self._items[place].value)

    @on(OptionList.OptionSelected)
    def _take_clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._items[event.option_index].value)

    def action_move(self, by: int) -> None:
        """Move the bar."""
        options = self.query_one(OptionList)
        if self._items:
            options.highlighted = min(max((options.highlighted or 0) + by, 0), len(self._items) - 1)

    def action_leave(self) -> None:
        """Close without choosing."""
        self.dismiss(None)

    def _list(self, typed: str) -> None:
        self._items = self._narrow(typed)
        options = self.query_one(OptionList)
        options.set_options([Option(self._line(item)) for item in self._items])
        self.query_one(".nothing").display = not self._items
        options.highlighted = 0 if self._items else None

    def _line(self, item: Item) -> Content:
        room = min(self.app.size.width, WIDEST) - 4
        note = cut(item.note, MOST_NOTE_CELLS)
        title = room - cell_width(note) - 2
        return Content.assemble(fit(item.title, title), "  ", shown(note, "$foreground-muted"))


def by_title(items: Sequence[Item]) -> Narrow:
    """Return what finds items by title or initials, first those that begin with what was typed."""

    def narrow(typed: str) -> Sequence[Item]:
        wanted = typed.strip()
        found = [item for item in items if initials_match(item.title, wanted)]
        return sorted(found, key=lambda item: not item.title.startswith(wanted))

    return narrow
