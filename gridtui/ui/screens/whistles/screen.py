"""The whistle book: every whistle by level and state, the one due first at the top."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.whistle import WhistleState
from gridtui.queries.issues.whistles import WhistleFilter, WhistleRow, whistle_count, whistle_page
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.whistles.commands import AREA, BOOK_COMMANDS
from gridtui.ui.screens.whistles.wording import book_columns, row_tone
from gridtui.words import mark, tr

_KIND = "whistles"
NO_WHISTLES = mark("没有这样的吹哨\n办理中的诉求按 d 再按 l 就能吹哨")


class WhistlesScreen(LookingScreen):
    """Lists whistles, of one issue or of all; Enter opens one."""

    TITLE = AREA
    AUTO_FOCUS = "#whistles"
    COMMANDS: ClassVar[tuple[Command, ...]] = BOOK_COMMANDS

    def __init__(self, issue_id: RecordId | None = None, rows: WhistleFilter | None = None) -> None:
        super().__init__()
        self.issue_id = issue_id
        self.rows = rows or WhistleFilter(issue_id=issue_id)
        self.only_open = issue_id is None and rows is None
        self.state = ""
        self.level = self.rows.level

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        clock = gateway_of(self).clock
        yield VirtualTable(
            book_columns(clock), tone=lambda row: row_tone(row, clock()), empty=NO_WHISTLES, id="whistles"
        )

    def on_mount(self) -> None:
        """Show the first rows."""
        self._show()

    @property
    def table(self) -> VirtualTable[WhistleRow]:
        """The list."""
        return self.query_one("#whistles", VirtualTable)

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        if self.table.row is not None:
            self.post_message(messages.OpenWhistle(self.table.row.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the list has."""
        if action == "issue" and self.table.row is None:
            return False
        return super().check_action(action, parameters)

    def action_turn(self) -> None:
        """Show whistles that were taken off too, or no longer."""
        self.only_open, self.state = not self.only_open, ""
        self._show()

    def action_issue(self) -> None:
        """Open the issue of the whistle under the bar."""
        if self.table.row is not None:
            self.post_message(messages.OpenIssue(self.table.row.issue_id))

    def action_export(self) -> None:
        """Hand out the marked whistles, else everything the list shows."""
        ids = tuple(row.id for row in self.table.marks.values())
        self.post_message(messages.ExportList(_KIND, self.filter_words, whistle_page, self._wanted, ids))

    def action_pick_state(self) -> None:
        """Choose one state, or all."""
        items = [Item("", tr("全部")), *(Item(each.value, tr(each.label)) for each in WhistleState)]

        def take(value: str | None) -> None:
            if value is not None:
                self.state = value
                self.only_open = bool(value) and WhistleState(value).is_open
                self._show()

        self.app.push_screen(PickItem(tr("看哪种状态的"), items, self.state), take)

    def action_pick_level(self) -> None:
        """Choose one level, or all."""
        levels = [level for level in Level if level <= Level.BRANCH]
        items = [Item("0", tr("全部")), *(Item(str(int(level)), tr(level.label)) for level in levels)]

        def take(value: str | None) -> None:
            if value is not None:
                self.level = int(value)
                self._show()

        self.app.push_screen(PickItem(tr("看吹到哪一级的"), items, str(self.level)), take)

    @property
    def _wanted(self) -> WhistleFilter:
        return replace(self.rows, open=True if self.only_open else None, state=self.state, level=self.level)

    def _show(self) -> None:
        wanted = self._wanted
        source = gateway_of(self).source(whistle_page, whistle_count, wanted, lambda row: row.id)
        self.table.set_source(source)
        parts = [tr(WhistleState.label_of(self.state)) if self.state else ""]
        if not self.state:
            parts = [tr("没销的") if self.only_open else tr("全部")]
        if self.rows.until is not None:
            parts.append(tr("{day} 至 {last}", day=self.rows.since or "", last=self.rows.until))
        parts += [tr(Level(self.level).label) if self.level else "", tr("本件诉求") if self.issue_id else ""]
        self.filter_words = " · ".join(part for part in parts if part)
        self.position = self.table.position

    def look(self) -> None:
        """Read the rows again."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()
