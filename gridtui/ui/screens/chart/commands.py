"""What the chart of a building can be told to do."""

from __future__ import annotations

from typing import Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("楼栋图")


def _walk(id: str, title: str, keys: tuple[str, ...], explained: str, action: str) -> Command:
    return Command(f"chart.{id}", title, keys, explained, AREA, action, footer=False, palette=False)


WALKING: Final = (
    _walk("left", mark("左边一户"), ("left", "h"), mark("光标移到左边一扇门"), "beside(-1)"),
    _walk("right", mark("右边一户"), ("right", "l"), mark("光标移到右边一扇门"), "beside(1)"),
    _walk("up", mark("上一层"), ("up", "k"), mark("光标移到上一层"), "above(1)"),
    _walk("down", mark("下一层"), ("down", "j"), mark("光标移到下一层"), "above(-1)"),
    _walk("page_up", mark("上翻几层"), ("pageup",), mark("往上翻一屏楼层"), "page(1)"),
    _walk("page_down", mark("下翻几层"), ("pagedown",), mark("往下翻一屏楼层"), "page(-1)"),
    _walk("home", mark("这层头一户"), ("home",), mark("光标移到这一层的第一扇门"), "end(-1)"),
    _walk("end", mark("这层末一户"), ("end",), mark("光标移到这一层的最后一扇门"), "end(1)"),
    _walk("top", mark("顶层"), ("g", "ctrl+home"), mark("光标移到顶层"), "edge(1)"),
    _walk("bottom", mark("底层"), ("G", "ctrl+end"), mark("光标移到最下一行"), "edge(-1)"),
)
"""Steps; in help and open to rebinding, not in the footer. Digits are taken as they come."""

CHART_COMMANDS: Final = (
    Command("chart.open", mark("打开"), ("enter",), mark("打开这户；没有户的门就新建一户"), AREA, "open"),
    Command("chart.issue", mark("记诉求"), ("i",), mark("在这扇门记下一条诉求"), AREA, "issue", writes=True),
    Command("chart.visit", mark("走访"), ("v",), mark("记下对这户的走访"), AREA, "visit", writes=True),
    Command("chart.unit", mark("下一单元"), ("tab",), mark("光标移到下一个单元"), AREA, "unit(1)"),
    Command("chart.unit_back", mark("上一单元"), ("shift+tab",), mark("光标移到上一个单元"), AREA, "unit(-1)",
            footer=False),
    Command("chart.find", mark("找门牌"), ("/",), mark("从单子里挑一扇门；也可直接打数字，如 502、2-502"),
            AREA, "find"),
    Command("chart.next", mark("下一栋"), ("]", "n"), mark("看本网格的下一栋楼"), AREA, "building(1)",
            footer=False),
    Command("chart.previous", mark("上一栋"), ("[", "p"), mark("看本网格的上一栋楼"), AREA, "building(-1)",
            footer=False),
    Command("chart.walk_sheet", mark("扫楼单"), ("w",), mark("这栋楼的扫楼单：打印，或照着补录"), AREA,
            "walk_sheet", footer=False),
    Command("chart.card", mark("楼栋卡"), ("u",), mark("打开这栋楼的卡片：谁在岗、有哪些诉求"), AREA, "card",
            footer=False),
)  # fmt: skip
"""The chart has no field to type in, so its letters act everywhere on it."""
