"""What the area of grids and the cards of grids and buildings can be told to do."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("网格与楼栋")


def _list(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"grids.{action}", title, keys, does, AREA, action, lists_only=True, **options)


_EDIT = _list("edit", mark("修改"), ("m",), mark("修改光标所在的网格、楼栋或组织"), writes=True)
_DELETE = _list(
    "delete", mark("删除"), ("d", "delete"), mark("删除；里面有东西会先问，Ctrl+Z 撤销"), writes=True
)
_ISSUE = _list("issue", mark("记诉求"), ("i",), mark("在这里记下一条诉求"), writes=True)
_HISTORY = _list("history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项"))
_ASSIGN = _list("assign", mark("任用"), ("a",), mark("给这里添一位网格长、网格员、楼栋长"), writes=True)

_RESHAPING = (
    ("chart", mark("楼栋图"), "t", mark("一户一格看这栋楼：诉求、走访、空置"), False),
    ("walk", mark("扫楼单"), "w", mark("按楼道逐户走访：打印，或走完照着录"), False),
    ("doors", mark("生成门牌"), "p", mark("用一行规则生成单元和门：3 单元 × 7 层 × 2 户"), True),
    ("move", mark("换网格"), "v", mark("把选中的楼栋划入别的网格，没有选中就是光标所在的"), True),
    ("split", mark("拆分"), "s", mark("拆分网格：选中的楼栋划到新网格"), True),
    ("merge", mark("合并"), "z", mark("把选中的网格并入另一个，没有选中就是光标所在的；并掉的撤销"), True),
    ("recode", mark("重编码"), "r", mark("改成社区 12 位加 3 位的编码，原编码留在其他编号里"), True),
    ("moves", mark("划转记录"), "o", mark("哪栋楼什么时候划入、划出"), False),
    ("courtyards", mark("庭院"), "y", mark("新建、修改庭院或居民小组"), True),
)
"""Action, title, key, what it does, and whether it writes: what the area and the cards share."""


def _reshaping(prefix: str, area: str, **options: Any) -> tuple[Command, ...]:
    return tuple(
        Command(f"{prefix}.{action}", title, (key,), does, area, action, writes=writes,
                footer=action in ("chart", "walk"), **options)
        for action, title, key, does, writes in _RESHAPING
    )  # fmt: skip


AREA_COMMANDS: Final = (
    _list("new", mark("新建"), ("n",), mark("左栏里新建网格，右栏里新建楼栋"), writes=True),
    _list("new_building", mark("新建楼栋"), ("b",), mark("在光标所在的网格里新建楼栋"), writes=True),
    _EDIT,
    _DELETE,
    _ASSIGN,
    _ISSUE,
    *_reshaping("grids", AREA, lists_only=True),
    Command("grids.search", mark("找楼栋"), ("/",), mark("按楼栋号、名称或地址找楼栋"), AREA, "search"),
    _HISTORY,
    _list("export", mark("导出"), ("e",), mark("把右栏的楼栋另存为表格；有选中的就只导出选中的")),
    _list("fold", mark("收起"), ("left",), mark("收起这个组织的网格；在右栏里回到左栏"), footer=False),
    _list("unfold", mark("展开"), ("right",), mark("展开这个组织的网格；再按到右栏"), footer=False),
    Command("grids.step_back", mark("返回"), ("escape",), mark("离开查找"), AREA, "step_back", footer=False,
            palette=False),
)  # fmt: skip
"""Letters act while a list has the focus."""

CARD_COMMANDS: Final = (
    Command("place.new", mark("新建"), ("n",), mark("在这个网格里新建楼栋，在这栋楼里新建户"), AREA, "new",
            writes=True),
    Command("place.edit", mark("修改"), ("m",), mark("修改这个网格或楼栋"), AREA, "edit", writes=True),
    Command("place.issue", mark("记诉求"), ("i",), mark("在这里记下一条诉求"), AREA, "issue", writes=True),
    *_reshaping("place", AREA),
    Command("place.assign", mark("任用"), ("a",), mark("添一位在这里任职的人"), AREA, "assign", writes=True),
    Command("place.end", mark("结束任用"), ("x",), mark("光标所在的任用到今天为止"), AREA, "end_assignment",
            writes=True),
    Command("place.hand_over", mark("交接"), ("b",), mark("光标所在的人的全部职务交给别人"), AREA,
            "hand_over", writes=True),
    Command("place.day", mark("某天在岗"), ("f",), mark("看哪一天是谁在岗"), AREA, "day", footer=False),
    Command("place.delete", mark("删除"), ("d", "delete"),
            mark("删除；在岗一栏里删除记错的任用；Ctrl+Z 撤销"), AREA, "delete", writes=True),
    Command("place.history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项"), AREA, "history"),
    Command("place.up", mark("上一层"), ("u",), mark("打开这栋楼所在的网格"), AREA, "up", footer=False),
)  # fmt: skip
"""Letters act everywhere on a card but in the field of a day."""
