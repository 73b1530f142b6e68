"""Parallel edits 并行修改: two desks changed different fields of a record; all counts, somebody looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Connection
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.contested import ContestedRow, ParallelEdits, contested_page, parallel_edits
from gridtui.sync.desks import names_of_incarnations
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.conflicts.lines import Teller, edit_paragraphs, record_title, title_of_field
from gridtui.usecases.conflicts import dismiss_parallels
from gridtui.words import mark, tr

AREA = mark("并行修改")
_MOST = 1000
_NONE = mark("没有没看过的并行修改\n按 Esc 返回")
_ALL = "all"


class ParallelsScreen(AreaScreen):
    """Lists the records of which two desks changed different fields, until somebody has looked at them."""

    TITLE = AREA
    CSS_PATH = "conflicts.tcss"
    AUTO_FOCUS = "#contested"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("parallels.seen", mark("看过了"), ("x",),
                mark("选中的不再列出，有记号的一起；只记在本机，撤销不了，改动记录里还有"), AREA, "seen",
                writes=True),
        Command("parallels.seen_all", mark("全看过了"), ("X",), mark("全部不再列出，先问一声"), AREA,
                "seen_all", writes=True),
        Command("parallels.history", mark("改动"), ("h",), mark("谁在什么时候改了哪一项"), AREA, "history"),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[ContestedRow]([], lambda row: row.id)
        self._desks: Mapping[bytes, str] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out the records, and below what each side changed in the one under the cursor."""
        yield VirtualTable(_columns(), self._rows, empty=" ", id="contested")
        with VerticalScroll(id="contested-detail", can_focus=False):
            yield Prose()

    @property
    def table(self) -> VirtualTable[ContestedRow]:
        """The records."""
        return self.query_one("#contested", VirtualTable)

    def on_mount(self) -> None:
        """Read what there is to look at."""
        self.on_store_changed()

    def on_store_changed(self) -> None:
        """Read again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "parallels", _look_in, then=self._show)

    def _show(self, seen: tuple[Sequence[ContestedRow], Mapping[bytes, str]]) -> None:
        rows, self._desks = seen
        self._rows.put(rows)
        self.table.empty = _NONE
        self.table.refresh_rows()
        self.filter_words = tr("各改各的项，都已生效") if rows else ""
        self._ask()
        self.refresh_bindings()

    @on(VirtualTable.RowHighlighted)
    def _ask(self) -> None:
        row, gateway = self.table.row, gateway_of(self)
        if row is None or not gateway.is_open:
            self._tell(None)
        else:
            gateway.ask(self, "sides", parallel_edits, row.id, then=self._tell)

    def _tell(self, found: ParallelEdits | None) -> None:
        teller = Teller(gateway_of(self).clock(), self._desks)
        self.query_one(Prose).show(() if found is None else edit_paragraphs(found, teller))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits while there is something to look at."""
        if action in ("seen", "seen_all", "history") and not self._rows.rows:
            return False
        return super().check_action(action, parameters)

    async def action_seen(self) -> None:
        """List the marked records, else the one under the cursor, no more."""
        row = self.table.row
        chosen = list(self.table.marks) or ([row.id] if row else [])
        await self._dismiss(chosen)

    def action_seen_all(self) -> None:
        """List none of them any more, once that was asked."""

        def answered(answer: str | None) -> None:
            if answer == _ALL:
                self.run_worker(self._dismiss(None), group="seen", exclusive=True)

        facts = [tr("只是本机记下看过了，撤销不了；资料一个字也不改，改动记录里都还在")]
        question = tr("{n} 条并行修改都看过了？", n=len(self._rows.rows))
        self.app.push_screen(Ask(question, Answer(_ALL, mark("都看过了")), CANCEL, facts=facts), answered)

    async def _dismiss(self, ids: Sequence[RecordId] | None) -> None:
        try:
            count = await gateway_of(self).write(Intent.SETTLE_CONFLICT, dismiss_parallels, ids)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.table.clear_marks()
        self.say(tr("{n} 条不再列出；只是本机的记号，没有可撤销的", n=count))

    def action_history(self) -> None:
        """Show every change of the record under the cursor."""
        row = self.table.row
        if row is not None:
            self.post_message(messages.ShowHistory(row.noun, row.id))


def _look_in(connection: Connection) -> tuple[Sequence[ContestedRow], Mapping[bytes, str]]:
    return contested_page(connection, parallel=True, limit=_MOST), names_of_incarnations(connection)


def _columns() -> list[Column[Any]]:
    return [
        Column(mark("记录"), 24, record_title, style="strong", flexible=True),
        Column(mark("改了哪些项"), 24, _fields, flexible=True),
    ]


def _fields(row: ContestedRow) -> str:
    return tr("、").join(title_of_field(row.noun, name) for name in row.parallels)
