"""The board 看板: the issues by state, how many are late, how long they lie; every figure opens its rows."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.queries.issues.board import BoardLine, board
from gridtui.queries.issues.issues import IssueFilter
from gridtui.queries.places.grids import GridRow
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.board.columns import board_columns, line_tone
from gridtui.words import mark, tr

AREA = mark("看板")
MINUTE: Final = 60.0
"""How often what is late is counted anew."""


def _opens(figure: str, title: str, key: str, does: str) -> Command:
    return Command(f"board.{figure}", title, (key,), does, AREA, f"show('{figure}')", lists_only=True)


class BoardScreen(LookingScreen):
    """Shows a line for each state; Enter opens its issues, a letter those behind one figure of the line."""

    TITLE = AREA
    AUTO_FOCUS = "#board"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _opens("late", mark("超期的"), "u", mark("打开这个状态里超期的诉求")),
        _opens("near", mark("将到期的"), "y", mark("打开这个状态里快到期限的诉求")),
        _opens("older", mark("较久的一半"), "m", mark("打开这个状态里放得较久的一半")),
        _opens("oldest", mark("最久的"), "l", mark("打开这个状态里放得最久的")),
        Command("board.pick_grid", mark("网格"), ("w",), mark("只看一个网格"), AREA, "pick_grid",
                lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.grid: GridRow | None = None
        self._lines = ListSource[BoardLine]([], lambda line: (line.state or AREA).encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the lines."""
        with Vertical(classes="pane"):
            yield VirtualTable(board_columns(self._top), self._lines, tone=line_tone, id="board")

    def on_mount(self) -> None:
        """Go on counting what becomes late."""
        self.set_interval(MINUTE, self._pass_time)

    @property
    def table(self) -> VirtualTable[BoardLine]:
        """The lines."""
        return self.query_one("#board", VirtualTable)

    def look(self) -> None:
        """Count the issues."""
        gateway = gateway_of(self)
        if gateway.is_open:
            id = self.grid.id if self.grid else None
            gateway.ask(self, "board", board, gateway.clock(), id, then=self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the figures that the line under the bar has."""
        if action == "show" and not (self.is_mounted and self._behind(str(parameters[0]))):
            return False
        return super().check_action(action, parameters)

    def action_show(self, figure: str) -> None:
        """Open the issues behind a figure of the line under the bar."""
        wanted = self._behind(figure)
        if wanted is not None:
            self.post_message(messages.OpenIssues(wanted))

    def action_pick_grid(self) -> None:
        """Choose one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self.grid = grid
            self.look()

        pick_grid(self, self.grid, take)

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        line: BoardLine = event.row
        self.post_message(messages.OpenIssues(line.shown))

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    def _show(self, lines: list[BoardLine]) -> None:
        self._lines.put(lines)
        self.table.refresh_rows()
        self.filter_words = self.grid.name if self.grid else tr("全部网格")
        self.refresh_bindings()

    def _top(self, line: BoardLine) -> int:
        """Return the longest bar beside it; what has ended is far more and has bars of its own."""
        return max(each.count for each in self._lines.rows if each.is_open is line.is_open)

    def _behind(self, figure: str) -> IssueFilter | None:
        line = self.table.row
        if line is None:
            return None
        if figure == "late":
            return line.overdue_shown if line.overdue else None
        if figure == "near":
            return line.amber_shown if line.amber else None
        if line.ages is None:
            return None
        return line.older_shown if figure == "older" else line.oldest_shown

    def _pass_time(self) -> None:
        if self.is_current:
            self.look()
