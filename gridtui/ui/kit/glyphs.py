"""Every drawing mark of the program, each with a twin for terminals that draw such marks two cells wide."""

from __future__ import annotations

from typing import Final

GLYPHS: Final[dict[str, tuple[str, str]]] = {
    "rule": ("─", "-"),
    "divider": ("│", "|"),
    "focus": ("▌", ">"),
    "mark": ("●", "*"),
    "star": ("★", "*"),
    "dot": ("·", "."),
    "between": ("·", "-"),
    "ellipsis": ("…", ".."),
    "tick": ("✓", "v"),
    "cross": ("×", "x"),
    "rising": ("▲", "^"),
    "falling": ("▼", "v"),
    "up": ("↑", "^"),
    "down": ("↓", "v"),
    "left": ("←", "<"),
    "right": ("→", ">"),
    "becomes": ("→", "->"),
    "open": ("▾", "-"),
    "shut": ("▸", "+"),
    "thumb": ("▐", "#"),
    "full": ("█", "#"),
    "empty": ("░", "."),
    "return": ("⏎", "/"),
}
"""Name → (mark, ascii twin)."""

SPARKS: Final = ("▁▂▃▄▅▆▇█", ".:-=+*#%")
"""Eight heights, lowest first, and their ascii twins."""

EIGHTHS: Final = "▏▎▍▌▋▊▉"
"""One to seven eighths of a cell, filled from the left; ascii has no twin for a part of a cell."""

_ascii = False


def use_ascii(only: bool) -> None:
    """Choose ascii twins for every mark drawn from now on; done once, when the program starts."""
    global _ascii
    _ascii = only


def is_ascii() -> bool:
    """Say whether only ascii marks may be drawn."""
    return _ascii


def separated(words: str) -> str:
    """Return words with the mark between facts that this terminal can draw: ``待回访 · 超2天``."""
    return words.replace(" · ", f" {glyph('between')} ") if _ascii else words


def glyph(name: str) -> str:
    """Return the drawing mark of that name, or its ascii twin.

    Raises:
        KeyError: When there is no such mark.
    """
    return GLYPHS[name][_ascii]


def sparks() -> str:
    """Return the eight heights of a sparkline, lowest first."""
    return SPARKS[_ascii]
