"""One hot group: its issues, which can be split off, and what was said in each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.insight.hot import HotGroup
from gridtui.queries.issues.hot_decisions import HotAct
from gridtui.queries.issues.issues import IssueFilter, IssueRow, issue_count, issue_page
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.hot.deciding import HotDeciding, group_days, hot_command
from gridtui.ui.short_lists import issue_columns, issue_tone
from gridtui.usecases.hot import split_hot
from gridtui.words import mark, tr

GONE = mark("这件诉求不在了\n按 Esc 返回")


class HotGroupScreen(HotDeciding):
    """Shows the group that an issue is in; decisions move issues out of it, or others into it."""

    AUTO_FOCUS = "#hot-issues"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        hot_command("split", mark("拆出"), "s", mark("把选中的诉求拆成另一组：说的不是同一件事"),
                    writes=True),
        hot_command("export_issues", mark("导出"), "e",
                    mark("把这一组诉求另存为表格；有选中的就只导出选中的")),
    )  # fmt: skip

    def __init__(self, issue_id: RecordId) -> None:
        super().__init__()
        self.issue_id = issue_id
        self._group: HotGroup | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the issues."""
        clock = gateway_of(self).clock
        yield VirtualTable(
            issue_columns(clock), tone=lambda row: issue_tone(row, clock()), empty=GONE, id="hot-issues"
        )

    def look(self) -> None:
        """Ask which issues are in the group now."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "hot", self.hot.group_of, gateway.clock(), self.issue_id, then=self._show)

    @property
    def table(self) -> VirtualTable[IssueRow]:
        """The list."""
        return self.query_one("#hot-issues", VirtualTable)

    @property
    def group(self) -> HotGroup | None:
        """The group that is shown."""
        return self._group

    def _show(self, found: tuple[HotGroup | None, list[HotAct]]) -> None:
        group, acts = found
        if group is not None and (self._group is None or group.ids != self._group.ids):
            wanted = IssueFilter(ids=group.ids)
            self.table.set_source(
                gateway_of(self).source(issue_page, issue_count, wanted, lambda row: row.id)
            )
        else:
            self.table.refresh_rows()
        self._group = group
        if group is not None:
            parts = [group.heading, tr("{n} 户", n=group.residents), tr("{n} 件", n=len(group.members))]
            parts += [group_days(group), tr("处理过 {n} 次", n=len(acts)) if acts else ""]
            self.filter_words = " · ".join(part for part in parts if part)
        self.refresh_bindings()

    @on(VirtualTable.MarksChanged)
    def _count_marks(self, event: VirtualTable.MarksChanged) -> None:
        self.note = tr("选中 {n} 件", n=len(event.keys)) if event.keys else ""

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenIssue(event.row.id))

    async def action_split(self) -> None:
        """Take the marked issues out into a group of their own; the screen stays with the rest."""
        if self._group is None:
            return
        out = [id for id in self._group.ids if id in self.table.marks]
        rest = [id for id in self._group.ids if id not in self.table.marks]
        if rest:
            self.issue_id = rest[0]
        words = tr("已把 {n} 件拆出去，Ctrl+Z 撤销", n=len(out))
        if await self.decide(words, split_hot, out, rest):
            self.table.clear_marks()

    def action_export_issues(self) -> None:
        """Hand out the marked issues, else all of the group."""
        if self._group is not None:
            ids = tuple(self.table.marks) or self._group.ids
            self.post_message(messages.ExportList("issues", self.filter_words, ids=ids))
