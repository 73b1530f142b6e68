"""The form in which an issue is taken down, and corrected later."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken, Severity
from gridtui.insight.capturing import Understood, understand
from gridtui.insight.hinting import Hints, read_hints
from gridtui.queries.issues.issue_places import PlaceHit, PlaceKind
from gridtui.queries.issues.issues import IssueDetail, issue_detail, issue_number
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.editing import PastedLines, PastedProse
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.form_messages import Edited
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.suggest_input import SuggestInput
from gridtui.ui.kit.text_input import pasted_lines
from gridtui.ui.screens.issues.capturing import line_values
from gridtui.ui.screens.issues.entry_fields import draft_of, issue_fields
from gridtui.ui.screens.issues.hints import hint_lines
from gridtui.ui.screens.issues.message import text_left, told, values_to_fill
from gridtui.ui.screens.issues.naming import Names, read_names
from gridtui.ui.screens.issues.prefilling import (
    given_place,
    household_of,
    new_values,
    reporter_values,
    stored_values,
)
from gridtui.ui.screens.issues.suggesting import Suggester, read_place
from gridtui.usecases.issue_moves import register_into
from gridtui.usecases.issues import correct_issue
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

AREA = mark("记诉求")
NEW_KEY = "issue:new"
FIRST_FIELDS = ("place", "category", "nature", "text")
"""The fields that are filled every time, in order."""

TOLD = ("place", "category", "title", "text")
"""What is shown of a draft."""


class IssueEntryScreen(KeptFormScreen):
    """Takes down an issue, its place filled in as far as it is known; ``issue_id`` names one to correct."""

    TITLE = mark("记诉求")
    CSS_PATH = "issues.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("issue_entry.next", mark("记诉求"), ("ctrl+n",), mark("已经在记了：存好这一条就接着下一条"),
                AREA, "stay", footer=False, palette=False, priority=True),
        Command("issue_entry.take_category", mark("用这类别"), ("f3",), mark("用提示的类别"), AREA,
                "take_category", priority=True),
        Command("issue_entry.join", mark("并入相似"), ("f5",), mark("存好就并入提示的那一件；再按换下一件"),
                AREA, "join", priority=True),
        Command("issue_entry.link", mark("关联相似"), ("f2",), mark("有关但不是一件事：存好就关联提示的那件"),
                AREA, "link", priority=True),
    )  # fmt: skip

    def __init__(
        self,
        building_id: RecordId | None = None,
        household_id: RecordId | None = None,
        resident_id: RecordId | None = None,
        issue_id: RecordId | None = None,
        dwelling_id: RecordId | None = None,
    ) -> None:
        super().__init__()
        self.issue_id = issue_id
        self._given = given_place(building_id, household_id, resident_id, dwelling_id)
        self._detail: IssueDetail | None = None
        self._filled = self._pasted_day = ""
        self._turn = 0
        self._place_at_first = ("", "")
        self.hints = Hints()
        self._joined: RecordId | None = None
        self._linked: RecordId | None = None

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
        yield Prose(id="issue-hints")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every issue and one for a new one."""
        return f"issue:{self.issue_id.hex()}" if self.issue_id else NEW_KEY

    def on_mount(self) -> None:
        """Begin where something is missing, and offer what was left half typed."""
        if self._detail is not None:
            self.title = mark("更正诉求")
            self.filter_words = self._detail.row.number
        elif self.issue_id is not None:
            self.say(tr("这件诉求已经不在了，Esc 返回"), "error")
        self._place_at_first = self._place
        self.begin()
        self.run_worker(self.offer_draft(), group="offer")

    def on_suggest_input_taken(self, message: SuggestInput.Taken) -> None:
        """Fill in the reporter from the person, or the only person, of the place that was chosen."""
        understood = self.suggester.line(message.suggestion)
        if understood is not None:
            self._put_line(understood)
            return
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
        self._take_lines(message.lines)

    def on_paste(self, event: events.Paste) -> None:
        """Take what was pasted where nothing can be typed, such as beside the natures."""
        event.stop()
        if lines := pasted_lines(event.text):
            self._take_lines(lines)

    def on_pasted_prose(self, message: PastedProse) -> None:
        """Let a message pasted as the text fill what is still empty."""
        message.stop()
        if self.issue_id is None:
            self.run_worker(self._read_message(message.text, message.text.count("\n") + 1), group="message")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what came to mind."""
        if action == "take_category" and not self.hints.categories:
            return False
        if action in ("join", "link") and not self.hints.duplicates:
            return False
        return super().check_action(action, parameters)

    def can_store(self) -> bool:
        """Whether the issue to correct is still there."""
        return self.issue_id is None or self._detail is not None

    def begin(self) -> None:
        """Go to the first field that is filled every time and is empty now."""
        raw = self.form.raw_values()
        self.form.focus_field(next((name for name in FIRST_FIELDS if not raw.get(name)), "text"))

    def resumed(self) -> None:
        """Know the people of the household again."""
        self.suggester.household = household_of(self.form.chosen("place"))

    def draft_words(self, kept: SavedDraft) -> str:
        """Return where it was and what was said; no name and no number."""
        said = (str(kept.body.get(name) or "") for name in TOLD)
        return " ".join(part for part in said if part)

    async def on_form_edited(self, message: Edited) -> None:
        """Let what is typed bring the like to mind."""
        if self.issue_id is None and message.name in ("place", "category", "text"):
            self._look_for_the_like()

    def action_take_category(self) -> None:
        """Put the likeliest category into its field."""
        if self.hints.categories:
            self.form.load(
                {"category": self.suggester.category(self.hints.categories[0].code)}, as_typed=True
            )
            self._look_for_the_like()

    def action_join(self) -> None:
        """Merge into the likeliest issue when this one is saved; again for the next one, then for none."""
        self._joined = self._after(self._joined)
        self._linked = None if self._linked == self._joined else self._linked
        self._show_hints(self.hints)

    def action_link(self) -> None:
        """Link with the likeliest issue when this one is saved; again for the next one, then for none."""
        self._linked = self._after(self._linked)
        self._joined = None if self._linked == self._joined else self._joined
        self._show_hints(self.hints)

    def _after(self, chosen: RecordId | None) -> RecordId | None:
        """Return the issue of the hints after the one chosen, None after the last."""
        ids = [duplicate.issue.id for duplicate in self.hints.duplicates]
        place = ids.index(chosen) + 1 if chosen in ids else 0
        return ids[place] if place < len(ids) else None

    def action_stay(self) -> None:
        """Say that this is the place already."""
        self.say(tr("已经在记诉求了，Ctrl+S 存好就接着记下一条"))

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

    def _put_line(self, understood: Understood) -> None:
        """Put a whole line into the fields, and go where something is missing."""
        self.form.load(line_values(understood, self.suggester), as_typed=True)
        self.suggester.household = household_of(self.form.chosen("place"))
        self._filled = self._raw("reporter_name")
        self._look_for_the_like()
        self.begin()

    def _take_lines(self, lines: list[str]) -> None:
        text = self.form.field("text")
        before, pasted = text.raw, "\n".join(lines)
        text.put("\n".join(part for part in (before, pasted) if part))
        self.form.focus_field("text")
        self.say(tr("粘贴的 {n} 行放进了内容", n=len(lines)))
        if self.issue_id is None:
            self.run_worker(self._read_message(pasted, len(lines), before), group="message")

    async def _read_message(self, pasted: str, lines: int, before: str | None = None) -> None:
        """Fill what is empty from a message; ``before`` stood in the text, None where it was pasted there."""
        gateway, text, turn = gateway_of(self), self.form.field("text"), self._turn
        try:
            understood = await gateway.read(understand, pasted, gateway.clock())
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        if turn != self._turn or not understood.capture.is_message:
            # What was saved meanwhile must not fill the next one.
            return
        values = values_to_fill(understood, self.suggester, self.form.raw_values(), filled=self._filled)
        self.form.load(values, as_typed=True)
        if before is not None:
            left = "\n".join(filter(None, (before, text_left(understood, pasted, values))))
            if left != text.raw:
                text.put(left)
        if "registered_at" in values:
            self._pasted_day = str(values["registered_at"])
        self.suggester.household = household_of(self.form.chosen("place"))
        self._look_for_the_like()
        self.begin()
        self.say(told(understood, self.suggester, values, lines))

    def _look_for_the_like(self) -> None:
        place = self.form.chosen("place")
        known = read_place(place.value) if place else None
        building = known[1] if known and known[0] is PlaceKind.BUILDING else None
        text = " ".join(part for part in (self._raw("title"), self._raw("text")) if part)
        gateway_of(self).ask(
            self, "hints", read_hints, text, gateway_of(self).clock(), household_of(place), building,
            with_category=self.form.chosen("category") is None, then=self._show_hints,
        )  # fmt: skip

    def _show_hints(self, hints: Hints) -> None:
        self.hints = hints
        lines = hint_lines(hints, self.suggester.names, gateway_of(self).clock(), self._joined, self._linked)
        self.query_one("#issue-hints", Prose).show(lines)
        self.refresh_bindings()

    @property
    def _place(self) -> tuple[str, str]:
        chosen = self.form.chosen("place")
        return self._raw("place"), chosen.value if chosen else ""

    def _raw(self, name: str) -> str:
        return self.form.raw_values().get(name, "")

    async def store(self, values: dict[str, object]) -> None:
        """Register the issue and begin the next, or correct it and go back."""
        gateway, form = gateway_of(self), self.form
        reporter = form.chosen("reporter_name") if "reporter_name" in values else None
        draft = draft_of(values, place=form.chosen("place"), reporter=reporter, now=gateway.clock(),
                         base=self._detail.draft if self._detail else None,
                         moved=self._place != self._place_at_first)  # fmt: skip
        if self.issue_id is not None:
            differs = await gateway.write(
                Intent.CORRECT_ISSUE, correct_issue, self.issue_id, draft, form=self.draft_key
            )
            self.writing = False
            # Ctrl+Z would take back an older step where this one changed nothing.
            said = mark("已更正 {number}，Ctrl+Z 撤销") if differs else mark("{number} 没有改动")
            self.close(tr(said, number=draft.number))
            return
        saved = await gateway.write(
            Intent.REGISTER_ISSUE,
            register_into,
            draft,
            self._joined,
            linked=(self._linked,) if self._linked else (),
            form=self.draft_key,
        )
        number = await gateway.read(issue_number, saved)
        self.writing = False
        self.suggester.household, self._filled, self._joined = None, "", None
        # The day of a message is its own; a day that was typed stays for the next issue.
        day = (
            {"registered_at": local_date(gateway.clock())}
            if self._raw("registered_at") == self._pasted_day
            else {}
        )
        self._pasted_day = ""
        self._linked = None
        self._show_hints(Hints())
        self.note = ""
        self._turn += 1
        form.start_next(day)
        self.begin()
        self.say(tr("已登记 {number}，Ctrl+Z 撤销", number=number))


def _name_in(values: dict[str, object]) -> str:
    name = values.get("reporter_name")
    return name.title if isinstance(name, Suggestion) else ""
