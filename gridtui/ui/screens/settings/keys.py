"""Choosing another key for a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.closing import Modal
from gridtui.ui.kit.commands import AREA_ANYWHERE, Command, forbidden, key_label, with_twins
from gridtui.words import mark, tr


def key_problems(
    command: Command, key: str, others: Sequence[tuple[Command, tuple[str, ...]]]
) -> list[Problem]:
    """Return why a command cannot have this key; ``others`` are the other commands with their keys."""
    if forbidden(key):
        text = mark("{key} 被终端、输入法或输入框占用，不能用")
        return [Problem(text, values={"key": key_label(key)})]
    wanted = set(with_twins((key,))) if key else set()
    for other, keys in others:
        meets = AREA_ANYWHERE in (command.area, other.area) or command.area == other.area
        if meets and wanted & set(with_twins(keys)):
            text = mark("{key} 已经是“{title}”的键，请先改那一个")
            return [Problem(text, values={"key": key_label(key), "title": tr(other.title)})]
    return []


class KeyCapture(Modal[str | None]):
    """Dismisses with the name of the next key pressed, empty for the declared keys, None for no change."""

    TAKES_ALL_KEYS: ClassVar[bool] = True
    DEFAULT_CSS = """
    KeyCapture {
        align: center middle;
        & > Vertical { width: 56; max-width: 100%; height: auto; padding: 1 2; background: $panel; }
    }
    """

    def __init__(self, command: Command) -> None:
        super().__init__()
        self._command = command

    def compose(self) -> ComposeResult:
        """Say what to press."""
        with Vertical():
            yield Static(Content.styled(tr("给“{title}”换键", title=tr(self._command.title)), "bold"))
            yield Static(Content(tr("按下新的键。退格：恢复原来的键。Esc：不改。")))

    def on_key(self, event: events.Key) -> None:
        """Take the key."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        else:
            self.dismiss("" if event.key == "backspace" else event.key)
