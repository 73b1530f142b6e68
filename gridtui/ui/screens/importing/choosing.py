"""The first step: which file."""

from __future__ import annotations

from typing import ClassVar

from textual.message import Message

from gridtui.ui.file_choosing import FileChoosing
from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("选文件")


class ChoosingStep(FileChoosing):
    """Asks for a table to import."""

    class MannerAsked(Message):
        """Somebody wants to say how the file is to be read."""

    HINT = mark("输入路径或文件名，或把文件拖进来；↑↓ 选，回车打开")
    NOTHING = mark("没有相符的表格文件\n可以导入 xlsx、xls、et、csv、tsv、json、jsonl")
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import.open_file", mark("打开"), ("enter",), mark("打开选中的文件，进入选中的文件夹"), AREA,
                "open_file"),
        Command("import.manner", mark("换种类"), ("f7",), mark("指明种类、工作表、表头行、编码"), AREA,
                "manner"),
        Command("import.whole_name", mark("补全"), ("ctrl+t",), mark("把选中的文件或文件夹写进路径"), AREA,
                "take_name", palette=False),
    )  # fmt: skip

    def action_manner(self) -> None:
        """Say how the file is to be read."""
        self.post_message(self.MannerAsked())
