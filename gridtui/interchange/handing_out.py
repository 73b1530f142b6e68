"""Writing a file that goes out: whole or not at all, over no other file, and noted in the audit chain."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.interchange.files.unwritable import not_written
from gridtui.interchange.files.writing import replaced_when_whole
from gridtui.storage.workspace import Workspace
from gridtui.usecases.revealing import note_export
from gridtui.words import mark

STANDS_ALREADY = mark("已经有文件 {name}，请换个名字")
FOLDER_STANDS_ALREADY = mark("已经有文件夹 {name}，请换个名字")

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 60

_NO_REASON = mark("导出完整的电话和证件号要写理由")
_READ_ONLY = mark("现在是只读打开，不能记录理由，所以不能导出完整的电话和证件号")


def refuse_unreasoned(workspace: Workspace, *, full: bool, reason: str) -> None:
    """Refuse to hand out unmasked numbers without a reason, or where the reason cannot be noted."""
    if full and not reason.strip():
        raise RuleBroken(Problem(_NO_REASON, "reason"))
    if full and workspace.read_only:
        raise RuleBroken(Problem(_READ_ONLY, "reason"))


def hand_out(
    workspace: Workspace,
    path: Path,
    write: Callable[[Path], int | None],
    *,
    kind: str = "",
    count: int = 1,
    how: str = "",
    record: RecordId | None = None,
) -> int:
    """Let ``write`` fill a file that then stands at ``path``; returns how many records it holds.

    That is ``count``, unless ``write`` returns it. Noted are the kind and number of records, or the one
    ``record``, and how or why. ``RuleBroken`` where it cannot be written or another file stands there; what
    was not noted does not stay.
    """
    refuse_standing(path)
    try:
        with replaced_when_whole(path) as part:
            written = write(part)
            count = count if written is None else written
            # Writing may take a minute, in which another program may have put a file there.
            refuse_standing(path)
    except OSError as error:
        raise not_written(path.name, error) from error
    try:
        if not workspace.read_only:
            note_export(workspace, kind, count, how, record)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return count


def hand_out_folder(folder: Path, write: Callable[[Path], int]) -> int:
    """Let ``write`` fill a folder that then stands at ``folder``, whole or not at all; returns its answer.

    What is written into it is noted by whoever writes it. ``RuleBroken`` where it cannot be made, or
    something stands there already.
    """
    _refuse_standing_folder(folder)
    part = folder.with_name(f".{folder.name}.part")
    try:
        part.mkdir()
        count = write(part)
        _refuse_standing_folder(folder)
        part.rename(folder)
    except OSError as error:
        raise not_written(folder.name, error, "path") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return count


def _refuse_standing_folder(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise RuleBroken(Problem(FOLDER_STANDS_ALREADY, "path", values={"name": folder.name}))


def file_name(text: str, ending: str) -> str:
    """Return a name for a file from words of the store: nothing in it means a folder or a drive."""
    plain = _NOT_IN_NAMES.sub("_", tidy(text))[:_LONGEST_NAME].strip(" .")
    return (plain or "_") + ending


def refuse_standing(path: Path) -> None:
    """Refuse to write where a file stands already: nobody's work is lost by a name chosen twice."""
    if path.is_dir():
        raise not_written(path.name, IsADirectoryError(errno.EISDIR, ""), "path")
    if path.exists() or path.is_symlink():
        raise RuleBroken(Problem(STANDS_ALREADY, "path", values={"name": path.name}))
