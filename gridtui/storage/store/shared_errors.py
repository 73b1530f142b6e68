"""What a PostgreSQL server or the way to it answered, as a sentence that holds nothing of the answer.

A server says why it lets nobody in before it knows anybody's language, so those words are looked for in
English and in the server's own Chinese; everything later is known by its SQLSTATE (appendix A
of PostgreSQL's manual).
"""

from __future__ import annotations

from typing import Any

from gridtui.words import mark

NO_DRIVER = mark('这台电脑没有装连共享库的部件，请安装：pip install "gridtui[postgres]"')
WRONG_PASSWORD = mark("登录名或口令不对，请再试一次；忘了口令请找库主重设")
NO_PASSWORD = mark("服务器要口令：请给出共享库的登录口令")
NO_RIGHT = mark("您的登录没有这项权限，本次没有写入任何内容；需要的话请找库主")
OTHER_SCOPE = mark("这条记录不在您负责的网格里，本次没有写入任何内容")
_LOST = mark("共享库连接中断，本次没有写入任何内容")
_FULL = mark("服务器的磁盘已满，本次没有保存；请通知库主，草稿仍在")
_BUSY = mark("库正忙，请稍后再试")
_TLS = mark(
    "和服务器之间的加密没有谈成（证书不对、过期，或服务器没有开加密）：请库主检查证书，"
    "或在库地址里写 sslrootcert=证书文件"
)

_BY_STATE = {
    "08": _LOST,
    "22": mark("有内容服务器存不下（太长或格式不对），本次没有写入任何内容"),
    "23": mark("记录之间对不上，本次没有写入任何内容"),
    "25006": mark("库是只读的，不能保存"),
    "25P02": _LOST,
    "26": _LOST,
    "28": WRONG_PASSWORD,
    "3D000": mark("服务器上没有这个数据库，请检查库地址里的名字"),
    "3F000": NO_RIGHT,
    "40": mark("别人正在改同样的内容，本次没有写入；请再试一次"),
    "42501": NO_RIGHT,
    "42P01": mark("这个数据库不是本程序的库，或版本对不上；请找库主"),
    "42703": mark("这个数据库不是本程序的库，或版本对不上；请找库主"),
    "53100": _FULL,
    "53200": mark("服务器内存不够，本次没有写入任何内容；请通知库主"),
    "53300": mark("服务器的连接数已满，请稍后再试；常常这样请通知库主"),
    "55P03": mark("等别人放手等得太久，本次没有写入；请稍后再试"),
    "57014": mark("这一次查得太久，服务器停了它；请缩小范围再试"),
    "57P": _LOST,
    "58": mark("服务器的磁盘读写出错，本次没有保存；请通知库主，草稿仍在"),
    "XX": mark("服务器的数据库出错，本次没有写入；请马上通知库主"),
}
"""A SQLSTATE, or the beginning of several → what it means here."""

_BY_WORDS = (
    (("row-level security", "行级安全"), OTHER_SCOPE),
    # A link that breaks names TLS too, and says nothing about certificates.
    (("closed unexpectedly", "closed the connection", "SYSCALL error", "terminating connection"), _LOST),
    (("no password supplied",), NO_PASSWORD),
    (("password authentication failed", "认证失败", "authentication failed"), WRONG_PASSWORD),
    (("not permitted to log in", "不允许登录"), mark("这个登录已经停用；需要的话请找库主")),
    (("no pg_hba.conf entry", "pg_hba.conf"), mark("服务器不让这台电脑这样登录：请库主检查服务器的登录规则")),
    (("too many connections", "too many clients", "remaining connection slots", "连接过多"),
     _BY_STATE["53300"]),
    (("starting up", "shutting down", "recovery mode", "正在启动", "正在关闭"),
     mark("服务器正在启动或关闭，请过一会儿再试")),
    (("translate host name", "Name or service not known", "resolve host"),
     mark("找不到这台服务器，请检查库地址里的名字和网络")),
    (("certificate", "SSL", "TLS"), _TLS),
    (("Connection refused", "No such file or directory", "actively refused"),
     mark("服务器没有应答：请确认它已启动、库地址和端口没有写错")),
    (("timeout expired", "timed out", "No route to host", "Network is unreachable"),
     mark("连不到服务器：请检查网络，再试一次")),
    (('database "', "数据库 \""), _BY_STATE["3D000"]),
    (('role "', "角色 \""), WRONG_PASSWORD),
)  # fmt: skip
"""What a refused connection says, in the order in which it is looked for → what it means here."""


def shared_sentence(error: BaseException) -> str | None:
    """Return the marked sentence for an error of psycopg, None where it says nothing that is known."""
    state = getattr(error, "sqlstate", None)
    text = str(error)
    if state == "42501" and any(each in text for each in _BY_WORDS[0][0]):
        return OTHER_SCOPE
    if state is not None:
        return next((_BY_STATE[state[:n]] for n in (5, 3, 2) if state[:n] in _BY_STATE), None)
    if not _is_refused_connection(error):
        return None
    return next((said for words, said in _BY_WORDS if any(word in text for word in words)), _LOST)


def needs_password(error: BaseException) -> bool:
    """Say whether the server asked for a password that nobody had given."""
    return bool(getattr(getattr(_cause(error), "pgconn", None), "needs_password", False)) or (
        "no password supplied" in str(_cause(error))
    )


def _cause(error: BaseException) -> Any:
    return getattr(error, "orig", None) or error


def _is_refused_connection(error: BaseException) -> bool:
    kind = type(error)
    return kind.__module__.startswith("psycopg") and kind.__name__ in (
        "OperationalError",
        "ConnectionTimeout",
        "InterfaceError",
    )
