"""The line above a list in which one types what to find."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from gridtui.ui.kit.text_input import TextInput
from gridtui.words import mark, tr


class FindLine(Horizontal):
    """A label and a field; it tells what stands there after every key, and when one is done with it."""

    class Narrowed(Message):
        """Another text stands in the field."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """Enter was pressed: one wants to go on to the list."""

    DEFAULT_CSS = """
    FindLine {
        height: 1; padding: 0 1;
        & > Static { width: auto; padding: 0 2 0 2; color: $foreground-muted; }
        & > TextInput { width: 1fr; background: $background; }
    }
    """

    def __init__(self, hint: str, *, label: str = mark("查找"), id: str | None = None) -> None:
        super().__init__(id=id)
        self._hint = hint
        self._label = label

    def compose(self) -> ComposeResult:
        """Lay out label and field."""
        yield Static(Content(tr(self._label)))
        field = TextInput()
        field.placeholder = tr(self._hint)
        yield field

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.query_one(TextInput).value.strip()

    @property
    def is_typed_in(self) -> bool:
        """Whether the cursor stands in the field."""
        return self.query_one(TextInput).has_focus

    def begin(self) -> None:
        """Put the cursor into the field."""
        self.query_one(TextInput).focus()

    def put(self, text: str) -> None:
        """Let a text stand in the field that is looked for already."""
        field = self.query_one(TextInput)
        with field.prevent(Input.Changed):
            field.load(text)

    def clear(self) -> None:
        """Empty the field."""
        field = self.query_one(TextInput)
        if field.value:
            field.load("")
            self.post_message(self.Narrowed(""))

    @on(Input.Changed)
    def _tell(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Narrowed(event.value.strip()))

    @on(Input.Submitted)
    def _leave(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())
