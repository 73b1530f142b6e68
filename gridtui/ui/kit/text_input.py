"""A field of one line: pasted and typed text is tidied, every edit can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Region
from textual.widgets import Input
from textual.widgets.input import Selection

from gridtui.domain.words.text import tidy_line, tidy_text
from gridtui.ui.kit.caret import keep_caret
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.editing import Editing, FieldEdited, PastedLines, Step, Steps

IDEOGRAPHIC_SPACE = "\u3000"
"""What the space key sends in full-width mode; Textual does not count it as printable."""

UNDO_BINDINGS = (
    Binding("ctrl+z", "undo", show=False),
    Binding("ctrl+y", "redo", show=False),
)

_GAPS = re.compile(r"[\s\-‐-―−－()]+")


def tidy_number(text: str) -> str:
    """Return a phone or ID number without the spaces, dashes and brackets people put into it."""
    return _GAPS.sub("", tidy_line(text)).upper()


def pasted_lines(text: str) -> list[str]:
    """Return the lines of a pasted text that carry something, cleaned."""
    return [line for line in tidy_text(text).split("\n") if line]


class TextInput(Editing, Input):
    """One line of text, shaped by ``shape`` when it is pasted or left."""

    DEFAULT_CSS = """
    TextInput {
        &.-textual-compact { padding: 0; }
    }
    """
    BINDINGS = [*UNDO_BINDINGS]

    def __init__(
        self,
        value: str = "",
        *,
        shape: Callable[[str], str] = tidy_line,
        password: bool = False,
        select_on_focus: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            clean(value),
            password=password,
            select_on_focus=select_on_focus,
            compact=True,
            id=id,
            classes=classes,
        )
        # A blinking cursor repaints twice a second and the candidate window jumps with every repaint.
        self.cursor_blink = False
        self._shape = shape
        self._steps = Steps()
        self._cursor_after_edit = -1

    def on_mount(self) -> None:
        """Let the caret follow this field."""
        keep_caret(self, lambda: self.cursor_screen_offset)

    def on_focus(self) -> None:
        """Bring the cursor into view: a long text that was loaded shows its beginning."""
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)

    @property
    def raw(self) -> str:
        """The text as it stands."""
        return self.value

    @property
    def typed(self) -> object:
        """The tidied text."""
        return self._shape(self.value)

    def load(self, raw: str) -> None:
        """Fill the field and forget the steps before."""
        text = clean(raw)
        with self.prevent(FieldEdited):
            self._show(Step(text, len(text)))
        self._steps.clear()

    def put(self, raw: str) -> None:
        """Fill the field as one step that can be taken back."""
        self._steps.end_run()
        self.replace(clean(raw), 0, len(self.value))

    def tidy(self) -> None:
        """Shape the text, full-width digits among it, when the field is left."""
        shaped = self._shape(self.value)
        if shaped != self.value:
            self._show(Step(shaped, len(shaped)))
        self._steps.end_run()

    def undo_step(self) -> bool:
        """Take the last edit back."""
        return self._go(self._steps.back(Step(self.value, self.cursor_position)))

    def redo_step(self) -> bool:
        """Do the edit last taken back again."""
        return self._go(self._steps.again(Step(self.value, self.cursor_position)))

    def paste(self, text: str) -> None:
        """Insert pasted text at the cursor, in place of what is selected; several lines are joined."""
        lines = pasted_lines(text)
        if not lines:
            return
        self._steps.end_run()
        self.replace(self._shape(" ".join(lines)), *self.selection)
        if len(lines) > 1:
            self.post_message(PastedLines(self, lines, self.undo_step))

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part of the text, which is what every edit comes down to."""
        before = Step(self.value, self.cursor_position)
        super().replace(text, start, end)
        if self.value != before.raw:
            if before.cursor != self._cursor_after_edit:
                self._steps.end_run()
            self._steps.record(before, _run_of(text, start, end))
        self._cursor_after_edit = self.cursor_position

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor stands on the screen; Textual's own is one cell off at the end of the text."""
        x, y, _width, _height = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def watch_value(self, _value: str) -> None:
        """Tell the form that the text changed."""
        self.post_message(FieldEdited(self))

    def _watch_selection(self, selection: Selection) -> None:
        if not self.is_mounted:
            return
        # Filling a field that has no focus must not take the caret from the one that has it.
        caret = self.app.cursor_position
        super()._watch_selection(selection)
        if not self.has_focus:
            self.app.cursor_position = caret

    async def _on_key(self, event: events.Key) -> None:
        if event.character == IDEOGRAPHIC_SPACE:
            event.stop()
            event.prevent_default()
            self.replace(" ", *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def action_paste(self) -> None:
        """Paste what was cut or copied inside the program."""
        self.paste(self.app.clipboard)

    def _show(self, step: Step) -> None:
        self.value = step.raw
        self.selection = Selection.cursor(step.cursor)

    def _go(self, step: Step | None) -> bool:
        if step is None:
            return False
        self._show(step)
        return True


class SecretInput(TextInput):
    """A passphrase: stars instead of characters, nothing tidied, nothing copied out, no steps kept."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(password=True, shape=str, id=id, classes=classes)

    @property
    def _value(self) -> Text:
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return position

    def paste(self, text: str) -> None:
        """Insert the pasted passphrase without its line end."""
        self.replace("".join(text.splitlines()), *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a part of the passphrase and keep no trace of what stood there."""
        super().replace(text, start, end)
        self._steps.clear()

    def action_copy(self) -> None:
        """Leave the key alone: a passphrase is never copied out."""

    def action_cut(self) -> None:
        """Delete what is selected without copying it."""
        self.delete_selection()


def _run_of(text: str, start: int, end: int) -> str:
    """Name the run an edit may join: single characters typed, or single characters deleted."""
    if len(text) == 1 and start == end:
        return "type"
    if not text and abs(end - start) == 1:
        return "delete"
    return ""
