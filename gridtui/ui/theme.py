"""Colours and the drawing of scroll bars: four meanings, and quiet neutrals for everything else.

Red is overdue (``$error``), amber nearly so (``$warning``), green done (``$success``), blue waiting for
others (``$accent``). Nothing else of the program is coloured, so that these four are seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from gridtui.ui.kit.glyphs import glyph, is_ascii

DARK: Final = Theme(
    name="gridtui-dark",
    dark=True,
    background="#14171b",
    surface="#14171b",
    panel="#1c2026",
    boost="#1c2026",
    foreground="#d3d8de",
    primary="#9aa7b5",
    secondary="#6d7985",
    error="#ff7b72",
    warning="#e3b341",
    success="#7ccf8a",
    accent="#79b8ff",
    variables={
        "foreground-muted": "#959fab",
        "foreground-disabled": "#5d6772",
        "text-muted": "#959fab",
        "text-disabled": "#5d6772",
        "block-cursor-background": "#2b333d",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#1f252c",
        "block-cursor-blurred-foreground": "#d3d8de",
        "block-hover-background": "#1f252c",
        "border": "#6d7985",
        "border-blurred": "#39424c",
        "scrollbar": "#4a5561",
        "scrollbar-hover": "#6d7985",
        "scrollbar-active": "#9aa7b5",
        "scrollbar-background": "#14171b",
        "scrollbar-background-hover": "#14171b",
        "scrollbar-background-active": "#14171b",
        "scrollbar-corner-color": "#14171b",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#14171b",
        "input-selection-background": "#3c4a59",
        "input-selection-foreground": "#ffffff",
        "screen-selection-background": "#3c4a59",
        "footer-background": "#14171b",
        "footer-key-foreground": "#ffffff",
        "footer-description-foreground": "#959fab",
    },
)

LIGHT: Final = Theme(
    name="gridtui-light",
    dark=False,
    background="#fbfaf8",
    surface="#fbfaf8",
    panel="#f0eeea",
    boost="#f0eeea",
    foreground="#24292f",
    primary="#57606a",
    secondary="#7b848e",
    error="#b3261e",
    warning="#855300",
    success="#1a6b32",
    accent="#0a56b0",
    variables={
        "foreground-muted": "#59626c",
        "foreground-disabled": "#9aa1a9",
        "text-muted": "#59626c",
        "text-disabled": "#9aa1a9",
        "block-cursor-background": "#dce3ea",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#eceae5",
        "block-cursor-blurred-foreground": "#24292f",
        "block-hover-background": "#eceae5",
        "border": "#7b848e",
        "border-blurred": "#c9c6c0",
        "scrollbar": "#b4b9bf",
        "scrollbar-hover": "#7b848e",
        "scrollbar-active": "#57606a",
        "scrollbar-background": "#fbfaf8",
        "scrollbar-background-hover": "#fbfaf8",
        "scrollbar-background-active": "#fbfaf8",
        "scrollbar-corner-color": "#fbfaf8",
        "input-cursor-background": "#000000",
        "input-cursor-foreground": "#fbfaf8",
        "input-selection-background": "#c4d3e3",
        "input-selection-foreground": "#000000",
        "screen-selection-background": "#c4d3e3",
        "footer-background": "#fbfaf8",
        "footer-key-foreground": "#000000",
        "footer-description-foreground": "#59626c",
    },
)

PLAIN: Final = Theme(
    name="gridtui-plain",
    ansi=True,
    dark=True,
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    foreground="ansi_default",
    primary="ansi_default",
    secondary="ansi_default",
    error="ansi_bright_red",
    warning="ansi_yellow",
    success="ansi_green",
    accent="ansi_bright_blue",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "foreground-muted": "ansi_default",
        "foreground-disabled": "ansi_default",
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "underline",
        "block-hover-background": "ansi_default",
        "border": "ansi_default",
        "border-blurred": "ansi_default",
        "scrollbar": "ansi_default",
        "scrollbar-hover": "ansi_default",
        "scrollbar-active": "ansi_default",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "input-cursor-text-style": "reverse",
        "footer-key-foreground": "ansi_default",
    },
)
"""The terminal's own sixteen colours; with NO_COLOR none at all, only bold, underline and reverse."""

THEMES: Final = (DARK, LIGHT, PLAIN)

_SIXTEEN = frozenset({"linux", "ansi", "cygwin", "vt100", "vt220", "xterm-16color", "dumb"})


def is_plain(environment: Mapping[str, str]) -> bool:
    """Say whether a terminal has only its own sixteen colours, or is to show none.

    Pass the answer to ``App(ansi_color=…)`` as ``True`` or ``None``: it must be known before the app is made.
    """
    return "NO_COLOR" in environment or environment.get("TERM", "") in _SIXTEEN


def theme_name(wanted: str, *, plain: bool) -> str:
    """Return the name of the theme for a setting of ``dark`` or ``light``."""
    if plain:
        return PLAIN.name
    return LIGHT.name if wanted == "light" else DARK.name


def dress(app: App[Any], wanted: str = "dark", *, plain: bool = False) -> None:
    """Give the app its themes and scroll bars, and the class ``-ascii`` where only ascii may be drawn."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = theme_name(wanted, plain=plain)
    app.set_class(is_ascii(), "-ascii")
    ScrollBar.renderer = SlimScrollBar


class SlimScrollBar(ScrollBarRender):
    """A scroll bar of whole cells, drawn with a mark instead of a background, so that it shows everywhere."""

    BLANK_GLYPH: ClassVar[str] = " "

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = Color.parse("#555555"),  # noqa: B008 - the base class's signature
        bar_color: Color = Color.parse("bright_magenta"),  # noqa: B008
    ) -> Segments:
        """Return the bar's cells, each knowing what a click on it does."""
        thumb, start = size, 0
        if window_size and size and virtual_size > window_size:
            thumb = max(1, round(size * window_size / virtual_size))
            start = round((size - thumb) * position / (virtual_size - window_size))
            start = max(0, min(size - thumb, start))
        shown = thumb < size
        mark = glyph("thumb" if vertical else "rule") if shown else " "
        width = thickness if vertical else 1

        def cell(text: str, action: str) -> Segment:
            style = Style(color=bar_color, bgcolor=back_color, meta={"@mouse.down": action})
            return Segment(text * width, style)

        segments = [
            *[cell(" ", "scroll_up")] * start,
            *[cell(mark, "grab")] * thumb,
            *[cell(" ", "scroll_down")] * (size - start - thumb),
        ]
        if vertical:
            return Segments(segments, new_lines=True)
        return Segments([*segments, Segment.line()] * thickness, new_lines=False)
