"""The card of a household 户: its door, its people with masked phones, its open issues."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from gridtui.domain.dates import local_date
from gridtui.domain.ids import RecordId
from gridtui.queries.issues import IssueFilter, IssueOrder, issue_count, issue_page
from gridtui.queries.residents import HouseholdCard, ResidentRow, household_card
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.removing import remove
from gridtui.ui.screens.households.columns import resident_columns
from gridtui.ui.screens.households.commands import CARD_COMMANDS
from gridtui.ui.screens.households.telling import fact_paragraphs, household_facts
from gridtui.ui.short_lists import NO_ISSUES, issue_columns, issue_tone
from gridtui.words import mark, tr


class HouseholdScreen(AreaScreen):
    """Shows the household of that id, and follows every change of the store."""

    TITLE = mark("户")
    CSS_PATH = "households.tcss"
    AUTO_FOCUS = "#people"
    COMMANDS: ClassVar[tuple[Command, ...]] = CARD_COMMANDS

    def __init__(self, household_id: RecordId) -> None:
        super().__init__()
        self.household_id = household_id
        self.card: HouseholdCard | None = None
        self._people = ListSource[ResidentRow]([], lambda row: row.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, the people, and the open issues."""
        clock = gateway_of(self).clock
        yield Prose(id="household-facts")
        with Container(id="household-parts"):
            people = VirtualTable(resident_columns(self._today, with_door=False), self._people, id="people",
                                  empty=mark("这户还没有人\n按 n 添居民"))  # fmt: skip
            yield Pane(people, title=tr("户内"), id="people-pane")
            issues = VirtualTable(issue_columns(clock, with_door=False), leading=False, empty=NO_ISSUES,
                                  tone=lambda row: issue_tone(row, clock()), headings=False,
                                  id="household-issues")  # fmt: skip
            yield Pane(issues, title=tr("未办结诉求"), id="household-issues-pane")

    def on_mount(self) -> None:
        """Read everything."""
        wanted = IssueFilter(open=True, order=IssueOrder.DUE, household_id=self.household_id)
        source = gateway_of(self).source(issue_page, issue_count, wanted, lambda row: row.id)
        self.query_one("#household-issues", VirtualTable).set_source(source)
        self.look()

    def on_screen_resume(self) -> None:
        """Read again after having been elsewhere."""
        self.look()

    def on_store_changed(self) -> None:
        """Read again after a change; a screen that lies behind reads when it comes back."""
        if self.is_current:
            self.look()

    def look(self) -> None:
        """Read household, people and issues again."""
        if gateway_of(self).is_open:
            gateway_of(self).ask(self, "card", household_card, self.household_id, then=self._show)
            self.query_one("#household-issues", VirtualTable).refresh_rows()

    def _show(self, card: HouseholdCard | None) -> None:
        self.card = card
        self._people.put(card.people if card else ())
        self.query_one("#people", VirtualTable).refresh_rows()
        self.refresh_bindings()
        if card is None:
            self.query_one("#household-facts", Prose).show(())
            self.filter_words = ""
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
            return
        row = card.detail.row
        self.filter_words = " · ".join(part for part in (row.door or tr("没有门牌"), row.head) if part)
        self.query_one("#household-facts", Prose).show(fact_paragraphs(household_facts(card.detail)))
        self.query_one("#people-pane", Pane).note = tr("{n} 人", n=row.people)

    @on(VirtualTable.RowChosen, "#people")
    def _open_person(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenResident(event.row.id))

    @on(VirtualTable.RowChosen, "#household-issues")
    def _open_issue(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssue(event.row.id))

    @property
    def person(self) -> ResidentRow | None:
        """Who is under the cursor while the people have the focus."""
        table = self.query_one("#people", VirtualTable)
        row: ResidentRow | None = table.row if self.focused is table else None
        return row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this household has."""
        own = {command.action for command in CARD_COMMANDS}
        if action in own and self.card is None:
            return False
        if action == "building" and (self.card is None or self.card.detail.row.building_id is None):
            return False
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Add residents, one after another."""
        self.post_message(messages.OpenUpkeep("resident", parent_id=self.household_id))

    def action_edit(self) -> None:
        """Change the household and its door."""
        self.post_message(messages.OpenUpkeep("household", record_id=self.household_id))

    def action_issue(self) -> None:
        """Take down an issue of this household, of the person under the cursor where there is one."""
        building_id = self.card.detail.row.building_id if self.card else None
        only = self.person if len(self._people.rows) > 1 else None
        self.post_message(messages.NewIssue(building_id, self.household_id, only.id if only else None))

    def action_visit(self) -> None:
        """Take down a visit to this household."""
        self.post_message(messages.NewVisit(self.household_id))

    def action_assign(self) -> None:
        """Make this a hub household."""
        self.post_message(messages.OpenUpkeep("assignment", parent_id=self.household_id))

    def action_delete(self) -> None:
        """Delete the person under the cursor, else the household."""
        if self.card is None:
            return
        if self.person is not None:
            remove(self, "resident", self.person.id, self.person.name)
            return
        row = self.card.detail.row
        remove(self, "household", self.household_id, row.door or tr("这一户"), self._leave)

    def action_building(self) -> None:
        """Open the building."""
        if self.card and self.card.detail.row.building_id:
            self.post_message(messages.OpenBuilding(self.card.detail.row.building_id))

    def action_history(self) -> None:
        """Show who changed what."""
        self.post_message(messages.ShowHistory("household", self.household_id))

    def _leave(self) -> None:
        if self.is_current:
            self.app.pop_screen()

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
