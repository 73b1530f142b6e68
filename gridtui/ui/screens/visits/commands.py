"""What the area of visits and the forms in it can be told to do."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("走访")
ENTRY = mark("记走访")


def _list(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"visits.{action}", title, keys, does, AREA, action, lists_only=True, **options)


AREA_COMMANDS: Final = (
    _list("visit", mark("记走访"), ("v",), mark("记下在这一户的走访，存好接着下一户"), writes=True),
    _list("turn", mark("户/承诺"), ("t",), mark("换着看：到期的户，没兑现的承诺")),
    _list("keep", mark("兑现"), ("x",), mark("光标所在的承诺今天兑现了；Ctrl+Z 撤销"), writes=True),
    _list("narrow", mark("筛选"), ("f",), mark("只看没走访过的、超期久的、有服务需要的")),
    _list("pick_grid", mark("网格"), ("w",), mark("只看一个网格")),
    _list("only_building", mark("本栋"), ("b",), mark("只看光标所在的这栋楼，再按一次看全部")),
    _list("promise", mark("记承诺"), ("p",), mark("记下对这一户的承诺和兑现日期"), writes=True),
    _list("edit", mark("修改"), ("m",), mark("修改光标所在的承诺"), writes=True),
    _list("delete", mark("删除"), ("d", "delete"), mark("删除记错的承诺；Ctrl+Z 撤销"), writes=True),
    _list("issue", mark("记诉求"), ("i",), mark("记下这户反映的诉求"), writes=True),
    _list("walk_sheet", mark("扫楼单"), ("s",), mark("光标所在这栋楼的扫楼单：打印，或照着补录")),
    _list("diary", mark("民情日志"), ("l",), mark("按天汇总走访和诉求，写民情日志")),
    _list("schedule", mark("走访周期"), ("r",), mark("看和改多久走访一次")),
    _list("export", mark("导出"), ("e",), mark("把列出的承诺，或这里的走访记录另存为表格；可只导出选中的")),
    _list("copy_rows", mark("复制"), ("c",), mark("复制选中的行，没有选中就复制光标所在的"), footer=False),
)
"""Letters act while a list has the focus."""

ENTRY_COMMANDS: Final = (
    Command("visit_entry.skip", mark("跳过"), ("f5",), mark("这一户先不记，到下一户；写了的留作草稿"), ENTRY,
            "skip", priority=True),
)  # fmt: skip
