"""A field of several lines, the only one in which Enter writes a line break."""

from __future__ import annotations

from textual import events
from textual.actions import SkipAction
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from gridtui.domain.words.text import tidy_text
from gridtui.ui.kit.caret import keep_caret
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.editing import MAX_STEPS, Editing, FieldEdited, PastedProse
from gridtui.ui.kit.text_input import IDEOGRAPHIC_SPACE


class LongText(Editing, TextArea):
    """Prose without colours or line numbers; Tab, F6 and F7 are left to the form and the screen."""

    DEFAULT_CSS = """
    LongText {
        padding: 0;
        height: 3;
        scrollbar-size-vertical: 1;
        &.-textual-compact, &.-textual-compact:focus { border: none; }
        &:focus { background-tint: $foreground 5%; }
    }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            clean(text, newline="\n"),
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
            max_checkpoints=MAX_STEPS,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    def on_mount(self) -> None:
        """Let the caret follow this field."""
        keep_caret(self, lambda: self.cursor_screen_offset)

    @property
    def raw(self) -> str:
        """The text as it stands."""
        return self.text

    @property
    def typed(self) -> object:
        """The tidied text."""
        return tidy_text(self.text)

    def load(self, raw: str) -> None:
        """Fill the field and forget the steps before."""
        with self.prevent(TextArea.Changed):
            self.load_text(clean(raw, newline="\n"))

    def put(self, raw: str) -> None:
        """Fill the field as one step that can be taken back."""
        self.history.checkpoint()
        self.replace(clean(raw, newline="\n"), self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    def undo_step(self) -> bool:
        """Take the last edit back."""
        left = bool(self.history.undo_stack)
        if left:
            self._to_start()
            self.undo()
        return left

    def redo_step(self) -> bool:
        """Do the edit last taken back again."""
        left = bool(self.history.redo_stack)
        if left:
            self._to_start()
            self.redo()
        return left

    def _to_start(self) -> None:
        # Textual asks where the caret is while a text gets shorter, and fails where its line is gone.
        self.selection = Selection.cursor((0, 0))

    def paste(self, text: str) -> None:
        """Insert pasted prose at the cursor, in place of what is selected."""
        if result := self._replace_via_keyboard(tidy_text(text), *self.selection):
            self.move_cursor(result.end_location)
            self.post_message(PastedProse(self, tidy_text(text)))

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    async def _on_key(self, event: events.Key) -> None:
        if event.character == IDEOGRAPHIC_SPACE:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard(IDEOGRAPHIC_SPACE, *self.selection)

    def _on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(FieldEdited(self))

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        if not self.is_mounted:
            return
        # Filling a field that has no focus must not take the caret from the one that has it.
        caret = self.app.cursor_position
        super()._watch_selection(previous_selection, selection)
        if not self.has_focus:
            self.app.cursor_position = caret

    def action_paste(self) -> None:
        """Paste what was cut or copied inside the program."""
        self.paste(self.app.clipboard)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up a line; above the first one the key belongs to the form."""
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            raise SkipAction()
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down a line; below the last one the key belongs to the form."""
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            raise SkipAction()
        super().action_cursor_down(select)

    def action_select_line(self) -> None:
        """Give F6 up to the screen, which goes to the next pane."""
        raise SkipAction()

    def action_select_all(self) -> None:
        """Give F7 up to the screen."""
        raise SkipAction()
