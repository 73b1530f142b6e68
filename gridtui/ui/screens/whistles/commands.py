"""What the whistle book and the card of a whistle can be told to do."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("吹哨")
CARD = mark("吹哨详情")
ENTRY = mark("起草吹哨")


def _list(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"whistles.{action}", title, keys, does, AREA, action, lists_only=True, **options)


def _card(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"whistle.{action}", title, keys, does, CARD, action, **options)


BOOK_COMMANDS: Final = (
    _list("turn", mark("未销/全部"), ("t",), mark("换着看：没销的哨，全部的哨")),
    _list("pick_state", mark("状态"), ("f",), mark("只看待审批、待裁定、待评哨……的")),
    _list("pick_level", mark("层级"), ("w",), mark("只看吹到某一级的")),
    _list("export", mark("导出"), ("e",), mark("把这张列表另存为吹哨台账，一行一个应哨单位")),
    _list("issue", mark("看诉求"), ("o",), mark("打开这一哨的诉求")),
)

CARD_COMMANDS: Final = (
    _card("step", mark("办理"), ("d",), mark("审批、分哨、签收、拒签、报到、处置、评哨、销哨"), writes=True),
    _card("sums", mark("期限算法"), ("=",), mark("一行一行写出这个单位的期限是怎么算的")),
    _card("print_sheet", mark("打印"), ("p",), mark("写成吹哨单：xlsx 一页，或者文本")),
    _card("issue", mark("看诉求"), ("o",), mark("打开这一哨的诉求")),
)
