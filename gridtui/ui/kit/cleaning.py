"""Making stored text safe to show: the only door by which it reaches a widget."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from textual.content import Content

from gridtui.domain.words.text import FORBIDDEN
from gridtui.ui.kit.glyphs import separated

REPLACEMENT = "\ufffd"
"""Shown in place of half a surrogate pair, which no terminal can be sent."""

MOST_COMBINING_MARKS = 2
"""Marks kept on one character; towers of them run over the lines above and below."""

_HARMLESS = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e"
    "\u3000-\u3029\u3030-\u3098\u309b-\u312f\u3400-\u9fff\uff01-\uff5e]*"
)
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_TERMINAL_SEQUENCE = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_\\\\]")
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def clean(text: str, *, newline: str = " ") -> str:
    """Return the text without anything that steers a terminal, hides, or has no knowable width.

    Escape sequences, control, bidi and zero-width characters and lone surrogates go; line breaks become
    ``newline`` (pass ``"\\n"`` to keep them); flags become their two letters.
    """
    if _HARMLESS.fullmatch(text):
        return text
    lines = _LINE_BREAK.split(_TERMINAL_SEQUENCE.sub("", text))
    return newline.join(_without_towers("".join(map(_visible, line))) for line in lines)


def shown(text: str, style: str = "", *, newline: str = " ") -> Content:
    """Return stored text as content of one style: cleaned, and never read as markup."""
    return Content.styled(separated(clean(text, newline=newline)), style)


@lru_cache(maxsize=8192)
def _visible(character: str) -> str:
    """Return what is shown for one character; empty when it is dropped."""
    point, category = ord(character), unicodedata.category(character)
    if category == "Cs":
        return REPLACEMENT
    if FORBIDDEN.match(character) or point in _SKIN_TONES or _is_noncharacter(point):
        return ""
    if point in _FLAG_LETTERS:
        return chr(ord("A") + point - _FLAG_LETTERS.start)
    if character == "\t" or (category == "Zs" and character != "\u3000"):
        return " "
    return "" if category in {"Cc", "Cf", "Zl", "Zp", "Me"} else character


def _is_noncharacter(point: int) -> bool:
    return point & 0xFFFE == 0xFFFE


def _without_towers(line: str) -> str:
    """Return the line with at most a few combining marks on each character."""
    kept: list[str] = []
    marks = 0
    for character in line:
        marks = marks + 1 if unicodedata.category(character) == "Mn" else 0
        if marks <= MOST_COMBINING_MARKS:
            kept.append(character)
    return "".join(kept)
