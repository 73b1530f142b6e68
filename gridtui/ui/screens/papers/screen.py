"""Ledgers and reports 台账与报表: what is due, and every paper with how many records it would tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period, Span
from gridtui.interchange.papers.register import reader_of
from gridtui.ui import paper_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.papers.destinations import place_of
from gridtui.ui.screens.papers.lines import COLUMNS, Chosen, PaperLine, heading, read_lines, whole_period
from gridtui.ui.screens.papers.writing import WriteDue, WritePaper
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.queries.places.grids import GridRow

AREA = mark("台账与报表")
SPANS = (Span.MONTH, Span.QUARTER, Span.YEAR, None)


def _command(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    name = options.pop("id", action.partition("(")[0])
    return Command(f"papers.{name}", title, (key,), does, AREA, action, lists_only=True, **options)


class PapersScreen(LookingScreen):
    """Lists what is due and every paper of a period; Enter writes one."""

    TITLE = AREA
    AUTO_FOCUS = "#paper-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("write", mark("写成文件"), "e", mark("写这一份：问清期间、网格、打不打码、存到哪里")),
        _command("write_due", mark("全部写好"), "a", mark("本月要报的一次写进一个新文件夹")),
        _command("span", mark("月/季/年"), "o", mark("换着看：本月、本季、本年、全部")),
        _command("shift(-1)", mark("往前"), "[", mark("看前一段时间"), id="earlier"),
        _command("shift(1)", mark("往后"), "]", mark("看后一段时间"), id="later"),
        _command("grid", mark("网格"), "w", mark("只数一个网格的，或全部")),
        _command("open", mark("看内容"), "i", mark("打开这一份说的那些记录，或做它的地方")),
        _command("schedules", mark("报送时间"), "s", mark("哪一份多久报一次、几天内报，可以改")),
    )

    DEFAULT_CSS = """
    PapersScreen {
        & #paper-list { height: 1fr; }
        & #paper-about { height: 2; margin: 1 0 0 0; padding: 0 1; color: $foreground-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._grid: GridRow | None = None
        self._lines = ListSource[PaperLine]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(
            COLUMNS, self._lines, spanning=heading, tone=lambda line: line.tone, id="paper-list"
        )
        yield Prose(id="paper-about")

    def on_mount(self) -> None:
        """Begin with this month."""
        self._period = Period.of(local_date(gateway_of(self).clock()), Span.MONTH)

    @property
    def table(self) -> VirtualTable[PaperLine]:
        """The list."""
        return self.query_one("#paper-list", VirtualTable)

    @property
    def chosen(self) -> Chosen:
        """What is counted."""
        return Chosen(self._period, self._grid.id if self._grid else None)

    def look(self) -> None:
        """Count again."""
        gateway = gateway_of(self)
        if not gateway.is_open:
            return
        period = str(self._period.title) if self._period else tr("全部")
        self.filter_words = " · ".join(filter(None, (period, self._grid.name if self._grid else "")))
        reader = reader_of(gateway.workspace)
        gateway.ask(self, "papers", read_lines, reader, self.chosen, then=self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the line under the cursor has."""
        if action in ("write", "open") and (not self.is_mounted or self._line() is None):
            return False
        if action == "shift" and self.is_mounted and self._period is None:
            return False
        return super().check_action(action, parameters)

    def action_span(self) -> None:
        """Look at a month, a quarter, a year, all times."""
        now = self._period.span if self._period else None
        span = SPANS[(SPANS.index(now) + 1) % len(SPANS)]
        day = self._period.first if self._period else local_date(gateway_of(self).clock())
        self._period = Period.of(day, span) if span is not None else None
        self.look()

    def action_shift(self, by: int) -> None:
        """Look at the period before or behind; not into the future."""
        if self._period is None:
            return
        period = self._period.previous if by < 0 else self._period.next
        if period.first > local_date(gateway_of(self).clock()):
            self.say(tr("后面的还没有到"))
            return
        self._period = period
        self.look()

    def action_grid(self) -> None:
        """Count one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self._grid = grid
            self.look()

        pick_grid(self, self._grid, take)

    @on(VirtualTable.RowHighlighted)
    def _look_at(self) -> None:
        self._tell()
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def action_write(self) -> None:
        """Write the paper under the cursor, or go to where it is made."""
        line = self._line()
        if line is None or line.paper is None:
            return
        if line.paper.write is None:
            self.action_open()
        elif line.due is not None:
            self.app.push_screen(WritePaper(line.paper, line.due.due.period, due=line.due))
        elif line.paper.whole is not None and self._period is None:
            self.say(tr("先按 o 选一个月或一个季度"))
        else:
            period = whole_period(line.paper, self._period) if self._period else None
            self.app.push_screen(WritePaper(line.paper, period, self.chosen.grid_id))

    def action_open(self) -> None:
        """Open the place behind the paper under the cursor."""
        line = self._line()
        if line is None or line.paper is None:
            return
        period = line.due.due.period if line.due else self._period
        grid_id = line.due.due.schedule.grid_id if line.due else self.chosen.grid_id
        if place := place_of(line.paper, period, grid_id):
            self.post_message(place)

    def action_write_due(self) -> None:
        """Write what is due this month."""
        found = [line.due for line in self._lines.rows if line.due is not None]
        if found:
            self.app.push_screen(WriteDue(found))
        else:
            self.say(tr("本月没有要报的；按 s 看报送时间"))

    def action_schedules(self) -> None:
        """Show how often each paper is due."""
        self.post_message(paper_messages.OpenSchedules())

    def _line(self) -> PaperLine | None:
        line = self.table.row
        return None if line is None or line.is_heading else line

    def _show(self, lines: list[PaperLine]) -> None:
        first = not self._lines.rows
        self._lines.put(lines)
        self.table.refresh_rows()
        self.table.set_total(len(lines))
        if first and len(lines) > 1:
            self.table.move_to(1)
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        """Say in full what the line under the cursor says: the list has no room for it."""
        line = self._line()
        said = tr("{title}：{about}", title=line.title, about=line.note) if line else ""
        self.query_one("#paper-about", Prose).show([Paragraph(said)])
