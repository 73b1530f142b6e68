"""The files of an issue 附件: opened as a temporary copy, added, handed out, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.attachment import copy_name, size_words, stored_name
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.attached_files import HandedOver, hand_over
from gridtui.queries.issues.attachments import AttachmentRow, attachments_of
from gridtui.queries.issues.issues import issue_number
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.messages import StoreChanged
from gridtui.ui.screens.issues.attaching import AskFolder, AttachScreen
from gridtui.usecases.attachments import AttachOutcome, remove_attachments
from gridtui.words import mark, tr

AREA = mark("附件")

NOTHING = mark("这件诉求还没有附件\n按 a 加文件：照片、文书、录音，每个最多 5 MB")


def _command(action: str, title: str, keys: tuple[str, ...], does: str, **options: bool) -> Command:
    return Command(f"attachments.{action}", title, keys, does, AREA, action, lists_only=True, **options)


class AttachmentsScreen(AreaScreen):
    """Lists the files of an issue; what it opened is removed when it is closed."""

    TITLE = AREA
    AUTO_FOCUS = "#attachment-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("open", mark("打开"), ("enter",), mark("打开临时副本来看；关上列表、上锁、退出时都会删掉")),
        _command("add", mark("加文件"), ("a",), mark("把文件存进库里，和诉求放在一起"), writes=True),
        _command("hand_over", mark("导出"), ("s",), mark("把选中的写到文件夹里，没有选中就全部"),
                 writes=True),
        _command("remove", mark("删除"), ("d", "delete"),
                 mark("去掉选中的，没有选中就光标所在的；Ctrl+Z 撤销"), writes=True),
    )  # fmt: skip

    def __init__(self, issue_id: RecordId) -> None:
        super().__init__()
        self.issue_id = issue_id
        self._number = ""
        self._rows = ListSource[AttachmentRow]([], lambda row: row.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="pane"):
            yield VirtualTable(self._columns(), self._rows, empty=" ", id="attachment-list")

    def on_mount(self) -> None:
        """Read what there is."""
        self._number = gateway_of(self).read_now(issue_number, self.issue_id) or ""
        self._look()

    def on_store_changed(self, message: StoreChanged) -> None:
        """Read it again; after an erasure nothing that was open stays."""
        if message.intent in (Intent.ERASE_PERSON, Intent.FORGET_RECORDS):
            gateway_of(self).close_copies()
        self._look()

    def on_unmount(self) -> None:
        """Remove the temporary copies."""
        held = gateway_of(self).close_copies()
        if held:
            tell = getattr(self.app, "say", None)
            words = tr("还有 {n} 个附件的副本被别的程序打开着，关上那个程序就会删掉", n=held)
            if tell is not None:
                tell(words)

    @property
    def table(self) -> VirtualTable[AttachmentRow]:
        """The list."""
        return self.query_one("#attachment-list", VirtualTable)

    @on(VirtualTable.RowChosen)
    def _chosen(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the file under the bar."""
        row = self.table.row
        if row is not None:
            self.run_worker(self._open(row), group="open", exclusive=True)

    def action_add(self) -> None:
        """Ask which files."""
        self.app.push_screen(AttachScreen(self.issue_id), self._added)

    async def action_remove(self) -> None:
        """Take files away."""
        rows = list(self.table.marks.values()) or ([self.table.row] if self.table.row else [])
        if not rows:
            return
        gateway = gateway_of(self)
        try:
            ids = [row.id for row in rows]
            count = await gateway.write(Intent.REMOVE_ATTACHMENTS, remove_attachments, ids)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        for row in rows:
            gateway.close_copy(row.id)
        self.table.clear_marks()
        self.say(tr("已去掉 {n} 个附件，Ctrl+Z 撤销", n=count))

    def action_hand_over(self) -> None:
        """Ask where to."""
        if self._rows.rows:
            count = len(self.table.marks) or len(self._rows.rows)
            question = tr("把 {n} 个附件写到哪个文件夹？", n=count)
            folder = copy_name(tr("附件-{number}", number=self._number))
            self.app.push_screen(AskFolder(question, folder), self._hand_over)

    def _added(self, outcome: AttachOutcome | None) -> None:
        if outcome is None:
            return
        words = tr("已加 {n} 个附件，Ctrl+Z 撤销", n=len(outcome.added))
        if outcome.known:
            words += tr("；{n} 个内容一模一样的没有再加", n=len(outcome.known))
        self.say(words)

    async def _open(self, row: AttachmentRow) -> None:
        try:
            await gateway_of(self).open_attachment(row.id)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.say(tr("已打开 {name} 的临时副本，改了不会存回来", name=stored_name(row.name)))

    def _hand_over(self, folder: Path | None) -> None:
        if folder is not None:
            self.run_worker(self._handed_over(folder, tuple(self.table.marks)), group="hand_over")

    async def _handed_over(self, folder: Path, ids: Sequence[RecordId]) -> None:
        try:
            done: HandedOver = await gateway_of(self).run("export", hand_over, self.issue_id, folder, ids)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        words = tr("已导出 {n} 个附件到 {folder}", n=len(done.paths), folder=short_path(folder))
        if done.missing:
            words += tr("；{n} 个没有内容", n=len(done.missing))
        self.say(words)

    def _look(self) -> None:
        gateway_of(self).ask(self, "attachments", attachments_of, self.issue_id, then=self._show)

    def _show(self, rows: list[AttachmentRow]) -> None:
        self._rows.put(rows)
        table = self.table
        table.empty = NOTHING
        table.refresh_rows()
        table.set_total(len(rows))
        size = size_words(sum(row.size for row in rows if not row.erased))
        many = tr("{n} 个附件，{size}", n=len(rows), size=size) if rows else tr("没有附件")
        self.filter_words = f"{self._number} · {many}"

    def _columns(self) -> list[Column[AttachmentRow]]:
        return [
            Column(mark("名称"), 20, _name, flexible=True),
            Column(mark("大小"), 8, lambda row: size_words(row.size), align="right"),
            Column(mark("添加时间"), 12, lambda row: shown_instant(row.added_at, self._now()), style="muted"),
            Column(mark("谁"), 8, lambda row: row.actor_name, style="muted"),
        ]

    def _now(self) -> datetime:
        return gateway_of(self).clock()


def _name(row: AttachmentRow) -> str | Content:
    if row.erased:
        return Content.styled(tr("（已随个人资料清除）"), "$foreground-muted")
    if row.withheld:
        return Content.styled(tr("（本级不收附件的内容）"), "$foreground-muted")
    name = stored_name(row.name)
    return name if row.here else tr("{name}（还没传到）", name=name)
