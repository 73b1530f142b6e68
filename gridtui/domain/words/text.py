"""Typed, pasted and imported text made fit to be stored.

``tidy_line`` is for names, codes, numbers, phones and doors (NFKC, one line); ``tidy`` for titles and
other single lines of prose (punctuation stays as typed); ``tidy_text`` for prose of several lines.
None of them leaves a character that a terminal, an xlsx or UTF-8 cannot carry.
"""

from __future__ import annotations

import re
import unicodedata

# What may stand in stored text: no C0 or C1 controls (ESC, NUL), zero-width, bidi, soft hyphen, variation
# selectors, fillers, lone surrogates, tags or non-characters. Newline and tab are handled before.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NEWLINE = re.compile("(?:\r|_x000[dD]_)(?:\n|_x000[aA]_)?|[\x0b\x0c\x85\u2028\u2029]|_x000[aA]_")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]|_x00(?:[01][0-9a-fA-F]|7[fF])_")
_SPACES = re.compile(" {2,}")
_TIDY = re.compile("[!-\\^`-~\u4e00-\u9fff]*")
"""Text that is tidy already: most cells are, and every step of tidying costs. ``_`` may begin ``_x000D_``."""
_BLANK_LINES = re.compile("\n{3,}")

# PDF readers hand out radicals where characters were meant; NFKC maps only some of them.
_RADICALS = str.maketrans(
    "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻰⻳",
    "民西见角贝车长门青风飞食马骨鱼鸟麦黄齐龙龟",
)
_FULL_WIDTH = "".join(chr(code) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum())
_HALF_WIDTH = str.maketrans(_FULL_WIDTH, unicodedata.normalize("NFKC", _FULL_WIDTH))


def tidy_line(text: str) -> str:
    """Return one trimmed line in NFKC: full-width letters, digits and signs become half-width."""
    if _TIDY.fullmatch(text):
        return text
    line = unicodedata.normalize("NFKC", FORBIDDEN.sub("", text).translate(_RADICALS))
    return _one_line(FORBIDDEN.sub("", line))


def tidy(text: str) -> str:
    """Return one trimmed line whose Chinese punctuation stays as typed; digits and letters half-width."""
    return _one_line(_fold_letters(text))


def tidy_text(text: str) -> str:
    """Return prose with its line breaks, without indents, trailing spaces and more than one blank line.

    Chinese punctuation stays as typed; full-width digits and letters become half-width.
    """
    plain = _SPACE.sub(" ", _NEWLINE.sub("\n", _fold_letters(text)))
    lines = [line.strip(" ") for line in plain.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _fold_letters(text: str) -> str:
    plain = FORBIDDEN.sub("", text)
    if plain.isascii():
        return plain
    folded = plain.translate(_RADICALS).translate(_HALF_WIDTH)
    return FORBIDDEN.sub("", unicodedata.normalize("NFC", folded))


def _one_line(text: str) -> str:
    line = _SPACE.sub(" ", _NEWLINE.sub(" ", text)).replace("\n", " ")
    return _SPACES.sub(" ", line).strip(" ")
