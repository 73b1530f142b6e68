"""The reserved line that says what just happened and how to take it back; it grows for what does not fit."""

from __future__ import annotations

from typing import Final, Literal

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from gridtui.ui.kit.cells import cut
from gridtui.ui.kit.glyphs import separated
from gridtui.ui.kit.prose import wrap

Severity = Literal["information", "warning", "error"]

SECONDS: Final = 10.0
"""How long a sentence stays when no key is pressed; a refusal stays until the next key."""

MOST_LINES: Final = 4
"""Lines a sentence may take until the next key: why something was refused is worth nothing cut short."""

_STYLES: Final[dict[Severity, str]] = {"information": "bold", "warning": "$warning", "error": "$error"}


class MessageLine(Widget):
    """One sentence at a time; empty most of the time, so that nothing moves when it speaks.

    Only a sentence longer than the line takes more of the screen, until the next key.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    MessageLine { height: 1; padding: 0 1; }
    """

    sentence: reactive[str] = reactive("")
    """What is said now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.severity: Severity = "information"
        self._timer: Timer | None = None

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Show a sentence until the next key, or until its time is over."""
        self._stop()
        self.severity = severity
        self.sentence = sentence
        self.styles.height = min(len(self._lines()), MOST_LINES)
        self.refresh()
        if severity != "error":
            self._timer = self.set_timer(SECONDS, self.clear)

    def clear(self) -> None:
        """Fall silent."""
        self._stop()
        self.sentence = ""
        self.styles.height = 1

    def render(self) -> Content:
        """Return the sentence, cut to its lines."""
        lines = self._lines()
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], cut("".join(lines[MOST_LINES - 1 :]), self.size.width)]
        return Content.styled("\n".join(lines), _STYLES[self.severity])

    def _lines(self) -> list[str]:
        """Return the sentence in lines as wide as this one is; before it is laid out it is one line."""
        return wrap(separated(self.sentence), self.size.width) or [""] if self.size.width else [self.sentence]

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
