"""The card of a household 户: its door, its people with masked phones, every issue and other record."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.geometry import Region

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import head_problems
from gridtui.domain.words.dates import local_date
from gridtui.queries.issues.issues import IssueRow
from gridtui.queries.people.cards import HouseholdFile, household_file
from gridtui.queries.people.residents import HouseholdCard, ResidentRow
from gridtui.queries.people.twins import HOME
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.removing import remove
from gridtui.ui.screens.households.columns import resident_columns
from gridtui.ui.screens.households.commands import CARD_COMMANDS
from gridtui.ui.screens.households.joined import separate
from gridtui.ui.screens.households.records import NO_ISSUES, record_paragraphs
from gridtui.ui.screens.households.telling import fact_paragraphs, household_facts
from gridtui.ui.short_lists import issue_columns, issue_tone
from gridtui.words import mark, say, tr

MOST_LINES = 40
"""A list on the card is as high as its rows, up to so many; a longer one scrolls in itself."""


class HouseholdScreen(LookingScreen):
    """Shows the household of that id, and follows every change of the store.

    The whole card scrolls; the lists on it are as high as they need, and the cursor stays in view.
    """

    TITLE = mark("户")
    CSS_PATH = "households.tcss"
    AUTO_FOCUS = "#people"
    COMMANDS: ClassVar[tuple[Command, ...]] = CARD_COMMANDS

    def __init__(self, household_id: RecordId) -> None:
        super().__init__()
        self.household_id = household_id
        self.file: HouseholdFile | None = None
        self._people = ListSource[ResidentRow]([], lambda row: row.id)
        self._issues = ListSource[IssueRow]([], lambda row: row.id)

    @property
    def card(self) -> HouseholdCard | None:
        """The household with its people; None where the record is gone."""
        return self.file.card if self.file else None

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, the people, the issues, and the other records under each other."""
        clock = gateway_of(self).clock
        with VerticalScroll(id="household-scroll", can_focus=False):
            yield Prose(id="household-facts")
            with Container(id="household-parts"):
                people = VirtualTable(resident_columns(self._today, with_door=False), self._people,
                                      id="people", empty=mark("这户还没有人\n按 n 添居民"))  # fmt: skip
                yield Pane(people, title=tr("户内"), id="people-pane")
                issues = VirtualTable(issue_columns(clock, with_door=False), self._issues, leading=False,
                                      empty=NO_ISSUES, tone=lambda row: issue_tone(row, clock()),
                                      headings=False, id="household-issues")  # fmt: skip
                yield Pane(issues, title=tr("诉求"), id="household-issues-pane")
            with VerticalScroll(id="household-records-part"):
                yield Prose(id="household-records")

    def look(self) -> None:
        """Read everything again."""
        if gateway_of(self).is_open:
            gateway_of(self).ask(
                self, "card", household_file, self.household_id, self._today(), then=self._show
            )

    def _show(self, file: HouseholdFile | None) -> None:
        self.file = file
        card = self.card
        self._fill("#people", self._people, card.people if card else (), 1)
        self._fill("#household-issues", self._issues, file.records.issues if file else (), 0)
        self.refresh_bindings()
        records = self.query_one("#household-records", Prose)
        if file is None or card is None:
            self.query_one("#household-facts", Prose).show(())
            records.show(())
            self.filter_words = ""
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
            return
        # A joined household is shown as the one it joined.
        row = card.detail.row
        self.household_id = row.id
        self.filter_words = " · ".join(part for part in (row.door or tr("没有门牌"), row.head) if part)
        living = [person.relation for person in card.people if not person.gone]
        doubts = [Paragraph(say(problem), style="$warning") for problem in head_problems(living)]
        facts = [*fact_paragraphs(household_facts(card.detail)), *doubts]
        self.query_one("#household-facts", Prose).show(facts)
        records.show(record_paragraphs(file.records, self._today()))
        self.query_one("#people-pane", Pane).note = tr("{n} 人", n=row.people)
        open_ones = sum(issue.is_open for issue in file.records.issues)
        note = tr("{all} 件，未办结 {open} 件", all=len(file.records.issues), open=open_ones)
        self.query_one("#household-issues-pane", Pane).note = note if file.records.issues else ""

    def _fill(self, name: str, source: ListSource, rows: tuple, headings: int) -> None:  # type: ignore[type-arg]
        source.put(rows)
        table = self.query_one(name, VirtualTable)
        table.styles.height = max(3, min(len(rows), MOST_LINES) + headings)
        table.refresh_rows()

    @on(VirtualTable.RowHighlighted)
    def _keep_in_view(self, event: VirtualTable.RowHighlighted) -> None:
        """Scroll the card so that the cursor of the list with the focus is in view."""
        if self.focused is event.table:
            self.call_after_refresh(self._scroll_to_cursor, event.table)

    def _scroll_to_cursor(self, table: VirtualTable[object]) -> None:
        scroll = self.query_one("#household-scroll", VerticalScroll)
        top = table.region.y - scroll.region.y + round(scroll.scroll_y)
        line = top + table.cursor - round(table.scroll_y) + (1 if table.id == "people" else 0)
        scroll.scroll_to_region(Region(0, max(0, line - 1), 1, 3), animate=False, force=True)

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
        if action == "separate" and not (self.file and self.file.records.joined):
            return False
        if action in ("split", "leave") and not any(not row.gone for row in self._people.rows):
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

    @property
    def chosen(self) -> tuple[RecordId, ...]:
        """Who is marked, else who is under the cursor."""
        table = self.query_one("#people", VirtualTable)
        return tuple(table.marks) or ((self.person.id,) if self.person else ())

    def action_move(self) -> None:
        """Move the household to another door."""
        self.post_message(messages.OpenUpkeep("move_household", record_id=self.household_id))

    def action_split(self) -> None:
        """Let the marked people, else the one under the cursor, form a household of their own."""
        self.post_message(
            messages.OpenUpkeep("split_household", record_id=self.household_id, aim=Aim(many=self.chosen))
        )

    def action_leave(self) -> None:
        """Note that the marked people moved away, without marks the whole household."""
        many = tuple(self.query_one("#people", VirtualTable).marks)
        self.post_message(messages.OpenUpkeep("move_out", record_id=self.household_id, aim=Aim(many=many)))

    def action_separate(self) -> None:
        """Take a joined household out again."""
        if self.file is not None:
            separate(self, HOME, self.file.records.joined)

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
