"""The history of a record: who changed what, when, from what to what."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from gridtui.queries.histories import RecordHistory, history_of
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.history.lines import ChangeLine, lines_of, title_of
from gridtui.words import mark, tr

AREA = mark("改动记录")


class HistoryList(VirtualTable[Any]):
    """The changes; they are read, never marked."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("history.next_change", mark("上一次改动"), ("right",), mark("跳到更早的一次改动"), AREA,
                "next_change", palette=False),
        Command("history.previous_change", mark("下一次改动"), ("left",), mark("跳到更近的一次改动"), AREA,
                "previous_change", footer=False, palette=False),
    )  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)

    def action_next_change(self) -> None:
        """Go to the change before in time, which is the next one down."""
        self._go(1)

    def action_previous_change(self) -> None:
        """Go to the change after in time, which is the one above."""
        self._go(-1)

    def _go(self, step: int) -> None:
        source = self.source
        if isinstance(source, ListSource):
            starts = [place for place, line in enumerate(source.rows) if line.first]
            found = [start for start in starts if (start - self.cursor) * step > 0]
            if found:
                self.move_to(min(found, key=lambda start: abs(start - self.cursor)))


def change_columns() -> list[Column[ChangeLine]]:
    """Return the columns; when, who and why stand on the first line of a change."""
    fields = room_for((mark("居住状态"), mark("与户主关系")), least=10, most=16)
    return [
        Column(mark("时间"), 12, lambda line: line.at if line.first else ""),
        Column(mark("谁"), 6, lambda line: line.actor if line.first else ""),
        Column(mark("做了什么"), 13, lambda line: line.intent if line.first else "", style="strong"),
        Column(mark("哪一项"), fields, lambda line: line.field, style="muted"),
        Column(mark("改动"), 16, from_to, flexible=True),
    ]


def from_to(line: ChangeLine) -> Content:
    """Return what was there and what is there now; a new record has only what is there."""
    after = clean(line.after) or (tr("（空）") if line.field else "")
    if line.refused:
        return Content.assemble((f"{after} {glyph('between')} {line.refused}".strip(), "$foreground-muted"))
    if line.created or not line.field:
        return Content(after)
    before = clean(line.before) or tr("（空）")
    return Content.assemble((before, "$foreground-muted"), f" {glyph('becomes')} ", (after, "bold"))


class HistoryScreen(LookingScreen):
    """Every change of one record, newest first."""

    TITLE = AREA
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("history.whole", mark("看全文"), ("enter",), mark("把这一项的原文和新文全部显示出来"), AREA,
                "whole"),
    )  # fmt: skip

    def __init__(self, table: str, record_id: bytes) -> None:
        super().__init__()
        self.noun = table
        self.record_id = record_id
        self._lines = ListSource[ChangeLine]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield HistoryList(change_columns(), self._lines, empty=" ", id="changes")

    def look(self) -> None:
        """Read the history of the record."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "history", history_of, self.noun, self.record_id, refused=True, then=self._show)

    def _show(self, history: RecordHistory) -> None:
        self._lines.put(lines_of(history, gateway_of(self).clock()))
        table = self.query_one(HistoryList)
        table.empty = mark("这条记录没有改动记录")
        table.refresh_rows()
        count = tr("{n} 次改动", n=len({line.num for line in self._lines.rows}))
        self.filter_words = f"{title_of(history)} · {count}"

    @on(VirtualTable.RowChosen)
    def _chosen(self) -> None:
        self.action_whole()

    def action_whole(self) -> None:
        """Show both texts of the line under the cursor in full."""
        line: ChangeLine | None = self.query_one(HistoryList).row
        if line is None or not (line.field or line.refused):
            return
        start = next(other for other in self._lines.rows if other.num == line.num)
        facts = [tr("{who} 于 {when} {what}", who=start.actor, when=start.at, what=start.intent)]
        if line.refused:
            facts.append(tr("没有采用：{why}", why=line.refused))
        if not line.field:
            self.app.push_screen(Notice(start.intent, facts))
            return
        if not line.created:
            facts.append(tr("原来：{text}", text=line.before or tr("（空）")))
        words = mark("想改成：{text}") if line.refused else mark("现在：{text}")
        facts.append(tr(words, text=line.after or tr("（空）")))
        self.app.push_screen(Notice(line.field, facts))
