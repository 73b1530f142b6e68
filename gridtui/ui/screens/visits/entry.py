"""The form in which a visit is taken down, door after door, and corrected later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import VisitDraft
from gridtui.domain.words.dates import local_date, parse_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.pinyin import initials_match
from gridtui.domain.words.problems import Problem
from gridtui.queries.issues.categories import CategoryRow, category_rows, suggest_categories
from gridtui.queries.issues.issue_places import household_people
from gridtui.queries.issues.issues import usual_categories
from gridtui.queries.walks.visits import due_after, visit_draft
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.prose import Prose
from gridtui.ui.screens.visits.commands import ENTRY, ENTRY_COMMANDS
from gridtui.ui.screens.visits.entry_fields import (
    TOLD,
    issue_in,
    promises_in,
    values_of,
    visit_draft_of,
    visit_fields,
)
from gridtui.ui.screens.visits.facts import Standing, facts_of, read_standing, title_of
from gridtui.usecases.visits import edit_visit, record_visit
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft


class VisitEntryScreen(KeptFormScreen):
    """Takes down a visit to a household and goes on to the next due door; ``visit_id`` names one to correct.

    With ``issue_id`` the visit looks at the outcome of that issue, and the screen closes afterwards.
    """

    TITLE = ENTRY
    CSS_PATH = "visits.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = ENTRY_COMMANDS

    def __init__(
        self,
        household_id: RecordId | None = None,
        issue_id: RecordId | None = None,
        visit_id: RecordId | None = None,
    ) -> None:
        super().__init__()
        self.household_id, self.issue_id, self.visit_id = household_id, issue_id, visit_id
        self.stands: Standing | None = None
        self._stored: VisitDraft | None = None
        self._categories: list[CategoryRow] = []
        self._usual: list[str] = []

    def compose_body(self) -> ComposeResult:
        """Lay out what is known of the household, and the form under it."""
        gateway = gateway_of(self)
        self._categories = gateway.read_now(category_rows) or []
        self._usual = gateway.read_now(usual_categories) or []
        values: dict[str, object] = self._beginning()
        if self.visit_id is not None:
            self._stored = gateway.read_now(visit_draft, self.visit_id)
            self.household_id = self._stored.household_id if self._stored else None
            values = values_of(self._stored) if self._stored else {}
        yield Prose(id="visit-facts")
        is_new = self.visit_id is None
        fields = visit_fields(self._offer_categories, self._offer_people, self._day_doubts, is_new=is_new)
        yield Form(fields, values, today=self._today, id="visit-form")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every household and one for every visit."""
        if self.visit_id is not None:
            return f"visit:{self.visit_id.hex()}"
        return f"visit:new:{self.household_id.hex() if self.household_id else ''}"

    def on_mount(self) -> None:
        """Show the household, and offer what was left half typed."""
        if self.visit_id is not None:
            self.title = mark("修改走访")
        self._show_household()
        self.begin()
        if not self.can_store():
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
            return
        if self._stored is not None and self._stored.resident_id is not None:
            self.run_worker(self._name_resident(self._stored.resident_id), group="name")
        self.run_worker(self.offer_draft(), group="offer")

    def can_store(self) -> bool:
        """Whether the household, and the visit to change, are still there."""
        return self.stands is not None and (self.visit_id is None or self._stored is not None)

    def begin(self) -> None:
        """Go to the one field that is always needed."""
        self.form.focus_field("way")

    def draft_words(self, kept: SavedDraft) -> str:
        """Return what was said at the door."""
        said = (str(kept.body.get(name) or "") for name in TOLD)
        return " ".join(part for part in said if part)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Skip doors only on a round."""
        if action == "skip" and (self.visit_id is not None or self.issue_id is not None):
            return False
        return super().check_action(action, parameters)

    async def action_skip(self) -> None:
        """Go to the next due door; what was typed here is kept."""
        if not self.writing and await self._keep(self.form.raw_values()):
            await self._go_on(tr("已跳过 {door}", door=self._door))

    async def store(self, values: dict[str, object]) -> None:
        """Take the visit down and go to the next due door, or change it and go back."""
        gateway = gateway_of(self)
        base = self._stored or VisitDraft(household_id=self.household_id, issue_id=self.issue_id)
        draft = visit_draft_of(values, base)
        if self.visit_id is not None:
            await gateway.write(Intent.EDIT_VISIT, edit_visit, self.visit_id, draft, form=self.draft_key)
            self.writing = False
            wrote = gateway.wrote
            said = mark("已修改 {door} 的走访，Ctrl+Z 撤销") if wrote else mark("{door} 的走访没有改动")
            self.close(tr(said, door=self._door))
            return
        if draft.visitor_name == gateway.workspace.operator.name:
            draft = draft.model_copy(update={"visitor_id": gateway.workspace.operator.id})
        promises, issue = promises_in(values), issue_in(values)
        await gateway.write(
            Intent.RECORD_VISIT, record_visit, draft, promises=promises, issue=issue, form=self.draft_key
        )
        self.writing = False
        self.note = ""
        saved = [tr("已记 {door} 的走访", door=self._door)]
        saved += [tr("诉求已登记")] if issue else []
        saved += [tr("承诺已记下")] if promises else []
        doubts = self.stands.doubts(draft.visited_on) if self.stands else []
        noted = "".join(tr("（注意：{doubt}）", doubt=say(doubt)) for doubt in doubts)
        await self._go_on(tr("、").join(saved) + noted + tr("，Ctrl+Z 撤销"))

    async def _go_on(self, words: str) -> None:
        """Begin at the next due door of the stairs, or go back where there is none."""
        gateway = gateway_of(self)
        after = None
        if self.issue_id is None and self.household_id is not None:
            after = await gateway.read(due_after, self.household_id, self._today())
        if after is None:
            last = "" if self.issue_id is not None else tr("；这一栋往后没有到期的户了")
            self.close(words + last)
            return
        self.household_id = after
        self.form.start_next()
        self._show_household()
        self.begin()
        self.say(words)
        self.run_worker(self.offer_draft(), group="offer")

    def _show_household(self) -> None:
        self.stands = None
        if self.household_id is not None:
            self.stands = gateway_of(self).read_now(read_standing, self.household_id, self._today())
        self.filter_words = title_of(self.stands.row) if self.stands else ""
        facts = facts_of(self.stands, self._today()) if self.stands else ()
        self.query_one("#visit-facts", Prose).show(facts)

    async def _name_resident(self, resident_id: RecordId) -> None:
        for each in await self._offer_people(""):
            if each.value == resident_id.hex():
                self.form.load({"resident_id": each})

    async def _offer_people(self, typed: str) -> Sequence[Suggestion]:
        if self.household_id is None:
            return ()
        hits = await gateway_of(self).read(household_people, self.household_id)
        return [
            Suggestion(hit.id.hex(), hit.name, hit.relation)
            for hit in hits
            if initials_match(hit.name, typed.strip())
        ]

    def _offer_categories(self, typed: str) -> Sequence[Suggestion]:
        rows = suggest_categories(self._categories, typed)
        if not typed.strip() and self._usual:
            known = {row.code: row for row in self._categories}
            rows = [known[code] for code in self._usual if code in known]
        return [Suggestion(row.code, row.name, row.title) for row in rows]

    def _day_doubts(self, text: str) -> list[Problem]:
        return self.stands.doubts(parse_date(text, self._today())) if self.stands else []

    def _beginning(self) -> dict[str, object]:
        return {"visited_on": self._today(), "visitor_name": gateway_of(self).workspace.operator.name}

    @property
    def _door(self) -> str:
        return (self.stands.row.door if self.stands else "") or tr("这一户")

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
