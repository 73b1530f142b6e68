"""The last step: what was imported, what was not and where it lies, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message

from gridtui.interchange.plans.plan import Plan
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.screens.importing.counts import Counts
from gridtui.ui.screens.importing.wording import LISTS, notice_words
from gridtui.words import mark, tr

AREA = mark("导入结果")
MOST_LABELS = 200


class ResultText(VerticalScroll, can_focus=True):
    """The sentences, scrolled where they are more than the window holds."""


class ResultStep(Commanded, Vertical):
    """Counts above, sentences below."""

    class ListAsked(Message):
        """Somebody wants to see what was imported."""

    class CorrectedAsked(Message):
        """The corrected file of refused rows is to be imported."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class CopyAsked(Message):
        """The place of the file of refused rows is wanted on the clipboard."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Left(Message):
        """The next file is wanted."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import.open_list", mark("看导入的"), ("enter",), mark("去看导入的内容"), AREA, "open_list"),
        Command("import.corrected", mark("导入改好的退回行"), ("f5",),
                mark("退回的行在文件里改好存盘后，再导入一次"), AREA, "corrected", writes=True),
        Command("import.copy_place", mark("复制位置"), ("c",), mark("复制退回文件的位置"), AREA,
                "copy_place"),
        Command("import.next_file", mark("再导入一个"), ("escape",), mark("回去选下一个文件"), AREA,
                "leave"),
    )  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.plan: Plan | None = None
        self.undone = False
        self._steps_since = 0

    def compose(self) -> ComposeResult:
        """Lay out counts and sentences."""
        yield Counts(id="import-result-counts")
        with ResultText(id="import-result-text"):
            yield Prose(id="import-result-words")

    def load(self, plan: Plan) -> None:
        """Show what was done."""
        self.plan = plan
        self.undone, self._steps_since = False, 0
        self.query_one(Counts).show(plan)
        self._say(plan)
        self.query_one(ResultText).scroll_home(animate=False)

    def begin(self) -> None:
        """Begin in the sentences."""
        self.query_one(ResultText).focus()

    def follow(self, intent: str) -> None:
        """Say that the import was taken back, or is done again, where the last step was this one."""
        if intent == "import" or self.plan is None:
            return
        if intent == "undo" and not self._steps_since:
            self.undone = True
        elif intent == "redo" and self.undone:
            self.undone = False
        else:
            self._steps_since = max(0, self._steps_since + (-1 if intent == "undo" else 1))
        self._say(self.plan)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if action == "open_list":
            done = self.plan is not None and bool(self.plan.new or self.plan.changed) and not self.undone
            return done and self.plan is not None and self.plan.kind in LISTS
        if action in ("corrected", "copy_place"):
            return self.plan is not None and self.plan.refused_file is not None
        return super().check_action(action, parameters)

    def action_open_list(self) -> None:
        """See what was imported."""
        self.post_message(self.ListAsked())

    def action_corrected(self) -> None:
        """Import the corrected rows."""
        if self.plan and self.plan.refused_file:
            self.post_message(self.CorrectedAsked(self.plan.refused_file))

    def action_copy_place(self) -> None:
        """Copy where the refused rows lie."""
        if self.plan and self.plan.refused_file:
            self.post_message(self.CopyAsked(self.plan.refused_file))

    def action_leave(self) -> None:
        """Choose the next file."""
        self.post_message(self.Left())

    def _say(self, plan: Plan) -> None:
        self.query_one("#import-result-words", Prose).show(_words(plan, self.undone))
        self.screen.refresh_bindings()


def _words(plan: Plan, undone: bool) -> Iterator[Paragraph]:
    if undone:
        yield Paragraph(tr("已撤销，库里和导入前一样。Ctrl+Y 恢复这次导入。"), style="bold")
    elif plan.new or plan.changed:
        yield Paragraph(tr("已写入库里，一步就能撤销：Ctrl+Z。"))
    else:
        yield Paragraph(tr("没有要改的，库里什么也没有变。"))
    if along := plan.along_words:
        yield Paragraph(tr("一并建立 {things}", things=along))
    if plan.refused_file is not None:
        yield Paragraph("")
        yield Paragraph(tr("退回的 {n} 行，连同原因，存在", n=plan.refused), style="$error")
        yield Paragraph(short_path(plan.refused_file), lead="  ")
        yield Paragraph(tr("用表格软件改好、存盘，再按 F5 导入。"), lead="  ", style="$foreground-muted")
    if plan.unmapped:
        yield Paragraph("")
        yield Paragraph(tr("这些分类没有对应的类别，诉求先归入 M99 其他；导入“类别对照”表后再改："),
                        style="$warning")  # fmt: skip
        for label, count in plan.unmapped.most_common(MOST_LABELS):
            yield Paragraph(tr("{label}  {n} 件", label=label, n=count), lead="  ")
    notices = notice_words(plan)
    if notices:
        yield Paragraph("")
        yield from (Paragraph(notice, style="$foreground-muted") for notice in notices)
    if plan.backup is not None:
        yield Paragraph("")
        yield Paragraph(tr("导入前的备份 {path}", path=short_path(plan.backup)), style="$foreground-muted")
