"""Cutting and padding text by terminal cells, of which a Chinese character takes two."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len, get_character_cell_size

from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.glyphs import glyph

Align = Literal["left", "right", "center"]


def cell_width(text: str) -> int:
    """Return how many cells a cleaned text takes."""
    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Return the text, cleaned, in at most ``width`` cells; a shortened one ends with an ellipsis."""
    text = clean(text)
    if cell_len(text) <= width:
        return text
    ellipsis = glyph("ellipsis")
    room = width - len(ellipsis)
    if room < 1:
        return _head(text, width)
    return _head(text, room).rstrip() + ellipsis


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return the text, cleaned, in exactly ``width`` cells: shortened with an ellipsis, or padded."""
    text = cut(text, width)
    spare = max(0, width - cell_len(text))
    if align == "left":
        return text + " " * spare
    before = spare if align == "right" else spare // 2
    return " " * before + text + " " * (spare - before)


def _head(text: str, width: int) -> str:
    """Return the longest beginning that takes at most ``width`` cells."""
    taken = 0
    for index, character in enumerate(text):
        taken += get_character_cell_size(character)
        if taken > width:
            return text[:index]
    return text
