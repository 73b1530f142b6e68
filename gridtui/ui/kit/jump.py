"""Jump mode: a letter on everything that can have the focus; pressing it goes there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import product
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import AREA_ANYWHERE, Command, Commanded
from gridtui.words import mark

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The order in which letters are given out: the home row first."""


def letters_for(count: int) -> list[str]:
    """Return that many labels: single letters, or pairs of letters when there are too many."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return ["".join(pair) for pair in product(LETTERS, repeat=2)][:count]


def targets_of(screen: Screen[Any]) -> list[Widget]:
    """Return the widgets of a screen that can have the focus and are in sight."""
    sight = screen.region
    return [widget for widget in screen.focus_chain if widget.region and widget.region.overlaps(sight)]


class JumpScreen(Commanded, Modal[Widget | None]):
    """Lays a letter over each target; dismisses with the widget of the letter pressed, or None."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("jump.leave", mark("取消跳转"), ("escape", "ctrl+o"), mark("不跳了"), AREA_ANYWHERE, "leave",
                footer=False, palette=False),
    )  # fmt: skip
    HELPLESS: ClassVar[bool] = True
    DEFAULT_CSS = """
    JumpScreen {
        background: transparent;
        & > .letter { position: absolute; width: auto; height: 1; background: $foreground; color: $background;
                      text-style: bold; padding: 0 1; }
    }
    """

    def __init__(self, targets: Sequence[Widget]) -> None:
        super().__init__()
        self._targets = dict(zip(letters_for(len(targets)), targets, strict=True))
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Put a letter at the top left corner of every target."""
        for letters, widget in self._targets.items():
            label = Static(Content(letters), classes="letter")
            label.styles.offset = (widget.region.x, widget.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Take a letter, full-width or not; anything that leads nowhere ends the jump."""
        if event.key in ("escape", "ctrl+o"):
            return
        event.stop()
        self._typed += unicodedata.normalize("NFKC", event.character or "").casefold()
        if self._typed in self._targets:
            self.dismiss(self._targets[self._typed])
        elif not self._typed or not any(letters.startswith(self._typed) for letters in self._targets):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Go back without jumping."""
        self.dismiss(None)
