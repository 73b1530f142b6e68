"""The form in which an issue is taken down, and corrected later."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult

from gridtui.domain.dates import local_date, shown_instant
from gridtui.domain.ids import RecordId
from gridtui.domain.problems import Problem, RuleBroken, Severity
from gridtui.queries.issue_places import PlaceHit, PlaceKind, household_people, place_of
from gridtui.queries.issues import IssueDetail, issue_detail, issue_number
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.ui.kit.editing import PastedLines
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Changed, Submitted
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.ui.screens.issues.entry_fields import draft_of, issue_fields, values_of
from gridtui.ui.screens.issues.naming import Names, read_names
from gridtui.ui.screens.issues.suggesting import Suggester, read_place
from gridtui.usecases.issues import correct_issue, register_issue
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft
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
        self._given = next(((kind, id) for kind, id in (
            (PlaceKind.RESIDENT, resident_id), (PlaceKind.HOUSEHOLD, household_id),
            (PlaceKind.BUILDING, building_id),
        ) if id is not None), None)  # fmt: skip
        self._detail: IssueDetail | None = None
        self._filled = ""
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
        await self._keep(self.form.raw_values())
        new = self.issue_id is None
        words = tr("已留作草稿，再记诉求时可以接着写") if new else tr("已留作草稿，再更正时可以接着写")
        self._close(words if dirty else "")

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

    def _known_values(self) -> dict[str, object]:
        gateway = gateway_of(self)
        if self._detail is not None:
            draft = self._detail.draft
            kinds = ((PlaceKind.HOUSEHOLD, draft.household_id), (PlaceKind.DWELLING, draft.dwelling_id))
            known = next(((kind, id) for kind, id in kinds if id is not None), None)
            hit = gateway.read_now(place_of, *known) if known else None
            place = self.suggester.place(hit) if hit else None
            if hit is None and draft.building_id is not None:
                building = gateway.read_now(place_of, PlaceKind.BUILDING, draft.building_id)
                title = draft.place or (building.place if building else "")
                place = self.suggester.place(building)._replace(title=title) if building else None
            self.suggester.household = draft.household_id
            return values_of(draft, place, self.suggester.category(draft.category))
        values: dict[str, object] = {"registered_at": local_date(gateway.clock())}
        hit = gateway.read_now(place_of, *self._given) if self._given else None
        if hit is not None:
            values |= {"place": self.suggester.place(hit), **self._reporter_of(hit)}
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
            self.form.load(self._reporter_of(hit), as_typed=True)

    def _reporter_of(self, hit: PlaceHit) -> dict[str, object]:
        """Return what fills the reporter: the person chosen, or the only one of a household."""
        self.suggester.household = hit.household_id
        person = hit if hit.kind is PlaceKind.RESIDENT else None
        if hit.kind is PlaceKind.HOUSEHOLD and hit.people == 1:
            people = gateway_of(self).read_now(household_people, hit.id) or ()
            person = next(iter(people), None)
        self._filled = person.name if person else ""
        if person is None:
            return {"reporter_name": "", "reporter_phone": ""}
        return {"reporter_name": self.suggester.person(person), "reporter_phone": person.phone}

    def _raw(self, name: str) -> str:
        return self.form.raw_values().get(name, "")

    def _focus_first_empty(self) -> None:
        raw = self.form.raw_values()
        self.form.focus_field(next((name for name in FIRST_FIELDS if not raw.get(name)), "text"))

    async def _keep(self, raw: dict[str, str]) -> None:
        """Keep the form as it stands, or forget the draft of one that is as it was."""
        gateway = gateway_of(self)
        if self._writing or gateway.read_only:
            return
        try:
            if self.form.is_dirty:
                await gateway.keep_draft(self.draft_key, raw)
                self.note = tr("草稿已存 {when}", when=shown_instant(gateway.clock())[-5:])
            else:
                await gateway.drop_draft(self.draft_key)
                self.note = ""
        except RuleBroken as refusal:
            self.say(" ".join(say(problem) for problem in refusal.problems), "error")

    async def _offer_draft(self) -> None:
        gateway = gateway_of(self)
        kept = next((saved for saved in await gateway.kept_drafts() if saved.key == self.draft_key), None)
        if kept is None:
            return
        answer = await self.app.push_screen_wait(
            Ask(tr("有一份没存的草稿，接着写吗？"), Answer("go_on", mark("接着写"), safe=True),
                Answer("drop", mark("丢掉，重新写")), facts=self._facts_of(kept)))  # fmt: skip
        if answer == "go_on":
            self.form.load(kept.body, as_typed=True)
            chosen = self.form.chosen("place")
            known = read_place(chosen.value) if chosen else None
            self.suggester.household = known[1] if known and known[0] is PlaceKind.HOUSEHOLD else None
        else:
            await gateway.drop_draft(self.draft_key)
        self._focus_first_empty()

    def _facts_of(self, kept: SavedDraft) -> list[str]:
        when = shown_instant(kept.saved_at, gateway_of(self).clock())
        said = (str(kept.body.get(name) or "") for name in ("place", "category", "title", "text"))
        return [tr("{when} 留下的", when=when), " ".join(part for part in said if part)[:120]]

    async def _save(self, values: dict[str, object]) -> None:
        gateway, form = gateway_of(self), self.form
        reporter = form.chosen("reporter_name") if "reporter_name" in values else None
        draft = draft_of(values, place=form.chosen("place"), reporter=reporter, now=gateway.clock(),
                         base=self._detail.draft if self._detail else None)  # fmt: skip
        try:
            if self.issue_id is None:
                saved = await gateway.write("register_issue", register_issue, draft, form=self.draft_key)
                number = await gateway.read(issue_number, saved)
            else:
                await gateway.write("correct_issue", correct_issue, self.issue_id, draft, form=self.draft_key)
                number = draft.number
        except RuleBroken as refusal:
            self._writing = False
            elsewhere = form.show_problems(refusal.problems)
            self.say(" ".join(say(problem) for problem in elsewhere or refusal.problems), "error")
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
        self._writing = True
        await gateway_of(self).drop_draft(self.draft_key)
        self._close(tr("草稿已丢掉"))

    def _close(self, words: str) -> None:
        self.app.pop_screen()
        if words:
            cast("DeskApp", self.app).say(words)
