"""The figures of a period, and the matters that several residents raised; every number opens its rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.draft import EARLIEST
from gridtui.domain.words.periods import Period, Span
from gridtui.insight.hot import HotGroup
from gridtui.insight.hot_issues import HotIssues
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issues import grid_names
from gridtui.queries.issues.statistics import KeptStatistics, unit_names
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.column_chart import ColumnChart
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.figures.charts import FigureCharts
from gridtui.ui.screens.figures.lines import BAR_CELLS, FigureLine, HotLine, Known, figure_lines, heading
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

AREA = mark("统计")
MOST_HOT = 50
Line = TypeVar("Line")
SPANS = (Span.MONTH, Span.QUARTER, Span.YEAR)


class FiguresScreen(AreaScreen):
    """Shows the figures of this month, quarter or year, and of the ones before."""

    TITLE = AREA
    CSS_PATH = "figures.tcss"
    AUTO_FOCUS = "#figure-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("figures.span", mark("月/季/年"), ("o",), mark("换着看：本月、本季、本年"), AREA, "span",
                lists_only=True),
        Command("figures.earlier", mark("往前"), ("[",), mark("看前一段时间"), AREA, "shift(-1)",
                lists_only=True),
        Command("figures.later", mark("往后"), ("]",), mark("看后一段时间"), AREA, "shift(1)",
                lists_only=True),
        Command("figures.section", mark("哪一段"), ("t",), mark("跳到三率、超期、每周、类别、网格……"), AREA,
                "section", lists_only=True),
        Command("figures.charts", mark("图/表"), ("v",), mark("换着看：画成图，列成表"), AREA, "charts",
                lists_only=True),
        Command("figures.hot", mark("热点"), ("h",), mark("看所有热点：并组、拆开、起名"), AREA, "hot",
                lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._span = 0
        self._day = date.min
        self._stale = True
        self._figures = ListSource[FigureLine]([], lambda line: line.key)
        self._hot = ListSource[HotLine]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the figures and the hot matters."""
        with Vertical(id="figure-side", classes="pane"):
            yield VirtualTable(
                _FIGURES, self._figures, spanning=heading, empty=mark("这段时间没有数字"), id="figure-list"
            )
        with Vertical(id="hot-side", classes="pane"):
            yield VirtualTable(_HOT, self._hot, empty=mark("没有几户反映同一件事的"), id="hot-list")
        yield FigureCharts(id="charts")

    def on_mount(self) -> None:
        """Begin with this month."""
        self._day = local_date(gateway_of(self).clock())

    def on_screen_resume(self) -> None:
        """Reckon again where the store changed meanwhile, and at first."""
        if self._stale:
            self._look()
            self._look_at_hot()
        self._stale = False

    def on_store_changed(self) -> None:
        """Reckon again; a screen that lies behind does so when it comes back."""
        self._stale = True
        if self.is_current:
            self.on_screen_resume()

    def action_span(self) -> None:
        """Look at a month, a quarter, a year."""
        self._span = (self._span + 1) % len(SPANS)
        self._look()

    def action_shift(self, by: int) -> None:
        """Look at the period before or behind; not into the future."""
        here = Period.of(self._day, SPANS[self._span])
        if by < 0 and here.first <= EARLIEST:
            self.say(tr("更早没有数字了"))
            return
        day = here.previous.last if by < 0 else here.next.first
        if day > local_date(gateway_of(self).clock()):
            self.say(tr("后面的还没有到"))
            return
        self._day = day
        self._look()

    def action_section(self) -> None:
        """Choose a section and go to its first figure."""
        items = [Item(line.key.hex(), line.title) for line in self._figures.rows if line.filter is None]

        def go(key: str | None) -> None:
            if key is not None:
                place = self._figures.place(bytes.fromhex(key)) or 0
                table = self.query_one("#figure-list", VirtualTable)
                table.move_to(min(place + 1, len(self._figures.rows) - 1))
                table.focus()

        self.app.push_screen(PickItem(tr("看哪一段"), items), go)

    def action_charts(self) -> None:
        """Draw the figures as charts, or list them again."""
        drawn = not self.has_class("-charts")
        self.set_class(drawn, "-charts")
        self.query_one("#weeks" if drawn else "#figure-list").focus()

    def action_hot(self) -> None:
        """Show all matters that several residents raised."""
        self.post_message(messages.OpenHot())

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        row = event.row
        if isinstance(row, HotLine):
            self.post_message(messages.OpenHotGroup(row.key))
        elif row.filter is not None:
            self.post_message(messages.OpenIssues(row.filter))

    @on(ColumnChart.BarHighlighted)
    def _stand_on(self, event: ColumnChart.BarHighlighted) -> None:
        if event.chart.has_focus:
            place = event.place + 1 if event.total else 0
            self.position = tr("第 {place} / {total} 条", place=place, total=event.total)

    @on(ColumnChart.BarChosen)
    def _open_bar(self, event: ColumnChart.BarChosen) -> None:
        self.post_message(messages.OpenIssues(self.query_one(FigureCharts).line_of(event.bar).filter))

    def _look(self) -> None:
        gateway = gateway_of(self)
        now = gateway.clock()
        here = Period.of(self._day, SPANS[self._span])
        # Weeks that have not come yet would stand there as noughts.
        first, last = here.first, min(here.last, local_date(now))
        self.filter_words = f"{shown_date(first)} - {shown_date(last)}"
        kept = gateway.kept(KeptStatistics)
        gateway.ask(self, "figures", read_figures, kept, first, last, now, then=self._show_figures)

    def _look_at_hot(self) -> None:
        gateway = gateway_of(self)
        groups = gateway.kept(HotIssues).groups
        gateway.ask(self, "hot", groups, gateway.clock(), lately=True, limit=MOST_HOT, then=self._show_hot)

    def _show_figures(self, lines: list[FigureLine]) -> None:
        _put(self._figures, lines, self.query_one("#figure-list", VirtualTable))
        self.query_one(FigureCharts).show(lines)

    def _show_hot(self, groups: list[HotGroup]) -> None:
        lines = [HotLine(group.key, group.heading, group) for group in groups]
        _put(self._hot, lines, self.query_one("#hot-list", VirtualTable))


