"""The data sheet on the screen: of every personal field its purpose, its class and how long it is kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.people.data_sheet import SheetLine
from gridtui.domain.people.retention import DEFAULT_NOTE
from gridtui.queries.people.data_sheet import data_sheet
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import mark, tr

AREA = mark("个人资料清单")


class DataSheetScreen(AreaScreen):
    """Lists every personal field."""

    TITLE = AREA
    AUTO_FOCUS = "#data-sheet"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out the list; it comes from the tables and needs no store."""
        lines = ListSource(data_sheet(), lambda line: f"{line.noun}.{line.field}".encode())
        with Vertical(classes="pane"):
            yield VirtualTable(sheet_columns(), lines, id="data-sheet")

    def on_mount(self) -> None:
        """Say whose times these are."""
        self.filter_words = tr(DEFAULT_NOTE)


def sheet_columns() -> list[Column[SheetLine]]:
    """Return the columns of the data sheet."""
    return [
        Column(mark("记录"), 8, lambda line: tr(line.noun_title), style="muted"),
        Column(mark("项目"), 14, lambda line: tr(line.title), style="strong"),
        Column(mark("用途"), 14, lambda line: tr(line.purpose), flexible=True),
        Column(mark("类别"), 14, lambda line: tr(line.part_title)),
        Column(mark("保存期"), 22, lambda line: line.retention.words()),
    ]
