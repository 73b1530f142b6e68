"""The line that a file's path is typed, pasted or dropped into; arrows move in the list under it."""

from __future__ import annotations

from typing import Any

from textual.binding import Binding
from textual.message import Message

from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.file_paths import bare_path
from gridtui.ui.kit.text_input import TextInput


class PathInput(TextInput):
    """One line for a path; its characters stay as they are, because names of files are not prose."""

    class Moved(Message):
        """An arrow asks the list to move; ``action`` is the list's own."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    BINDINGS = [
        Binding("down", "ask('next_row')", show=False),
        Binding("up", "ask('previous_row')", show=False),
        Binding("pagedown", "ask('next_page')", show=False),
        Binding("pageup", "ask('previous_page')", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(shape=str, **options)

    def action_ask(self, action: str) -> None:
        """Pass an arrow on to the list."""
        self.post_message(self.Moved(action))

    def paste(self, text: str) -> None:
        """Put a pasted or dropped path in the place of what stood there, or insert what is no whole path."""
        path = bare_path(text)
        if _is_whole(path):
            self.put(path)
        elif path:
            self.replace(clean(path), *self.selection)


def _is_whole(path: str) -> bool:
    """Say whether a text is a path from the root, the home or a drive on."""
    return path.startswith(("/", "~", "\\\\")) or path[1:3] in (":\\", ":/")
