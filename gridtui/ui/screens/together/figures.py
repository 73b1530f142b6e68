"""The source's own figures of a period; Enter opens the records behind one."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.periods import Period, Span
from gridtui.queries.together.figures import FigureFilter, FigureLine, figure_orgs, read_figures
from gridtui.queries.together.titles import hours_words
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import mark, tr

AREA = mark("共治数字")


SPANS = {"year": (Span.YEAR, mark("按年")), "quarter": (Span.QUARTER, mark("按季度")),
         "month": (Span.MONTH, mark("按月"))}  # fmt: skip


class TogetherFiguresScreen(LookingScreen):
    """Shows every figure of a period and an organisation; the arrows go to the period before and after."""

    TITLE = AREA
    AUTO_FOCUS = "#together-figures"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("together_figures.before", mark("前一期"), ("left",), mark("看前一年、前一季度或前一个月"),
                AREA, "go(-1)", lists_only=True),
        Command("together_figures.after", mark("后一期"), ("right",), mark("看后一年、后一季度或后一个月"),
                AREA, "go(1)", lists_only=True),
        Command("together_figures.span", mark("期间"), ("t",), mark("按年、按季度还是按月看"), AREA, "span",
                lists_only=True),
        Command("together_figures.org", mark("组织"), ("w",), mark("只看一个组织和它的下级"), AREA, "org",
                lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._org: tuple[RecordId, str] | None = None
        self._lines = ListSource[FigureLine]([], lambda line: line.figure.code.encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_columns(), self._lines, empty="", id="together-figures")

    def on_mount(self) -> None:
        """Begin with this year."""
        self._period = Period.of(self._today(), Span.YEAR)

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())

    def look(self) -> None:
        """Count again."""
        gateway = gateway_of(self)
        if gateway.is_open and self._period is not None:
            today = self._today()
            org_id = self._org[0] if self._org else None
            wanted = FigureFilter(org_id, self._period.first, min(today, self._period.last))
            gateway.ask(self, "figures", read_figures, wanted, today, then=self._show)

    def _show(self, lines: list[FigureLine]) -> None:
        self._lines.put(lines)
        self.query_one("#together-figures", VirtualTable).refresh_rows()
        parts = [str(self._period.title) if self._period else "", self._org[1] if self._org else ""]
        self.filter_words = " · ".join(part for part in parts if part)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no period after that of today."""
        if action == "go" and parameters == (1,):
            return self._period is not None and self._period.last < self._today()
        return super().check_action(action, parameters)

    def action_go(self, by: int) -> None:
        """Show the period before or after."""
        if self._period is not None:
            self._see(self._period.next if by > 0 else self._period.previous)

    def action_span(self) -> None:
        """Choose how long the periods are."""
        now = self._period.span if self._period else Span.YEAR
        items = [Item(code, tr(words)) for code, (_, words) in SPANS.items()]
        chosen = next(code for code, (span, _) in SPANS.items() if span is now)

        def take(code: str | None) -> None:
            if code is not None and self._period is not None:
                self._see(Period.of(min(self._today(), self._period.last), SPANS[code][0]))

        self.app.push_screen(PickItem(tr("看多长的期间"), items, chosen), take)

    async def action_org(self) -> None:
        """Choose an organisation, or all."""
        orgs = await gateway_of(self).read(figure_orgs)
        names = {id.hex(): name for id, name, _ in orgs}
        items = [Item("", tr("全部"))]
        items += [Item(id.hex(), name, tr(Level(level).label)) for id, name, level in orgs]

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self._org = (bytes.fromhex(chosen), names[chosen]) if chosen else None
                self.look()

        self.app.push_screen(
            PickItem(tr("看哪个组织的"), items, self._org[0].hex() if self._org else ""), take
        )

    def _see(self, period: Period) -> None:
        self._period = period
        self.look()
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self, event: VirtualTable.RowChosen) -> None:
        line: FigureLine = event.row
        if line.whistles is not None:
            self.post_message(messages.OpenWhistles(rows=line.whistles))
        elif line.rows is not None:
            self.post_message(together_messages.OpenRecords(line.figure.noun, rows=line.rows))


def _columns() -> list[Column[FigureLine]]:
    return [
        Column(mark("哪个数"), 24, lambda line: tr(line.figure.title), flexible=True),
        Column(mark("数"), 10, _value, "right", style="strong"),
        Column(mark("单位"), 12, lambda line: tr(line.figure.unit), style="muted"),
        Column(mark("属于"), 14, lambda line: tr(line.figure.area.label), style="muted"),
    ]


def _value(line: FigureLine) -> str:
    return hours_words(line.value) if line.figure.sums == "minutes" else str(line.value)
