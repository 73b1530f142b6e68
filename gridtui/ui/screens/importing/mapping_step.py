"""The second step: which column goes where."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.fields import FIELDS, field_of
from gridtui.interchange.columns.kinds import Reads
from gridtui.interchange.columns.mapping import Column as FileColumn
from gridtui.interchange.columns.mapping import ColumnMapping, Use
from gridtui.interchange.files.cells import column_letter
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.tones import AMBER, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.importing.examining import Examined
from gridtui.words import mark, say, tr

AREA = mark("对列")

_DOUBT = AMBER.lettered(mark("疑"))
_NEVER = mark("“{header}”不入库，不能改为导入")


class ColumnList(VirtualTable[FileColumn]):
    """The columns of the file, one a row; none of them is marked."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("list.choose_row", mark("改去处"), ("enter",), mark("选这一列导入到哪一项"), AREA,
                "choose_row", palette=False),
    )  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class MappingStep(Commanded, Vertical):
    """The columns with a few of their values, and where each goes."""

    class Confirmed(Message):
        """The columns are right; the dry run can begin."""

        def __init__(self, mapping: ColumnMapping) -> None:
            super().__init__()
            self.mapping = mapping

    class MannerAsked(Message):
        """Somebody wants to say how the file is to be read."""

    class Left(Message):
        """Somebody wants another file."""

    class Refused(Message):
        """What was asked for cannot be done."""

        def __init__(self, refusal: RuleBroken | str) -> None:
            super().__init__()
            self.refusal = refusal

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import.try", mark("试算"), ("f5",), mark("看看导入会改什么，先不写入"), AREA, "try"),
        Command("import.take_column", mark("就是它"), ("y",), mark("待确认的这一列就按提示导入"), AREA,
                "take_column", lists_only=True),
        Command("import.leave_column", mark("不导入"), ("x", "delete"), mark("这一列不导入"), AREA,
                "leave_column", lists_only=True),
        Command("import.manner_again", mark("换种类"), ("f7",), mark("指明种类、工作表、表头行、编码"), AREA,
                "manner"),
        Command("import.other_file", mark("换文件"), ("escape",), mark("回去另选文件，什么也不改"), AREA,
                "leave"),
    )  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.examined: Examined | None = None
        self.mapping: ColumnMapping | None = None
        self._columns = ListSource[FileColumn]([], lambda column: column.place.to_bytes(4, "big"))

    def compose(self) -> ComposeResult:
        """Lay out what is missing, and the list."""
        letters = max(3, cell_width(tr("列")))
        yield Prose(id="import-mapping-words")
        yield ColumnList(
            [
                Column(mark("列"), letters, lambda column: column_letter(column.place), style="muted"),
                Column(mark("表头"), 14, lambda column: column.header or tr("（无表头）"), flexible=True),
                Column(mark("前几行的值"), 18, self._sample, style="muted", flexible=True),
                Column(mark("去处"), 20, self._use),
            ],
            self._columns,
            tone=_tone,
            id="import-columns",
        )

    @property
    def table(self) -> ColumnList:
        """The list."""
        return self.query_one(ColumnList)

    def load(self, examined: Examined) -> None:
        """Show a file's columns as they are understood so far."""
        self.examined = examined
        self._take(examined.file.mapping)

    def begin(self) -> None:
        """Begin at the first column that somebody must look at."""
        self.table.focus()
        doubts = [column for column in self._columns.rows if column.use is Use.DOUBTFUL]
        self.table.move_to(self._columns.rows.index(doubts[0]) if doubts else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take a column only where it is in doubt."""
        if action == "take_column" and self.is_mounted:
            row = self.table.row
            return row is not None and row.use is Use.DOUBTFUL
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self) -> None:
        self.screen.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _ask(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        column: FileColumn = event.row
        if column.use is Use.EXCLUDED:
            self.post_message(self.Refused(tr(_NEVER, header=column.header)))
            return

        def taken(field: str | None) -> None:
            if field is not None:
                self._assign(column.place, field)

        heading = tr("“{header}”导入到", header=column.header or column_letter(column.place))
        self.app.push_screen(PickItem(heading, self._items(), column.field), taken)

    def action_take_column(self) -> None:
        """Import a doubtful column as proposed, and go on to the next."""
        row = self.table.row
        if row is not None and row.use is Use.DOUBTFUL:
            self._assign(row.place, row.field)
            self.table.action_next_row()

    def action_leave_column(self) -> None:
        """Do not import the column, and go on to the next."""
        row = self.table.row
        if row is not None and row.use is not Use.EXCLUDED:
            self._assign(row.place, "")
            self.table.action_next_row()

    def action_try(self) -> None:
        """Go on to the dry run, or say what is missing."""
        if self.mapping is None:
            return
        missing = self.mapping.problems()
        if missing:
            self.post_message(self.Refused(RuleBroken(missing)))
            self._go_to(missing[0].field)
        else:
            self.post_message(self.Confirmed(self.mapping))

    def action_manner(self) -> None:
        """Say how the file is to be read."""
        self.post_message(self.MannerAsked())

    def action_leave(self) -> None:
        """Go back to the files."""
        self.post_message(self.Left())

    def _assign(self, place: int, field: str) -> None:
        if self.mapping is None:
            return
        try:
            self._take(self.mapping.assign(place, field))
        except RuleBroken as refusal:
            self.post_message(self.Refused(refusal))

    def _take(self, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self._columns.put(mapping.columns)
        self.table.refresh_rows()
        self.table.set_total(len(mapping.columns))
        self.query_one("#import-mapping-words", Prose).show(self._words(mapping))
        self.screen.refresh_bindings()

    def _words(self, mapping: ColumnMapping) -> list[Paragraph]:
        taken = len(mapping.fields())
        words = tr("{kind}：{n} 列里导入 {taken} 列。去处不对的按回车改；F5 试算，还不会写入",
                   kind=tr(mapping.kind.label), n=len(mapping.columns), taken=taken)  # fmt: skip
        lines = [Paragraph(words)]
        missing = mapping.problems()
        if missing:
            lines.append(Paragraph(tr("；").join(say(problem) for problem in missing), style="$error"))
        doubts = [column.header for column in mapping.columns if column.use is Use.DOUBTFUL]
        if doubts:
            words = tr("待确认的列先不导入：{headers}。是就按 y，不是按 x", headers=tr("、").join(doubts))
            lines.append(Paragraph(words, style="$warning"))
        return lines

    def _items(self) -> list[Item]:
        assert self.mapping is not None
        homes = {column.field: column for column in self.mapping.columns if column.use is Use.FIELD}
        items = []
        for field in FIELDS[self.mapping.kind]:
            if field.reads is Reads.NOT_READ:
                continue
            home = homes.get(field.name)
            note = tr("现在是 {header}", header=home.header) if home else tr("必填") if field.required else ""
            items.append(Item(field.name, tr(field.title), note))
        return [*items, Item("", tr("不导入这一列"))]

    def _sample(self, column: FileColumn) -> str:
        return self.examined.sample(column) if self.examined else ""

    def _use(self, column: FileColumn) -> Content:
        assert self.mapping is not None
        field = field_of(self.mapping.kind, column.field)
        if column.use is Use.FIELD and field is not None:
            return shown(tr(field.title) + (" *" if field.required else ""))
        if column.use is Use.DOUBTFUL and field is not None:
            return shown(tr("待确认：{title}？", title=tr(field.title)), "$warning")
        return shown(tr(_USES.get(column.use, _IGNORED)), "$foreground-muted")

    def _go_to(self, field: str) -> None:
        for index, column in enumerate(self._columns.rows):
            if column.field == field:
                self.table.move_to(index)


_IGNORED = mark("忽略")
_USES = {
    Use.EXCLUDED: mark("不入库"),
    Use.DERIVED: mark("由程序算，不导入"),
    Use.REPEATED: mark("重复，不导入"),
}


def _tone(column: FileColumn) -> Tone | None:
    return _DOUBT if column.use is Use.DOUBTFUL else None
