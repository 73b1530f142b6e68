"""Every limit in force, shipped or the office's own."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import DEFAULT_LABEL, Limit, default_limits
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.categories import CategoryRow, category_rows
from gridtui.queries.issues.limits import limits_in_force
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.limits.entry import AREA, LimitScreen, key_of, where_words
from gridtui.usecases.limits import drop_limit
from gridtui.words import mark, tr


class LimitsScreen(LookingScreen):
    """Lists the limits; Enter changes one, Delete lets the shipped one be in force again."""

    TITLE = AREA
    AUTO_FOCUS = "#limit-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("limits.change", mark("修改"), ("m",), mark("改这一条期限，改了以后未办结的都重新算"), AREA,
                "change", lists_only=True, writes=True),
        Command("limits.add", mark("新增"), ("n",), mark("给一种性质、一类或一级另定期限"), AREA, "add",
                lists_only=True, writes=True),
        Command("limits.drop", mark("恢复默认"), ("delete",), mark("这一条回到默认值"), AREA, "drop",
                lists_only=True, writes=True),
        Command("limits.calendar", mark("工作日历"), ("c",), mark("哪天放假、哪天调休上班；期限按它算"), AREA,
                "calendar", lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[Limit]([], key_of)
        self._categories: list[CategoryRow] = []
        self._names: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="pane"):
            yield VirtualTable(self._columns(), self._rows, id="limit-list")

    def on_mount(self) -> None:
        """Show every limit."""
        self.filter_words = tr(DEFAULT_LABEL)
        gateway = gateway_of(self)
        self._categories = gateway.read_now(category_rows) or []
        self._names = {row.code: row.name for row in self._categories}

    def look(self) -> None:
        """Show every limit that is in force."""
        table = gateway_of(self).read_now(limits_in_force) or default_limits()
        self._rows.put(_in_force(table.limits))
        self.table.refresh_rows()
        self.table.set_total(len(self._rows.rows))

    @property
    def table(self) -> VirtualTable[Limit]:
        """The list."""
        return self.query_one("#limit-list", VirtualTable)

    @on(VirtualTable.RowChosen)
    def _chosen(self, event: VirtualTable.RowChosen) -> None:
        self.app.push_screen(LimitScreen(event.row, self._categories))

    def action_change(self) -> None:
        """Change the limit under the bar."""
        if self.table.row is not None:
            self.app.push_screen(LimitScreen(self.table.row, self._categories))

    def action_add(self) -> None:
        """Take down a limit for a nature, a category or a level."""
        self.app.push_screen(LimitScreen(None, self._categories))

    def action_calendar(self) -> None:
        """Show the working calendar."""
        self.post_message(messages.OpenCalendar())

    async def action_drop(self) -> None:
        """Let the shipped limit be in force again."""
        row = self.table.row
        if row is not None and row.shipped:
            self.say(tr("这一条就是默认值"))
        elif row is not None:
            await gateway_of(self).write(Intent.SET_LIMITS, drop_limit, row)
            self.say(tr("已恢复默认，Ctrl+Z 撤销"))

    def _columns(self) -> list[Column[Limit]]:
        amounts = room_for((each.label for each in TimeUnit), least=5, most=14) + len(str(LONGEST)) + 1
        return [
            Column(mark("环节"), 12, lambda row: tr(row.stage.label), style="strong"),
            Column(mark("适用"), 14, self._where, flexible=True),
            Column(mark("期限"), amounts, lambda row: f"{row.amount} {tr(row.unit.label)}", align="right"),
            Column(mark("预警"), 8, lambda row: str(row.amber or "80%"), align="right", style="muted"),
            Column(mark("来源"), 8, _source, style="muted"),
            Column(mark("说明"), 12, _note, flexible=True, style="muted", min_width=64),
        ]

    def _where(self, row: Limit) -> str:
        return where_words(row, self._names)


def _note(limit: Limit) -> str:
    """Return the note; only what somebody wrote stands as it is."""
    return tr(limit.note) if limit.shipped and limit.note else limit.note


def _source(limit: Limit) -> str:
    if limit.shipped:
        return tr("默认")
    return tr("上级规定") if limit.above else tr("本单位")


def _in_force(limits: tuple[Limit, ...]) -> list[Limit]:
    """Return the limits without those that a later one of the same place replaces."""
    return list({key_of(limit): limit for limit in limits}.values())
