"""Choosing files or a folder: typed, pasted, dropped, or from the list; sticks that are plugged in first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from gridtui.ui.drives import removable_drives
from gridtui.ui.file_list import Finder, PathList, entry_columns
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.file_paths import bare_path, path_of
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.looking import Entry, look_for
from gridtui.words import mark, tr

AREA = mark("选文件或文件夹")

_HINTS = {
    "one": mark("输入路径或文件名，或把文件拖进来；↑↓ 选，回车打开"),
    "many": mark("↑↓ 选，回车打开；F5 把列出的全选上；Tab 进列表，空格多选"),
    "folder": mark("↑↓ 选，回车进入文件夹；F5 就用这个文件夹"),
}
_NOTHING = {
    "one": mark("没有相符的文件\n请插上 U 盘，或输入路径"),
    "many": mark("没有相符的文件\n请插上 U 盘，或输入路径"),
    "folder": mark("没有相符的文件夹\n请插上 U 盘，或输入路径"),
}


class PickScreen(PathList, AreaScreen):
    """Asks for a file, for several, or for a folder; closes with a list of paths.

    ``kind`` is ``one``, ``many`` or ``folder``; ``endings`` are those that are listed, any file where it is
    None; ``near`` are folders to look into first. A text that begins with ``spoken`` is handed back as it
    is, as a path: what a phone read from a picture.
    """

    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = "#pick-path"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("pick_path.open", mark("打开"), ("enter",), mark("用选中的文件，进入选中的文件夹"), AREA,
                "open", footer=False),
        Command("pick_path.use", mark("就用这些"), ("f5", "ctrl+s"),
                mark("用列出的全部文件，或写下的文件夹"), AREA,
                "use", priority=True),
    )  # fmt: skip

    def __init__(
        self,
        title: str,
        *,
        kind: str = "one",
        endings: frozenset[str] | None = None,
        near: Sequence[Path] = (),
        spoken: str = "",
    ) -> None:
        super().__init__()
        self._heading = title
        self._kind = kind
        self._endings = frozenset() if kind == "folder" else endings
        self._near = tuple(near)
        self._spoken = spoken

    def compose_body(self) -> ComposeResult:
        """Lay out the line, the hint, and the list."""
        with Horizontal(id="pick-line"):
            yield Static(Content(tr("位置")), id="pick-label")
            yield PathInput(id="pick-path")
        yield Static(Content(tr(_HINTS[self._kind])), id="pick-hint")
        with Vertical(classes="pane"):
            columns = entry_columns(self._now)
            yield VirtualTable(columns, self._entries, empty=_NOTHING[self._kind], id="pick-list")

    def on_mount(self) -> None:
        """Show what is near; a folder of last time stands in the line at once."""
        self.title = self._heading
        if self._kind == "folder" and self._near:
            self.write(self._near[0], is_folder=True)
        else:
            self._look()

    @property
    def table(self) -> VirtualTable[Entry]:
        """The list."""
        return self.query_one("#pick-list", VirtualTable)

    @property
    def field(self) -> PathInput:
        """The line."""
        return self.query_one(PathInput)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits the kind of choice."""
        if action == "use":
            return self._kind != "one"
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _row_chosen(self, event: VirtualTable.RowChosen) -> None:
        event.stop()
        marked = [entry.path for entry in self.table.marks.values() if not entry.is_folder]
        if marked and self._kind == "many":
            self._give(marked)
        else:
            self._take(event.row)

    def finder(self) -> Finder:
        """Return what finds the entries: by the text, without one near at hand."""
        return partial(look_near, near=self._near, endings=self._endings)

    def go_on(self) -> None:
        """Take what is typed, or what the bar stands on."""
        self.action_open()

    def action_open(self) -> None:
        """Take what is typed when it is there, else what the bar stands on; a folder is gone into."""
        text, row = self.field.value, self.table.row
        typed = self._meant(text)
        if self._spoken and text.strip().upper().startswith(self._spoken):
            self._give([Path(text.strip())])
        elif self._kind != "folder" and bare_path(text) and _is(typed, Path.is_file):
            self._give([typed])
        elif self.wait_for_list(text):
            return
        elif row is not None:
            self._take(row)
        elif bare_path(text):
            self.say(tr("没有找到 {name}", name=typed.name), "error")

    def action_use(self) -> None:
        """Take every file that is listed, or the folder."""
        if self._kind == "many":
            self._use_all()
        else:
            self._use_folder()

    def _use_all(self) -> None:
        files = [entry.path for entry in self._entries.rows if not entry.is_folder]
        if files:
            self._give(files)
        else:
            self.say(tr("这里没有可用的文件"), "error")

    def _use_folder(self) -> None:
        """Take the folder that is written, else the one under the bar."""
        typed, row = self._meant(self.field.value), self.table.row
        if bare_path(self.field.value) and _is(typed, Path.is_dir):
            self._give([typed])
        elif row is not None:
            self._give([row.path])
        else:
            self.say(tr("没有这个文件夹"), "error")

    def _meant(self, text: str) -> Path:
        return self._places.get(text) or path_of(text)

    def _give(self, paths: list[Path]) -> None:
        if self.is_current:
            self.dismiss(paths)

    def _take(self, entry: Entry) -> None:
        if entry.is_folder:
            self.write(entry.path, is_folder=True)
        else:
            self._give([entry.path])


def look_near(
    connection: Any, text: str, near: Sequence[Path], endings: frozenset[str] | None
) -> list[Entry]:
    """Return what a text may mean; without one, what lies in the folders of last time and on sticks.

    Runs in a thread of the gateway.
    """
    if bare_path(text):
        return look_for(connection, text, (), endings)
    folders = list(dict.fromkeys([*near, *removable_drives()]))
    found = [entry for folder in folders for entry in _files_in(connection, folder, endings)]
    found += [Entry(folder, is_folder=True) for folder in folders]
    found += look_for(connection, "", (), endings)
    return list({entry.path: entry for entry in reversed(found)}.values())[::-1]


def _files_in(connection: Any, folder: Path, endings: frozenset[str] | None) -> Iterator[Entry]:
    for entry in look_for(connection, str(folder) + os.sep, (), endings):
        if not entry.is_folder:
            yield entry


def _is(path: Path, test: Any) -> bool:
    try:
        return bool(test(path))
    except (OSError, ValueError):
        return False
