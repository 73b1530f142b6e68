"""A searchable list of commands; help, palette and row menu are this one list with other contents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import Command, Commanded, Offer, key_label, shown_keys
from gridtui.ui.kit.glyphs import glyph, is_ascii
from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, tr

WIDEST = 96
KEYS_WIDTH = 16
AREA_CHOICES = mark("命令单")
TITLE_WIDTH = 16


class CommandList(Commanded, Modal[Offer | None]):
    """Offers commands by title; typing narrows them by text or pinyin initials, Enter gives one.

    Dismisses with the chosen ``Offer``, or None.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = tuple(  # type: ignore[assignment]
        Command(f"choices.{name}", title, (key,), "", AREA_CHOICES, action, footer=False, palette=False)
        for name, title, key, action in (
            ("leave", mark("关上单子"), "escape", "leave"),
            ("next", mark("下一条"), "down", "move(1)"),
            ("previous", mark("上一条"), "up", "move(-1)"),
            ("page_down", mark("往下翻"), "pagedown", "move(10)"),
            ("page_up", mark("往上翻"), "pageup", "move(-10)"),
        )
    )

    AUTO_FOCUS = "TextInput"
    HELPLESS: ClassVar[bool] = True
    DEFAULT_CSS = """
    CommandList {
        align: center top;
        & > Vertical {
            width: 100%; max-width: 96; height: auto; max-height: 100%;
            background: $panel; padding: 0 1;
        }
        & .heading { height: 1; text-style: bold; }
        & TextInput { background: $surface; }
        & OptionList { height: auto; max-height: 16; border: none; padding: 0; background: $panel;
                       scrollbar-size-vertical: 1; &:focus { border: none; } }
        & OptionList > .option-list--option-highlighted {
            background: $block-cursor-background; color: $block-cursor-foreground;
        }
        & .nothing { height: 1; color: $text-muted; display: none; }
    }
    """

    def __init__(self, heading: str, choices: Sequence[Offer], *, grouped: bool = False) -> None:
        """``heading`` is shown above; ``grouped`` puts the headings of the commands' areas between them."""
        super().__init__()
        self._heading = heading
        self.choices = [offer for offer in choices if offer.enabled]
        self._grouped = grouped
        self._listed: list[Offer | None] = []

    def compose(self) -> ComposeResult:
        """Lay out the heading, the search line and the list."""
        with Vertical():
            yield Static(Content(f"{glyph('focus')}{self._heading}"), classes="heading")
            search = TextInput()
            search.placeholder = tr("输入名称或拼音首字母")
            yield search
            yield OptionList(markup=False)
            yield Static(Content(tr("没有这样的命令，退格可以改")), classes="nothing")

    def on_mount(self) -> None:
        """List everything."""
        self.query_one(OptionList).can_focus = False
        self._list("")

    def on_resize(self) -> None:
        """Cut the lines anew for the new width."""
        self._list(self.query_one(Input).value)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Input.Submitted)
    def _give(self) -> None:
        index = self.query_one(OptionList).highlighted
        chosen = self._listed[index] if index is not None else None
        if chosen is not None:
            self.dismiss(chosen)

    @on(OptionList.OptionSelected)
    def _give_clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._listed[event.option_index])

    def action_move(self, by: int) -> None:
        """Move the highlight, over headings, without leaving the list."""
        options = self.query_one(OptionList)
        places = [index for index, offer in enumerate(self._listed) if offer is not None]
        if not places:
            return
        now = places.index(options.highlighted) if options.highlighted in places else 0
        options.highlighted = places[min(max(now + by, 0), len(places) - 1)]

    def action_leave(self) -> None:
        """Close without choosing."""
        self.dismiss(None)

    def _list(self, query: str) -> None:
        found = [offer for offer in self.choices if matches(offer.command, query)]
        found.sort(key=lambda offer: not tr(offer.command.title).startswith(query.strip()))
        options = self.query_one(OptionList)
        lines = list(self._lines(found, grouped=self._grouped and not query.strip()))
        self._listed = [offer for offer, _ in lines]
        options.set_options([Option(line, disabled=offer is None) for offer, line in lines])
        self.query_one(".nothing").display = not found
        self.action_move(0)

    def _lines(self, found: Sequence[Offer], *, grouped: bool) -> Iterator[tuple[Offer | None, Content]]:
        """Yield each command with its line; a heading comes without a command."""
        last = ""
        for offer in found:
            if grouped and offer.command.area != last:
                last = offer.command.area
                yield None, Content.styled(tr(last), "bold")
            yield offer, self._line(offer.command)

    def _line(self, command: Command) -> Content:
        room = min(self.app.size.width, WIDEST) - TITLE_WIDTH - KEYS_WIDTH - 5
        keys = " ".join(tr(key_label(key, ascii=is_ascii())) for key in shown_keys(self.app, command))
        return Content.assemble(
            fit(tr(command.title), TITLE_WIDTH), " ",
            Content.styled(fit(tr(command.help), room), "$text-muted"), " ",
            fit(keys, KEYS_WIDTH, "right"),
        )  # fmt: skip


def matches(command: Command, query: str) -> bool:
    """Return whether a command answers a search: by text of title, help or key, or by pinyin initials."""
    wanted = unicodedata.normalize("NFKC", query).strip().casefold()
    if not wanted:
        return True
    title = tr(command.title)
    keys = [tr(key_label(key)) for key in command.keys]
    if any(wanted in text.casefold() for text in (title, tr(command.help), *keys)):
        return True
    from gridtui.domain.words.pinyin import initials_match

    found: bool = initials_match(title, wanted)
    return found
