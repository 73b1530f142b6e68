"""The second step: what each column of the form is filled with."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files.cells import column_letter
from gridtui.interchange.forms.mapping import SERIAL, Fills, FormColumn, FormMapping
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.tones import AMBER, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.filling.examining import ExaminedForm
from gridtui.words import mark, say, tr

AREA = mark("填什么")
_DOUBT = AMBER.lettered(mark("疑"))
_USES = {
    Fills.SERIAL: mark("序号"),
    Fills.FORMULA: mark("公式，不动"),
    Fills.EXCLUDED: mark("不填：不收集"),
    Fills.EMPTY: mark("留空"),
}


def _command(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"fill.{action}", title, keys, does, AREA, action, **options)


class FormColumns(VirtualTable[FormColumn]):
    """The columns of the form, one a row; none of them is marked."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("list.choose_row", mark("改内容"), ("enter",), mark("选这一列填什么"), AREA,
                "choose_row", palette=False),
    )  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class FormMappingStep(Commanded, Vertical):
    """The columns of a form, what each is filled with, and what the first rows would say there."""

    class Asked(Message):
        """Somebody wants something of the screen: fill, source, grid, row, or another file."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    class Refused(Message):
        """What was asked for cannot be done."""

        def __init__(self, refusal: RuleBroken) -> None:
            super().__init__()
            self.refusal = refusal

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("fill", mark("填表"), ("f5",), mark("问存到哪里，然后填好；原表不动")),
        _command("source", mark("换清单"), ("l",), mark("换一个清单来填：居民、户、诉求……"), lists_only=True),
        _command("grid", mark("网格"), ("w",), mark("只填一个网格的"), lists_only=True),
        _command("take_column", mark("就是它"), ("y",), mark("待确认的这一列就按提示填"), lists_only=True),
        _command("leave_column", mark("留空"), ("x", "delete"), mark("这一列不填"), lists_only=True),
        _command("row", mark("表头行"), ("f7",), mark("指明表头在第几行、哪个工作表")),
        _command("leave", mark("换文件"), ("escape",), mark("回去另选空表，什么也不改")),
    )

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.examined: ExaminedForm | None = None
        self._columns = ListSource[FormColumn]([], lambda column: column.place.to_bytes(4, "big"))

    def compose(self) -> ComposeResult:
        """Lay out what there is to know, and the list."""
        letters = max(3, cell_width(tr("列")))
        yield Prose(id="fill-words")
        yield FormColumns(
            [
                Column(mark("列"), letters, lambda column: column_letter(column.place), style="muted"),
                Column(mark("表头"), 16, lambda column: column.header or tr("（无表头）"), flexible=True),
                Column(mark("填什么"), 18, self._use),
                Column(mark("头一行会是"), 16, self._sample, style="muted", flexible=True),
            ],
            self._columns,
            tone=_tone,
            id="fill-columns",
        )

    @property
    def table(self) -> FormColumns:
        """The list."""
        return self.query_one(FormColumns)

    @property
    def mapping(self) -> FormMapping | None:
        """What the columns are filled with."""
        return self.examined.file.mapping if self.examined else None

    def load(self, examined: ExaminedForm) -> None:
        """Show a form's columns as they are understood so far."""
        self.examined = examined
        self._show()

    def begin(self) -> None:
        """Begin at the first column that somebody must look at."""
        self.table.focus()
        doubts = [index for index, column in enumerate(self._columns.rows) if column.use is Fills.DOUBTFUL]
        self.table.move_to(doubts[0] if doubts else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take a column only where it is in doubt."""
        if action == "take_column" and self.is_mounted:
            row = self.table.row
            return row is not None and row.use is Fills.DOUBTFUL
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self) -> None:
        self.screen.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _ask(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        column: FormColumn = event.row
        mapping = self.mapping
        if mapping is None or column.use is Fills.FORMULA:
            return

        def taken(field: str | None) -> None:
            if field is not None:
                self._assign(column.place, field)

        items = [Item(one.field.name, tr(one.field.title)) for one in mapping.source.columns]
        items += [Item(SERIAL, tr("序号 1、2、3")), Item("", tr("这一列留空"))]
        now = SERIAL if column.use is Fills.SERIAL else column.field
        heading = tr("“{header}”填什么", header=column.header or column_letter(column.place))
        self.app.push_screen(PickItem(heading, items, now), taken)

    def action_take_column(self) -> None:
        """Fill a doubtful column as proposed, and go on to the next."""
        row = self.table.row
        if row is not None and row.use is Fills.DOUBTFUL:
            self._assign(row.place, row.field)
            self.table.action_next_row()

    def action_leave_column(self) -> None:
        """Leave the column empty, and go on to the next."""
        row = self.table.row
        if row is not None:
            self._assign(row.place, "")
            self.table.action_next_row()

    def action_fill(self) -> None:
        """Go on to where the filled form is written."""
        self.post_message(self.Asked("fill"))

    def action_source(self) -> None:
        """Fill from another list."""
        self.post_message(self.Asked("source"))

    def action_grid(self) -> None:
        """Fill of one grid only."""
        self.post_message(self.Asked("grid"))

    def action_row(self) -> None:
        """Say where the header is."""
        self.post_message(self.Asked("row"))

    def action_leave(self) -> None:
        """Go back to the files."""
        self.post_message(self.Asked("file"))

    def _assign(self, place: int, field: str) -> None:
        if self.examined is None:
            return
        try:
            self.examined.file.mapping = self.examined.file.mapping.assign(place, field)
        except RuleBroken as refusal:
            self.post_message(self.Refused(refusal))
            return
        self._show()

    def _show(self) -> None:
        examined = self.examined
        if examined is None:
            return
        columns = examined.file.mapping.columns
        self._columns.put([column for column in columns if column.header])
        self.table.refresh_rows()
        self.table.set_total(len(self._columns.rows))
        self.query_one("#fill-words", Prose).show(self._words(examined))
        self.screen.refresh_bindings()

    def _words(self, examined: ExaminedForm) -> list[Paragraph]:
        file = examined.file
        room = ""
        if file.layout.prepared > 0 or file.layout.below:
            room = tr("，表里留了 {n} 行", n=max(file.layout.prepared, 0))
        first = tr(
            "从“{list}”填 {n} 列，库里有 {rows} 行{room}。不对的按回车改；F5 填表",
            list=tr(file.source.title),
            n=len(file.mapping.filled()),
            rows=tr("若干") if examined.total is None else examined.total,
            room=room,
        )
        lines = [Paragraph(first)]
        doubts = [column.header for column in file.mapping.with_use(Fills.DOUBTFUL)]
        if doubts:
            words = tr("待确认的列先不填：{headers}。是就按 y，不是按 x", headers=tr("、").join(doubts))
            lines.append(Paragraph(words, style="$warning"))
        lines += [Paragraph(say(problem), style="$warning") for problem in file.losses]
        return lines

    def _sample(self, column: FormColumn) -> str:
        return self.examined.sample(column) if self.examined else ""

    def _use(self, column: FormColumn) -> Content:
        assert self.mapping is not None
        title = tr(self.mapping.title(column))
        if column.use is Fills.FIELD:
            return shown(title)
        if column.use is Fills.DOUBTFUL:
            return shown(tr("待确认：{title}？", title=title), "$warning")
        return shown(tr(_USES[column.use]), "$foreground-muted")


def _tone(column: FormColumn) -> Tone | None:
    return _DOUBT if column.use is Fills.DOUBTFUL else None
