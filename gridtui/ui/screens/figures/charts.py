"""The figures as charts beside each other: weeks upright, everything else as bars; each opens its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from gridtui.ui.kit.bars import bar
from gridtui.ui.kit.column_chart import ColumnChart
from gridtui.ui.kit.column_drawing import ChartBar, ChartGroup
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.figures.lines import BAR_CELLS, FigureLine, heading
from gridtui.words import mark, tr

_CAME, _WENT = b"came:", b"went:"


@dataclass(frozen=True, slots=True)
class BarList:
    """A pane of bars below each other: its id, its title (marked) and which lines stand in it.

    ``counts`` says that its bars are as long as its numbers.
    """

    id: str
    title: str
    keys: tuple[bytes, ...]
    counts: bool = True


LISTS = (
    BarList("by-category", mark("登记，按类别"), (b"category:",)),
    BarList("by-grid", mark("办结，按网格"), (b"grid:",)),
    BarList("by-stage", mark("三率和超期"), (b"responded", b"resolved", b"satisfied", b"late"), counts=False),
)


class FigureCharts(Vertical):
    """The charts of a period; what is chosen in them is posted by the lists and the chart themselves."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: dict[bytes, FigureLine] = {}
        self._sources = {each.id: ListSource[FigureLine]([], lambda line: line.key) for each in LISTS}

    def compose(self) -> ComposeResult:
        """Lay out the weeks above, the bars below."""
        weeks = ColumnChart(empty=tr("这段时间没有数字"), id="weeks")
        yield Pane(weeks, title=tr("每周登记和办结"), id="weeks-pane")
        with Horizontal(id="bar-panes"):
            for each in LISTS:
                table = VirtualTable(
                    _BARS, self._sources[each.id], spanning=heading, headings=False,
                    empty=mark("没有"), id=each.id,
                )  # fmt: skip
                yield Pane(table, title=tr(each.title), id=f"{each.id}-pane")

    def show(self, lines: Sequence[FigureLine]) -> None:
        """Show the charts of these figures."""
        self._lines = {line.key: line for line in lines}
        self.query_one(ColumnChart).show(week_groups(lines))
        for each in LISTS:
            chosen = _chosen(lines, each)
            self._sources[each.id].put(chosen)
            table = self.query_one(f"#{each.id}", VirtualTable)
            table.refresh_rows()
            table.set_total(len(chosen))

    def line_of(self, bar: ChartBar) -> FigureLine:
        """Return the figure that a bar draws."""
        return self._lines[bar.key]

    @on(ColumnChart.BarHighlighted)
    def _tell_bar(self, event: ColumnChart.BarHighlighted) -> None:
        """Say beside the title what the bar under the cursor counts."""
        self.query_one("#weeks-pane", Pane).note = event.bar.words if event.bar is not None else ""


def _chosen(lines: Iterable[FigureLine], wanted: BarList) -> list[FigureLine]:
    """Return the lines of a pane; bars of counts are drawn anew, since some lists draw other things."""
    chosen = [line for line in lines if line.key.startswith(wanted.keys)]
    if not wanted.counts:
        return chosen
    most = max((line.count for line in chosen), default=0)
    return [replace(line, drawn=bar(line.count, most, BAR_CELLS)) for line in chosen]


def week_groups(lines: Iterable[FigureLine]) -> list[ChartGroup]:
    """Return the weeks of these figures, each with what came in and what was closed."""
    by_key = {line.key: line for line in lines}
    mondays = sorted(key.removeprefix(_CAME) for key in by_key if key.startswith(_CAME))
    letters = (_CAME, mark("登"), mark("登记数")), (_WENT, mark("办"), mark("办结数"))
    return [
        ChartGroup(
            monday.decode()[5:],
            tuple(
                _bar(by_key[kind + monday], tr(letter), tr(name))
                for kind, letter, name in letters
                if kind + monday in by_key
            ),
        )
        for monday in mondays
    ]


def _bar(line: FigureLine, letter: str, name: str) -> ChartBar:
    words = tr("{week} {what} {count}", week=line.title, what=name, count=line.count)
    return ChartBar(line.key, letter, line.count, words)


_BARS = [
    Column[FigureLine](mark("统计项"), 8, lambda line: line.title, flexible=True),
    Column[FigureLine]("", BAR_CELLS, lambda line: line.drawn, style="muted"),
    Column[FigureLine](mark("数"), 6, lambda line: line.number, align="right", style="strong"),
]
