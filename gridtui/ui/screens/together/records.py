"""The records of one register, or those that refer to one record: found, marked, begun, changed, deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Attribute, Kind, Noun
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.together.records import RecordFilter, RecordRow, listed, record_count, record_page
from gridtui.queries.together.titles import titles_of
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.columns import GAP, Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.find_line import FindLine
from gridtui.ui.kit.tones import DONE, LATE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.views import ViewedScreen
from gridtui.usecases.together import records
from gridtui.words import mark, tr

AREA = mark("名册")
NONE_YET = mark("还没有记录\n按 n 新增第一条")
NOTHING = mark("没有找到\n按 Esc 看全部")
ROOM = 74
"""Cells for columns in a narrow window; what does not fit shows in a wider one."""

_OF_A_ROW = ("edit", "delete", "history", "copy_rows", "note_done")
_WIDEST_WORDS = 16
"""Cells that a column grows to for its title and its closed words, which take more room in English."""


@dataclass(frozen=True, slots=True)
class RecordsSeen:
    """What the list is narrowed to."""

    open: bool = False
    text: str = ""


class RecordsScreen(ViewedScreen, LookingScreen):
    """Shows the records of ``noun``; ``where`` narrows them to those that refer to one record."""

    TITLE = AREA
    AUTO_FOCUS = "#record-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("records.new", mark("新增"), ("n",), mark("新增一条，一条接一条"), AREA, "new",
                lists_only=True, writes=True),
        Command("records.edit", mark("修改"), ("m",), mark("修改光标所在的一条"), AREA, "edit",
                lists_only=True, writes=True),
        Command("records.delete", mark("删除"), ("d", "delete"),
                mark("删除选中的，没有选中就删光标所在的；Ctrl+Z 撤销"), AREA, "delete", lists_only=True,
                writes=True),
        Command("records.note", mark("记为今天"), ("y",), mark("确认、办成、兑现、整改：把日期记为今天"),
                AREA, "note_done", lists_only=True, writes=True),
        Command("records.open", mark("只看待办"), ("o",), mark("只看还没办完的；再按看全部"), AREA, "narrow",
                lists_only=True),
        Command("records.search", mark("查找"), ("/",), mark("按名称里的字找"), AREA, "search"),
        Command("records.export", mark("导出"), ("e",), mark("把列出的另存为表格；有选中的就只导出选中的"),
                AREA, "export", lists_only=True),
        Command("records.import", mark("导入"), ("i",), mark("把一张表格读进这本名册，先试算再写入"), AREA,
                "import", lists_only=True, writes=True),
        Command("records.history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项"), AREA, "history",
                lists_only=True, footer=False),
        Command("records.copy", mark("复制"), ("c",), mark("复制选中的行，没有选中就复制光标所在的"), AREA,
                "copy_rows", lists_only=True, footer=False),
        Command("records.step_back", mark("返回"), ("escape",), mark("离开查找；在列表里先清空查找"), AREA,
                "step_back", footer=False, palette=False),
    )  # fmt: skip

    def __init__(
        self, noun: str, where: tuple[str, RecordId] | None = None, rows: RecordFilter | None = None
    ) -> None:
        super().__init__()
        self.rows = rows or RecordFilter(noun, where=where)
        self.noun = BY_NAME[noun]
        self.where = where
        self._open = False
        self._text = ""
        self._of = ""

    @property
    def VIEWS(self) -> str:  # type: ignore[override]
        """The area under which views of this list are kept."""
        return f"together:{self.noun.name}"

    def compose_body(self) -> ComposeResult:
        """Lay out the line to find by, and the list."""
        yield FindLine(mark("按 / 输入名称里的字"), id="find-record")
        yield VirtualTable(record_columns(self.noun), tone=self._tone, empty=NONE_YET, id="record-list")

    def on_mount(self) -> None:
        """Show the first rows."""
        self.title = self.noun.title
        if self.where is not None:
            whole = self.noun.by_name[self.where[0]].refers
            found = gateway_of(self).read_now(titles_of, whole, [self.where[1]]) or {}
            self._of = found.get(self.where[1], "")
        self._show()

    @property
    def table(self) -> VirtualTable[RecordRow]:
        """The list."""
        return self.query_one("#record-list", VirtualTable)

    def _show(self) -> None:
        gateway, table = gateway_of(self), self.table
        wanted = replace(self.rows, open=self._open, text=self._text)
        table.empty = NOTHING if self._text or self._open else NONE_YET
        table.set_source(gateway.source(record_page, record_count, wanted, lambda row: row.id))
        parts = [self._of, tr("待办") if self._open else ""]
        parts += [tr("含“{text}”", text=self._text)] if self._text else []
        self.filter_words = self.called(" · ".join(part for part in parts if part))
        self.position = table.position

    def look(self) -> None:
        """Read the rows again; place and filter stay."""
        if gateway_of(self).is_open:
            self.table.refresh_rows()

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())

    def _tone(self, row: RecordRow) -> Tone | None:
        if row.is_open:
            return LATE if row.due_on is not None and row.due_on < self._today() else None
        return DONE if self.noun.state or self.noun.done else None

    @property
    def seen(self) -> RecordsSeen:
        """What is shown now."""
        return RecordsSeen(self._open, self._text)

    def see(self, wanted: RecordsSeen) -> None:
        """Show what a view keeps."""
        self._open, self._text = wanted.open, wanted.text
        self.query_one(FindLine).put(wanted.text)
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the list and the row under the cursor have."""
        if action == "step_back":
            return self.query_one(FindLine).is_typed_in or bool(self._text)
        if action in _OF_A_ROW and self.table.row is None:
            return False
        if action == "note_done" and not self.noun.noted:
            return False
        if action == "narrow" and not (self.noun.state or self.noun.done):
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _choose(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(together_messages.OpenRecord(self.noun.name, event.row.id))

    @on(VirtualTable.MarksChanged)
    def _count_marks(self, event: VirtualTable.MarksChanged) -> None:
        self.note = tr("选中 {n} 行", n=len(event.keys)) if event.keys else ""

    @on(FindLine.Narrowed)
    def _narrow_to(self, event: FindLine.Narrowed) -> None:
        if event.text != self._text:
            self._text = event.text
            self._show()

    @on(FindLine.Done)
    def _to_list(self) -> None:
        self.table.focus()

    def action_search(self) -> None:
        """Go to the line to find by."""
        self.query_one(FindLine).begin()

    def action_step_back(self) -> None:
        """Leave the line for the list; from the list, let go of what was looked for."""
        find = self.query_one(FindLine)
        if find.is_typed_in:
            self.table.focus()
        else:
            find.clear()

    def action_narrow(self) -> None:
        """Show only what is still to be done, or everything again."""
        self._open = not self._open
        self._show()

    def action_new(self) -> None:
        """Begin a record, a part of the whole that the list is about."""
        parent = self.where[1] if self.where and self.where[0] == self.noun.parent else None
        self.post_message(messages.OpenUpkeep(self.noun.name, parent_id=parent))

    def action_edit(self) -> None:
        """Change the record under the cursor."""
        if row := self.table.row:
            self.post_message(messages.OpenUpkeep(self.noun.name, row.id))

    def action_export(self) -> None:
        """Hand out what is listed, or what is marked."""
        wanted = replace(self.rows, open=self._open, text=self._text)
        ids = tuple(self.table.marks)
        self.post_message(
            messages.ExportList(self.noun.name, self.filter_words, record_page, wanted, ids=ids)
        )

    def action_import(self) -> None:
        """Read a table into this register."""
        self.post_message(messages.OpenImport(kind=self.noun.name))

    def action_history(self) -> None:
        """Show who changed what."""
        if row := self.table.row:
            self.post_message(messages.ShowHistory(self.noun.name, row.id))

    def action_copy_rows(self) -> None:
        """Copy the rows, a tab between their cells."""
        rows = list(self.table.marks.values()) or [row for row in (self.table.row,) if row]
        self.app.copy_to_clipboard("\n".join("\t".join(row.cells) for row in rows))
        self.say(tr("已复制 {n} 行", n=len(rows)))

    async def action_note_done(self) -> None:
        """Put the date of the marked records, else of the one under the cursor, to today."""
        rows = list(self.table.marks.values()) or [row for row in (self.table.row,) if row]
        ids = [row.id for row in rows]
        title = tr(self.noun.by_name[self.noun.noted].title)
        try:
            n = await gateway_of(self).write(
                Intent.EDIT_RECORD, records.note_done, self.noun.name, ids, self._today()
            )
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.table.clear_marks()
        self.say(
            tr("{n} 条的{title}记为今天，Ctrl+Z 撤销", n=n, title=title)
            if n
            else tr("都已记过{title}", title=title)
        )

    async def action_delete(self) -> None:
        """Delete the marked records, else the one under the cursor."""
        rows = list(self.table.marks.values()) or [row for row in (self.table.row,) if row]
        try:
            await gateway_of(self).write(
                Intent.DELETE_RECORD, records.remove_all, self.noun.name, [row.id for row in rows]
            )
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.table.clear_marks()
        self.say(tr("已删除 {n} 条，Ctrl+Z 撤销", n=len(rows)))


def record_columns(noun: Noun) -> list[Column[RecordRow]]:
    """Return a column for each attribute that lists show; those beyond ``ROOM`` wait for a wider window."""
    columns: list[Column[Any]] = []
    used = 0
    for place, name in enumerate(listed(noun)):
        each = noun.by_name[name]
        cells = _cells(each)
        used += cells + GAP
        columns.append(
            Column(
                each.title,
                cells,
                partial(_cell, place),
                "right" if each.kind in (Kind.NUMBER, Kind.HOURS) else "left",
                flexible=each.cells >= 16,
                style="strong" if name in noun.headline else "",
                min_width=used if used > ROOM else 0,
            )
        )
    return columns


def _cells(each: Attribute) -> int:
    """Return how wide a column is: room for its title and for each of its closed words, within reason."""
    words = (
        [each.title, *(label for _, label in each.vocabulary.choices())] if each.vocabulary else [each.title]
    )
    return max(each.cells, min(_WIDEST_WORDS, max(cell_width(tr(word)) for word in words)))


def _cell(place: int, row: RecordRow) -> str:
    return row.cells[place]
