"""The list of hot issues 热点: one line a matter that several residents raised, the hottest first."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.words.dates import local_date
from gridtui.insight.hot import HotGroup
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.hot.deciding import HotDeciding, group_days, hot_command
from gridtui.ui.screens.hot.exporting import ExportHot
from gridtui.usecases.hot import join_hot
from gridtui.words import mark, tr

MOST_GROUPS = 200
MOST_LINES = 12
LOOKING = mark("正在归拢")
NONE = mark("近一年没有几户反映同一件事的\n按 a 看不再提的")


class HotScreen(HotDeciding):
    """Shows the groups of the last year, and what people said of the one under the cursor."""

    AUTO_FOCUS = "#hot-groups"
    CSS_PATH = "hot.tcss"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        hot_command("join", mark("并成一组"), "m", mark("把选中的几组并成一组：说的是同一件事"), writes=True),
        hot_command("hidden", mark("含不再提"), "a", mark("连不再提的也列出来，再按一次取消")),
        hot_command("export", mark("导出"), "e", mark("把热点写成表格；有选中的就只写选中的")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._with_hidden = False
        self._groups = ListSource[HotGroup]([], lambda group: group.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the groups, and below what was said."""
        yield VirtualTable(_columns(self._places), self._groups, empty=LOOKING, id="hot-groups")
        yield Pane(Prose(id="hot-lines"), title=tr("大家怎么说"), id="hot-said")

    def look(self) -> None:
        """Ask for the groups as they are now."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "hot", self.hot.groups, gateway.clock(), limit=MOST_GROUPS, lately=True,
                        with_hidden=self._with_hidden, then=self._show)  # fmt: skip

    @property
    def table(self) -> VirtualTable[HotGroup]:
        """The list."""
        return self.query_one("#hot-groups", VirtualTable)

    @property
    def group(self) -> HotGroup | None:
        """The group under the cursor."""
        return self.table.row

    def _show(self, groups: list[HotGroup]) -> None:
        self._groups.put(groups)
        self.table.empty = NONE
        self.table.refresh_rows()
        self.table.set_total(len(groups))
        parts = [tr("近一年"), tr("{n} 组", n=len(groups)), tr("含不再提的") if self._with_hidden else ""]
        self.filter_words = " · ".join(part for part in parts if part)
        self._tell(self.group)
        self.refresh_bindings()

    def _places(self, group: HotGroup) -> str:
        return str((self._groups.place(group.key) or 0) + 1)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self, event: VirtualTable.RowHighlighted) -> None:
        self._tell(event.row)
        self.refresh_bindings()

    def _tell(self, group: HotGroup | None) -> None:
        lines = [] if group is None else sample_lines(group)
        self.query_one("#hot-lines", Prose).show(lines)

    @on(VirtualTable.MarksChanged)
    def _count_marks(self, event: VirtualTable.MarksChanged) -> None:
        self.note = tr("选中 {n} 组", n=len(event.keys)) if event.keys else ""

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        self.post_message(messages.OpenHotGroup(event.row.key))

    async def action_join(self) -> None:
        """Put the marked groups together."""
        groups = list(self.table.marks.values())
        words = tr("已把 {n} 组并成一组，Ctrl+Z 撤销", n=len(groups))
        if await self.decide(words, join_hot, [group.ids for group in groups]):
            self.table.clear_marks()

    def action_hidden(self) -> None:
        """Show the dismissed groups too, or no longer."""
        self._with_hidden = not self._with_hidden
        self.look()

    def action_export(self) -> None:
        """Hand out the marked groups, else all that are shown."""
        groups = list(self.table.marks.values()) or list(self._groups.rows)
        if groups:
            self.app.push_screen(ExportHot(groups))


def sample_lines(group: HotGroup) -> list[Paragraph]:
    """Return what was said, the newest first, a line each."""
    newest = list(group.members[-MOST_LINES:])[::-1]
    return [
        Paragraph(" ".join(part for part in (each.place, each.title, each.text) if part).replace("\n", " "),
                  f"{local_date(each.at):%m-%d} ", "", "$foreground-muted")
        for each in newest
    ]  # fmt: skip


def _columns(place: object) -> list[Column[HotGroup]]:
    return [
        Column(mark("名次"), 4, place, align="right", style="muted"),  # type: ignore[arg-type]
        Column(mark("热点"), 20, _heading, flexible=True, style="strong"),
        Column(mark("户"), 4, lambda group: str(group.residents), align="right"),
        Column(mark("件"), 4, lambda group: str(len(group.members)), align="right"),
        Column(mark("地点"), 12, _where, style="muted", flexible=True),
        Column(mark("时间"), 19, group_days, style="muted", min_width=64),
    ]


def _where(group: HotGroup) -> str:
    if len(group.places) < 2:
        return group.place
    return tr("{place} 等{n}处", place=group.place, n=len(group.places))


def _heading(group: HotGroup) -> str:
    return tr("（不再提）{title}", title=group.heading) if group.is_hidden else group.heading
