"""The one screen in which records are made and changed, whatever noun they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult

from gridtui.domain.dates import local_date, shown_instant
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import RuleBroken
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Changed, Edited, Submitted
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.upkeep.forms import FORMS
from gridtui.ui.screens.upkeep.households import HouseholdForm
from gridtui.ui.screens.upkeep.noun_form import NounForm
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft
    from gridtui.ui.desk import DeskApp

AREA = mark("建档与修改")
DRAFT_FACT_CELLS = 120


class UpkeepScreen(AreaScreen):
    """Makes or changes a record of ``noun``; Ctrl+S saves, and of new records begins the next."""

    TITLE = AREA
    CSS_PATH = "upkeep.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("upkeep.people", mark("存并录人"), ("f5",), mark("存下这户，接着录户里的人"), AREA, "people",
                writes=True, priority=True),
        Command("upkeep.reveal", mark("显示号码"), ("f2",), mark("显示隐去的号码 30 秒，会记下是谁看的"),
                AREA, "reveal", writes=True, priority=True),
        Command("upkeep.leave", mark("返回"), ("escape",), mark("退回去，写了的留作草稿"), AREA, "leave"),
        Command("upkeep.discard", mark("丢弃"), ("f7",), mark("不要写了的，草稿也丢掉"), AREA, "discard",
                priority=True),
    )  # fmt: skip

    def __init__(
        self, noun: str, record_id: RecordId | None = None, parent_id: RecordId | None = None
    ) -> None:
        super().__init__()
        self.noun, self.record_id, self.parent_id = noun, record_id, parent_id
        self.revealing = Revealing(self, self._show_numbers)
        self._gone = False
        self._writing = False
        self._then_people = False

    def compose_body(self) -> ComposeResult:
        """Lay out the form, filled with what is known."""
        gateway = gateway_of(self)
        self.subject: NounForm = FORMS[self.noun](gateway, self.record_id, self.parent_id)
        values = self.subject.values()
        self._gone = values is None
        yield Form(self.subject.specs(), values, today=lambda: local_date(gateway.clock()), id="upkeep-form")

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one("#upkeep-form", Form)

    def on_mount(self) -> None:
        """Begin where something is missing, and offer what was left half typed."""
        self.subject.form = self.form
        self.title = self.subject.NEW if self.subject.is_new else self.subject.EDIT
        self.filter_words = self.subject.title()
        self._focus_first()
        if self._gone:
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
        else:
            self.run_worker(self._offer_draft(), group="offer")

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

    async def on_form_changed(self, message: Changed) -> None:
        """Keep what is half typed."""
        await self._keep(message.raw)

    def on_form_submitted(self, message: Submitted) -> None:
        """Save; a second Ctrl+S meanwhile is the same one."""
        if not self._writing and not self._gone:
            self._writing = True
            self.run_worker(self._save(message.values), group="save")

    async def keep_draft(self) -> None:
        """Keep what is half typed, before the program ends or locks; revealed numbers are masked first."""
        if self.revealing.is_shown:
            self.revealing.hide()
        if self.form.is_dirty and not self._writing:
            await gateway_of(self).keep_draft(self.subject.draft_key, self.form.raw_values())

    async def action_people(self) -> None:
        """Save the household, then add its people."""
        self._then_people = True
        await self.form.action_save()
        if not self._writing and not self.form.is_dirty:
            self._then_people = False

    async def action_reveal(self) -> None:
        """Show the stored numbers for a while, once it is noted who looked; again to mask them."""
        if self.record_id is not None:
            try:
                await self.revealing.toggle(self.record_id)
            except RuleBroken as refusal:
                self.say(" ".join(say(problem) for problem in refusal.problems), "error")

    async def action_leave(self) -> None:
        """Go back; what was typed is kept, and the next screen says so."""
        if self.revealing.is_shown:
            self.revealing.hide()
        dirty = self.form.is_dirty
        await self._keep(self.form.raw_values())
        self._close(tr("已留作草稿，再打开时可以接着写") if dirty else "")

    def action_discard(self) -> None:
        """Throw away what was typed; asks, because it cannot be taken back."""
        if not self.form.is_dirty:
            self._close("")
            return
        ask = Ask(tr("丢掉写了还没存的内容？"), Answer("keep", mark("接着写"), safe=True),
                  Answer("drop", mark("丢掉")))  # fmt: skip

        def answered(answer: str | None) -> None:
            if answer == "drop":
                self.run_worker(self._discard(), group="save")

        self.app.push_screen(ask, answered)

    def _show_numbers(self) -> None:
        """Put the whole numbers into their fields, or their masks; a field that was changed stays."""
        if not self.is_attached:
            return
        masks, numbers = self.subject.masks(), self.subject.numbers()
        before, after = (masks, numbers) if self.revealing.is_shown else (numbers, masks)
        raw = self.form.raw_values()
        unchanged = {name: text for name, text in after.items() if raw.get(name, "") == before[name]}
        self.form.load(unchanged, as_typed=True)

    def _focus_first(self) -> None:
        """Go to the first field that is neither filled nor pinned; to a known record's own first field."""
        raw = self.form.raw_values()
        names = [row.spec.name for row in self.form.rows if not row.pinned]
        own = [name for name in names if name not in self.subject.RECORD_NOUNS]
        empty = next((name for name in names if not raw.get(name)), None)
        self.form.focus_field(empty if self.subject.is_new else next(iter(own), None))

    async def _keep(self, raw: dict[str, str]) -> None:
        """Keep the form as it stands, or forget the draft of one that is as it was."""
        gateway = gateway_of(self)
        if self._writing or self._gone or gateway.read_only:
            return
        try:
            if self.form.is_dirty:
                await gateway.keep_draft(self.subject.draft_key, raw)
                self.note = tr("草稿已存 {when}", when=shown_instant(gateway.clock())[-5:])
            else:
                await gateway.drop_draft(self.subject.draft_key)
                self.note = ""
        except RuleBroken as refusal:
            self.say(" ".join(say(problem) for problem in refusal.problems), "error")

    async def _offer_draft(self) -> None:
        gateway, key = gateway_of(self), self.subject.draft_key
        kept = next((saved for saved in await gateway.kept_drafts() if saved.key == key), None)
        if kept is None:
            return
        answer = await self.app.push_screen_wait(
            Ask(tr("有一份没存的草稿，接着写吗？"), Answer("go_on", mark("接着写"), safe=True),
                Answer("drop", mark("丢掉，重新写")), facts=self._facts_of(kept)))  # fmt: skip
        if answer == "go_on":
            self.form.load(kept.body, as_typed=True)
        else:
            await gateway.drop_draft(key)
        self._focus_first()

    def _facts_of(self, kept: SavedDraft) -> list[str]:
        when = shown_instant(kept.saved_at, gateway_of(self).clock())
        names = {row.spec.name for row in self.form.rows} - set(self.subject.MASKED)
        said = [str(text) for name, text in kept.body.items() if name in names and text]
        return [tr("{when} 留下的", when=when), " ".join(said)[:DRAFT_FACT_CELLS]]

    async def _save(self, values: dict[str, object]) -> None:
        form, then_people = self.form, self._then_people
        self._then_people = False
        try:
            title = await self.subject.save(values)
            after = await self.subject.next_values() if self.subject.is_new else {}
        except RuleBroken as refusal:
            self._writing = False
            elsewhere = form.show_problems(self.subject.renamed(refusal.problems))
            if elsewhere:
                self.say(" ".join(say(problem) for problem in elsewhere), "error")
            return
        self._writing = False
        self.note = ""
        if not self.subject.is_new:
            self._close(tr("已修改 {title}，Ctrl+Z 撤销", title=title))
        else:
            form.start_next(after)
            self.filter_words = self.subject.title()
            self.say(tr("已存 {title}，Ctrl+Z 撤销；接着录下一条，Esc 返回", title=title))
        if then_people and isinstance(self.subject, HouseholdForm) and self.subject.saved_id:
            self.post_message(messages.OpenUpkeep("resident", parent_id=self.subject.saved_id))

    async def _discard(self) -> None:
        self._writing = True
        await gateway_of(self).drop_draft(self.subject.draft_key)
        self._close(tr("草稿已丢掉"))

    def _close(self, words: str) -> None:
        app = cast("DeskApp", self.app)
        leave(self)
        if words:
            app.say(words)
