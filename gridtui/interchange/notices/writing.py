"""Handing notice boards out: one building's as a file, those of a grid or of all into a folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.typesetting import refuse_untypeset
from gridtui.interchange.handing_out import file_name, hand_out, hand_out_folder
from gridtui.interchange.notices.content import Notice, NoticeWords, notice_of
from gridtui.interchange.plans.run import Progress
from gridtui.paths import free_path
from gridtui.queries.papers.notices import NoticeFacts, notice_facts
from gridtui.storage.layouts import remember_layout, remembered_layout
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

CODE, TITLE = "notices", mark("公示牌")
ABOUT = mark("一栋一张：网格长、网格员、楼栋长、电话、服务时间和二维码，贴在楼门口")
FORMS = (".docx", ".pdf")

_BAD_FORM = mark("公示牌可以写成 .docx 或 .pdf，不能写成“{suffix}”")
_GONE = mark("这栋楼已经不在了")
_NO_BUILDINGS = mark("还没有楼栋，没有公示牌可写")


def write_notice(
    workspace: Workspace, building_id: RecordId, path: Path, words: NoticeWords | None = None
) -> str:
    """Write the board of a building to a .docx or .pdf; return what the building is called.

    It shows the phones of those who serve, as a board does, which is noted in the audit chain.
    ``RuleBroken`` where the building is gone, the extra for PDF is missing, or it cannot be written.
    """
    words = words or NoticeWords()
    _refuse(path.suffix, words)
    now = workspace.clock()
    with workspace.read() as connection:
        found = notice_facts(connection, local_date(now), building_ids=[building_id])
    if not found:
        raise RuleBroken(Problem(_GONE))
    notice = notice_of(found[0], words, local_date(now))
    hand_out(workspace, path, lambda part: _write(part, path.suffix, notice, now), kind=CODE, how="posted")
    return found[0].title


def write_notices(
    workspace: Workspace,
    folder: Path,
    words: NoticeWords | None = None,
    *,
    form: str = FORMS[0],
    grid_id: RecordId | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the boards of a grid, or of all, into a new folder, a file each; return how many.

    ``RuleBroken`` where there are none or they cannot be written; what ``progress`` raises ends it. The
    folder is there whole or not at all.
    """
    words = words or NoticeWords()
    _refuse(form, words)
    now = workspace.clock()
    with workspace.read() as connection:
        found = notice_facts(connection, local_date(now), grid_id=grid_id)
    if not found:
        raise RuleBroken(Problem(_NO_BUILDINGS))

    def write(part: Path) -> int:
        for done, facts in enumerate(found):
            if progress is not None:
                progress(done, len(found))
            notice = notice_of(facts, words, local_date(now))
            path = free_path(part / _name(facts, form))
            hand_out(
                workspace,
                path,
                lambda file, notice=notice: _write(file, form, notice, now),  # type: ignore[misc]
                kind=CODE,
                how="posted",
            )
        if progress is not None:
            progress(len(found), len(found))
        return len(found)

    return hand_out_folder(folder, write)


def remembered_words(connection: Connection) -> NoticeWords:
    """Return what the office added the last time, the usual words at first."""
    try:
        kept = json.loads(remembered_layout(connection, CODE) or "{}")
        return NoticeWords(**{name: str(text) for name, text in kept.items()})
    except (ValueError, TypeError, AttributeError):
        return NoticeWords()


def remember_words(connection: Connection, words: NoticeWords, now: datetime) -> None:
    """Keep what the office added for the next time."""
    remember_layout(connection, CODE, CODE, json.dumps(asdict(words), ensure_ascii=False), now)


def _refuse(suffix: str, words: NoticeWords) -> None:
    if suffix.lower() not in FORMS:
        raise refuse(_BAD_FORM, suffix=suffix)
    if suffix.lower() == ".pdf":
        refuse_untypeset(FORMS[0])
    if problems := words.problems():
        raise RuleBroken(problems)


def _write(path: Path, suffix: str, notice: Notice, at: datetime) -> None:
    if suffix.lower() == ".pdf":
        from gridtui.interchange.notices.pdf import write_pdf

        write_pdf(path, notice, at=at)
    else:
        from gridtui.interchange.notices.word import write_word

        write_word(path, notice)


def _name(facts: NoticeFacts, form: str) -> str:
    return file_name(" ".join(part for part in ("公示牌", facts.grid, facts.title) if part), form)
