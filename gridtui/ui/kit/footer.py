"""The line of keys: what can be done here now, help first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.commands import Offer, key_label, offers, shown_keys
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.words import tr

FIRST: Final = "app.help"
LAST: Final = "app.palette"
GAP: Final = 2


@dataclass(frozen=True, slots=True)
class FooterItem:
    """One key with its words, standing from cell ``x`` up to ``end``."""

    offer: Offer
    key: str
    title: str
    x: int
    end: int


class FooterKeys(Widget):
    """The keys of the focused place that fit the line: help first, the palette never left out."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FooterKeys { height: 1; padding: 0 1; }
    """

    items: reactive[tuple[FooterItem, ...]] = reactive(())
    """What stands on the line now."""

    def on_mount(self) -> None:
        """Follow the focus and every change of what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self.call_after_refresh(self.show_keys)

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        self.show_keys()

    def show_keys(self) -> None:
        """Write down again what can be done now."""
        if self.is_attached and self.screen.is_current:
            self.items = tuple(self._placed(_in_order(offers(self.screen))))

    def render(self) -> Content:
        """Return the line."""
        parts: list[Content | tuple[str, str]] = []
        for item in self.items:
            dim = " dim" if not item.offer.enabled else ""
            parts += [
                Content(" " * (GAP if parts else 0)),
                (item.key, "bold" + dim),
                (" " + item.title, "$foreground-muted" + dim),
            ]
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Carry out the command under the pointer."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for item in self.items:
            if item.x <= offset.x < item.end and item.offer.enabled:
                await self.app.run_action(item.offer.command.action, item.offer.node)

    def _follow(self, screen: Screen[Any]) -> None:
        if screen is self.screen:
            self.call_after_refresh(self.show_keys)

    def _placed(self, wanted: list[Offer]) -> list[FooterItem]:
        """Give the offers their places from the left, keeping room for the last."""
        items: list[FooterItem] = []
        x, width = 0, self.size.width
        kept_back = self._width(wanted[-1]) + GAP if wanted and wanted[-1].command.id == LAST else 0
        for offer in wanted:
            last = offer.command.id == LAST
            end = x + self._width(offer)
            if end > width - (0 if last else kept_back):
                continue
            items.append(FooterItem(offer, self._key(offer), tr(offer.command.title), x, end))
            x = end + GAP
        return items

    def _width(self, offer: Offer) -> int:
        return cell_width(f"{self._key(offer)} {tr(offer.command.title)}")

    def _key(self, offer: Offer) -> str:
        return tr(key_label(shown_keys(self.app, offer.command)[0], ascii=is_ascii()))


def _in_order(found: list[Offer]) -> list[Offer]:
    """Return the offers with keys meant for the footer: help, the nearest first, the palette."""
    shown = [offer for offer in found if offer.command.footer and offer.command.keys]
    return sorted(shown, key=lambda offer: (offer.command.id == LAST) - (offer.command.id == FIRST))
