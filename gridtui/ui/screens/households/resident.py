"""The card of a resident 居民: every field by group, numbers masked; service needs and issues beside them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueRow
from gridtui.queries.people.cards import PersonFile, person_file
from gridtui.queries.people.residents import ResidentDetail, TagRow
from gridtui.queries.people.twins import PERSON
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command, key_label, shown_keys
from gridtui.ui.kit.glyphs import is_ascii
from gridtui.ui.kit.header import DividerLine
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.removing import remove
from gridtui.ui.revealing import REVEAL_SECONDS, Revealing
from gridtui.ui.screens.households.columns import tag_columns
from gridtui.ui.screens.households.commands import PERSON_COMMANDS
from gridtui.ui.screens.households.joined import separate
from gridtui.ui.screens.households.records import NO_ISSUES, record_paragraphs, twin_paragraphs
from gridtui.ui.screens.households.telling import Eyes, resident_paragraphs
from gridtui.ui.short_lists import issue_columns, issue_tone
from gridtui.words import mark, tr

REVEAL = PERSON_COMMANDS[0]


class ResidentScreen(LookingScreen):
    """Shows the resident of that id; one key shows the numbers for half a minute, and that is noted."""

    TITLE = mark("居民")
    CSS_PATH = "households.tcss"
    AUTO_FOCUS = "#resident-facts-scroll"
    COMMANDS: ClassVar[tuple[Command, ...]] = PERSON_COMMANDS

    def __init__(self, resident_id: RecordId) -> None:
        super().__init__()
        self.resident_id = resident_id
        self.detail: ResidentDetail | None = None
        self.file: PersonFile | None = None
        self.revealing = Revealing(self, self._show_facts)
        self._issues = ListSource[IssueRow]([], lambda row: row.id)
        self._tags = ListSource[TagRow]([], lambda row: row.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the fields, and beside them service needs and open issues."""
        clock = gateway_of(self).clock
        with Horizontal():
            with VerticalScroll(id="resident-facts-scroll"):
                yield Prose(id="resident-facts")
            yield DividerLine()
            with Vertical(id="resident-beside"):
                tags = VirtualTable(tag_columns(), self._tags, leading=False, headings=False, id="tags",
                                    empty=mark("没有记服务需要"))  # fmt: skip
                yield Pane(tags, title=tr("服务需要"), id="tags-pane")
                issues = VirtualTable(issue_columns(clock, with_door=False), self._issues, leading=False,
                                      empty=NO_ISSUES, tone=lambda row: issue_tone(row, clock()),
                                      headings=False, id="resident-issues")  # fmt: skip
                yield Pane(issues, title=tr("诉求"), id="resident-issues-pane")

    def on_screen_suspend(self) -> None:
        """Mask again when another screen comes on top."""
        if self.revealing.is_shown:
            self.revealing.hide()

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def look(self) -> None:
        """Read resident and issues again."""
        if gateway_of(self).is_open:
            gateway_of(self).ask(
                self, "resident", person_file, self.resident_id, self._today(), then=self._show
            )

    def _show(self, file: PersonFile | None) -> None:
        self.file = file
        detail = self.detail = file.detail if file else None
        self._tags.put(detail.noted if detail else ())
        self._issues.put(file.records.issues if file else ())
        self.query_one("#tags", VirtualTable).refresh_rows()
        self.query_one("#resident-issues", VirtualTable).refresh_rows()
        self.refresh_bindings()
        if detail is None:
            self.query_one("#resident-facts", Prose).show(())
            self.filter_words = ""
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
            return
        # A joined record is shown as the one it joined.
        row = detail.row
        self.resident_id = row.id
        gone = tr("已去世") if detail.draft.died_on else tr("已迁出") if row.gone else ""
        parts = (row.name, row.door or row.building_name, gone)
        self.filter_words = " · ".join(part for part in parts if part)
        self._show_facts()

    def _show_facts(self) -> None:
        if self.detail is None or not self.is_attached:
            return
        key = tr(key_label(shown_keys(self.app, REVEAL)[0], ascii=is_ascii()))
        hint = (
            tr("{key} 显示", key=key) if not self.revealing.is_shown else tr("{n} 秒后隐去", n=REVEAL_SECONDS)
        )
        eyes = Eyes(self._today(), self.revealing.is_shown, "" if gateway_of(self).read_only else hint)
        file, facts = self.file, resident_paragraphs(self.detail, eyes)
        if file is not None:
            facts = [*twin_paragraphs(file.twins, self.resident_id), *facts]
            facts += record_paragraphs(file.records, self._today())
        self.query_one("#resident-facts", Prose).show(facts)

    @on(VirtualTable.RowChosen, "#tags")
    def _open_tag(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenUpkeep("service_tag", record_id=event.row.id))

    @on(VirtualTable.RowChosen, "#resident-issues")
    def _open_issue(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssue(event.row.id))

    @property
    def tag(self) -> TagRow | None:
        """The service need under the cursor while the list of them has the focus."""
        table = self.query_one("#tags", VirtualTable)
        row: TagRow | None = table.row if self.focused is table else None
        return row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this resident has."""
        own = {command.action for command in PERSON_COMMANDS}
        if action in own and self.detail is None:
            return False
        draft = self.detail.draft if self.detail else None
        if action == "reveal" and not (draft and (draft.phone or draft.id_number)):
            return False
        if not self._is_possible(action):
            return False
        if action == "household" and not (draft and draft.household_id):
            return False
        return super().check_action(action, parameters)

    def _is_possible(self, action: str) -> bool:
        """Whether something about coming, going and joining fits what is known."""
        draft = self.detail.draft if self.detail else None
        if draft is None:
            return True
        return {
            "leave": draft.moved_out_on is None and draft.died_on is None,
            "death": draft.died_on is None,
            "move": draft.died_on is None,
            "join": bool(self.file and self.file.twins),
            "separate": bool(self.file and self.file.records.joined),
        }.get(action, True)

    async def action_reveal(self) -> None:
        """Show the numbers for a while, once it is noted who looked; again to mask them."""
        try:
            await self.revealing.toggle(self.resident_id)
        except RuleBroken as refusal:
            self.refuse(refusal)

    def action_edit(self) -> None:
        """Change the resident."""
        self.post_message(messages.OpenUpkeep("resident", record_id=self.resident_id))

    def action_tag(self) -> None:
        """Note a service need."""
        self.post_message(messages.OpenUpkeep("service_tag", parent_id=self.resident_id))

    def action_issue(self) -> None:
        """Take down an issue this resident raises."""
        draft = self.detail.draft if self.detail else None
        self.post_message(messages.NewIssue(
            draft.building_id if draft else None, draft.household_id if draft else None, self.resident_id
        ))  # fmt: skip

    def action_move(self) -> None:
        """Move this person to another household; one who left comes back."""
        if self.detail is not None:
            noun = "move_in" if self.detail.draft.moved_out_on else "move_person"
            self.post_message(messages.OpenUpkeep(noun, record_id=self.resident_id))

    def action_leave(self) -> None:
        """Note that this person moved away."""
        home = self.detail.draft.household_id if self.detail else None
        aim = Aim(many=(self.resident_id,))
        self.post_message(messages.OpenUpkeep("move_out", record_id=home or self.resident_id, aim=aim))

    def action_death(self) -> None:
        """Note that this person died."""
        self.post_message(messages.OpenUpkeep("death", record_id=self.resident_id))

    def action_join(self) -> None:
        """Compare with the record that this may be the same person as."""
        pair = next(iter(self.file.twins), None) if self.file else None
        if pair is not None:
            self.post_message(messages.CompareTwins(PERSON, pair.first.id, pair.second.id, pair.reason.label))

    def action_separate(self) -> None:
        """Take a joined record out again."""
        if self.file is not None:
            separate(self, PERSON, self.file.records.joined)

    def action_delete(self) -> None:
        """Delete the service need under the cursor, else the resident."""
        if self.tag is not None:
            remove(self, "service_tag", self.tag.id, tr(ServiceNeed.label_of(self.tag.draft.tag)))
        elif self.detail is not None:
            remove(self, "resident", self.resident_id, self.detail.row.name, self._leave)

    def action_household(self) -> None:
        """Open the household."""
        if self.detail and self.detail.draft.household_id:
            self.post_message(messages.OpenHousehold(self.detail.draft.household_id))

    def action_history(self) -> None:
        """Show who changed what."""
        self.post_message(messages.ShowHistory("resident", self.resident_id))

    def action_looks(self) -> None:
        """Show who looked."""
        self.post_message(messages.ShowLooks(self.resident_id))

    def action_file(self) -> None:
        """Hand out everything that is kept of this person."""
        self.post_message(messages.ExportPerson(self.resident_id))

    def action_erase(self) -> None:
        """Show what an erasure would take away."""
        self.post_message(messages.OpenErasure(self.resident_id))

    def _leave(self) -> None:
        if self.is_current:
            self.app.pop_screen()

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
