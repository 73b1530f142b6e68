"""The first step: which file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from gridtui.ui.file_list import Finder, PathList, entry_columns
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.commands import Command, Commanded
from gridtui.ui.kit.file_paths import path_of, short_path
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.looking import Entry, look_for
from gridtui.words import mark, tr

AREA = mark("选文件")
MOST_REMEMBERED = 20

_HINT = mark("输入路径或文件名，或把文件拖进来；↑↓ 选，回车打开")
_NOTHING = mark("没有相符的表格文件\n可以导入 xlsx、xls、et、csv、tsv、json、jsonl")


class FileList(VirtualTable[Entry]):
    """The files and folders that may be meant; none of them is marked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class ChoosingStep(PathList, Commanded, Vertical):
    """A line for the path, why a file was refused, and the files at hand."""

    class Chosen(Message):
        """A file was chosen."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class MannerAsked(Message):
        """Somebody wants to say how the file is to be read."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import.open_file", mark("打开"), ("enter",), mark("打开选中的文件，进入选中的文件夹"), AREA,
                "open_file"),
        Command("import.manner", mark("换种类"), ("f7",), mark("指明种类、工作表、表头行、编码"), AREA,
                "manner"),
        Command("import.whole_name", mark("补全"), ("ctrl+t",), mark("把选中的文件或文件夹写进路径"), AREA,
                "take_name", palette=False),
    )  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.used: list[Path] = []
        self._typed_since_refusal = True

    def compose(self) -> ComposeResult:
        """Lay out the line, the reserved lines under it, and the list."""
        with Horizontal(id="import-path-line"):
            yield Static(Content(tr("文件")), id="import-path-label")
            yield PathInput(id="import-path")
        yield Prose(id="import-path-words")
        yield FileList(entry_columns(self._now), self._entries, empty=_NOTHING, id="import-files")

    @property
    def table(self) -> FileList:
        """The list."""
        return self.query_one(FileList)

    @property
    def field(self) -> PathInput:
        """The line."""
        return self.query_one(PathInput)

    def begin(self) -> None:
        """Begin in the line, its text selected so that another path takes its place."""
        self.field.focus()
        self.field.select_all()
        self.say("")
        self._look()

    def say(self, sentence: str, style: str = "") -> None:
        """Show a sentence under the line; the hint in the place of an empty one."""
        self._typed_since_refusal = not sentence
        hint = Paragraph(tr(_HINT), style="$foreground-muted")
        words = Paragraph(sentence, style=style) if sentence else hint
        self.query_one("#import-path-words", Prose).show([words])

    def recall(self, used: Sequence[Path]) -> None:
        """Offer the files that were opened at earlier times."""
        self.used = [*self.used, *(each for each in used if each not in self.used)][:MOST_REMEMBERED]
        if not self.field.value:
            self._look()

    def put(self, path: Path, *, known: bool = False) -> None:
        """Write a path into the line; a ``known`` one is remembered as opened."""
        text = clean(short_path(path))
        self._places[text] = path
        self.field.put(text)
        if known:
            self.used = [path, *(each for each in self.used if each != path)][:MOST_REMEMBERED]

    @on(VirtualTable.RowChosen)
    def _row_chosen(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        self._go_to(event.row)

    def finder(self) -> Finder:
        """Return what finds the entries: tables, those opened before first."""
        return partial(look_for, used=tuple(self.used))

    def go_on(self) -> None:
        """Open what is typed, or what the bar stands on."""
        self.action_open_file()

    @on(Input.Changed)
    def _forget_refusal(self) -> None:
        if not self._typed_since_refusal:
            self.say("")

    def action_open_file(self) -> None:
        """Open what is typed when it is there, else what the bar stands on once the list fits the text."""
        text = self.field.value
        row = self.table.row
        typed = self._places.get(text) or path_of(text)
        if not _is_file(typed) and self.wait_for_list(text):
            return
        if row is not None and (row.path == typed or not _is_file(typed)):
            self._go_to(row)
        elif text.strip():
            self.post_message(self.Chosen(typed))

    def action_manner(self) -> None:
        """Say how the file is to be read."""
        self.post_message(self.MannerAsked())

    def action_take_name(self) -> None:
        """Write what the bar stands on into the line."""
        if self.table.row is not None:
            self.write(self.table.row.path, is_folder=self.table.row.is_folder)

    def _go_to(self, entry: Entry) -> None:
        self.write(entry.path, is_folder=entry.is_folder)
        if not entry.is_folder:
            self.post_message(self.Chosen(entry.path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
