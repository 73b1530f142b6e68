"""Choosing files to keep with an issue, and the folder to hand them out into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from platformdirs import user_downloads_path
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.attached_files import attach_files
from gridtui.ui.file_list import Finder, PathList, entry_columns
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Dialog, Notice
from gridtui.ui.kit.editing import FieldEdited
from gridtui.ui.kit.file_paths import bare_path, path_of, paths_of, short_path
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.looking import Entry, look_for
from gridtui.words import mark, say, tr

AREA = mark("加附件")
_HINT = mark("写路径、文件名，或把文件拖进来；↑↓ 选，回车加上；Tab 进列表，空格多选")
_NOTHING = mark("没有相符的文件")
_MOST_SAID = 8


class DroppedPaths(PathInput):
    """A line for a path, or for several that were dropped together.

    ``meant`` is what each text that was dropped means: not every name can stand in a line as it is.
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.meant: dict[str, list[Path]] = {}

    def paste(self, text: str) -> None:
        """Put dropped paths in the place of what stood there."""
        found = paths_of(text)
        if len(found) > 1:
            self.put(" ".join(text.split("\n")).strip())
        else:
            super().paste(text)
        if all(_exists(path) for path in found):
            self.meant[self.value] = found


class AttachScreen(PathList, AreaScreen):
    """Asks which files; closes with what became of them."""

    TITLE = AREA
    CSS_PATH = "issues.tcss"
    AUTO_FOCUS = "#attach-path"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("attach.save", mark("加上"), ("ctrl+s", "f5"), mark("把选中的、写下的文件加进来"), AREA,
                "save", writes=True, priority=True),
    )  # fmt: skip

    def __init__(self, issue_id: RecordId) -> None:
        super().__init__()
        self.issue_id = issue_id

    def compose_body(self) -> ComposeResult:
        """Lay out the line, the hint and the files at hand."""
        with Horizontal(id="attach-line"):
            yield Static(Content(tr("文件")), id="attach-label")
            yield DroppedPaths(id="attach-path")
        yield Static(Content(tr(_HINT)), id="attach-hint")
        with Vertical(classes="pane"):
            yield VirtualTable(entry_columns(self._now), self._entries, empty=_NOTHING, id="attach-files")

    def on_mount(self) -> None:
        """Show the files that came last."""
        self._look()

    @property
    def table(self) -> VirtualTable[Entry]:
        """The list."""
        return self.query_one("#attach-files", VirtualTable)

    @property
    def field(self) -> DroppedPaths:
        """The line."""
        return self.query_one(DroppedPaths)

    @on(VirtualTable.RowChosen)
    def _row_chosen(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        if self._marked:
            self._keep(self._marked)
        else:
            self._take(event.row)

    def finder(self) -> Finder:
        """Return what finds the entries: any file."""
        return partial(look_for, fitting=None)

    def go_on(self) -> None:
        """Keep what is marked, typed, or under the bar."""
        self.action_save()

    def action_save(self) -> None:
        """Keep what is marked, else what is typed, else what the bar stands on; a folder is gone into."""
        text, row = self.field.value, self.table.row
        typed = self._typed(text)
        folder = typed[0] if len(typed) == 1 and typed[0].is_dir() else None
        if self._marked or (typed and folder is None):
            self._keep(self._marked or typed)
        elif self.wait_for_list(text):
            return
        elif folder is not None and not text.endswith(("/", os.sep)):
            self.write(folder, is_folder=True)
        elif row is not None:
            self._take(row)
        elif text.strip():
            self._keep([path_of(text)])

    @property
    def _marked(self) -> list[Path]:
        return [entry.path for entry in self.table.marks.values() if not entry.is_folder]

    def _typed(self, text: str) -> list[Path]:
        """Return the files that a text means, when they are there."""
        if not bare_path(text):
            return []
        found = self.field.meant.get(text) or (
            [self._places[text]] if text in self._places else paths_of(text)
        )
        return found if all(_exists(path) for path in found) else []

    def _take(self, entry: Entry) -> None:
        if entry.is_folder:
            self.write(entry.path, is_folder=True)
        else:
            self._keep([entry.path])

    def _keep(self, paths: Sequence[Path]) -> None:
        self.run_worker(self._write(list(paths)), group="attach", exclusive=True)

    async def _write(self, paths: Sequence[Path]) -> None:
        try:
            outcome = await gateway_of(self).write(Intent.ADD_ATTACHMENTS, attach_files, self.issue_id, paths)
        except RuleBroken as refusal:
            self._tell(refusal)
            return
        if self.is_current:
            self.dismiss(outcome)

    def _tell(self, refusal: RuleBroken) -> None:
        """Say what is wrong: one thing in the line for it, several one under the other."""
        if len(refusal.problems) == 1:
            self.refuse(refusal)
            return
        lines = [say(problem) for problem in refusal.problems[:_MOST_SAID]]
        more = len(refusal.problems) - len(lines)
        if more:
            lines.append(tr("还有 {n} 个", n=more))
        self.app.push_screen(Notice(tr("一个也没有加"), lines))


class AskFolder(Dialog[Path | None]):
    """Asks for a folder, which is made where it is not there; dismisses with its path, or None."""

    DEFAULT_CSS = """
    AskFolder PathInput { margin: 1 0 0 0; width: 1fr; background: $panel; }
    AskFolder #folder-problem { height: 2; width: 1fr; color: $error; }
    """

    def __init__(self, question: str, name: str) -> None:
        super().__init__(question, (Answer("accept", mark("导出")), CANCEL))
        self._folder = name

    def compose_middle(self) -> ComposeResult:
        """Lay out the path and the reserved line under it."""
        folder = user_downloads_path()
        start = (folder if folder.is_dir() else Path.cwd()) / self._folder
        yield PathInput(value=short_path(start))
        yield Static(id="folder-problem")

    def begin(self) -> None:
        """Begin in the path."""
        self.query_one(PathInput).focus()

    def on_field_edited(self, message: FieldEdited) -> None:
        """Take the problem away as soon as something is typed."""
        message.stop()
        self._show("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept()

    def give(self, answer: Answer) -> None:
        """Accept the folder, or close without one."""
        if answer.id == "accept":
            self._accept()
        else:
            self.dismiss(None)

    def _accept(self) -> None:
        text = self.query_one(PathInput).value
        folder = path_of(text)
        if not bare_path(text):
            self._show(tr("请写上文件夹"))
        elif _exists(folder) and not folder.is_dir():
            self._show(tr("{name} 不是文件夹", name=folder.name))
        elif not folder.parent.is_dir():
            self._show(tr("没有文件夹 {folder}", folder=str(folder.parent)))
        else:
            self.dismiss(folder)

    def _show(self, sentence: str) -> None:
        self.query_one("#folder-problem", Static).update(shown(sentence and f"! {sentence}"))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
