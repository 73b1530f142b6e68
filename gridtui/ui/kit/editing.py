"""What every field can do, whatever it looks like: be read, filled, tidied, and taken back step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.actions import SkipAction
from textual.message import Message
from textual.widget import Widget

from gridtui.domain.words.problems import Problem

MAX_STEPS = 100
STEP_CHARACTERS = 12
"""Typing this many characters makes one undo step, about one word or phrase of an input method."""


class FieldEdited(Message):
    """The content of a field changed, by typing, choosing, pasting or taking back."""

    def __init__(self, field: Widget) -> None:
        super().__init__()
        self.field = field

    @property
    def control(self) -> Widget:
        """The field that changed."""
        return self.field


class PastedLines(Message):
    """Several lines were pasted into a field of one line.

    They already stand in the field, joined by spaces, so that nothing is lost when nobody listens. A screen
    that can do better calls ``take_back`` and opens its own way in.
    """

    def __init__(self, field: Widget, lines: list[str], take_back: Callable[[], object]) -> None:
        super().__init__()
        self.field = field
        self.lines = lines
        self.take_back = take_back

    @property
    def control(self) -> Widget:
        """The field that was pasted into."""
        return self.field


class PastedProse(Message):
    """A text was pasted into a field of several lines, where it stands as it was."""

    def __init__(self, field: Widget, text: str) -> None:
        super().__init__()
        self.field = field
        self.text = text

    @property
    def control(self) -> Widget:
        """The field that was pasted into."""
        return self.field


@dataclass(frozen=True, slots=True)
class Step:
    """A content to go back to, and where the cursor stood."""

    raw: str
    cursor: int = 0


class Steps:
    """The steps of one field that can be taken back and done again."""

    def __init__(self) -> None:
        self._behind: list[Step] = []
        self._ahead: list[Step] = []
        self._run = ""
        self._run_length = 0

    def __bool__(self) -> bool:
        return bool(self._behind)

    def record(self, before: Step, run: str = "") -> None:
        """Remember what stood there before an edit; edits of one ``run`` join into one step."""
        joins = bool(run) and run == self._run and self._run_length < STEP_CHARACTERS and bool(self._behind)
        self._ahead.clear()
        self._run_length = self._run_length + 1 if joins else 1
        self._run = run
        if not joins:
            self._behind.append(before)
            del self._behind[:-MAX_STEPS]

    def end_run(self) -> None:
        """Let the next edit begin a step of its own."""
        self._run = ""

    def back(self, now: Step) -> Step | None:
        """Return the content before the last step, or None when nothing is left to undo."""
        return self._move(self._behind, self._ahead, now)

    def again(self, now: Step) -> Step | None:
        """Return the content after the step last taken back, or None."""
        return self._move(self._ahead, self._behind, now)

    def clear(self) -> None:
        """Forget everything; what stands in the field now is where it begins."""
        self._behind.clear()
        self._ahead.clear()
        self.end_run()

    def _move(self, source: list[Step], target: list[Step], now: Step) -> Step | None:
        self.end_run()
        if not source:
            return None
        target.append(now)
        return source.pop()


class Editing:
    """What a form asks of a field; mixed into the widgets that draw one."""

    @property
    def raw(self) -> str:
        """The content as text."""
        raise NotImplementedError

    @property
    def typed(self) -> object:
        """The content as what it means: a text, a date, a code, a truth."""
        return self.raw

    @property
    def echo(self) -> str:
        """How the content was understood, shown beside the field; empty when that is plain to see."""
        return ""

    def load(self, raw: str) -> None:
        """Fill the field and forget the steps before."""
        raise NotImplementedError

    def put(self, raw: str) -> None:
        """Fill the field as one step that can be taken back."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Bring the content into its usual shape when the field is left."""

    def own_problems(self) -> list[Problem]:
        """Return what is wrong by the nature of the field alone."""
        return []

    def undo_step(self) -> bool:
        """Take the last step back; False when there is none."""
        raise NotImplementedError

    def redo_step(self) -> bool:
        """Do the step last taken back again; False when there is none."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Take a step back, or leave the key to the form and the app when there is none."""
        if not self.undo_step():
            raise SkipAction()

    def action_redo(self) -> None:
        """Do a step again, or leave the key to the form and the app when there is none."""
        if not self.redo_step():
            raise SkipAction()
