"""Conflicts: one record after the other, its fields in rows; 1, 2 and 3 say whose value stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Connection
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.field_titles import field_title
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.contested import ContestedRecord, contested_counts, contested_ids, contested_record
from gridtui.sync.desks import names_of_incarnations
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.conflicts.editing import (
    AREA,
    MASKED,
    VALUE,
    EditResult,
    field_value,
    spec_for,
    typed_value,
)
from gridtui.ui.screens.conflicts.lines import (
    END,
    FieldLine,
    Option,
    Teller,
    field_lines,
    option_paragraphs,
    options_of,
    record_title,
)
from gridtui.ui.screens.conflicts.parallels import ParallelsScreen
from gridtui.usecases.conflicts import resolve_all
from gridtui.words import mark, tr

_NONE_LEFT = mark("没有冲突\n按 Esc 返回")
_DIGITS = "456789"


def _command(name: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"conflicts.{name}", title, keys, does, AREA, options.pop("action", name), **options)


class ConflictsScreen(AreaScreen):
    """Settles what two desks wrote into the same field without knowing of each other."""

    TITLE = AREA
    CSS_PATH = "conflicts.tcss"
    AUTO_FOCUS = "#contested"
    replaces: ClassVar[tuple[str, ...]] = ("go",)
    """Digits choose a version here."""
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("take_1", mark("取现用"), ("1",), mark("结果用现在显示的这个"), action="take(1)"),
        _command("take_2", mark("取另一版"), ("2",), mark("结果用另一处写的这个"), action="take(2)"),
        _command("take_3", mark("取第三版"), ("3",), mark("有三处改过时，结果用第三个"), action="take(3)"),
        *(
            _command(f"take_{key}", mark("取这一版"), (key,), mark("改的地方更多时，结果用这一个"),
                     action=f"take({key})", footer=False, palette=False)
            for key in _DIGITS
        ),
        _command("edit", mark("改结果"), ("m",), mark("几处都不对时，另写一个值")),
        _command("settle", mark("写下"), ("ctrl+s",), mark("写下这条记录的结果，可以撤销；接着看下一条"),
                 writes=True),
        _command("next", mark("下一条"), ("n",), mark("先不处理，看下一条")),
        _command("previous", mark("上一条"), ("p",), mark("回到上一条"), footer=False),
        _command("reveal", mark("显示号码"), ("v",), mark("显示电话和身份证号 30 秒，会记下是谁看的"),
                 writes=True),
        _command("history", mark("改动"), ("h",), mark("谁在什么时候改了哪一项"), footer=False),
        _command("parallels", mark("并行修改"), ("l",), mark("两处各改了不同的项，都已生效，看看对不对")),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[RecordId] = []
        self.record: ContestedRecord | None = None
        self.options: dict[str, list[Option]] = {}
        self.results: dict[str, Any] = {}
        self.revealing = Revealing(self, self._draw)
        self._wanted: RecordId | None = None
        self._place = 0
        self._desks: Mapping[bytes, str] = {}
        self._parallels = 0
        self._settling = False
        self._lines = ListSource[FieldLine]([], lambda line: line.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the fields, and below who wrote what into the one under the cursor."""
        yield VirtualTable(_columns(2), self._lines, leading=False, empty=" ", id="contested")
        with VerticalScroll(id="contested-detail", can_focus=False):
            yield Prose()

    @property
    def table(self) -> VirtualTable[FieldLine]:
        """The fields."""
        return self.query_one("#contested", VirtualTable)

    def on_mount(self) -> None:
        """Read what is in conflict."""
        self.look()

    def on_screen_suspend(self) -> None:
        """Mask again when another screen comes on top."""
        if self.revealing.is_shown:
            self.revealing.hide()

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def on_store_changed(self) -> None:
        """Read again after a change, unless this place wrote it and goes on by itself."""
        if not self._settling:
            self.look()

    def look(self) -> None:
        """Read what is in conflict now; the record in hand stays where it still is."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "conflicts", _look_in, self._wanted, self._place, then=self._show)

    def _show(self, seen: _Seen) -> None:
        self.ids, self._desks, self._parallels = seen.ids, seen.desks, seen.parallels
        before, record = self.record, seen.record
        gone = self._wanted is not None and (record is None or record.row.id != self._wanted)
        if record is None or before is None or record.row != before.row or record != before:
            self.results = {}
        if gone and not self._settling:
            self.say(tr("这条记录的冲突已经处理过了，接着看下一条"))
        self._settling = False
        self.record = record
        self._wanted = record.row.id if record else None
        if record is not None:
            self._place = self.ids.index(record.row.id)
            self.options = {name: options_of(found) for name, found in record.versions.items() if found}
            self.results = {name: found[0].value for name, found in self.options.items()} | self.results
        self._draw()
        if record is not None and (before is None or before.row.id != record.row.id):
            self.table.move_to(0)
        self.refresh_bindings()

    @property
    def _teller(self) -> Teller:
        return Teller(gateway_of(self).clock(), self._desks, self.revealing.is_shown)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        record = self.record
        if record is None:
            self._lines.put(())
            self.table.empty = _NONE_LEFT
            self.filter_words = (
                tr("并行修改 {n} 条没看，按 l 看", n=self._parallels) if self._parallels else ""
            )
            self.position = ""
        else:
            self._lines.put(field_lines(record, self.options, self.results, self._teller))
            self.table.show_columns(_columns(max(map(len, self.options.values()), default=0)))
            self.filter_words = record_title(record.row)
            self.position = tr("第 {n} / {total} 条", n=self._place + 1, total=len(self.ids))
        self.table.refresh_rows()
        self._tell()

    @on(VirtualTable.RowHighlighted)
    def _tell(self) -> None:
        line = self.table.row
        prose = self.query_one(Prose)
        if line is None or self.record is None or line.name == END:
            prose.show(())
        else:
            prose.show(option_paragraphs(line, self.options[line.name], self._teller))

    @on(VirtualTable.RowChosen)
    async def _chosen(self, event: VirtualTable.RowChosen) -> None:
        if event.row.name == END:
            await self.run_action("settle")
        else:
            self.action_edit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the record in hand allows; its rows take no marks."""
        if action == "mark_row":
            return False
        if action in ("take", "edit", "settle", "next", "previous", "reveal", "history"):
            if self.record is None:
                return False
            if action == "reveal":
                return not MASKED.isdisjoint(self.record.versions) or "contacts" in self.record.versions
        if action == "take" and parameters and isinstance(parameters[0], int) and parameters[0] > 2:
            return parameters[0] <= max((len(each) for each in self.options.values()), default=0)
        return super().check_action(action, parameters)

    def action_take(self, number: int) -> None:
        """Let the field under the cursor get that version, and go on to the next field."""
        line = self.table.row
        if line is None or line.name == END:
            return
        options = self.options[line.name]
        if number > len(options):
            self.say(tr("这一项只有 {n} 个版本", n=len(options)))
            return
        self.results[line.name] = options[number - 1].value
        self._draw()
        self.table.action_next_row()

    def action_edit(self) -> None:
        """Write another value into the result of the field under the cursor."""
        line, record = self.table.row, self.record
        if line is None or record is None or line.name == END:
            return
        noun, name = record.row.noun, line.name
        spec = spec_for(noun, name, field_title(noun, name))
        if spec is None:
            self.say(tr("这一项只能在几个版本里选一个，按数字选"))
            return

        def take(values: dict[str, object] | None) -> None:
            if values is not None:
                self.results[name] = typed_value(noun, name, values[VALUE])
                self._draw()
                self.table.action_next_row()

        value = field_value(name, self.results[name], revealed=self.revealing.is_shown)
        self.app.push_screen(EditResult(spec, value), take)

    async def action_settle(self) -> None:
        """Write the results as one step, and go on to the next record."""
        record = self.record
        if record is None or self._settling:
            return
        self._settling = True
        try:
            await gateway_of(self).write(
                Intent.SETTLE_CONFLICT, resolve_all, record.row.id, dict(self.results)
            )
        except RuleBroken as refusal:
            self._settling = False
            self.refuse(refusal)
            return
        self.say(tr("已写下，Ctrl+Z 撤销"))
        self.look()

    def action_next(self) -> None:
        """Leave this record for later and show the next, after the last one the first."""
        self._go(1)

    def action_previous(self) -> None:
        """Show the record before, before the first one the last."""
        self._go(-1)

    def _go(self, step: int) -> None:
        if len(self.ids) < 2:
            self.say(tr("没有别的冲突了"))
            return
        self._place = (self._place + step) % len(self.ids)
        self._wanted = self.ids[self._place]
        self.revealing.forget()
        self.look()

    async def action_reveal(self) -> None:
        """Show the numbers, once it is noted who looked; again to mask them."""
        if self.record is not None:
            try:
                await self.revealing.toggle(self.record.row.id)
            except RuleBroken as refusal:
                self.refuse(refusal)

    def action_history(self) -> None:
        """Show every change of the record."""
        if self.record is not None:
            self.post_message(messages.ShowHistory(self.record.row.noun, self.record.row.id))

    def action_parallels(self) -> None:
        """Show what was edited beside each other."""
        self.app.push_screen(ParallelsScreen())


