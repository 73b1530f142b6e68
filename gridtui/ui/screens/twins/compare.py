"""Two records side by side: 1, 2 and 3 say whose value stays, Ctrl+S joins them."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.twins import BOTH_FIT, Side
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.twin_comparison import ComparedRecord, compared
from gridtui.queries.people.twins import PERSON
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.revealing import Revealing
from gridtui.ui.screens.twins.lines import CompareLine, apart_words, compare_lines, id_facts, sides_of
from gridtui.usecases.keeping_apart import keep_apart
from gridtui.usecases.twins import join_households, join_residents
from gridtui.words import mark, tr

AREA = mark("核对重复")
JOIN = "join"
_SIDES = {Side.KEPT: mark("甲"), Side.OTHER: mark("乙"), Side.BOTH: mark("都留")}


def _command(action: str, title: str, keys: tuple[str, ...], does: str, **options: bool) -> Command:
    id = f"compare.{action.partition('(')[0]}{keys[0] if keys[0].isdigit() else ''}"
    return Command(id, title, keys, does, AREA, action, **options)


class CompareScreen(LookingScreen):
    """Compares two records of one noun; the older one is kept, the other is shown inside it afterwards."""

    TITLE = AREA
    AUTO_FOCUS = "#compared"
    replaces: ClassVar[tuple[str, ...]] = ("go",)
    """Digits choose a side here."""
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("side('1')", mark("取甲"), ("1",), mark("这一项用前一条的")),
        _command("side('2')", mark("取乙"), ("2",), mark("这一项用后一条的")),
        _command("side('3')", mark("都留"), ("3",), mark("电话、备注可以两条都留"), footer=False),
        _command("join", mark("合并"), ("ctrl+s",), mark("按结果一栏合并成一条，可以撤销，也可以再拆开"),
                 writes=True),
        _command("apart", mark("不是同一人"), ("n",),
                 mark("记下这两条是两个人（两户），以后不再列出；可以撤销"), writes=True),
        _command("swap", mark("换位"), ("x",), mark("留后一条，把前一条并进去"), footer=False),
        _command("reveal", mark("显示号码"), ("v",), mark("显示电话和身份证号 30 秒，会记下是谁看的"),
                 writes=True),
    )  # fmt: skip

    def __init__(self, noun: str, first_id: RecordId, second_id: RecordId, reason: str = "") -> None:
        super().__init__()
        self.noun, self.reason = noun, reason
        self._ids = (first_id, second_id)
        self.records: tuple[ComparedRecord, ComparedRecord] | None = None
        self.sides: dict[str, Side] = {}
        self.revealing = Revealing(self, self._draw)
        self._lines = ListSource[CompareLine]([], lambda line: line.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        yield VirtualTable(_columns(), self._lines, empty=mark("有一条记录已经不在了\n按 Esc 返回"),
                           id="compared")  # fmt: skip

    def on_screen_suspend(self) -> None:
        """Mask again when another screen comes on top."""
        if self.revealing.is_shown:
            self.revealing.hide()

    def on_unmount(self) -> None:
        """Forget what was revealed."""
        self.revealing.forget()

    def look(self) -> None:
        """Read both records again; what was chosen stays."""
        if gateway_of(self).is_open:
            gateway_of(self).ask(self, "compare", compared, self.noun, *self._ids, then=self._show)

    def _show(self, records: tuple[ComparedRecord, ComparedRecord] | None) -> None:
        self.records = records
        titles = " / ".join(record.title for record in records) if records else ""
        self.filter_words = " · ".join(
            part for part in (titles, tr(self.reason) if self.reason else "") if part
        )
        if records is not None:
            self.sides = {**sides_of(self.noun, *records), **self.sides}
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        if self.records is None:
            self._lines.put(())
        else:
            revealed = self.revealing.is_shown
            self._lines.put(compare_lines(self.noun, self.records, self.sides, revealed=revealed))
        self.query_one("#compared", VirtualTable).refresh_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what two records allow."""
        if action in ("side", "join", "swap", "reveal", "apart") and self.records is None:
            return False
        if action == "reveal" and self.noun != PERSON:
            return False
        return super().check_action(action, parameters)

    def action_side(self, key: str) -> None:
        """Choose whose value the field under the cursor gets, and go on to the next."""
        table = self.query_one("#compared", VirtualTable)
        line: CompareLine | None = table.row
        if line is None:
            return
        side = Side(key)
        if not line.is_chosen:
            self.say(tr("这一项两边一样，或都会留下，不用选"))
        elif side is Side.BOTH and line.name not in BOTH_FIT:
            self.say(tr("这一项只能取一边；电话和备注可以都留"))
        else:
            self.sides[line.name] = side
            self._draw()
        table.action_next_row()

    def action_swap(self) -> None:
        """Keep the other record; what was chosen is chosen anew."""
        self._ids = (self._ids[1], self._ids[0])
        self.sides = {}
        self.look()

    async def action_reveal(self) -> None:
        """Show the numbers of both, once it is noted who looked; again to mask them."""
        if self.records is None:
            return
        try:
            if self.revealing.is_shown:
                self.revealing.hide()
            else:
                for record in self.records:
                    await self.revealing.show(record.id)
        except RuleBroken as refusal:
            self.refuse(refusal)

    async def action_apart(self) -> None:
        """Note that these are two, and leave."""
        if self.records is None:
            return
        first, second = self.records
        try:
            await gateway_of(self).write(Intent.KEEP_APART, keep_apart, self.noun, first.id, second.id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self._leave_saying(apart_words(self.noun))

    def action_join(self) -> None:
        """Join the two; different ID numbers are asked about first."""
        self.run_worker(self._join(), group="join", exclusive=True)

    async def _join(self) -> None:
        if self.records is None:
            return
        kept, other = self.records
        numbers = [str(record.values.get("id_number") or "") for record in self.records]
        different = all(numbers) and numbers[0] != numbers[1]
        if different and not await self._sure(*numbers):
            return
        gateway = gateway_of(self)
        try:
            if self.noun == PERSON:
                await gateway.write(Intent.JOIN_RECORDS, join_residents, kept.id, other.id, self.sides,
                                    different_ids=different)  # fmt: skip
                words = tr("已合并：{name}，Ctrl+Z 撤销；在卡上按 s 拆开", name=kept.title)
            else:
                twice = await gateway.write(
                    Intent.JOIN_HOUSEHOLDS, join_households, kept.id, other.id, self.sides
                )
                words = tr("已并户，其中 {n} 人两边都有，一并合并；与户主关系请核对，Ctrl+Z 撤销", n=twice)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self._leave_saying(words)

    def _leave_saying(self, words: str) -> None:
        app = self.app
        leave(self)
        app.say(words)  # type: ignore[attr-defined]

    async def _sure(self, first: str, second: str) -> bool:
        question = Ask(
            tr("两个身份证号不同，真是同一个人吗？"),
            Answer(JOIN, mark("是同一个人，合并")),
            CANCEL,
            facts=id_facts(first, second),
        )
        return bool(await self.app.push_screen_wait(question) == JOIN)


def _columns() -> list[Column[CompareLine]]:
    return [
        Column(mark("项目"), 12, lambda line: line.title, style="muted"),
        Column(mark("甲（留用）"), 14, lambda line: _value(line, line.first, Side.KEPT), flexible=True),
        Column(mark("乙（并入）"), 14, lambda line: _value(line, line.second, Side.OTHER), flexible=True),
        Column(mark("取"), 4, lambda line: tr(_SIDES[line.side]) if line.is_chosen else "", style="strong"),
        Column(mark("结果"), 14, lambda line: shown(line.result, "bold" if line.is_chosen else ""),
               flexible=True),
    ]  # fmt: skip


def _value(line: CompareLine, text: str, side: Side) -> Content:
    dim = line.is_chosen and line.side not in (side, Side.BOTH)
    return shown(text, "$foreground-disabled" if dim else "")
