"""The source's own figures of a period; Enter opens the records behind one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.together.figures import WHISTLES
from gridtui.domain.words.dates import local_date
from gridtui.queries.together.figures import FigureFilter, FigureLine, read_figures
from gridtui.queries.together.titles import hours_words
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import mark, tr

AREA = mark("共治数字")


class TogetherFiguresScreen(LookingScreen):
    """Shows every figure of a year; the arrows go to the year before and after."""

    TITLE = AREA
    AUTO_FOCUS = "#together-figures"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("together_figures.before", mark("上一年"), ("left",), mark("看前一年的数字"), AREA,
                "year(-1)", lists_only=True),
        Command("together_figures.after", mark("下一年"), ("right",), mark("看后一年的数字"), AREA, "year(1)",
                lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._year = 0
        self._lines = ListSource[FigureLine]([], lambda line: line.figure.code.encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_columns(), self._lines, empty="", id="together-figures")

    def on_mount(self) -> None:
        """Begin with this year."""
        self._year = local_date(gateway_of(self).clock()).year

    def look(self) -> None:
        """Count again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            today = local_date(gateway.clock())
            first = today.replace(year=self._year, month=1, day=1)
            last = min(today, today.replace(year=self._year, month=12, day=31))
            wanted = FigureFilter(since=first, until=last)
            gateway.ask(self, "figures", read_figures, wanted, today, then=self._show)

    def _show(self, lines: list[FigureLine]) -> None:
        self._lines.put(lines)
        self.query_one("#together-figures", VirtualTable).refresh_rows()
        self.filter_words = tr("{year} 年", year=self._year)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no year after this one."""
        if action == "year" and parameters == (1,):
            return self._year < local_date(gateway_of(self).clock()).year
        return super().check_action(action, parameters)

    def action_year(self, by: int) -> None:
        """Show another year."""
        self._year += by
        self.look()
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        line: FigureLine = event.row
        if line.figure.noun == WHISTLES:
            self.post_message(messages.OpenWhistles())
        elif line.rows is not None:
            self.post_message(together_messages.OpenRecords(line.figure.noun, rows=line.rows))


def _columns() -> list[Column[FigureLine]]:
    return [
        Column(mark("哪一项"), 24, lambda line: tr(line.figure.title), flexible=True),
        Column(mark("数"), 10, _value, "right", style="strong"),
        Column(mark("单位"), 6, lambda line: tr(line.figure.unit), style="muted"),
        Column(mark("属于"), 14, lambda line: tr(line.figure.area.label), style="muted"),
    ]


def _value(line: FigureLine) -> str:
    return hours_words(line.value) if line.figure.sums == "minutes" else str(line.value)
