"""Receiving: files are tried first, then taken in, then acknowledged; what is wrong with one is its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from gridtui.domain.words.problems import RuleBroken
from gridtui.sync.taking import (
    FileOutcome,
    OwnReceipt,
    own_receipts,
    take_in,
    write_receipts,
)
from gridtui.sync.telling import arrival_sentences
from gridtui.ui.answers import Cancelled
from gridtui.ui.desk import DeskApp
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.tones import DONE as GREEN
from gridtui.ui.kit.tones import LATE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.exchange.proof import ProofScreen
from gridtui.ui.screens.exchange.remembering import remember_folder
from gridtui.ui.screens.exchange.working import DONE, LOOKING, READY, WorkScreen
from gridtui.words import mark, say_all, tr

AREA = mark("接收")
_OTHERS, _LEFT_OUT, _KNOWN, _TAKEN, _READY = _RESULTS = (
    mark("给别家"),
    mark("不导入"),
    mark("收过"),
    mark("已导入"),
    mark("可导入"),
)
_CONFLICTS = mark("冲突")
_TRYING = mark("只是试算，还没有写入；Esc 取消")
_TAKING = mark("Esc 停下：正在导入的这一个整个不算，前面的已经导入")


class ReceiveScreen(WorkScreen):
    """Tries the files, shows what each would bring, and takes in those that hold."""

    TITLE = AREA
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("receive.apply", mark("导入"), ("f5",), mark("先备份再导入；每个包整个导入，或整个不导入"),
                AREA, "apply", writes=True),
        Command("receive.receipt", mark("写回执"), ("h",), mark("把回执写到同一个 U 盘，带回给对方"), AREA,
                "receipt", writes=True),
        Command("receive.code", mark("念回执码"), ("b",), mark("大字显示 8 位回执码，打电话念给对方"), AREA,
                "code"),
    )  # fmt: skip

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._rows = ListSource[FileOutcome]([], lambda row: row.key)
        self._receipts: dict[bytes, OwnReceipt] = {}

    def compose_rest(self) -> ComposeResult:
        """Lay out the files, and the sentences on one of them."""
        with Vertical(classes="work-part pane"):
            yield VirtualTable(self._columns(), self._rows, tone=_tone, id="arrived-list")
            with VerticalScroll(id="arrived-detail", can_focus=False):
                yield Prose(id="arrived-words")

    def on_mount(self) -> None:
        """Try them."""
        self.state = LOOKING
        self.run_worker(self._try(), group="work", exclusive=True)

    def begin(self) -> None:
        """Go to the list."""
        self.table.focus()

    @property
    def table(self) -> VirtualTable[FileOutcome]:
        """The files."""
        return self.query_one("#arrived-list", VirtualTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what comes next."""
        if action == "apply":
            return self.state == READY and any(row.arrived for row in self._rows.rows)
        if action in ("receipt", "code"):
            return self.state == DONE and bool(self._receipts)
        return super().check_action(action, parameters)

    def action_apply(self) -> None:
        """Take in what holds."""
        self.run_worker(self._apply(), group="work", exclusive=True)

    def action_receipt(self) -> None:
        """Write the receipts onto the same stick."""
        self.run_worker(self._write_receipts(), group="work", exclusive=True)

    def action_code(self) -> None:
        """Show the code of the bundle under the bar."""
        receipt = self._receipt_of(self.table.row)
        if receipt is None:
            self.say(tr("这个文件没有回执：没有导入，或还缺几份"), "warning")
            return
        code = f"{receipt.code[:4]} {receipt.code[4:]}"
        before = [
            Paragraph(tr("{name} 第 {n} 包，已全部导入", name=receipt.name, n=receipt.number), style="bold"),
            Paragraph(tr("打电话把这 8 位念给对方，对方在“交换”里按 h 输入；没有字母 O、I、L")),
        ]
        self.app.push_screen(ProofScreen(mark("回执码"), before, code))

    @on(VirtualTable.RowHighlighted)
    def _highlighted(self, event: VirtualTable.RowHighlighted) -> None:
        self._tell(event.row)

    @on(VirtualTable.RowChosen)
    def _chosen(self, event: VirtualTable.RowChosen) -> None:
        row: FileOutcome = event.row
        self.app.push_screen(Notice(row.path.name, [words.text for words in _words(row, self.state == DONE)]))

    async def _try(self) -> None:
        title = tr("正在看 {n} 个文件", n=len(self._paths))
        outcomes = await self.long(
            title, _TRYING, READY, take_in, self._paths, dry_run=True, stopped=Cancelled
        )
        if outcomes is None:
            return
        self._show(outcomes)
        self.state = READY
        await remember_folder(gateway_of(self), self._paths[0].parent)
        good = sum(row.arrived is not None for row in outcomes)
        if good:
            self.say(tr("能导入 {n} 个，还没有写入；F5 导入", n=good))
        else:
            self.say(tr("没有能导入的，什么也没有改"), "error")

    async def _apply(self) -> None:
        paths = [row.path for row in self._rows.rows if row.arrived is not None]
        refused = [row for row in self._rows.rows if row.arrived is None]
        title = tr("正在导入 {n} 个文件", n=len(paths))
        outcomes = await self.long(
            title,
            _TAKING,
            READY,
            take_in,
            paths,
            dry_run=False,
            stopped=Cancelled,
            backup_folder=cast("DeskApp", self.app).backup_folder,
            changes=True,
        )
        if outcomes is None:
            return
        bundles = [row.arrived.bundle for row in outcomes if row.arrived is not None]
        try:
            found = await gateway_of(self).examine(own_receipts, bundles)
        except RuleBroken as refusal:
            self.refuse(refusal)
            found = []
        if self.is_left:
            return
        self._receipts = {one.bundle: one for one in found}
        self._show([*outcomes, *refused])
        self.state = DONE
        self.table.move_to(0)
        words = tr("已导入 {n} 个", n=len(bundles))
        self.say(tr("{done}；h 把回执写到同一个 U 盘，或 b 念回执码", done=words) if found else words)

    async def _write_receipts(self) -> None:
        folder = self._paths[0].parent
        try:
            written = await gateway_of(self).run("exchange", write_receipts, list(self._receipts), folder)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.say(tr("回执 {n} 个已写到 {folder}，可安全拔出", n=len(written), folder=short_path(folder)))

    def _show(self, outcomes: Sequence[FileOutcome]) -> None:
        # What can be taken in comes first, what lies there for others last.
        self._rows.put(sorted(outcomes, key=lambda row: (row.arrived is None, row.for_others)))
        self.table.refresh_rows()
        self.table.set_total(len(outcomes))
        self._tell(self.table.row)

    def _tell(self, row: FileOutcome | None) -> None:
        words = [] if row is None else list(_words(row, self.state == DONE))
        receipt = self._receipt_of(row)
        if receipt is not None:
            told = tr("回执码 {code}", code=f"{receipt.code[:4]} {receipt.code[4:]}")
            words.append(Paragraph(told, style="bold"))
        self.query_one("#arrived-words", Prose).show(words)

    def _receipt_of(self, row: FileOutcome | None) -> OwnReceipt | None:
        return self._receipts.get(row.arrived.bundle) if row is not None and row.arrived else None

    def _columns(self) -> list[Column[FileOutcome]]:
        conflicts = room_for([_CONFLICTS], least=6, most=9)
        return [
            Column(mark("结果"), room_for(_RESULTS, least=6, most=12), self._result, toned=True),
            Column(mark("从哪来"), 14, lambda row: row.arrived.grant.said.name if row.arrived else "",
                   style="strong", flexible=True),
            Column(mark("新变更"), 8, lambda row: _count(row, "new"), align="right"),
            Column(_CONFLICTS, conflicts, lambda row: _count(row, "conflicts"), align="right"),
            Column(mark("不采用"), 7, _refused, align="right"),
            Column(mark("文件"), 16, lambda row: row.path.name, style="muted", flexible=True),
        ]  # fmt: skip

    def _result(self, row: FileOutcome) -> str:
        if row.arrived is None:
            return tr(_OTHERS if row.for_others else _LEFT_OUT)
        if row.arrived.again:
            return tr(_KNOWN)
        return tr(_TAKEN) if self.state == DONE else tr(_READY)


def _words(row: FileOutcome, done: bool) -> Iterable[Paragraph]:
    if row.arrived is None:
        yield Paragraph(say_all(row.problems), style="" if row.for_others else "$error")
        return
    first, *others = arrival_sentences(row.arrived)
    yield Paragraph(str(first) if done else tr("试算：{words}", words=str(first)), style="bold")
    yield from (Paragraph(str(sentence)) for sentence in others)


def _tone(row: FileOutcome) -> Tone | None:
    if row.for_others:
        return None
    return LATE.lettered(mark("拒")) if row.arrived is None else GREEN.lettered(mark("可"))


def _count(row: FileOutcome, name: str) -> str:
    merged = row.arrived.merged if row.arrived else None
    return f"{getattr(merged, name):,}" if merged is not None else ""


def _refused(row: FileOutcome) -> str:
    merged = row.arrived.merged if row.arrived else None
    return f"{merged.refused.total():,}" if merged is not None else ""
