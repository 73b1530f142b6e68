"""What can be done with the diary 民情日志."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("民情日志")
DAY = mark("写民情日志")


def _list(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"diary.{action}", title, keys, does, AREA, action, lists_only=True, **options)


LIST_OF_DAYS: Final = (
    _list("today", mark("写今天"), ("n",), mark("打开今天的日志；还没写就先汇总好当天的记录"),
          writes=True),
    _list("other_day", mark("写别的天"), ("d",), mark("打开某一天的日志：昨天、-3、3-5"), writes=True),
    _list("whose", mark("只看自己"), ("w",), mark("只看自己写的，再按一次看全部")),
    _list("export", mark("导出"), ("e",), mark("把一个月的日志写成 xlsx 或文本，电话和证件号打码")),
    _list("remove", mark("删除"), ("delete",), mark("删除光标所在的一天；Ctrl+Z 撤销"), writes=True,
          footer=False),
)  # fmt: skip

ONE_DAY: Final = (
    Command("diary.compile", mark("汇总"), ("f5",), mark("把这天新记的走访和诉求加到末尾，写过的不动"), DAY,
            "compile", writes=True, priority=True),
)  # fmt: skip
