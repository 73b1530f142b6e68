"""One row of a form: its label, its field, and the reserved line beneath for echo, hint and problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.domain.words.text import tidy, tidy_line
from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.ui.kit.choice_input import CheckInput, ChoiceInput
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.date_input import DateInput
from gridtui.ui.kit.field_specs import FieldSpec, TodaySource
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.long_text import LongText
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.ui.kit.text_input import SecretInput, TextInput, tidy_number
from gridtui.words import mark, say, tr

Field: TypeAlias = TextInput | LongText | ChoiceInput | CheckInput
"""Every kind of field; dates, secrets and suggestions are one-line texts too."""

FOCUS_CELLS = 2
SIGN_CELLS = 3
"""Room behind a label for the star of a required field or the sign of a pinned one."""


def build_field(spec: FieldSpec, today: TodaySource | None) -> Field:
    """Return the widget for a specification.

    Raises:
        ValueError: When a date field is asked for without a today, or a suggest field without its source.
    """
    id = f"field-{spec.name}"
    shape = tidy if spec.prose else tidy_line
    match spec.kind:
        case "long":
            return LongText(id=id)
        case "choice":
            return ChoiceInput(spec.choices, id=id)
        case "check":
            return CheckInput(id=id)
        case "secret":
            return SecretInput(id=id)
        case "phone" | "id":
            return TextInput(shape=tidy_number, id=id)
        case "date":
            if today is None:
                raise ValueError(f"the date field {spec.name} needs a today")
            return DateInput(today=today, past=spec.past, id=id)
        case "suggest":
            if spec.suggest is None:
                raise ValueError(f"the field {spec.name} has nothing to suggest from")
            return SuggestInput(spec.suggest, free=spec.free, digits=spec.digits, shape=shape, id=id)
        case _:
            return TextInput(shape=shape, id=id)


class FieldRow(Widget):
    """A field with its label and its reserved line; drawn here, so that a row is two widgets, not six."""

    DEFAULT_CSS = """
    FieldRow { layout: horizontal; height: auto; width: 1fr; }
    """

    def __init__(self, spec: FieldSpec, field: Field, label_cells: int) -> None:
        super().__init__(id=f"row-{spec.name}")
        self.spec = spec
        self.field = field
        self.pinned = spec.pinned
        self.problems: tuple[Problem, ...] = ()
        self._label_cells = label_cells
        self._said = ""
        self._echo = ""

    def compose(self) -> ComposeResult:
        """Place the field; everything else is drawn."""
        self.field.styles.height = self._lines
        self.field.styles.margin = (0, 1, 0, self._indent)
        self.field.styles.width = self.spec.cells or "1fr"
        yield self.field

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Take the lines of the field and the reserved one."""
        return self._lines + 1

    @property
    def has_error(self) -> bool:
        """Whether a problem is shown that stops saving."""
        return bool(errors(self.problems))

    def check(self, *, at_save: bool) -> list[Problem]:
        """Return what is wrong with the content; an empty required field is wrong only when it is saved."""
        raw = self.field.raw.strip()
        if not raw:
            return [Problem(mark("请填写这一项"), self.spec.name)] if self.spec.required and at_save else []
        found = self.field.own_problems()
        most = self.spec.max_length
        if most and len(raw) > most:
            found.append(Problem(mark("太长：这一项最多 {limit} 个字"), values={"limit": most}))
        if self.spec.check and not errors(found):
            found.extend(self.spec.check(raw))
        return found

    def show(self, problems: Sequence[Problem]) -> None:
        """Show problems in the reserved line, or nothing."""
        self.problems = tuple(problems)
        self._said = ""
        self._echo = self.field.echo
        self.refresh()

    def follow(self) -> None:
        """Follow an edit: the echo changes, problems that are put right go, sentences have been read.

        The row is drawn again only when it looks different, since every repaint moves the candidate window.
        """
        left = [p for p in self.check(at_save=False) if p in self.problems] if self.problems else []
        if self._said or self._echo != self.field.echo or tuple(left) != self.problems:
            self.show(left)

    def say(self, sentence: str) -> None:
        """Show a sentence in the reserved line, until the field is edited or left."""
        self._said = sentence
        self.refresh()

    def pin(self, pinned: bool) -> None:
        """Show whether the content stays for the next record."""
        self.pinned = pinned
        self.refresh()

    def render(self) -> Content:
        """Draw the label, what stands beside the field, and the reserved line."""
        lines = [Content(" " * self.size.width)] * (self._lines + 1)
        lines[0] = Content.assemble(self._label(), self._aside())
        lines[-1] = self._message()
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Focus the field when its label is clicked."""
        if event.widget is self:
            self.screen.set_focus(self.field, scroll_visible=False)

    @property
    def _lines(self) -> int:
        return self.spec.lines if self.spec.kind == "long" else 1

    @property
    def _indent(self) -> int:
        return FOCUS_CELLS + self._label_cells + SIGN_CELLS

    def _label(self) -> Content:
        focused = self.field.has_focus
        sign = tr("固") if self.pinned else "*" if self.spec.required else ""
        return Content.assemble(
            shown(fit(glyph("focus") if focused else "", FOCUS_CELLS), "$accent"),
            shown(fit(tr(self.spec.title), self._label_cells), "bold" if focused else ""),
            shown(fit(sign, SIGN_CELLS), "$accent" if self.pinned else ""),
        )

    def _aside(self) -> Content:
        room = self._room_aside
        if not self._fits_aside(self.field.echo):
            return Content(" " * (self.size.width - self._indent))
        return shown(" " * (self.spec.cells + 2) + fit(self.field.echo, room), "dim")

    @property
    def _room_aside(self) -> int:
        return self.size.width - self._indent - self.spec.cells - 2 if self.spec.cells else 0

    def _fits_aside(self, text: str) -> bool:
        return cell_width(text) <= self._room_aside

    def _message(self) -> Content:
        text, style = self._words()
        room = self.size.width - self._indent
        # A long sentence begins under the label, where it has more room.
        indent = self._indent if cell_width(text) <= room else FOCUS_CELLS
        return Content.assemble(" " * indent, shown(cut(text, self.size.width - indent), style))

    def _words(self) -> tuple[str, str]:
        wrong = errors(self.problems)
        if wrong:
            return "! " + tr("；").join(say(problem) for problem in wrong), "$error"
        if self._said:
            return self._said, ""
        warnings = [problem for problem in self.problems if problem.severity is Severity.WARNING]
        if warnings:
            return tr("注意") + " " + tr("；").join(say(problem) for problem in warnings), "$warning"
        if self.field.echo and not self._fits_aside(self.field.echo):
            return self.field.echo, "dim"
        return (tr(self.spec.hint) if self.field.has_focus else ""), "dim"
