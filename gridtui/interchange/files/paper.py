"""Text on paper: lines of a printer with 80 columns, on which a Chinese character takes two.

Signs that some fonts draw narrow and others wide count as two, so that no line is ever too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gridtui.domain.words.text import tidy

WIDTH = 80
"""Columns of a line."""

_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_CLOSING = "，。、；：？！）》”’,.;:?!)"


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(map(_cells, text))


def cut(text: str, width: int) -> str:
    """Return the text on one line of at most ``width`` columns; a shortened one ends with two dots."""
    line = tidy(text)
    if cells(line) <= width:
        return line
    return _head(line, max(0, width - 2)).rstrip() + ".."[:width]


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return the text in exactly ``width`` columns, shortened or padded."""
    line = cut(text, width)
    blanks = " " * (width - cells(line))
    return blanks + line if right else line + blanks


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most ``width`` columns; words of letters stay whole where they fit.

    No line begins with a closing sign unless there is nothing else to do.
    """
    return list(_fill(tidy(text), max(2, width))) or [""]


def _fill(text: str, width: int) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        if line and cells(line) + cells(piece) > width:
            kept = line.rstrip()
            carried = kept[-1] if piece[0] in _CLOSING and len(kept) > 1 else ""
            yield kept.removesuffix(carried) if carried else kept
            line = carried
            if piece == " ":
                continue
        while cells(line + piece) > width:
            head = _head(line + piece, width)
            yield head
            piece, line = (line + piece)[len(head) :], ""
        line += piece
    if line.rstrip():
        yield line.rstrip()


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _cells(character)
        if used > width:
            return text[:index]
    return text


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