def _put(source: ListSource[Line], lines: list[Line], table: VirtualTable[Line]) -> None:
    source.put(lines)
    table.refresh_rows()
    table.set_total(len(lines))


def read_figures(
    connection: Connection, kept: KeptStatistics, first: date, last: date, now: datetime
) -> list[FigureLine]:
    """Read the lines of a period."""
    found = kept.read(connection, first, last, now)
    categories = {row.code: row.name for row in category_rows(connection)}
    known = Known(categories, grid_names(connection), unit_names(connection, found.refusals))
    return figure_lines(found, known, now)


_FIGURES = [
    Column[FigureLine](mark("统计项"), 20, lambda line: line.title, flexible=True),
    Column[FigureLine](mark("数"), 8, lambda line: line.number, align="right", style="strong"),
    Column[FigureLine]("", BAR_CELLS, lambda line: line.drawn, style="muted", min_width=60),
    Column[FigureLine](mark("说明"), 25, lambda line: line.note, style="muted", flexible=True, min_width=50),
]
_HOT = [
    Column[HotLine](mark("热点"), 24, lambda line: line.title, flexible=True),
    Column[HotLine](mark("户"), 4, lambda line: str(line.group.residents), align="right", style="strong"),
    Column[HotLine](mark("地点"), 10, lambda line: line.group.place, style="muted"),
    Column[HotLine](mark("时间"), 15, lambda line: _days(line.group.began, line.group.last), style="muted"),
]


def _days(began: datetime, last: datetime) -> str:
    return tr("{day} 至 {last}", day=f"{local_date(began):%m-%d}", last=f"{local_date(last):%m-%d}")
