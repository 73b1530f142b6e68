"""The commands that work in every place, and where they must not."""

from __future__ import annotations

from typing import Any

from gridtui.ui.kit.commands import AREA_ANYWHERE, Command
from gridtui.ui.navigation import AREAS
from gridtui.words import mark


def _shown(name: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return Command(f"app.{name}", title, keys, does, AREA_ANYWHERE, name, **options)


def _unshown(name: str, title: str, keys: tuple[str, ...], does: str, **options: Any) -> Command:
    return _shown(name, title, keys, does, footer=False, **options)


_GO = mark("去这一区，再按一次回到它的头一屏")

COMMANDS_EVERYWHERE: tuple[Command, ...] = (
    _shown("help", mark("帮助"), ("f1", "?"), mark("这里能做什么"), priority=True),
    _shown("new_issue", mark("记诉求"), ("ctrl+n",), mark("记下一条诉求"), writes=True),
    _shown("find", mark("找"), ("ctrl+f", "/"), mark("按姓名、门牌、电话、内容找"), priority=True),
    *(
        Command(f"app.go_{area.key}", area.title, (area.digit,), _GO, AREA_ANYWHERE, f"go('{area.key}')")
        for area in AREAS
    ),
    _unshown("board", mark("看板"), (), mark("诉求按状态有几件、超期几件、放了几天")),
    _unshown(
        "verify_round", mark("逐件核查"), (), mark("待核查的一件一件核查，办完自动到下一件"), writes=True
    ),
    _unshown(
        "callback_round", mark("逐件回访"), (), mark("待回访的一件一件回访，办完自动到下一件"), writes=True
    ),
    _unshown("limits", mark("期限"), (), mark("每一步多久办完、多久走访一次，都可以改")),
    _unshown("calendar", mark("工作日历"), (), mark("哪天放假、哪天调休上班，可以导入；期限按它算")),
    _unshown("whistles", mark("吹哨簿"), (), mark("按层级和状态看吹哨，谁还没签收、没报到")),
    _unshown("hot", mark("热点"), (), mark("好几户反映的同一件事，可以并组、拆开、起名")),
    _unshown("conflicts", mark("冲突"), (), mark("两处改了同一项的记录，一条一条选用哪个")),
    _unshown("gaps", mark("缺口"), (), mark("缺人的岗位、该走访的户、缺项的记录")),
    _unshown("report", mark("月报季报"), (), mark("一期的数字、典型案例，写成 Word、PDF")),
    _unshown("burdens", mark("社区事务准入"), (), mark("谁要的什么表、在不在清单内、花了多少时间")),
    _unshown("fill_form", mark("填上级的表"), (), mark("选一张空表，从库里的清单填，变动的格子标出来")),
    _unshown("diary", mark("民情日志"), (), mark("按天汇总走访和诉求，写民情日志")),
    _unshown("review", mark("到期复核"), (), mark("过了复核日期的服务需要、保存期满的资料")),
    _unshown("data_sheet", mark("个人资料清单"), (), mark("每一项个人资料为什么记、记多久")),
    _shown("palette", mark("全部"), ("ctrl+p", ":"), mark("全部命令"), palette=False, priority=True),
    _unshown("row_menu", mark("菜单"), ("f9",), mark("这里的命令"), palette=False, priority=True),
    _unshown("jump", mark("跳转"), ("ctrl+o",), mark("给每个位置标上字母，按字母就到"), priority=True),
    _unshown("next_pane", mark("下一栏"), ("f6",), mark("光标移到下一栏"), priority=True),
    _unshown("undo", mark("撤销"), ("ctrl+z",), mark("撤销上一步"), writes=True),
    _unshown("redo", mark("恢复"), ("ctrl+y",), mark("恢复刚撤销的一步"), writes=True),
    _unshown("lock", mark("上锁"), ("ctrl+l",), mark("关上库，用口令才能再打开"), priority=True),
    _unshown("keep_sample", mark("留存示例"), (), mark("给示例设口令，存成自己的库")),
    _unshown("back", mark("返回"), ("escape",), mark("退回一步，不会退出程序"), palette=False),
    _unshown("quit", mark("退出"), ("ctrl+q",), mark("马上退出，没写完的留作草稿"), priority=True),
)

NEEDING_A_STORE = frozenset(
    ("go", "board", "verify_round", "callback_round", "hot", "conflicts", "gaps", "limits", "calendar",
     "whistles", "report", "burdens", "fill_form", "diary", "review", "data_sheet", "find", "new_issue",
     "undo", "redo", "lock", "row_menu", "keep_sample")
)  # fmt: skip
"""Actions that mean nothing before a store is open."""

WITH_A_MODAL = frozenset({"quit", "lock", "help", "next_pane"})
"""Actions that also work while a dialog is open."""
