"""Choosing one file: a line for its path, why one was refused, and the files at hand."""

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
from gridtui.ui.kit.commands import Commanded
from gridtui.ui.kit.file_paths import path_of, short_path
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.kit.prose import Paragraph, Prose
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.looking import FITTING, Endings, Entry, look_for
from gridtui.words import tr

MOST_REMEMBERED = 20


class FileList(VirtualTable[Entry]):
    """The files and folders that may be meant; none of them is marked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class FileChoosing(PathList, Commanded, Vertical):
    """A line for the path, reserved lines under it, and the list; a subclass has the commands.

    ``used`` are the files that were opened before, latest first.
    """

    class Chosen(Message):
        """A file was chosen."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    HINT: ClassVar[str] = ""
    """What stands under the line while nothing was refused (marked)."""

    NOTHING: ClassVar[str] = ""
    """What stands in the list where no file fits (marked)."""

    FITTING: ClassVar[Endings] = FITTING
    """The endings of the files that are offered."""

    DEFAULT_CSS = """
    FileChoosing {
        & .path-line { height: 2; padding: 1 1 0 0; }
        & .path-label { width: auto; padding: 0 2 0 3; text-style: bold; }
        & PathInput { width: 1fr; background: $panel; }
        & .path-words { padding: 0 1 0 9; height: 3; }
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.used: list[Path] = []
        self._typed_since_refusal = True

    def compose(self) -> ComposeResult:
        """Lay out the line, the reserved lines under it, and the list."""
        with Horizontal(classes="path-line"):
            yield Static(Content(tr("文件")), classes="path-label")
            yield PathInput()
        yield Prose(classes="path-words")
        yield FileList(entry_columns(self._now), self._entries, empty=self.NOTHING)

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
        hint = Paragraph(tr(self.HINT), style="$foreground-muted")
        words = Paragraph(sentence, style=style) if sentence else hint
        self.query_one(".path-words", Prose).show([words])

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
        """Return what finds the entries: those opened before first."""
        return partial(look_for, used=tuple(self.used), fitting=self.FITTING)

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
