"""Who looked at a person: when, at which desk, what they did, and why."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import shown_instant
from gridtui.queries.people.looks import ACTION_TITLES, LookLine, looks_at
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.privacy.titles import person_title
from gridtui.words import mark, tr

AREA = mark("查看记录")
IN_A_LIST = mark("导出名单（或含此人）")
WHATS = (*ACTION_TITLES.values(), IN_A_LIST)
"""Everything that can stand in the column of what was done."""


class LooksScreen(LookingScreen):
    """Lists who looked at a record, newest first."""

    TITLE = AREA
    AUTO_FOCUS = "#looks"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, record_id: RecordId) -> None:
        super().__init__()
        self.record_id = record_id
        self._lines = ListSource[LookLine]([], lambda line: str(line.num).encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="pane"):
            yield VirtualTable(self._columns(), self._lines, empty=" ", id="looks")

    def look(self) -> None:
        """Read who looked, and whom at."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "title", person_title, self.record_id, then=self._show_title_of)
            gateway.ask(self, "looks", looks_at, self.record_id, then=self._show)

    def _show_title_of(self, title: str) -> None:
        self.filter_words = title

    def _show(self, lines: list[LookLine]) -> None:
        self._lines.put(lines)
        table = self.query_one("#looks", VirtualTable)
        table.empty = mark("没有人看过完整号码，也没有导出过")
        table.refresh_rows()

    def _columns(self) -> list[Column[LookLine]]:
        clock = gateway_of(self).clock
        return [
            Column(mark("时间"), 16, lambda line: shown_instant(line.at, clock())),
            Column(mark("谁"), 8, lambda line: line.actor_name, style="strong"),
            Column(mark("做了什么"), room_for(WHATS, least=14, most=24), what_words),
            Column(mark("理由"), 14, lambda line: line.reason if line.certain else "", flexible=True),
            Column(mark("工作台"), 14, lambda line: line.desk, style="muted", min_width=72),
        ]


def what_words(line: LookLine) -> str:
    """Return what somebody did, in words; of a list that the person may have been in, that it was one."""
    return tr(line.title) if line.certain else tr(IN_A_LIST)
