"""A tiny app around one form, and what the tests of forms share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.editing import PastedLines
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.form import Form

TODAY = date(2026, 11, 24)
NATURES = (("consult", "咨询"), ("help", "求助"), ("complaint", "投诉"), ("report", "举报"))
HOUSES = tuple(Suggestion(f"{n:02x}", f"3-2-{n}01", f"王建国 {n}人") for n in range(1, 10))


def houses(text: str) -> Sequence[Suggestion]:
    return [house for house in HOUSES if text and house.title.startswith(text)]


class FormApp(App[None]):
    """Shows a form and notes what it says."""

    BINDINGS = [
        Binding("ctrl+z", "note('undo')"),
        Binding("ctrl+y", "note('redo')"),
        Binding("f6", "note('f6')"),
        Binding("escape", "note('escape')"),
        Binding("3", "note('area 3')"),
    ]

    def __init__(
        self, *spec: FieldSpec, values: Mapping[str, object] | None = None, draft_delay: float = 0.5
    ) -> None:
        super().__init__()
        self.form = Form(spec, values, today=TODAY, draft_delay=draft_delay)
        self.submitted: list[dict[str, object]] = []
        self.drafts: list[dict[str, str]] = []
        self.edits: list[tuple[str, str]] = []
        self.pasted: list[PastedLines] = []
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_mount(self) -> None:
        self.form.focus_field()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        self.submitted.append(message.values)

    def on_form_changed(self, message: Form.Changed) -> None:
        self.drafts.append(message.raw)

    def on_form_edited(self, message: Form.Edited) -> None:
        self.edits.append((message.name, message.raw))

    def on_pasted_lines(self, message: PastedLines) -> None:
        self.pasted.append(message)

    def action_note(self, what: str) -> None:
        self.noted.append(what)

    @property
    def at(self) -> str:
        """The name of the field that has the focus."""
        row = self.form.rows.holding(self.focused)
        return row.spec.name if row else ""

    def under(self, name: str) -> str:
        """What is drawn in the reserved line of a field."""
        return self.lines(name)[-1].strip()

    def lines(self, name: str) -> list[str]:
        """What a row draws around its field."""
        return self.form.rows[name].render().plain.split("\n")


def text(name: str, **options: object) -> FieldSpec:
    return FieldSpec(name=name, title="姓名", **options)  # type: ignore[arg-type]


async def type_text(pilot: Pilot[None], typed: str) -> None:
    """Send characters as an input method commits them."""
    assert pilot.app.focused is not None
    for character in typed:
        pilot.app.post_message(events.Key(key=character, character=character))
    await pilot.pause()


async def paste(pilot: Pilot[None], pasted: str) -> None:
    pilot.app.post_message(events.Paste(pasted))
    await pilot.pause()


def wrong(_text: str) -> list[Problem]:
    return [Problem("这一项不对")]
