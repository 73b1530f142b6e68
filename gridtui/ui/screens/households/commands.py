"""What the area of households and the cards of households and residents can be told to do."""

from __future__ import annotations

from typing import Any, Final

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("户与居民")
CARD = mark("户卡")
PERSON = mark("居民卡")


def _list(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"households.{action}", title, keys, does, AREA, action, lists_only=True, **options)


def _card(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"household.{action}", title, keys, does, CARD, action, **options)


def _person(action: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"resident.{action}", title, keys, does, PERSON, action, **options)


AREA_COMMANDS: Final = (
    _list("turn", mark("人/户"), ("t",), mark("换着看：按户，按人")),
    Command("households.search", mark("查找"), ("/",), mark("按门牌、姓名、拼音首字母或电话尾号找"), AREA,
            "search"),
    _list("pick_grid", mark("网格"), ("w",), mark("只看一个网格")),
    _list("new", mark("新建户"), ("n",), mark("在光标所在的楼栋里新建户"), writes=True),
    _list("new_resident", mark("添居民"), ("p",), mark("给光标所在的户添居民"), writes=True),
    _list("edit", mark("修改"), ("m",), mark("修改光标所在的户或居民"), writes=True),
    _list("delete", mark("删除"), ("d", "delete"), mark("删除；里面有人会先问，Ctrl+Z 撤销"), writes=True),
    _list("issue", mark("记诉求"), ("i",), mark("记下这户或这个人反映的诉求"), writes=True),
    _list("visit", mark("记走访"), ("v",), mark("记下对光标所在的户的走访"), writes=True),
    _list("move", mark("搬家"), ("b",), mark("这户搬到别的门牌，或这个人搬到别的户"), footer=False,
          writes=True),
    _list("leave", mark("迁出"), ("l",), mark("登记迁出：日期、去向"), footer=False, writes=True),
    _list("join", mark("合并"), ("=",), mark("选中两行，核对是不是同一个人或同一户，再合并"), footer=False,
          writes=True),
    _list("twins", mark("疑似重复"), ("u",), mark("列出可能是同一个人或同一户的两条记录"), footer=False),
    _list("history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项"), footer=False),
    _list("export", mark("导出"), ("e",), mark("把列出的居民另存为表格；有选中的就只导出选中的")),
    _list("copy_rows", mark("复制"), ("c",), mark("复制选中的行，没有选中就复制光标所在的"), footer=False),
    Command("households.step_back", mark("返回"), ("escape",), mark("离开查找；在列表里先清空查找"), AREA,
            "step_back", footer=False, palette=False),
)  # fmt: skip
"""Letters act while the list has the focus."""

CARD_COMMANDS: Final = (
    _card("new", mark("添居民"), ("n",), mark("给这户添居民，一个接一个"), writes=True),
    _card("edit", mark("修改"), ("m",), mark("修改这户，门牌也在里面"), writes=True),
    _card("issue", mark("记诉求"), ("i",), mark("记下这户反映的诉求"), writes=True),
    _card("visit", mark("记走访"), ("v",), mark("记下对这户的走访"), writes=True),
    _card("delete", mark("删除"), ("d", "delete"), mark("删除这户；光标在人上时删除这个人；Ctrl+Z 撤销"),
          writes=True),
    _card("assign", mark("中心户"), ("a",), mark("把这户定为党员中心户"), writes=True),
    _card("move", mark("搬家"), ("b",), mark("全户搬到别的门牌，历史留着"), writes=True),
    _card("split", mark("分户"), ("f",), mark("选中的人另立一户，在原门牌或别的门牌"), footer=False,
          writes=True),
    _card("leave", mark("迁出"), ("l",), mark("登记选中的人迁出，没有选中就是全户"), footer=False,
          writes=True),
    _card("separate", mark("拆开"), ("s",), mark("把并进来的户拆出去，各自恢复原样"), footer=False,
          writes=True),
    _card("building", mark("看楼栋"), ("o",), mark("打开这户所在的楼栋")),
    _card("history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项")),
)  # fmt: skip

PERSON_COMMANDS: Final = (
    _person("reveal", mark("显示号码"), ("v",), mark("显示电话和身份证号 30 秒，会记下是谁看的"),
            writes=True),
    _person("edit", mark("修改"), ("m",), mark("修改这位居民的资料"), writes=True),
    _person("tag", mark("服务需要"), ("a",), mark("记下一项服务需要：用途、依据、复核日期"), writes=True),
    _person("issue", mark("记诉求"), ("i",), mark("记下这个人反映的诉求"), writes=True),
    _person("delete", mark("删除"), ("d", "delete"),
            mark("删除这位居民；光标在服务需要上时删除那一项；Ctrl+Z 撤销"), writes=True),
    _person("move", mark("搬家"), ("b",), mark("搬到别的户；已迁出的登记迁回"), writes=True),
    _person("leave", mark("迁出"), ("l",), mark("登记迁出：日期、去向"), footer=False, writes=True),
    _person("death", mark("去世"), ("y",), mark("登记去世日期"), footer=False, writes=True),
    _person("join", mark("核对重复"), ("=",), mark("和疑似重复的记录并排核对，再合并"), footer=False,
            writes=True),
    _person("separate", mark("拆开"), ("s",), mark("把并进来的记录拆出去，各自恢复原样"), footer=False,
            writes=True),
    _person("household", mark("看这户"), ("o",), mark("打开这个人的户")),
    _person("history", mark("历史"), ("h",), mark("谁在什么时候改了哪一项")),
    _person("looks", mark("谁看过"), ("w",), mark("谁看过完整号码、导出过资料"), footer=False),
    _person("file", mark("导出此人"), ("e",), mark("把此人的全部资料存成一个文件，交给本人"), footer=False,
            writes=True),
    _person("erase", mark("清除"), ("x",), mark("清除此人的全部资料；先看会清掉什么"), footer=False,
            writes=True),
)  # fmt: skip
"""Cards have no field to type in, so their letters act everywhere on them."""
