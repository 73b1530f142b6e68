"""Pasted text stays text: an ESC inside a paste would make Textual read what follows as keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

START, END = "\x1b[200~", "\x1b[201~"


class PasteGuard:
    """Takes ESC out of pastes; ``clean`` is given what the terminal sends, piece by piece."""

    def __init__(self) -> None:
        self._pasting = False
        self._sent = ""
        self._held = ""

    def clean(self, data: str) -> str:
        """Return the piece without the ESC of pastes; a mark may come in two pieces.

        The begun end of a paste waits for the next piece. A begun start does not: it may be the Esc key.
        """
        rest, kept = (self._held + data if data else ""), ""
        while rest:
            text, rest = self._in_paste(rest) if self._pasting else self._outside(rest)
            kept += text
        return kept

    def _outside(self, rest: str) -> tuple[str, str]:
        known = self._sent + rest
        at = known.find(START)
        self._pasting = at >= 0
        self._sent = "" if self._pasting else known[1 - len(START) :]
        cut = at + len(START) - (len(known) - len(rest)) if self._pasting else len(rest)
        return rest[:cut], rest[cut:]

    def _in_paste(self, rest: str) -> tuple[str, str]:
        text, end, rest = rest.partition(END)
        self._pasting = not end
        text, self._held = (text, "") if end else _without_begun(text, END)
        return text.replace("\x1b", "") + end, rest


def guard_pastes() -> None:
    """Put a guard before every parser of terminal input made from now on."""
    plain = XTermParser.feed
    guards: dict[int, PasteGuard] = {}

    def feed(parser: XTermParser, data: str) -> Iterable[Message]:
        return plain(parser, guards.setdefault(id(parser), PasteGuard()).clean(data))

    XTermParser.feed = feed  # type: ignore[assignment, method-assign]


def _without_begun(text: str, mark: str) -> tuple[str, str]:
    """Return a text and the beginning of the mark that it ends with."""
    for length in range(min(len(text), len(mark) - 1), 0, -1):
        if mark.startswith(text[-length:]):
            return text[:-length], text[-length:]
    return text, ""
