"""The card of a place: its facts, what is in it, who serves there, and what is open there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueFilter, issue_count, issue_page
from gridtui.queries.people.assignments import AssignmentFilter, AssignmentRow, held_on, serving
from gridtui.ui import messages
from gridtui.ui.day_line import DayLine
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.header import DividerLine
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.removing import remove
from gridtui.ui.screens.grids.commands import CARD_COMMANDS
from gridtui.ui.screens.grids.reshaping import ReshapingScreen
from gridtui.ui.short_lists import (
    NO_ISSUES,
    Post,
    issue_columns,
    issue_tone,
    post_columns,
    posts,
)
from gridtui.usecases.assignments import end_assignment
from gridtui.words import mark, tr

Answered = TypeVar("Answered")

NOBODY = mark("还没有人任职\n按 a 添一位")


class PlaceScreen(ReshapingScreen):
    """What the cards of a grid and of a building share; a subclass says what it is and what is in it."""

    CSS_PATH = "grids.tcss"
    AUTO_FOCUS = "#place-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = CARD_COMMANDS
    NOUN: ClassVar[str] = ""
    POSTS: ClassVar[tuple[Role, ...]] = ()
    """The posts that somebody should hold here."""

    def __init__(self, record_id: RecordId) -> None:
        super().__init__()
        self.record_id = record_id
        self._posts = ListSource[Post]([], lambda post: post.id)
        self.day: date | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, and below them what is inside beside people and issues."""
        gateway = gateway_of(self)
        yield Prose(id="place-facts")
        with Horizontal():
            yield Pane(self.make_list(), title=self.inside_title(), id="place-inside")
            yield DividerLine()
            with Vertical(id="place-beside"):
                serve = VirtualTable(post_columns(self.NOUN, self.day_shown), self._posts, leading=False,
                                     empty=NOBODY, headings=False, id="place-posts")  # fmt: skip
                yield Pane(DayLine(self.today), serve, title=tr("在岗"), id="place-posts-pane")
                issues = VirtualTable(issue_columns(gateway.clock), leading=False, empty=NO_ISSUES,
                                      tone=lambda row: issue_tone(row, gateway.clock()), headings=False,
                                      id="place-issues")  # fmt: skip
                yield Pane(issues, title=tr("未办结诉求"), id="place-issues-pane")

    def make_list(self) -> Widget:
        """Return the list of what is inside, with the id ``place-list``."""
        raise NotImplementedError

    def inside_title(self) -> str:
        """Return what the list of what is inside is called."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the record and show it."""
        raise NotImplementedError

    def served(self) -> AssignmentFilter:
        """Return whose service is listed."""
        raise NotImplementedError

    def raised(self) -> IssueFilter:
        """Return which issues are listed."""
        raise NotImplementedError

    def record_title(self) -> str:
        """Return what the record is called; empty while it is not known, or gone."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """List the issues that were raised here."""
        gateway = gateway_of(self)
        self.query_one("#place-issues", VirtualTable).set_source(
            gateway.source(issue_page, issue_count, self.raised(), lambda row: row.id))  # fmt: skip

    def look(self) -> None:
        """Read record, people and issues again."""
        if gateway_of(self).is_open:
            self.read()
            asked = serving if self.day is None else held_on
            self.ask("posts", asked, self.served(), self.day_shown(), then=self._show_posts)
            self.query_one("#place-issues", VirtualTable).refresh_rows()

    def ask(
        self, group: str, query: Callable[..., Answered], *args: Any, then: Callable[[Answered], None]
    ) -> None:
        """Read something for this card."""
        gateway_of(self).ask(self, group, query, *args, then=then)

    def today(self) -> date:
        """Return today at the office."""
        return local_date(gateway_of(self).clock())

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show label and text of each fact; those without a text are left out."""
        kept = [(label, text) for label, text in facts if text]
        cells = max((cell_width(label) for label, _ in kept), default=0) + 2
        self.query_one("#place-facts", Prose).show(Paragraph(text, fit(label, cells)) for label, text in kept)

    def show_gone(self) -> None:
        """Say that there is nothing to show any more."""
        self.query_one("#place-facts", Prose).show(())
        self.filter_words = ""
        self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")

    def _show_posts(self, rows: list[AssignmentRow]) -> None:
        day = self.day_shown()
        self._posts.put(posts(rows, self.POSTS, day))
        self.query_one("#place-posts", VirtualTable).refresh_rows()
        now = sum(row.holds_on(day) for row in rows)
        pane = self.query_one("#place-posts-pane", Pane)
        pane.title = tr("{day} 在岗", day=shown_date(self.day)) if self.day else tr("在岗")
        pane.note = tr("{n} 人", n=now) if now else ""

    @on(DayLine.Chosen)
    def _look_at_day(self, event: DayLine.Chosen) -> None:
        self.day = event.day
        self.query_one("#place-posts", VirtualTable).focus()
        self.look()

    def day_shown(self) -> date:
        """Return the day whose posts are listed."""
        return self.day or self.today()

    @property
    def post(self) -> AssignmentRow | None:
        """Who is under the cursor while the list of who serves has the focus."""
        table = self.query_one("#place-posts", VirtualTable)
        row = table.row if self.focused is table else None
        return row if isinstance(row, AssignmentRow) else None

    @on(VirtualTable.RowChosen, "#place-posts")
    def _open_post(self, event: VirtualTable.RowChosen) -> None:
        if isinstance(event.row, AssignmentRow):
            self.post_message(messages.OpenUpkeep("assignment", record_id=event.row.id))
        else:
            self.action_assign()

    @on(VirtualTable.RowChosen, "#place-issues")
    def _open_issue(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssue(event.row.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this place has."""
        if action == "hand_over" and self.post is None:
            return False
        if action == "end_assignment" and (self.post is None or not self.post.holds_on(self.today())):
            return False
        if action in ("edit", "delete", "assign", "issue", "new", "history") and not self.record_title():
            return False
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Make something new in this place."""
        raise NotImplementedError

    def action_issue(self) -> None:
        """Take down an issue here."""
        raise NotImplementedError

    def action_up(self) -> None:
        """Open the place that this one lies in."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Change the record."""
        self.post_message(messages.OpenUpkeep(self.NOUN, record_id=self.record_id))

    def action_assign(self) -> None:
        """Give somebody a post here."""
        self.post_message(messages.OpenUpkeep("assignment", parent_id=self.record_id))

    async def action_end_assignment(self) -> None:
        """Let the service of the person under the cursor end today."""
        if row := self.post:
            try:
                await gateway_of(self).write(Intent.END_ASSIGNMENT, end_assignment, row.id, self.today())
            except RuleBroken as refusal:
                self.refuse(refusal)
                return
            role = tr(Role.label_of(row.role))
            self.say(tr("{role} {name} 到今天为止，Ctrl+Z 撤销", role=role, name=row.person_name))

    def action_hand_over(self) -> None:
        """Hand over everything that the person under the cursor holds."""
        if row := self.post:
            self.post_message(messages.HandOver(row.id))

    def action_day(self) -> None:
        """Ask which day's posts are to be listed."""
        self.query_one(DayLine).begin()

    def action_delete(self) -> None:
        """Delete the assignment under the cursor, else the place itself."""
        if row := self.post:
            remove(self, "assignment", row.id, f"{tr(Role.label_of(row.role))} {row.person_name}")
        else:
            remove(self, self.NOUN, self.record_id, self.record_title(), self.dismiss_gone,
                   closable=self.closable())  # fmt: skip

    def closable(self) -> bool:
        """Whether the place can be closed instead of deleted."""
        return False

    def dismiss_gone(self) -> None:
        """Leave the card of what was deleted."""
        if self.is_current:
            self.app.pop_screen()

    def action_history(self) -> None:
        """Show who changed what."""
        self.post_message(messages.ShowHistory(self.NOUN, self.record_id))
