"""The words that stand on a help page for what a person types: 文件 for ``FILE``, in the chosen language.

Commands declare the English word, in capitals; the two letters of an ending or a code that is typed as it
stands, such as ``residents``, are no placeholders.
"""

from __future__ import annotations

import re

from gridtui.words import mark, tr

PLACEHOLDERS = {
    "BUILDING": mark("楼栋号"),
    "CODE": mark("编码"),
    "D": mark("日期"),
    "DATE": mark("日期"),
    "DAYS": mark("天数"),
    "DESK": mark("电脑"),
    "DIGITS": mark("数字"),
    "DIR": mark("文件夹"),
    "ENCODING": mark("字符编码"),
    "ENVELOPE": mark("钥匙文件"),
    "F": mark("文件"),
    "FIELD": mark("哪一项"),
    "FILE": mark("文件"),
    "FOLDER": mark("文件夹"),
    "INTEGER": mark("整数"),
    "INTEGER RANGE": mark("整数"),
    "ISSUE": mark("诉求编号"),
    "KIND": mark("种类"),
    "L": mark("层级"),
    "LINE": mark("一句话"),
    "LOGIN": mark("登录名"),
    "MONTH": mark("月份"),
    "N": mark("名称"),
    "NAME": mark("名称"),
    "NUMBER": mark("哨号"),
    "PERMIT": mark("许可文件"),
    "QUARTER": mark("季度"),
    "R": mark("理由"),
    "REASON": mark("理由"),
    "RECORD": mark("记录号"),
    "REQUEST": mark("申请文件"),
    "ROLE": mark("权限"),
    "ROW": mark("行号"),
    "SHEET": mark("工作表"),
    "STORE": mark("库"),
    "TEXT": mark("文字"),
    "VALUE": mark("内容"),
}
"""Placeholder → what it is called (marked)."""

_PLACEHOLDER = re.compile(r"[A-Z]+(?: [A-Z]+)*")


def placeholders_said(text: str) -> str:
    """Return a usage line or a placeholder with its words in the chosen language, in capitals there."""
    return _PLACEHOLDER.sub(lambda found: _said(found[0]), text)


def _said(word: str) -> str:
    known = PLACEHOLDERS.get(word)
    return word if known is None else tr(known).upper()
