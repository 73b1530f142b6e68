"""The form in which an issue is taken down, and corrected later."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult

from gridtui.domain.dates import local_date, shown_instant
from gridtui.domain.ids import RecordId
from gridtui.domain.intents import Intent
from gridtui.domain.problems import Problem, RuleBroken, Severity
from gridtui.queries.issue_places import PlaceHit
from gridtui.queries.issues import IssueDetail, issue_detail, issue_number
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.editing import PastedLines
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Changed, Submitted
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.ui.screens.issues.entry_fields import draft_of, issue_fields
from gridtui.ui.screens.issues.half_typed import DROP, GO_ON, ask_to_drop, offer_of
from gridtui.ui.screens.issues.naming import Names, read_names
from gridtui.ui.screens.issues.prefilling import (
    given_place,
    household_of,
    new_values,
    reporter_values,
    stored_values,
)
from gridtui.ui.screens.issues.suggesting import Suggester
from gridtui.usecases.issues import correct_issue, register_issue
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.ui.desk import DeskApp

AREA = mark("记诉求")
NEW_KEY = "issue:new"
FIRST_FIELDS = ("place", "category", "nature", "text")
"""The fields that are filled every time, in order."""


class IssueEntryScreen(AreaScreen):
    """Takes down an issue, its place filled in as far as it is known; ``issue_id`` names one to correct."""

    TITLE = mark("记诉求")
    CSS_PATH = "issues.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("issue_entry.leave", mark("留作草稿"), ("escape",), mark("退回去，写了的留作草稿"), AREA,
                "leave"),
        Command("issue_entry.next", mark("记诉求"), ("ctrl+n",), mark("已经在记了：存好这一条就接着下一条"),
                AREA, "stay", footer=False, palette=False, priority=True),
        Command("issue_entry.discard", mark("丢弃"), ("f7",), mark("不要写了的，草稿也丢掉"), AREA, "discard",
                priority=True),
    )  # fmt: skip

    def __init__(
        self,
        building_id: RecordId | None = None,
        household_id: RecordId | None = None,
        resident_id: RecordId | None = None,
        issue_id: RecordId | None = None,
    ) -> None:
        super().__init__()
        self.issue_id = issue_id
        self.draft_key = f"issue:{issue_id.hex()}" if issue_id else NEW_KEY
        self._given = given_place(building_id, household_id, resident_id)
        self._detail: IssueDetail | None = None
        self._filled = ""
        self._place_at_first = ("", "")
        self._writing = False

    def compose_body(self) -> ComposeResult:
        """Lay out the form, filled with what is known."""
        gateway = gateway_of(self)
        self.suggester = Suggester(gateway)
        self.suggester.names = gateway.read_now(read_names) or Names()
        if self.issue_id is not None:
            self._detail = gateway.read_now(issue_detail, self.issue_id)
        shows_reporter = not self._detail or self._detail.shows_reporter(gateway.workspace.desk.org_id)
        yield Form(
            issue_fields(self.suggester, self._check_place, is_new=self.issue_id is None,
                         with_reporter=shows_reporter),
            self._known_values(),
            today=lambda: local_date(gateway.clock()),
            id="issue-form",
        )  # fmt: skip

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one("#issue-form", Form)

    def on_mount(self) -> None:
        """Begin where something is missing, and offer what was left half typed."""
        if self._detail is not None:
            self.title = mark("更正诉求")
            self.filter_words = self._detail.row.number
        elif self.issue_id is not None:
            self.say(tr("这件诉求已经不在了，Esc 返回"), "error")
        self._place_at_first = self._place
        self._focus_first_empty()
        self.run_worker(self._offer_draft(), group="offer")

    def on_suggest_input_taken(self, message: SuggestInput.Taken) -> None:
        """Fill in the reporter from the person, or the only person, of the place that was chosen."""
        hit = self.suggester.hit(message.suggestion)
        if hit is None:
            return
        if message.field is self.form.field("place"):
            self._place_chosen(hit)
        elif message.field is self.form.field("reporter_name") and not self._raw("reporter_phone"):
            self.form.load({"reporter_phone": hit.phone}, as_typed=True)

    def on_pasted_lines(self, message: PastedLines) -> None:
        """Put several pasted lines where they belong: into the text."""
        if message.field is self.form.field("text"):
            return
        message.stop()
        message.take_back()
        text = self.form.field("text")
        text.put("\n".join(part for part in (text.raw, *message.lines) if part))
        self.form.focus_field("text")
        self.say(tr("粘贴的 {n} 行放进了内容", n=len(message.lines)))

    async def on_form_changed(self, message: Changed) -> None:
        """Keep what is half typed."""
        await self._keep(message.raw)

    def on_form_submitted(self, message: Submitted) -> None:
        """Save; a second Ctrl+S meanwhile is the same one."""
        if not self._writing and (self.issue_id is None or self._detail is not None):
            self._writing = True
            self.run_worker(self._save(message.values), group="save")

    async def keep_draft(self) -> None:
        """Keep what is half typed, before the program ends or locks."""
        if self.form.is_dirty and not self._writing:
            await gateway_of(self).keep_draft(self.draft_key, self.form.raw_values())

    async def action_leave(self) -> None:
        """Go back; what was typed is kept, and the next screen says so."""
        dirty = self.form.is_dirty
        if not await self._keep(self.form.raw_values()):
            return
        new = self.issue_id is None
        words = tr("已留作草稿，再记诉求时可以接着写") if new else tr("已留作草稿，再更正时可以接着写")
        self._close(words if dirty else "")

    def action_stay(self) -> None:
        """Say that this is the place already."""
        self.say(tr("已经在记诉求了，Ctrl+S 存好就接着记下一条"))

    def action_discard(self) -> None:
        """Throw away what was typed; asks, because it cannot be taken back."""
        if not self.form.is_dirty:
            self._close("")
            return

        def answered(answer: str | None) -> None:
            if answer == DROP:
                self.run_worker(self._discard(), group="save")

        self.app.push_screen(ask_to_drop(), answered)

    def _known_values(self) -> dict[str, object]:
        gateway = gateway_of(self)
        if self._detail is not None:
            return stored_values(gateway, self.suggester, self._detail.draft)
        values = new_values(gateway, self.suggester, self._given)
        self._filled = _name_in(values)
        return values

    def _check_place(self, text: str) -> list[Problem]:
        if self.form.chosen("place") is not None:
            return []
        field = self.form.field("place")
        if isinstance(field, SuggestInput) and field.is_waiting:
            return []
        words = mark("没有对上住户或楼栋，“{place}”只按文字记下")
        return [Problem(words, "place", Severity.WARNING, {"place": text})]

    def _place_chosen(self, hit: PlaceHit) -> None:
        self.suggester.household = hit.household_id
        if self._raw("reporter_name") in ("", self._filled) and not self._raw("anonymous"):
            values = reporter_values(gateway_of(self), self.suggester, hit)
            self._filled = _name_in(values)
            self.form.load(values, as_typed=True)

    @property
    def _place(self) -> tuple[str, str]:
        chosen = self.form.chosen("place")
        return self._raw("place"), chosen.value if chosen else ""

    def _raw(self, name: str) -> str:
        return self.form.raw_values().get(name, "")

    def _focus_first_empty(self) -> None:
        raw = self.form.raw_values()
        self.form.focus_field(next((name for name in FIRST_FIELDS if not raw.get(name)), "text"))

    async def _keep(self, raw: dict[str, str]) -> bool:
        """Keep the form as it stands, or forget the draft of an untouched one; False where that failed."""
        gateway = gateway_of(self)
        if self._writing or gateway.read_only:
            return True
        try:
            if self.form.is_dirty:
                await gateway.keep_draft(self.draft_key, raw)
                self.note = tr("草稿已存 {when}", when=shown_instant(gateway.clock())[-5:])
            else:
                await gateway.drop_draft(self.draft_key)
                self.note = ""
        except RuleBroken as refusal:
            self._refuse(refusal)
            return False
        return True

    async def _offer_draft(self) -> None:
        try:
            kept = await gateway_of(self).kept_draft(self.draft_key)
        except RuleBroken as refusal:
            self._refuse(refusal)
            return
        if kept is None:
            return
        if await self.app.push_screen_wait(offer_of(gateway_of(self), kept)) == GO_ON:
            self.form.load(kept.body, as_typed=True)
            self.suggester.household = household_of(self.form.chosen("place"))
        else:
            await self._drop()
        self._focus_first_empty()

    async def _save(self, values: dict[str, object]) -> None:
        gateway, form = gateway_of(self), self.form
        reporter = form.chosen("reporter_name") if "reporter_name" in values else None
        draft = draft_of(values, place=form.chosen("place"), reporter=reporter, now=gateway.clock(),
                         base=self._detail.draft if self._detail else None,
                         moved=self._place != self._place_at_first)  # fmt: skip
        try:
            if self.issue_id is None:
                saved = await gateway.write(Intent.REGISTER_ISSUE, register_issue, draft, form=self.draft_key)
                number = await gateway.read(issue_number, saved)
            else:
                await gateway.write(
                    Intent.CORRECT_ISSUE, correct_issue, self.issue_id, draft, form=self.draft_key
                )
                number = draft.number
        except RuleBroken as refusal:
            self._writing = False
            elsewhere = form.show_problems(refusal.problems)
            self._refuse(RuleBroken(elsewhere or refusal.problems))
            return
        self._done(number)

    def _done(self, number: str) -> None:
        self._writing = False
        if self.issue_id is not None:
            self._close(tr("已更正 {number}，Ctrl+Z 撤销", number=number))
            return
        self.suggester.household, self._filled = None, ""
        self.note = ""
        self.form.start_next()
        self._focus_first_empty()
        self.say(tr("已登记 {number}，Ctrl+Z 撤销", number=number))

    async def _discard(self) -> None:
        self._writing = await self._drop()
        if self._writing:
            self._close(tr("草稿已丢掉"))

    async def _drop(self) -> bool:
        try:
            await gateway_of(self).drop_draft(self.draft_key)
        except RuleBroken as refusal:
            self._refuse(refusal)
            return False
        return True

    def _refuse(self, refusal: RuleBroken) -> None:
        self.say(" ".join(say(problem) for problem in refusal.problems), "error")

    def _close(self, words: str) -> None:
        leave(self)
        if words:
            cast("DeskApp", self.app).say(words)


def _name_in(values: dict[str, object]) -> str:
    name = values.get("reporter_name")
    return name.title if isinstance(name, Suggestion) else ""
