"""The one screen in which records are made and changed, whatever noun they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import RuleBroken
from gridtui.ui import messages
from gridtui.ui.aims import NO_AIM, Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.cells import fit
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Edited
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.upkeep.forms import FORMS
from gridtui.ui.screens.upkeep.households import HouseholdForm
from gridtui.ui.screens.upkeep.noun_form import NounForm
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

AREA = mark("建档与修改")
HELP_CELLS = 26
"""Room for an example before what it means."""


class UpkeepScreen(KeptFormScreen):
    """Makes or changes a record of ``noun``; Ctrl+S saves, and of new records begins the next."""

    TITLE = AREA
    CSS_PATH = "upkeep.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("upkeep.people", mark("存并录人"), ("f5",), mark("存下这户，接着录户里的人"), AREA, "people",
                writes=True, priority=True),
        Command("upkeep.reveal", mark("显示号码"), ("f2",), mark("显示隐去的号码 30 秒，会记下是谁看的"),
                AREA, "reveal", writes=True, priority=True),
    )  # fmt: skip

    def __init__(
        self,
        noun: str,
        record_id: RecordId | None = None,
        parent_id: RecordId | None = None,
        aim: Aim = NO_AIM,
    ) -> None:
        super().__init__()
        self.noun, self.record_id, self.parent_id, self.aim = noun, record_id, parent_id, aim
        self.revealing = Revealing(self, self._show_numbers)
        self._gone = False
        self._then_people = False

    def compose_body(self) -> ComposeResult:
        """Lay out the form, filled with what is known."""
        gateway = gateway_of(self)
        self.subject: NounForm = FORMS[self.noun](gateway, self.record_id, self.parent_id, self.aim)
        values = self.subject.values()
        self._gone = values is None
        yield Form(self.subject.specs(), values, today=lambda: local_date(gateway.clock()), id="upkeep-form")
        if self.subject.HELP:
            yield Prose(map(self._help_line, self.subject.HELP), id="upkeep-help")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every record and one for a new one of each noun."""
        return self.subject.draft_key

    def on_mount(self) -> None:
        """Begin where something is missing, and offer what was left half typed."""
        self.subject.form = self.form
        self.title = self.subject.NEW if self.subject.is_new else self.subject.EDIT
        self.filter_words = self.subject.title()
        self.begin()
        if self._gone:
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
        else:
            self.run_worker(self.offer_draft(), group="offer")

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this noun has."""
        if action == "people" and self.noun != "household":
            return False
        if action == "reveal" and not (self.subject.MASKED and any(self.subject.numbers().values())):
            return False
        return super().check_action(action, parameters)

    async def on_form_edited(self, message: Edited) -> None:
        """Let what is typed in one field fill others."""
        self.run_worker(self.subject.follow(message.name, message.raw), group=f"follow:{message.name}")

    def on_suggest_input_taken(self, message: SuggestInput.Taken) -> None:
        """Let what was chosen fill other fields, also where it was typed in full already."""
        if row := self.form.rows.holding(message.field):
            name = row.spec.name
            self.run_worker(self.subject.follow(name, row.field.raw), group=f"follow:{name}")

    def can_store(self) -> bool:
        """Whether the record to change is still there."""
        return not self._gone

    def begin(self) -> None:
        """Go to the first field that is neither filled nor pinned; to a known record's own first field."""
        raw = self.form.raw_values()
        names = [row.spec.name for row in self.form.rows if not row.pinned]
        own = [name for name in names if name not in self.subject.RECORD_NOUNS]
        empty = next((name for name in names if not raw.get(name)), None)
        if self.aim.at in raw:
            self.form.focus_field(self.aim.at)
            return
        self.form.focus_field(empty if self.subject.is_new else next(iter(own), None))

    def cover(self) -> None:
        """Mask the numbers again."""
        if self.revealing.is_shown:
            self.revealing.hide()

    def draft_words(self, kept: SavedDraft) -> str:
        """Return what was typed, without what is masked."""
        names = {row.spec.name for row in self.form.rows} - set(self.subject.MASKED)
        return " ".join(str(text) for name, text in kept.body.items() if name in names and text)

    @staticmethod
    def _help_line(line: tuple[str, str]) -> Paragraph:
        return Paragraph(tr(line[1]), fit(tr(line[0]), HELP_CELLS))

    async def action_people(self) -> None:
        """Save the household, then add its people."""
        self._then_people = True
        await self.form.action_save()
        if not self.writing and not self.form.is_dirty:
            self._then_people = False

    async def action_reveal(self) -> None:
        """Show the stored numbers for a while, once it is noted who looked; again to mask them."""
        if self.record_id is not None:
            try:
                await self.revealing.toggle(self.record_id)
            except RuleBroken as refusal:
                self.refuse(refusal)

    def _show_numbers(self) -> None:
        """Put the whole numbers into their fields, or their masks; a field that was changed stays."""
        if not self.is_attached:
            return
        masks, numbers = self.subject.masks(), self.subject.numbers()
        before, after = (masks, numbers) if self.revealing.is_shown else (numbers, masks)
        raw = self.form.raw_values()
        unchanged = {name: text for name, text in after.items() if raw.get(name, "") == before[name]}
        self.form.load(unchanged, as_typed=True)

    async def store(self, values: dict[str, object]) -> None:
        """Make the record and begin the next, or change it and go back."""
        then_people, self._then_people = self._then_people, False
        try:
            title = await self.subject.save(values)
            after = await self.subject.next_values() if self.subject.is_new else {}
        except RuleBroken as refusal:
            raise RuleBroken(self.subject.renamed(refusal.problems)) from refusal
        self.writing = False
        self.note = ""
        if not self.subject.is_new:
            self.close(self.subject.done(title))
        elif self.aim.once or self.aim.many:
            wrote = gateway_of(self).wrote
            self.close(
                tr(mark("已存 {title}，Ctrl+Z 撤销") if wrote else mark("{title} 没有改动"), title=title)
            )
        else:
            self.form.start_next(after)
            self.filter_words = self.subject.title()
            self.say(tr("已存 {title}，Ctrl+Z 撤销；接着录下一条，Esc 返回", title=title))
        if then_people and isinstance(self.subject, HouseholdForm) and self.subject.saved_id:
            self.post_message(messages.OpenUpkeep("resident", parent_id=self.subject.saved_id))
