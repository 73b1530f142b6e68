"""Files on their way into an issue and out again: read, copied for a look, handed out into a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.attachment import (
    LARGEST,
    GivenFile,
    copy_name,
    may_be_opened,
    size_problems,
    stored_name,
)
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.interchange.files.unwritable import not_written
from gridtui.queries.issues.attachments import attachment, attachments_of
from gridtui.queries.issues.issues import issue_detail
from gridtui.storage.attachments import body_of
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.temporary_copies import TemporaryCopies
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import (
    AttachOutcome,
    attach,
    attached_number,
    note_opened,
    refuse_too_many,
)
from gridtui.usecases.revealing import note_export
from gridtui.words import mark

_NO_FILE = mark("请写上要附的文件")
_NOT_THERE = mark("找不到文件 {name}，请检查路径")
_FOLDER = mark("{name} 是文件夹：请一个一个附，或先压缩成 zip")
_STRANGE = mark("{name} 不是普通的文件，不能附")
_UNREADABLE = mark("{name} 读不出来，请检查权限，或另存一份再附")
_GONE = mark("这个附件已经不在了")
_ERASED = mark("这个附件的内容已经随个人资料清除，打不开")
_WITHHELD = mark("附件的内容只到社区一级；要看请问办理的单位")
_NOT_YET = mark("{name} 的内容还没有传到这里，等下次交换")
_RUNS = mark("{name} 可能是程序，不直接打开；要看请先按 s 导出")
_REPORT = mark("举报件的附件只有承办单位能打开")
_READ_ONLY = mark("现在是只读打开，不能记录谁看过，所以附件打不开、导不出")
_NO_FOLDER = mark("不能写到文件夹 {name}，请检查路径和权限")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written into a folder, and the names of those whose bytes are not here."""

    paths: tuple[Path, ...]
    missing: tuple[str, ...] = ()


def attach_files(unit: UnitOfWork, issue_id: RecordId, paths: Sequence[Path]) -> AttachOutcome:
    """Keep files with an issue, all or none; ``RuleBroken`` says of each what is wrong with it."""
    if not paths:
        raise RuleBroken(Problem(_NO_FILE, "path"))
    refuse_too_many(attached_number(unit.connection, issue_id), len(set(paths)))
    wrong = [problem for path in paths for problem in file_problems(path)]
    if wrong:
        raise RuleBroken(wrong)
    return attach(unit, issue_id, _read(dict.fromkeys(paths)))


def file_problems(path: Path) -> list[Problem]:
    """Return what is wrong with a file that is to be kept."""
    name = stored_name(str(path))
    try:
        about = path.stat()
    except (OSError, ValueError):
        return [Problem(_NOT_THERE, "path", values={"name": name})]
    if stat.S_ISDIR(about.st_mode):
        return [Problem(_FOLDER, "path", values={"name": name})]
    if not stat.S_ISREG(about.st_mode):
        # A pipe would be waited for without end.
        return [Problem(_STRANGE, "path", values={"name": name})]
    if not os.access(path, os.R_OK):
        return [Problem(_UNREADABLE, "path", values={"name": name})]
    return errors(size_problems(name, about.st_size))


def lay_copy(workspace: Workspace, attachment_id: RecordId, copies: TemporaryCopies, asked: int) -> Path:
    """Write the temporary copy of an attachment, noted first, and return where it lies.

    ``asked`` is the round of ``copies`` in which it was asked for. ``RuleBroken`` where it is gone, not one
    to be opened, not here yet, or cannot be written.
    """
    _refuse_read_only(workspace)
    with workspace.read() as connection:
        row = attachment(connection, attachment_id)
        if row is None:
            raise RuleBroken(Problem(_GONE))
        _refuse_strangers(workspace, connection, row.issue_id)
        if row.erased:
            raise RuleBroken(Problem(_ERASED))
        if row.withheld:
            raise RuleBroken(Problem(_WITHHELD))
        name = stored_name(row.name)
        if not may_be_opened(name):
            raise RuleBroken(Problem(_RUNS, values={"name": name}))
        body = body_of(connection, row.digest)
    if body is None:
        raise RuleBroken(Problem(_NOT_YET, values={"name": name}))
    note_opened(workspace, row.issue_id)
    return copies.put(row.id, name, body, asked)


def hand_over(
    workspace: Workspace, issue_id: RecordId, folder: Path, ids: Sequence[RecordId] = ()
) -> HandedOver:
    """Write the attachments of an issue, or these of them, into a folder; it is noted in the audit chain.

    Nothing there is written over. ``RuleBroken`` where it cannot be written; nothing is left behind then.
    """
    _refuse_read_only(workspace)
    with workspace.read() as connection:
        _refuse_strangers(workspace, connection, issue_id)
        rows = [row for row in attachments_of(connection, issue_id) if not ids or row.id in ids]
    if not rows:
        raise RuleBroken(Problem(mark("这件诉求没有附件")))
    written: list[Path] = []
    missing: list[str] = []
    made = not folder.exists()
    try:
        taken = _names_in(folder)
        for row in rows:
            with workspace.read() as connection:
                body = body_of(connection, row.digest) if row.digest else None
            if body is None:
                missing.append(row.name)
                continue
            path = folder / copy_name(row.name, taken)
            taken.add(path.name.lower())
            _write_new(path, body, written)
        note_export(workspace, "attachments", len(written), f"attachments {len(written)}", issue_id)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise
    return HandedOver(tuple(written), tuple(missing))


def _read(paths: dict[Path, None]) -> Iterator[GivenFile]:
    """Read the files one after another: a hundred of them would not fit beside each other."""
    for path in paths:
        try:
            with path.open("rb") as file:
                # One byte more than allowed tells of a file that grew meanwhile.
                body = file.read(LARGEST + 1)
        except (OSError, ValueError) as error:
            text = _UNREADABLE if path.exists() else _NOT_THERE
            raise RuleBroken(Problem(text, "path", values={"name": stored_name(str(path))})) from error
        yield GivenFile(path.name, body)


def _names_in(folder: Path) -> set[str]:
    try:
        folder.mkdir(exist_ok=True)
        return {each.name.lower() for each in folder.iterdir()}
    except (OSError, ValueError) as error:
        raise RuleBroken(Problem(_NO_FOLDER, "folder", values={"name": str(folder)})) from error


def _write_new(path: Path, body: bytes, written: list[Path]) -> None:
    try:
        with path.open("xb") as file:
            written.append(path)
            file.write(body)
    except OSError as error:
        raise not_written(path.name, error, "folder") from error


def _refuse_strangers(workspace: Workspace, connection: Connection, issue_id: RecordId) -> None:
    """Refuse to show the files of a report to a desk that may not know who made it."""
    detail = issue_detail(connection, issue_id)
    if detail is None:
        raise RuleBroken(Problem(_GONE))
    if not detail.shows_reporter(workspace.desk.org_id):
        raise RuleBroken(Problem(_REPORT))


def _refuse_read_only(workspace: Workspace) -> None:
    if workspace.read_only:
        raise RuleBroken(Problem(_READ_ONLY))
