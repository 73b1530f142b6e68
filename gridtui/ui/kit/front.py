"""The screens before the desk: unlocking, the first start, opening. Light, because one is the first frame."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.commands import Command, Commanded, key_label, offers, shown_keys
from gridtui.ui.kit.glyphs import glyph, is_ascii
from gridtui.words import mark, say_all, tr


class FrontScreen(Commanded, Screen[Any]):
    """A heading, what ``front`` yields, a reserved message line, and the keys."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()  # type: ignore[assignment]
    DEFAULT_CSS = """
    FrontScreen {
        & > #heading { height: 2; }
        & > #front { height: 1fr; padding: 1 4; }
        & > #message { height: 1; padding: 0 1; color: $text-warning; }
        & > #keys { height: 2; color: $text-muted; }
    }
    """

    heading: ClassVar[str] = ""
    """What stands in the first line (marked)."""

    leavable: ClassVar[bool] = False
    """Whether Esc goes back to the screen before."""

    def compose(self) -> ComposeResult:
        """Lay out the lines of every front screen."""
        # Few widgets, because the first frame waits for each of them.
        yield Static(id="heading")
        with Vertical(id="front"):
            yield from self.front()
        yield Static(id="message")
        yield Static(id="keys")

    def front(self) -> list[Widget]:
        """Return the widgets between the rules."""
        return []

    def on_resize(self) -> None:
        """Draw rules and keys for this width."""
        heading = Content.styled(f" gridtui {glyph('between')} {tr(self.heading)}\n", "bold")
        self.query_one("#heading", Static).update(heading + self._rule())
        self.call_after_refresh(self.show_keys)

    def show_keys(self) -> None:
        """Write the keys of this place into the last line."""
        keys = []
        for command in (offer.command for offer in offers(self)):
            if command.footer and command.keys:
                key = key_label(shown_keys(self.app, command)[0], ascii=is_ascii())
                keys.append(f"{tr(key)} {tr(command.title)}")
        self.query_one("#keys", Static).update(self._rule() + Content("\n " + "  ".join(keys)))

    def _rule(self) -> Content:
        return Content.styled(glyph("rule") * self.size.width, "$foreground-muted")

    def tell(self, sentence: str) -> None:
        """Show a sentence in the reserved line."""
        self.query_one("#message", Static).update(Content(clean(sentence)))

    def refuse(self, refusal: RuleBroken) -> None:
        """Say why what was asked for here could not be done."""
        self.tell(say_all(refusal.problems))


class OpeningScreen(FrontScreen):
    """Shown while a store opens that needs nothing typed."""

    heading = mark("正在打开")

    def front(self) -> list[Widget]:
        """Say that it opens."""
        return [Static(Content(tr("正在打开库，马上就好。")))]
