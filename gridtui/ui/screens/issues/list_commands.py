"""What the issue list can be told to do."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("诉求列表")


def _list(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    return Command(f"issues.{action}", title, (key,), does, AREA, action, lists_only=True, **options)


ISSUE_LIST_COMMANDS: Final = (
    _list("new", mark("记诉求"), "n", mark("记下一条诉求"), writes=True),
    _list("step", mark("办理"), "d", mark("受理、派单、反馈、回访……光标所在的一件"), writes=True),
    Command("issues.search", mark("筛字"), ("/",), mark("按编号、门牌、姓名或内容里的字筛选"), AREA,
            "search"),
    _list("next_open", mark("未结/全部"), "o", mark("换着看：未办结、全部、已结束")),
    _list("pick_state", mark("状态"), "t", mark("只看一个状态")),
    _list("pick_grid", mark("网格"), "w", mark("只看一个网格")),
    _list("pick_category", mark("类别"), "l", mark("只看一类，也可以看整个大类")),
    _list("late", mark("超期"), "u", mark("只看超期的，再按一次取消")),
    _list("board", mark("看板"), "b", mark("各个状态有几件、超期几件、放了几天"), palette=False),
    _list("verify_round", mark("逐件核查"), "y", mark("待核查的一件一件核查，办完自动到下一件"),
          writes=True, palette=False),
    _list("callback_round", mark("逐件回访"), "r", mark("待回访的一件一件回访，办完自动到下一件"),
          writes=True, palette=False),
    _list("next_order", mark("排序"), "s", mark("换着排：按期限、新的在前、按编号")),
    _list("clear", mark("清除筛选"), "x", mark("回到未办结的全部诉求")),
    _list("export", mark("导出"), "e", mark("把这张列表另存为表格；有选中的行就只导出选中的")),
    _list("copy_rows", mark("复制"), "c", mark("复制选中的行，没有选中就复制光标所在的一行")),
    Command("issues.step_back", mark("返回"), ("escape",), mark("离开筛选框；在列表里先取消按字筛选"), AREA,
            "step_back", footer=False, palette=False),
)  # fmt: skip
"""Letters act while the list has the focus."""
