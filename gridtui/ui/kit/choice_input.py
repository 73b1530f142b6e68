"""Fields with a few fixed answers on one line: a closed vocabulary, and yes or no."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.ui.kit.caret import keep_caret
from gridtui.ui.kit.cells import cut
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.editing import Editing, FieldEdited, Step, Steps
from gridtui.ui.kit.field_specs import Choice
from gridtui.ui.kit.text_input import UNDO_BINDINGS, pasted_lines
from gridtui.words import mark, tr

MORE_LEFT, MORE_RIGHT = "<", ">"
MOST_WORD = 40
"""Characters of a pasted text that may still be an answer."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One item as it stands on the line: which choice, its text, and the first cell it takes."""

    index: int
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + cell_len(self.text)


class Picker(Editing, Widget, can_focus=True):
    """What both kinds share: a code, its steps, the caret, and keys that belong to the focused pane."""

    DEFAULT_CSS = """
    Picker { height: 1; width: 1fr; background: $surface; }
    Picker:focus { background-tint: $foreground 5%; }
    """
    BINDINGS = [
        *UNDO_BINDINGS,
        Binding("space,ideographic_space", "step(1)", show=False),
        Binding("backspace,delete", "choose('')", show=False),
    ]

    code: reactive[str] = reactive("", init=False)
    """What is chosen; empty for nothing."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._steps = Steps()

    def on_mount(self) -> None:
        """Let the caret stand at the beginning of this field."""
        keep_caret(self, lambda: self.content_region.offset)

    def on_focus(self) -> None:
        """Bring the caret here."""
        self.app.cursor_position = self.content_region.offset

    @property
    def raw(self) -> str:
        """The code that is chosen."""
        return self.code

    def load(self, raw: str) -> None:
        """Show a code and forget the steps before."""
        with self.prevent(FieldEdited):
            self.code = raw
        self._steps.clear()

    def put(self, raw: str) -> None:
        """Choose a code as one step that can be taken back."""
        if raw != self.code:
            self._steps.record(Step(self.code))
            self.code = raw

    def undo_step(self) -> bool:
        """Choose again what was chosen before."""
        return self._go(self._steps.back(Step(self.code)))

    def redo_step(self) -> bool:
        """Choose again what was last taken back."""
        return self._go(self._steps.again(Step(self.code)))

    def watch_code(self, _code: str) -> None:
        """Tell the form that something else is chosen."""
        self.post_message(FieldEdited(self))

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's signature
        """Keep digits and letters from the areas while this field has the focus."""
        return character is not None and character.isalnum()

    async def _on_key(self, event: events.Key) -> None:
        if event.character and event.character.isalnum():
            event.stop()
            event.prevent_default()
            self.choose_by(unicodedata.normalize("NFKC", event.character).casefold())

    def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) > MOST_WORD or len(pasted_lines(event.text)) > 1:
            # No answer is as long as this: a screen may know what to do with a whole message.
            return
        event.stop()
        event.prevent_default()
        self.choose_word(tidy_line(event.text))

    def choose_by(self, character: str) -> None:
        """Choose by one typed character."""
        raise NotImplementedError

    def choose_word(self, word: str) -> None:
        """Choose what a pasted word says."""
        raise NotImplementedError

    def action_choose(self, code: str) -> None:
        """Choose a code, or nothing."""
        self.put(code)

    def action_step(self, by: int) -> None:
        """Choose the next or the previous answer."""
        raise NotImplementedError

    def _go(self, step: Step | None) -> bool:
        if step is None:
            return False
        self.code = step.raw
        return True


class ChoiceInput(Picker):
    """A closed vocabulary on one line: ``1 咨询 [2 求助] 3 投诉``.

    Chosen by digit (0 is the tenth), by the first pinyin letter or first character of a label (again for the
    next with the same), by Left, Right and Space. A code it does not know is kept and shown as it is.
    """

    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "jump(0)", show=False),
        Binding("end", "jump(-1)", show=False),
    ]

    def __init__(self, choices: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = tuple(Choice(*choice) for choice in choices)

    @property
    def index(self) -> int:
        """The place of what is chosen, -1 for nothing."""
        return next((i for i, choice in enumerate(self.choices) if choice.value == self.code), -1)

    def choose_by(self, character: str) -> None:
        """Choose by digit, initial or first character."""
        if character.isdecimal():
            place = (int(character) - 1) % 10
            if place < len(self.choices):
                self.put(self.choices[place].value)
            return
        self._choose_after(lambda label: _begins_with(label, character))

    def choose_word(self, word: str) -> None:
        """Choose the item with this label or code."""
        for choice in self.choices:
            if word in (choice.value, choice.label, tr(choice.label)):
                self.put(choice.value)

    def action_step(self, by: int) -> None:
        """Choose the next or the previous item, round the end."""
        if not self.choices:
            return
        place = self.index + by if self.index >= 0 or by > 0 else len(self.choices) - 1
        self.put(self.choices[place % len(self.choices)].value)

    def action_jump(self, place: int) -> None:
        """Choose the first or the last item."""
        if self.choices:
            self.put(self.choices[place].value)

    def render(self) -> Content:
        """Draw as many items as fit, the chosen one among them in brackets."""
        pieces, before, after = self._visible()
        chosen = "bold reverse" if self.has_focus else "bold"
        parts = [shown(p.text, chosen if p.index == self._place_shown else "") for p in pieces]
        return Content("").join(
            [Content(MORE_LEFT) if before else Content(""), *parts, Content(MORE_RIGHT if after else "")]
        )

    def on_click(self, event: events.Click) -> None:
        """Choose the item under the mouse."""
        offset = event.get_content_offset(self)
        for piece in self._visible()[0]:
            if offset and piece.start <= offset.x < piece.end and piece.index < len(self.choices):
                self.put(self.choices[piece.index].value)

    @property
    def _place_shown(self) -> int:
        """The place of what is chosen; a code that is not in the list stands behind it."""
        return self.index if self.index >= 0 or not self.code else len(self.choices)

    def _labels(self) -> list[str]:
        labels = [
            f"{(i + 1) % 10} {tr(choice.label)}" if i < 10 else tr(choice.label)
            for i, choice in enumerate(self.choices)
        ]
        if self._place_shown == len(self.choices):
            labels.append(self.code)
        most = max(1, self.size.width - 4)
        return [
            f"[{cut(label, most)}]" if i == self._place_shown else f" {cut(label, most)} "
            for i, label in enumerate(labels)
        ]

    def _visible(self) -> tuple[list[_Piece], bool, bool]:
        """Return the items that fit, and whether some are hidden before and after them."""
        labels = self._labels()
        first = 0
        while True:
            cells = 1 if first else 0
            pieces: list[_Piece] = []
            for index in range(first, len(labels)):
                last = index == len(labels) - 1
                if pieces and cells + cell_len(labels[index]) > self.size.width - (0 if last else 1):
                    break
                pieces.append(_Piece(index, labels[index], cells))
                cells += cell_len(labels[index])
            if not pieces or self._place_shown <= pieces[-1].index:
                return pieces, first > 0, bool(pieces) and pieces[-1].index < len(labels) - 1
            first += 1

    def _choose_after(self, fits: Callable[[str], bool]) -> None:
        """Choose the next item whose label fits, beginning behind the one chosen now."""
        for step in range(1, len(self.choices) + 1):
            choice = self.choices[(self.index + step) % len(self.choices)]
            if fits(choice.label) or fits(tr(choice.label)):
                self.put(choice.value)
                return

    def own_problems(self) -> list[Problem]:
        """Return a problem when the code is none of the list."""
        if not self.code or self.index >= 0:
            return []
        return [Problem(mark("“{code}”不在可选的范围里，请重新选一项"), values={"code": self.code})]


def _begins_with(label: str, character: str) -> bool:
    if label[:1].casefold() == character:
        return True
    if not character.isascii():
        return False
    # The pinyin data are large and needed only once a letter is typed.
    from gridtui.domain.words.pinyin import initials_match

    return initials_match(label[:1], character)


YES = "1"
_YES_CHARACTERS = frozenset("1yx是有对")
_NO_CHARACTERS = frozenset("02n否无不")


class CheckInput(Picker):
    """Yes or no: ``[x] 是``; Space and the arrows turn it over, ``1``, ``y`` and 是 say yes."""

    BINDINGS = [Binding("left,right", "step(1)", show=False)]

    @property
    def typed(self) -> object:
        """Whether it is checked."""
        return self.code == YES

    def choose_by(self, character: str) -> None:
        """Answer by one character."""
        if character in _YES_CHARACTERS:
            self.put(YES)
        elif character in _NO_CHARACTERS:
            self.put("")

    def choose_word(self, word: str) -> None:
        """Answer by the first character of a pasted word."""
        self.choose_by(word[:1].casefold())

    def action_step(self, by: int) -> None:  # noqa: ARG002 - of two answers each is next to the other
        """Turn the answer over."""
        self.put("" if self.code == YES else YES)

    def render(self) -> Content:
        """Draw the box and the word for its state."""
        text = f"[x] {tr('是')}" if self.code == YES else f"[ ] {tr('否')}"
        return shown(text, "bold" if self.has_focus else "")

    def on_click(self) -> None:
        """Turn the answer over."""
        self.action_step(1)
