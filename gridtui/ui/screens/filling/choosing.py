"""The first step: which empty form."""

from __future__ import annotations

from typing import ClassVar

from gridtui.ui.file_choosing import FileChoosing
from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("选空表")


class FormChoosing(FileChoosing):
    """Asks for an upper office's empty form."""

    HINT = mark("上级发来的空表：写路径或拖进来，↑↓ 选，回车打开；原表不动")
    NOTHING = mark("没有相符的空表\n可以填 .xlsx；.xls 请先用 Excel 或 WPS 另存为 .xlsx")
    FITTING = frozenset((".xlsx", ".xlsm", ".xls", ".et"))
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("fill.open_form", mark("打开"), ("enter",), mark("打开选中的空表，进入选中的文件夹"), AREA,
                "open_file"),
        Command("fill.whole_name", mark("补全"), ("ctrl+t",), mark("把选中的文件或文件夹写进路径"), AREA,
                "take_name", palette=False),
    )  # fmt: skip
