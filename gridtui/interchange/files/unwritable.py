"""Why a file cannot be written, in words instead of the system's own English."""

from __future__ import annotations

import errno

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark

_OTHERWISE = mark("无法写入 {name}：系统不让写（代号 {code}），请换个位置")
_NO_FOLDER = mark("无法写入 {name}：没有这个文件夹")
_NO_RIGHT = mark("无法写入 {name}：这里不让写，或文件正被别的程序打开，请关上它或换个位置")
_NO_ROOM = mark("无法写入 {name}：盘满了")
_BAD_NAME = mark("无法写入 {name}：文件名太长，或有不能用的字")
_A_FOLDER = mark("无法写入 {name}：这是文件夹，请写明文件名")
_REASONS = {
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.EBUSY: _NO_RIGHT,
    errno.ENOSPC: _NO_ROOM,
    errno.ENAMETOOLONG: _BAD_NAME,
    errno.EINVAL: _BAD_NAME,
    errno.EISDIR: _A_FOLDER,
}


def not_written(name: str, error: OSError, field: str = "") -> RuleBroken:
    """Return the refusal that says why the file of that name cannot be written."""
    text = _REASONS.get(error.errno or 0, _OTHERWISE)
    code = {"code": error.errno or "?"} if text == _OTHERWISE else {}
    return RuleBroken(Problem(text, field, values={"name": name, **code}))
