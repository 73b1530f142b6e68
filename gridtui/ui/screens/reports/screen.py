"""The report of a month or a quarter: its numbers, its typical cases to choose and word, and writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from gridtui.domain.issues.typical_case import CaseDraft
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.periods import Period, Span
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy_line
from gridtui.insight.hot_issues import HotIssues
from gridtui.interchange.reports.facts import CaseReason
from gridtui.queries.issues.issues import find_issue
from gridtui.ui import messages, paper_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.grid_choice import pick_grid
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import AskText
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.reports.exporting import WriteReport
from gridtui.ui.screens.reports.reading import NumberLine, read_cases, read_numbers
from gridtui.usecases.report_cases import drop_case, write_case
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.interchange.reports.asking import ReportAsked
    from gridtui.interchange.reports.facts import TypicalCase
    from gridtui.queries.places.grids import GridRow

AREA = mark("月报季报")
LOOKING, NONE = mark("正在找可选的案例"), mark("这一期没有可推荐的案例\n按 n 用编号自己选一件")
SPANS = (Span.MONTH, Span.QUARTER)


def _command(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    name = action.partition("(")[0]
    return Command(f"report.{options.pop('id', name)}", title, (key,), does, AREA, action, lists_only=True,
                   **options)  # fmt: skip


class ReportScreen(LookingScreen):
    """Shows one period; it begins with the month before, whose report is due."""

    TITLE = AREA
    CSS_PATH = "reports.tcss"
    AUTO_FOCUS = "#report-cases"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        _command("write", mark("写成文件"), "e", mark("写成 Word、PDF 或网页")),
        _command("tick", mark("选用/不用"), "t", mark("选用这件典型案例；选用了的再按一次就不用了"),
                 writes=True),
        _command("span", mark("月/季"), "o", mark("换着看：月报、季报")),
        _command("shift(-1)", mark("往前"), "[", mark("看前一期"), id="earlier"),
        _command("shift(1)", mark("往后"), "]", mark("看后一期"), id="later"),
        _command("pick", mark("自己选"), "n", mark("用编号选一件诉求做典型案例"), writes=True),
        _command("grid", mark("网格"), "w", mark("只报一个网格，或报全部")),
        _command("issue", mark("看诉求"), "i", mark("打开光标所在的这件诉求")),
    )  # fmt: skip

    def __init__(self, period: Period | None = None) -> None:
        super().__init__()
        self._period = period
        self._grid: GridRow | None = None
        self._numbers = ListSource[NumberLine]([], lambda line: line.key)
        self._cases = ListSource["TypicalCase"]([], lambda case: case.issue_id)

    def compose_body(self) -> ComposeResult:
        """Lay out the numbers, the cases, and what the case under the cursor says."""
        yield VirtualTable(_NUMBERS, self._numbers, leading=False, id="report-numbers")
        yield VirtualTable(_CASES, self._cases, empty=LOOKING, id="report-cases")
        yield Pane(Prose(id="report-words"), title=tr("案例怎么说"), id="report-said")

    def on_mount(self) -> None:
        """Begin with the month before, unless another period was asked for."""
        if self._period is None:
            self._period = Period.of(local_date(gateway_of(self).clock()), Span.MONTH).previous

    @property
    def period(self) -> Period:
        """The period that is shown."""
        assert self._period is not None
        return self._period

    @property
    def case(self) -> TypicalCase | None:
        """The case under the cursor."""
        return self.query_one("#report-cases", VirtualTable).row

    def look(self) -> None:
        """Read the numbers and the cases anew; which cases may be told takes longer."""
        gateway = gateway_of(self)
        if not gateway.is_open:
            return
        asked = self._asked()
        self.filter_words = " · ".join(
            part for part in (str(self.period.title), self._days(), self._grid.name if self._grid else "")
            if part
        )  # fmt: skip
        gateway.ask(self, "numbers", read_numbers, asked, then=self._show_numbers)
        gateway.ask(self, "cases", read_cases, asked, gateway.kept(HotIssues), then=self._show_cases)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is a case for."""
        if action in ("tick", "issue") and (not self.is_mounted or self.case is None):
            return False
        return super().check_action(action, parameters)

    def action_span(self) -> None:
        """Look at a month or a quarter."""
        span = (
            SPANS[(SPANS.index(self.period.span) + 1) % len(SPANS)] if self.period.span in SPANS else SPANS[0]
        )
        self._go(Period.of(self.period.first, span))

    def action_shift(self, by: int) -> None:
        """Look at the period before or behind; not into the future."""
        self._go(self.period.previous if by < 0 else self.period.next)

    def action_grid(self) -> None:
        """Report one grid, or all."""

        def take(grid: GridRow | None) -> None:
            self._grid = grid
            self.look()

        pick_grid(self, self._grid, take)

    async def action_tick(self) -> None:
        """Choose the case under the cursor in the words it has, or leave it out again."""
        case = self.case
        if case is None:
            return
        gateway = gateway_of(self)
        try:
            if case.id is None:
                draft = CaseDraft(
                    period=self.period.code,
                    issue_id=case.issue_id,
                    title=case.title,
                    text="\n".join(case.paragraphs),
                )
                await gateway.write(Intent.WRITE_CASE, write_case, draft)
                self.say(tr("已选用 {number}，回车改写；Ctrl+Z 撤销", number=case.number))
            else:
                await gateway.write(Intent.DROP_CASE, drop_case, case.id)
                self.say(tr("不用 {number} 了，Ctrl+Z 撤销", number=case.number))
        except RuleBroken as refusal:
            self.refuse(refusal)

    def action_pick(self) -> None:
        """Ask for the number of an issue and word it."""

        def problems(text: str) -> list[Problem]:
            found = gateway_of(self).read_now(find_issue, tidy_line(text))
            return [] if found else [Problem(mark("没有诉求 {number}"), values={"number": text})]

        def take(text: str | None) -> None:
            issue_id = gateway_of(self).read_now(find_issue, tidy_line(text)) if text else None
            if issue_id is not None:
                self.post_message(paper_messages.WordCase(self.period, issue_id))

        self.app.push_screen(AskText(tr("哪件诉求？写编号"), check=problems, short=True), take)

    def action_issue(self) -> None:
        """Open the issue under the cursor."""
        if case := self.case:
            self.post_message(messages.OpenIssue(case.issue_id))

    def action_write(self) -> None:
        """Ask where to and write the report."""
        grid_id = self._grid.id if self._grid else None
        self.app.push_screen(WriteReport(self.period, grid_id, chosen=self._chosen()))

    @on(VirtualTable.RowChosen, "#report-cases")
    def _word(self, event: VirtualTable.RowChosen) -> None:
        case = event.row
        words = paper_messages.WordCase(
            self.period, case.issue_id, title=case.title, text="\n".join(case.paragraphs)
        )
        self.post_message(words)

    @on(VirtualTable.RowHighlighted, "#report-cases")
    def _look_at(self, event: VirtualTable.RowHighlighted) -> None:
        self._tell(event.row)
        self.refresh_bindings()

    def _go(self, period: Period) -> None:
        if period.first > local_date(gateway_of(self).clock()):
            self.say(tr("后面的还没有到"))
            return
        self._period = period
        self.query_one("#report-cases", VirtualTable).empty = LOOKING
        self.look()

    def _asked(self) -> ReportAsked:
        from gridtui.interchange.reports.asking import asked_by

        return asked_by(gateway_of(self).workspace, self.period, self._grid.id if self._grid else None)

    def _days(self) -> str:
        today = local_date(gateway_of(self).clock())
        return tr("算到 {day}", day=shown_date(today)) if self.period.last > today else ""

    def _chosen(self) -> int:
        return sum(case.id is not None for case in self._cases.rows)

    def _show_numbers(self, lines: list[NumberLine]) -> None:
        self._numbers.put(lines)
        table = self.query_one("#report-numbers", VirtualTable)
        table.refresh_rows()
        table.set_total(len(lines))

    def _show_cases(self, cases: list[TypicalCase]) -> None:
        self._cases.put(cases)
        table = self.query_one("#report-cases", VirtualTable)
        table.empty = NONE
        table.refresh_rows()
        table.set_total(len(cases))
        self.note = tr("已选案例 {n} 件", n=self._chosen())
        self._tell(self.case)
        self.refresh_bindings()

    def _tell(self, case: TypicalCase | None) -> None:
        lines = [] if case is None else [Paragraph(each) for each in case.paragraphs]
        self.query_one("#report-words", Prose).show(lines)
        self.query_one("#report-said", Pane).note = "" if case is None else _reasons(case)


def _reasons(case: TypicalCase) -> str:
    """Return why a case is proposed; of many how many."""
    told = [
        tr("{n}户反映", n=case.households) if reason is CaseReason.MANY else tr(reason.label)
        for reason in case.reasons
    ]
    return tr("、").join(told)


_NUMBERS = [
    Column[NumberLine](mark("指标"), 20, lambda line: line.title, flexible=True),
    Column[NumberLine](mark("本期"), 8, lambda line: line.now, align="right", style="strong"),
    Column[NumberLine](mark("上期"), 8, lambda line: line.before, align="right", style="muted"),
    Column[NumberLine](mark("增减"), 8, lambda line: line.change, align="right"),
]
_CASES: list[Column[TypicalCase]] = [
    Column(mark("选"), 2, lambda case: glyph("tick") if case.id is not None else "", style="strong"),
    Column(mark("典型案例"), 20, lambda case: case.title, flexible=True),
    Column(mark("为什么"), 18, lambda case: _reasons(case), style="muted"),
    Column(mark("编号"), 13, lambda case: case.number, style="muted", min_width=56),
    Column(mark("网格"), 10, lambda case: case.grid, style="muted", min_width=70),
]
