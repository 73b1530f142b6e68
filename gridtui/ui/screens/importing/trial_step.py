"""The third step: what the import would do, row by row, with nothing written."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from gridtui.interchange.plans.plan import Outcome, Plan, PlanLine
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.importing.counts import OUTCOME_STYLES, Counts
from gridtui.ui.screens.importing.wording import column_words, line_words, notice_words, ordered
from gridtui.words import mark, tr

AREA = mark("试算")
MOST_NOTICES = 2
"""Lines about the file as a whole; the others are read with F8."""

_NOTHING = mark("文件里的内容库里都有了，没有要改的")
_NONE_REFUSED = mark("没有退回的行")


class LineList(VirtualTable[PlanLine]):
    """The rows worth reading; Space shows only those that are refused."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("list.mark_row", mark("只看退回"), ("space",), mark("只看退回的行，再按一次看全部"), AREA,
                "only_refused", palette=False),
        Command("list.choose_row", mark("看全文"), ("enter",), mark("看这一行说明的全文"), AREA, "choose_row",
                palette=False, footer=False),
    )  # fmt: skip

    class RefusedAsked(Message):
        """Only refused rows are wanted, or all again."""

    def action_only_refused(self) -> None:
        """Show only refused rows, or all again."""
        self.post_message(self.RefusedAsked())


class TrialStep(Commanded, Vertical):
    """Counts above, remarks on the file, and the rows."""

    class Applied(Message):
        """The import is wanted."""

    class MappingAsked(Message):
        """The columns are to be changed."""

    class ExportAsked(Message):
        """The result is wanted as a file."""

    class Left(Message):
        """The import is given up."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import.apply", mark("应用"), ("f5",), mark("写入库里；一步就能撤销"), AREA,
                "apply", writes=True),
        Command("import.mapping", mark("改映射"), ("f6",), mark("改哪一列导入到哪一项"), AREA, "mapping",
                priority=True),
        Command("import.export_result", mark("导出结果"), ("e",), mark("把试算结果另存为表格"), AREA,
                "export_result", lists_only=True),
        Command("import.notices", mark("提示全文"), ("f8",), mark("看对这个文件的全部提示"), AREA, "notices",
                footer=False),
        Command("import.give_up", mark("放弃"), ("escape",), mark("不导入这个文件，什么也不改"), AREA,
                "give_up"),
    )  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.plan: Plan | None = None
        self.only_refused = False
        self._lines = ListSource[PlanLine]([], lambda line: line.row.to_bytes(8, "big"))

    def compose(self) -> ComposeResult:
        """Lay out counts, remarks and rows."""
        outcomes = max(cell_width(tr(outcome.label)) for outcome in Outcome)
        yield Counts(id="import-counts")
        yield Prose(id="import-trial-words")
        yield LineList(
            [
                Column(mark("行"), 6, lambda line: str(line.row), style="muted"),
                Column(mark("结果"), outcomes, _outcome),
                Column(mark("名称"), 10, lambda line: line.name),
                Column(mark("列"), 12, self._column, style="muted"),
                Column(mark("说明"), 20, line_words, flexible=True),
            ],
            self._lines,
            id="import-lines",
        )

    @property
    def table(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    def load(self, plan: Plan) -> None:
        """Show what the import would do."""
        self.plan = plan
        self.only_refused = False
        self.query_one(Counts).show(plan)
        self.query_one("#import-trial-words", Prose).show(self._words(plan))
        self._list()

    def begin(self) -> None:
        """Begin at the first row."""
        self.table.focus()
        self.table.move_to(0)

    def action_apply(self) -> None:
        """Import."""
        self.post_message(self.Applied())

    def action_mapping(self) -> None:
        """Change the columns."""
        self.post_message(self.MappingAsked())

    def action_export_result(self) -> None:
        """Write the result into a file."""
        self.post_message(self.ExportAsked())

    def action_notices(self) -> None:
        """Read everything that is to be known about the file."""
        words = notice_words(self.plan) if self.plan else []
        self.app.push_screen(Notice("\n".join(words) or tr("没有提示")))

    def action_give_up(self) -> None:
        """Import nothing."""
        self.post_message(self.Left())

    @on(LineList.RefusedAsked)
    def _toggle(self) -> None:
        self.only_refused = not self.only_refused
        self._list()
        self.table.move_to(0)

    @on(VirtualTable.RowChosen)
    def _read(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        line: PlanLine = event.row
        outcome = tr(line.outcome.label)
        heading = tr("第 {row} 行 {outcome} {name}", row=line.row, outcome=outcome, name=line.name)
        self.app.push_screen(Notice("\n".join((heading, line_words(line) or tr("没有说明")))))

    def _list(self) -> None:
        if self.plan is None:
            return
        lines = self.plan.lines_of(Outcome.REFUSED) if self.only_refused else ordered(self.plan)
        self._lines.put(lines)
        self.table.empty = _NONE_REFUSED if self.only_refused else _NOTHING
        self.table.refresh_rows()
        self.table.set_total(len(lines))

    def _words(self, plan: Plan) -> list[Paragraph]:
        words = []
        if along := plan.along_words:
            words.append(Paragraph(tr("一并建立 {things}", things=along)))
        notices = notice_words(plan)
        words += [Paragraph(notice, style="$warning") for notice in notices[:MOST_NOTICES]]
        if len(notices) > MOST_NOTICES:
            words.append(Paragraph(tr("还有 {n} 条提示，F8 看全文", n=len(notices) - MOST_NOTICES),
                                   style="$foreground-muted"))  # fmt: skip
        return words

    def _column(self, line: PlanLine) -> str:
        return column_words(line, self.plan.kind) if self.plan else ""


def _outcome(line: PlanLine) -> Content:
    return shown(tr(line.outcome.label), OUTCOME_STYLES[line.outcome])
