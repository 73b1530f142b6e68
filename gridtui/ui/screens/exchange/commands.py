"""What can be done in the area 交换."""

from __future__ import annotations

from gridtui.ui.kit.commands import Command
from gridtui.words import mark

AREA = mark("交换")

COMMANDS: tuple[Command, ...] = (
    Command("exchange.send", mark("发给它"), ("s",), mark("给选中的电脑打一包，先看去什么、不去什么"), AREA,
            "send", writes=True),
    Command("exchange.send_all", mark("全发"), ("f5",), mark("给每台有新内容的电脑各打一包"), AREA,
            "send_all", writes=True),
    Command("exchange.receive", mark("接收"), ("r",), mark("选交换包，先试算再导入"), AREA, "receive",
            writes=True),
    Command("exchange.receipt", mark("回执"), ("h",), mark("登记对方的回执：文件，或电话里念的 8 位码"), AREA,
            "receipt", writes=True),
    Command("exchange.request", mark("写申请"), ("a",), mark("写入网申请，交给上级"), AREA, "request",
            writes=True),
    Command("exchange.join", mark("导入许可"), ("o",), mark("导入上级的入网许可"), AREA, "join", writes=True),
    Command("exchange.admit", mark("发许可"), ("p",), mark("读下级的入网申请，给它发许可"), AREA, "admit",
            writes=True),
    Command("exchange.revoke", mark("注销"), ("delete",), mark("注销丢失或停用的电脑"), AREA, "revoke",
            writes=True, footer=False),
    Command("exchange.lost", mark("丢了电脑"), ("l",), mark("电脑丢了怎么办，一步一步来"), AREA, "lost",
            footer=False),
    Command("exchange.recover", mark("忘了口令"), ("f",), mark("下级忘了口令，给它换一个"), AREA, "recover",
            writes=True, footer=False),
    Command("exchange.notice", mark("盯文件夹"), ("w",), mark("有新交换包放进来就说一声，不会自己导入"), AREA,
            "notice", footer=False),
    Command("exchange.own", mark("本机"), ("m",), mark("本机的许可、核对数字和指纹"), AREA, "own",
            footer=False),
    Command("exchange.renew", mark("换钥匙"), ("z",), mark("本机被注销后换新钥匙，再申请入网"), AREA, "renew",
            writes=True, footer=False),
    Command("exchange.conflicts", mark("冲突"), ("t",), mark("两处改了同一项的记录，一条一条选用哪个"), AREA,
            "conflicts"),
    Command("exchange.aside", mark("另外放着的"), ("u",), mark("同一个库两份拷贝里没有算数的改动，可以再记"),
            AREA, "aside", footer=False),
    Command("exchange.tables", mark("导入表格"), ("i",), mark("导入 Excel、CSV 等表格"), AREA, "tables",
            writes=True),
)  # fmt: skip

NEEDING_A_PERMIT = frozenset(
    ("send", "send_all", "receive", "receipt", "revoke", "lost", "recover", "notice", "own")
)
"""Actions that mean nothing before the desk has joined."""
BEFORE_JOINING = frozenset(("request", "join"))
"""Actions that are for a desk that has not joined; by the palette they can be given afterwards too."""
ON_A_DESK = frozenset(("send", "revoke", "lost"))
"""Actions on the desk under the bar."""
