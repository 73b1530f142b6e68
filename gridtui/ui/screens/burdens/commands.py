"""What can be done with the burden register 社区事务准入, and with the list of allowed items."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("社区事务准入")
ITEMS = mark("准入清单")


def _register(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    return Command(f"burdens.{action}", title, (key,), does, AREA, action, lists_only=True, **options)


def _items(action: str, title: str, key: str, does: str, **options: Any) -> Command:
    return Command(f"items.{action}", title, (key,), does, ITEMS, action, lists_only=True, **options)


REGISTER: Final = (
    _register("add", mark("记一笔"), "n", mark("记一笔：哪个单位要什么表、什么时候要"), writes=True),
    _register("change", mark("修改"), "m", mark("改这一笔"), writes=True),
    _register("hand_in", mark("已交"), "t", mark("今天交了；再按一次改回没交"), writes=True),
    _register("narrow", mark("筛选"), "v", mark("只看没交的、清单外的、没核对的")),
    _register("pick_year", mark("年份"), "y", mark("看哪一年")),
    _register("items", mark("准入清单"), "s", mark("哪些事项可以向社区要；可以导入本地的清单")),
    _register("fill", mark("填表"), "f", mark("填一张上级的表，填好自动登记")),
    _register("export", mark("导出"), "e", mark("这一年写成一本台账")),
    _register("delete", mark("删除"), "delete", mark("记错了就删掉；Ctrl+Z 撤销"), writes=True, footer=False),
)

LIST_OF_ITEMS: Final = (
    _items("add", mark("添一项"), "n", mark("添一个本地的事项；有了本地的，自带的示例就不算了"), writes=True),
    _items("change", mark("修改"), "m", mark("改这一项"), writes=True),
    _items("drop", mark("去掉"), "delete", mark("去掉选中的或光标所在的一项"), writes=True),
    _items("bring_in", mark("导入"), "i", mark("导入本地的清单：编号、名称、类型"), writes=True),
    _items("hand_out", mark("导出"), "e", mark("把本地的清单另存为表格")),
    _items("restore", mark("恢复自带"), "r", mark("不用本地的清单，用自带的示例"), writes=True, footer=False),
)