class _Seen:
    """What is in conflict, the record to show, and what else is said around it."""

    def __init__(
        self, ids: list[RecordId], record: ContestedRecord | None, desks: Mapping[bytes, str], parallels: int
    ) -> None:
        self.ids, self.record, self.desks, self.parallels = ids, record, desks, parallels


def _look_in(connection: Connection, wanted: RecordId | None, place: int) -> _Seen:
    """Return the record wanted, else the one at its place, with all that is said around it."""
    ids = contested_ids(connection)
    if wanted not in ids:
        wanted = ids[min(place, len(ids) - 1)] if ids else None
    record = None if wanted is None else contested_record(connection, wanted)
    return _Seen(ids, record, names_of_incarnations(connection), contested_counts(connection)[1])


def _columns(versions: int) -> list[Column[FieldLine]]:
    """Return the columns of a record of whose fields the most disputed has so many versions."""
    third = Column[FieldLine](
        mark("3 又一版本"), 12, lambda line: _version(line, 2), flexible=True, min_width=110
    )
    names = room_for((mark("写下结果"),), least=10, most=18)
    return [
        Column(mark("项目"), names, lambda line: line.title, style="muted"),
        Column(mark("1 现用"), 14, lambda line: _version(line, 0), flexible=True),
        Column(mark("2 另一版本"), 14, lambda line: _version(line, 1), flexible=True),
        *([third] if versions > 2 else []),
        Column(mark("结果"), 14, lambda line: shown(line.result, "bold"), flexible=True),
    ]


def _version(line: FieldLine, place: int) -> Content:
    if place >= len(line.texts):
        return Content("")
    return shown(line.texts[place], "" if line.chosen == place else "$foreground-disabled")
