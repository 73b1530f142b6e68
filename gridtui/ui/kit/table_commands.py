"""What every list can be told to do."""

from __future__ import annotations

from typing import Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

_AREA = mark("列表")


def _command(action: str, title: str, keys: tuple[str, ...], explained: str) -> Command:
    return Command(f"list.{action}", title, keys, explained, _AREA, action, footer=False, palette=False)


LIST_COMMANDS: Final = (
    _command("next_row", mark("下一行"), ("down", "j"), mark("光标移到下一行")),
    _command("previous_row", mark("上一行"), ("up", "k"), mark("光标移到上一行")),
    _command("next_page", mark("下一页"), ("pagedown",), mark("向下翻一页")),
    _command("previous_page", mark("上一页"), ("pageup",), mark("向上翻一页")),
    _command("first_row", mark("第一行"), ("home", "g"), mark("光标移到第一行")),
    _command("last_row", mark("最后一行"), ("end", "G"), mark("光标移到最后一行")),
    _command("choose_row", mark("打开"), ("enter",), mark("打开光标所在的一行")),
    _command("mark_row", mark("选中"), ("space",), mark("选中或取消这一行，批量操作只作用于选中的行")),
    _command("clear_marks", mark("取消选中"), ("escape",), mark("取消全部选中")),
)
"""Moving, opening and marking; in help and open to rebinding, not in the footer."""
