"""The list of gaps 缺口: what roster and records lack, by kind; Enter leads to the form that closes it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.people.gaps import GapKind
from gridtui.domain.words.dates import local_date
from gridtui.queries.gaps import MOST_LINES, GapFilter, GapLine, Gaps, find_gaps
from gridtui.queries.places.grids import GridRow
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.gaps.lines import Heading, Line, card, closing, gap_columns, heading, lines_of
from gridtui.words import mark, tr

AREA = mark("缺口")
NOT_YET = " "
NONE_LEFT = mark("没有缺口\n岗位都有人，记录都齐全")
MOST_OF_ONE_KIND = 20 * MOST_LINES


class GapsScreen(LookingScreen):
    """Shows gaps of one kind, or of all; they are looked for again whenever one comes back here."""

    TITLE = AREA
    AUTO_FOCUS = "#gaps"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("gaps.pick_kind", mark("哪一类"), ("f",), mark("只看一类缺口"), AREA, "pick_kind",
                lists_only=True),
        Command("gaps.pick_grid", mark("网格"), ("w",), mark("只看一个网格"), AREA, "pick_grid",
                lists_only=True),
        Command("gaps.card", mark("看资料"), ("o",), mark("打开光标所在的网格或楼栋"), AREA, "card",
                lists_only=True),
        Command("gaps.fold", mark("收起"), ("left",), mark("收起这一类"), AREA, "fold(True)",
                lists_only=True, footer=False),
        Command("gaps.unfold", mark("展开"), ("right",), mark("展开这一类"), AREA, "fold(False)",
                lists_only=True, footer=False),
    )  # fmt: skip

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.grid: GridRow | None = None
        self.seen: Gaps | None = None
        self._folded: set[GapKind] = set()
        self._begin = True
        self._lines = ListSource[Line]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(gap_columns(), self._lines, spanning=heading, empty=NOT_YET, id="gaps")

    def look(self) -> None:
        """Look for gaps again; the bar stays where it is, by line."""
        gateway = gateway_of(self)
        if gateway.is_open:
            wanted = GapFilter(self.kind, self.grid.id if self.grid else None)
            most = MOST_OF_ONE_KIND if self.kind else MOST_LINES
            today = local_date(gateway.clock())
            gateway.ask(self, "gaps", find_gaps, wanted, today, most=most, then=self._show)

    @property
    def table(self) -> VirtualTable[Line]:
        """The list."""
        return self.query_one("#gaps", VirtualTable)

    def _show(self, gaps: Gaps) -> None:
        self.seen = gaps
        self.table.empty = NONE_LEFT
        self._draw()
        if self._begin:
            # The first line is a heading.
            self.table.move_to(1)
        self._begin = False

    def _draw(self) -> None:
        if self.seen is None:
            return
        self._lines.put(lines_of(self.seen, self._folded))
        self.table.refresh_rows()
        parts = [tr(GapKind.label_of(self.kind)) if self.kind else tr("全部"),
                 self.grid.name if self.grid else ""]  # fmt: skip
        parts.append(tr("共 {n} 条", n=sum(self.seen.counts.values())))
        self.filter_words = " · ".join(part for part in parts if part)

    @on(VirtualTable.RowChosen, "#gaps")
    def _close(self, event: VirtualTable.RowChosen) -> None:
        line: Line = event.row
        if isinstance(line, GapLine):
            self.post_message(closing(line))
        elif isinstance(line, Heading):
            self._fold(line.kind, not line.folded)
        else:
            self._take_kind(line.kind.value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the card only of a place."""
        line = self.table.row
        if action == "card" and not (isinstance(line, GapLine) and card(line)):
            return False
        return super().check_action(action, parameters)

    def action_card(self) -> None:
        """Show the card of the place that has the gap."""
        line = self.table.row
        if isinstance(line, GapLine) and (request := card(line)):
            self.post_message(request)

    def action_fold(self, folded: bool) -> None:
        """Fold the kind of the line under the cursor away, or unfold it; the bar goes to its heading."""
        line = self.table.row
        if line is None:
            return
        self._fold(line.kind, folded)
        if folded:
            self.table.move_to(self._lines.place(line.kind.value.encode()) or 0)

    def _fold(self, kind: GapKind, folded: bool) -> None:
        (self._folded.add if folded else self._folded.discard)(kind)
        self._draw()

    def action_pick_kind(self) -> None:
        """Choose one kind, or all."""
        items = [Item("", tr("全部")), *(Item(kind.value, tr(kind.label)) for kind in GapKind)]
        self.app.push_screen(PickItem(tr("看哪一类缺口"), items, self.kind), self._take_kind)

    def _take_kind(self, value: str | None) -> None:
        if value is not None:
            self.kind, self._begin = value, True
            self._folded.clear()
            self.look()

    def action_pick_grid(self) -> None:
        """Choose one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self.grid, self._begin = grid, True
            self.look()

        pick_grid(self, self.grid, take)
