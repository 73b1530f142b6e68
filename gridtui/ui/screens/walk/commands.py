"""What can be done while a stair-walk sheet 扫楼单 is printed or typed back."""

from __future__ import annotations

from typing import Any, Final

from gridtui.domain.people.walking import DoorMark
from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("扫楼单")
NOTING = mark("扫楼单：写几句")


def _door(id: str, title: str, keys: tuple[str, ...], does: str, action: str, **options: Any) -> Command:
    return Command(id, title, keys, does, AREA, f"screen.{action}", **options)


def _mark(key: str, code: DoorMark, does: str, **options: Any) -> Command:
    action = f"mark_door('{code.value}')"
    return _door(f"walk.{code.value}", code.label, (key,), does, action, writes=True, **options)


MARKING: Final = (
    _mark("1", DoorMark.MET, mark("这户见到了人，光标到下一户")),
    _mark("2", DoorMark.ABSENT, mark("这户没人在家，光标到下一户")),
    _mark("3", DoorMark.PHONE, mark("这户打通了电话，光标到下一户")),
    _mark("4", DoorMark.MOVED, mark("这户已经搬走，光标到下一户"), footer=False),
    _door("walk.clear", mark("没走"), ("0",), mark("这户没走：录过的结果去掉，光标到下一户"), "clear_door",
          footer=False),
    _door("list.mark_row", mark("跳过"), ("space",), mark("光标到下一户，录过的不动"), "next_door"),
    _door("walk.back", mark("上一户"), ("backspace",), mark("光标退回上一户，可以改"), "back_door",
          footer=False),
    _door("walk.problem", mark("问题"), ("p",), mark("写下这户说的、看到的问题"), "write('problem')",
          writes=True),
    _door("walk.promise", mark("承诺"), ("n",), mark("写下答应这户的事和日期"), "write('promise')",
          writes=True, footer=False),
)  # fmt: skip
"""Keys of the list of doors; digits and letters act only there."""


def _sheet(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"walk.{action}", title, keys, does, AREA, action, **options)


def _listed(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    return _sheet(action, title, (key,), does, lists_only=True, **options)


SHEET: Final = (
    _sheet("save", mark("保存"), ("ctrl+s",), mark("把录好的走访一次存下，Ctrl+Z 可一次撤销"),
           writes=True),
    _listed("print", mark("打印"), "e", mark("写成 xlsx 或文本，每单元一页，姓名和电话打码")),
    _listed("date", mark("日期走访人"), "d", mark("这张单子的走访日期和走访人")),
    _listed("turn", mark("上下"), "u", mark("换走法：从上往下，从下往上"), footer=False),
    _listed("find_door", mark("找门牌"), "f", mark("从单子里挑一扇门"), footer=False),
    _listed("issue", mark("记诉求"), "i", mark("在这户登记一条诉求"), footer=False, writes=True),
)  # fmt: skip

DONE: Final = (
    Command("form.save", mark("写好"), ("ctrl+s",), mark("写好了，回到门牌单接着录"), NOTING, "done",
            priority=True),
)  # fmt: skip
