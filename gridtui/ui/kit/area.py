"""The frame of every area: header, rule, the work, a reserved message line, rule, keys, status."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import Screen

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.footer import FooterKeys
from gridtui.ui.kit.header import HeaderLine, RuleLine
from gridtui.ui.kit.message_line import MessageLine, Severity
from gridtui.ui.kit.status_bar import StatusFacts, StatusLine
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import say_all, tr

WIDE = 100
VERY_WIDE = 140


class AreaScreen(Commanded, Screen[Any]):
    """A screen in the frame; a subclass yields its widgets from ``compose_body``.

    It carries the class ``-wide`` from 100 columns on and ``-very-wide`` from 140 on, so that style sheets
    can put the detail beside the list. ``TITLE`` is marked for translation.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = ()  # type: ignore[assignment]
    HORIZONTAL_BREAKPOINTS = []
    DEFAULT_CSS = """
    AreaScreen {
        layout: vertical;
        & > #body { height: 1fr; }
    }
    """

    filter_words: reactive[str] = reactive("")
    """What the area shows, in words; stands behind the title."""

    position: reactive[str] = reactive("")
    """Where the cursor is; follows the leading list, or is set for areas without one."""

    facts: reactive[StatusFacts] = reactive(StatusFacts())
    """What the status line says of the store; follows the app's ``status_facts`` where it has them."""

    note: reactive[str] = reactive("")
    """What the area adds to the status line."""

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        yield HeaderLine().data_bind(AreaScreen.filter_words, AreaScreen.position)
        yield RuleLine()
        with Vertical(id="body"):
            yield from self.compose_body()
        yield MessageLine(id="message")
        yield RuleLine()
        yield FooterKeys()
        yield StatusLine().data_bind(AreaScreen.facts, AreaScreen.note)

    def compose_body(self) -> ComposeResult:
        """Yield the widgets of the area."""
        raise NotImplementedError

    @property
    def is_left(self) -> bool:
        """Whether the screen is going, or gone: what was read for it is not shown any more."""
        return not self.is_attached or self._pruning

    def on_mount(self) -> None:
        """Show the title, and follow the app's facts."""
        self.watch(self, "title", self._show_title)
        if hasattr(self.app, "status_facts"):
            self.watch(self.app, "status_facts", self._follow_facts)

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Say what happened and how to take it back; gone with the next key."""
        self.query_one("#message", MessageLine).say(sentence, severity)

    def refuse(self, refusal: RuleBroken) -> None:
        """Say why something was not done."""
        self.say(say_all(refusal.problems), "error")

    def on_resize(self, event: events.Resize) -> None:
        """Note how wide the window is."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.width >= VERY_WIDE, "-very-wide")

    def on_key(self) -> None:
        """Let the sentence go with the next key, before the key does its work."""
        self.query_one("#message", MessageLine).clear()

    def on_virtual_table_position_changed(self, event: VirtualTable.PositionChanged) -> None:
        """Show the position of the leading list; of several, the one with the focus."""
        focused = self.focused
        elsewhere = isinstance(focused, VirtualTable) and focused.leading and focused is not event.table
        if event.table.leading and not elsewhere:
            self.position = event.text

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the position of the list that now has the focus."""
        if isinstance(event.widget, VirtualTable) and event.widget.leading:
            self.position = event.widget.position

    def _show_title(self, title: str | None) -> None:
        self.query_one(HeaderLine).title = tr(title) if title else ""

    def _follow_facts(self, facts: StatusFacts) -> None:
        self.facts = facts


class LookingScreen(AreaScreen):
    """An area that reads what it shows whenever it is shown, and when something was written meanwhile.

    One that lies behind others does not read: it does so when it comes back.
    """

    COMMANDS: ClassVar[tuple[Command, ...]]

    def look(self) -> None:
        """Read again what is shown; what the person chose stays."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Read at first, and again after having been elsewhere."""
        self.look()

    def on_store_changed(self) -> None:
        """Read again after a change."""
        if self.is_current:
            self.look()
