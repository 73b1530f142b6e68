"""Erasing a person: what would go and what stays, then the reason, then the name typed to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.erasure import ErasureReason
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.vocabulary import plain
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Dialog
from gridtui.ui.kit.editing import FieldEdited
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.text_input import TextInput
from gridtui.usecases.erasure_words import copies_words, going_words, outcome_words, warning_words
from gridtui.usecases.privacy import ErasureForecast, ErasureOutcome, erase, forecast
from gridtui.words import mark, tr

AREA = mark("清除个人资料")
NAMELESS: Final = mark("清除")
"""What is typed to confirm where the person has no name."""


class ConfirmErasure(Dialog[bool]):
    """Asks for the name; begins on the safe answer, and only the right name lets the other one through."""

    DEFAULT_CSS = """
    ConfirmErasure #erasure-name { margin: 1 0 0 0; background: $background; height: 1; border: none; }
    ConfirmErasure #erasure-problem { height: 1; width: 1fr; color: $error; }
    """

    def __init__(self, name: str, facts: Sequence[str]) -> None:
        question = tr("清除以后不能恢复。要清除，在下面写上“{name}”", name=name)
        super().__init__(question, (CANCEL, Answer("erase", mark("清除"))), facts)
        self._name_to_type = name

    def compose_middle(self) -> ComposeResult:
        """Lay out the field and the reserved line under it."""
        field = TextInput(id="erasure-name")
        field.placeholder = tr("姓名写在这里")
        yield field
        yield Static(id="erasure-problem")

    def on_field_edited(self, message: FieldEdited) -> None:
        """Take the problem away as soon as something is typed."""
        message.stop()
        self.query_one("#erasure-problem", Static).update("")

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Go on to the answers; Enter in the field never erases."""
        message.stop()
        self.begin()

    def on_key(self, event: events.Key) -> None:
        """Take a letter that is typed on the answers into the field."""
        field = self.query_one(TextInput)
        if event.is_printable and event.character and not event.character.isspace() and not field.has_focus:
            event.stop()
            field.focus()
            field.insert_text_at_cursor(event.character)

    def give(self, answer: Answer) -> None:
        """Close with yes where the name was typed, with no for the safe answer."""
        if answer is CANCEL:
            self.dismiss(False)
        elif plain(self.query_one(TextInput).value) == plain(self._name_to_type):
            self.dismiss(True)
        else:
            self.query_one("#erasure-problem", Static).update(shown(tr("! 写的不一样，什么也没有清除")))
            self.query_one(TextInput).focus()


class ErasureScreen(AreaScreen):
    """Shows what an erasure of this person would take away, and carries it out."""

    TITLE = AREA
    AUTO_FOCUS = "#erasure-scroll"
    DEFAULT_CSS = """
    ErasureScreen #erasure-scroll { padding: 0 2; scrollbar-size-vertical: 1; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("erasure.erase", mark("清除"), ("x",), mark("选理由，写上姓名，然后清除；不能恢复"), AREA,
                "erase", writes=True),
        Command("erasure.file", mark("先导出"), ("e",), mark("清除以前把全部资料交给本人"), AREA, "file"),
    )  # fmt: skip

    def __init__(self, resident_id: RecordId) -> None:
        super().__init__()
        self.resident_id = resident_id
        self.forecast: ErasureForecast | None = None
        self.outcome: ErasureOutcome | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the text."""
        with VerticalScroll(id="erasure-scroll"):
            yield Prose(id="erasure-words")

    def on_screen_resume(self) -> None:
        """Read what would go, at first and after having been elsewhere."""
        self.look()

    def look(self) -> None:
        """Read what would go; after the erasure there is nothing to read any more."""
        gateway = gateway_of(self)
        if gateway.is_open and self.outcome is None:
            places = {"store": gateway.workspace.path, "folder": self._folder}
            today = local_date(gateway.clock())
            gateway.ask(self, "forecast", forecast, self.resident_id, today, then=self._show, **places)

    @property
    def _folder(self) -> Any:
        return getattr(self.app, "backup_folder", None)

    def _show(self, found: ErasureForecast) -> None:
        self.forecast = found
        self.filter_words = found.title
        self._tell(
            [Paragraph(line, "! ", "bold") for line in warning_words(found)],
            [Paragraph(tr("清除以后找不到的："), style="bold"), *_points(going_words(found))],
            [Paragraph(line) for line in copies_words(found.copies)],
            [Paragraph(tr("纸上的和导出的文件里的，要另外去删。"), style="$foreground-muted")],
        )
        self.refresh_bindings()

    def _tell(self, *parts: Sequence[Paragraph]) -> None:
        """Show the parts that say something, a blank line between them."""
        lines: list[Paragraph] = []
        for part in parts:
            if part:
                lines += [*([Paragraph("")] if lines else []), *part]
        self.query_one("#erasure-words", Prose).show(lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the erasure while there is somebody, and nothing stands in its way."""
        if action in ("erase", "file") and (self.outcome is not None or self.forecast is None):
            return False
        if action == "erase" and self.forecast is not None and self.forecast.posts:
            return False
        return super().check_action(action, parameters)

    def action_file(self) -> None:
        """Hand everything out first."""
        from gridtui.ui.messages import ExportPerson

        self.post_message(ExportPerson(self.resident_id))

    def action_erase(self) -> None:
        """Ask for the reason and the name, then erase."""
        found = self.forecast
        if found is None:
            return

        def confirm(reason: str | None) -> None:
            if reason is not None:
                name = found.title or tr(NAMELESS)
                self.app.push_screen(
                    ConfirmErasure(name, going_words(found)), lambda sure: self._answered(reason, bool(sure))
                )

        reasons = [Item(code, tr(label)) for code, label in ErasureReason.choices()]
        self.app.push_screen(PickItem(tr("为什么清除"), reasons), confirm)

    def _answered(self, reason: str, sure: bool) -> None:
        if sure:
            self.say(tr("正在清除，并重写库文件……"))
            self.run_worker(self._erase(reason), group="erase", exclusive=True)
        else:
            self.say(tr("没有清除"))

    async def _erase(self, reason: str) -> None:
        try:
            self.outcome = await gateway_of(self).run(
                Intent.ERASE_PERSON, erase, self.resident_id, reason, changes=True, folder=self._folder
            )
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self._done(self.outcome)

    def _done(self, outcome: ErasureOutcome) -> None:
        self.filter_words = ""
        self.refresh_bindings()
        self._tell(
            [Paragraph(line, style="bold") for line in outcome_words(outcome)],
            [Paragraph(line) for line in copies_words(outcome.copies)],
        )
        self.say(tr("已清除，Esc 返回"))


def _points(lines: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(line, f"{glyph('dot')} ") for line in lines]
