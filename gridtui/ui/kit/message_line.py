"""The reserved line that says what just happened and how to take it back."""

from __future__ import annotations

from typing import Final, Literal

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from gridtui.ui.kit.cells import cut

Severity = Literal["information", "warning", "error"]

SECONDS: Final = 10.0
"""How long a sentence stays when no key is pressed; a refusal stays until the next key."""

_STYLES: Final[dict[Severity, str]] = {"information": "bold", "warning": "$warning", "error": "$error"}


class MessageLine(Widget):
    """One sentence at a time; empty most of the time, so that nothing moves when it speaks."""

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
        self.refresh()
        if severity != "error":
            self._timer = self.set_timer(SECONDS, self.clear)

    def clear(self) -> None:
        """Fall silent."""
        self._stop()
        self.sentence = ""

    def render(self) -> Content:
        """Return the sentence, cut to the line."""
        return Content.styled(cut(self.sentence, self.size.width), _STYLES[self.severity])

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
