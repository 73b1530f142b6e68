"""Use cases on what is kept of a person: erasing them, and saying before what that takes away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import in_force
from gridtui.domain.people.erasure import ErasureReason, mentions
from gridtui.domain.people.resident import HEAD
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.erasure import erasing, erasure_list
from gridtui.storage.erasure.erased_pages import clean_if_due
from gridtui.storage.erasure.erasing import Erased
from gridtui.storage.erasure.traces import Traces, told_of, traces_of
from gridtui.storage.store import backups
from gridtui.storage.store.backups import Backup
from gridtui.storage.tables import Assignment, Issue, Resident
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_GONE = mark("没有这位居民，或者已经清除过")
_IN_OFFICE = mark("还担任 {n} 项职务，先到任用里结束，再清除")
_TELLS = mark("理由里不能写此人的姓名、电话、证件号，请改写")
_WHY = mark("请选一个理由：{choices}")


@dataclass(frozen=True, slots=True)
class ErasureForecast:
    """What an erasure would take away, in numbers, and what it cannot reach.

    ``open_issues`` would lose their text and their reporter while they are still worked on; ``posts`` are
    held now and stand in the way; ``copies`` are backups that still know the person; ``households`` end
    with them; ``headless`` is set where others are left in a household whose head they are.
    """

    title: str
    traces: Traces
    open_issues: int = 0
    posts: int = 0
    headless: bool = False
    copies: tuple[Backup, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureOutcome:
    """What an erasure did; ``clean`` is False where the file's pages could not be rewritten yet."""

    erased: Erased
    clean: bool
    copies: tuple[Backup, ...] = ()


def forecast(
    connection: Connection,
    resident_id: RecordId,
    today: date,
    *,
    store: Path | None = None,
    folder: Path | None = None,
) -> ErasureForecast:
    """Return what erasing a person would take away; ``RuleBroken`` where there is nobody to erase."""
    if not erasing.is_known(connection, resident_id):
        raise RuleBroken(Problem(_GONE))
    traces = traces_of(connection, resident_id)
    row = connection.execute(_FACTS.where(col(Resident.id) == resident_id)).one()
    still_open = (
        sa.select(sa.func.count())
        .select_from(Issue)
        .where(col(Issue.id).in_(traces.issues), col(Issue.is_open), col(Issue.deleted).is_(False))
    )
    return ErasureForecast(
        row.name,
        traces,
        connection.execute(still_open).scalar_one(),
        posts_held(connection, traces, today),
        row.relation == HEAD and row.household_id is not None and not traces.households,
        copies_of(store, folder),
    )


def posts_held(connection: Connection, traces: Traces, today: date) -> int:
    """Return how many posts a person holds today, or will hold."""
    chosen = sa.select(col(Assignment.from_on), col(Assignment.to_on)).where(
        col(Assignment.id).in_(traces.posts), col(Assignment.deleted).is_(False)
    )
    return sum(
        1
        for row in connection.execute(chosen)
        if in_force(row.from_on, row.to_on, today) or (row.from_on or today) > today
    )


def copies_of(store: Path | None, folder: Path | None) -> tuple[Backup, ...]:
    """Return the backups and set-aside stores that an erasure does not reach, newest first."""
    if store is None:
        return ()
    return tuple(backups.older_copies(store, folder or store.parent))


def reason_of(text: str) -> tuple[str, str]:
    """Return the code of a reason and what was written beside it; ``RuleBroken`` where nothing was."""
    words = " ".join(text.split())
    if not words:
        choices = "、".join(label for _, label in ErasureReason.choices())
        raise RuleBroken(Problem(_WHY, "reason", values={"choices": choices}))
    reason = ErasureReason.parse(words)
    return (ErasureReason.OTHER.value, words) if reason is None else (reason.value, "")


def erase(
    workspace: Workspace, resident_id: RecordId, reason: str, *, folder: Path | None = None
) -> ErasureOutcome:
    """Erase a person for good, clean the store's pages, and remember it for a restore.

    ``reason`` is a code or words of ``ErasureReason``, or other words that do not name the person; those
    stand in the audit chain of this desk only. ``RuleBroken`` where nobody is to be erased, they hold a post,
    or the reason names them.
    """
    code, words = reason_of(reason)
    if workspace.bound:
        # An erasure reaches whatever was ever said of a person, also where this login does not see.
        raise RuleBroken(Problem(mark("彻底删除一个人，要由看得到全部网格的操作员来做")))
    listed: list[RecordId] = []
    try:
        with workspace.write(Intent.ERASE_PERSON) as unit:
            _refuse(unit.connection, resident_id, words, local_date(unit.now))
            done = erasing.erase_person(unit, resident_id, code, words)
            listed = _put_on_list(workspace, done.traces.people, code)
    except BaseException:
        if workspace.path is not None and workspace.key is not None:
            for id in listed:
                erasure_list.take_from_list(erasure_list.list_path(workspace.path), workspace.key, id)
        raise
    return ErasureOutcome(done, clean_if_due(workspace), copies_of(workspace.path, folder))


def _refuse(connection: Connection, resident_id: RecordId, words: str, today: date) -> None:
    if not erasing.is_known(connection, resident_id):
        raise RuleBroken(Problem(_GONE))
    traces = traces_of(connection, resident_id)
    held = posts_held(connection, traces, today)
    if held:
        raise RuleBroken(Problem(_IN_OFFICE, values={"n": held}))
    if words and mentions(words, told_of(connection, traces).words):
        raise RuleBroken(Problem(_TELLS, "reason"))


def _put_on_list(workspace: Workspace, people: tuple[RecordId, ...], code: str) -> list[RecordId]:
    """Note the erasure beside the store before it is final: a crash may forget a list, never an erasure."""
    if workspace.path is None or workspace.key is None:
        return []
    now = workspace.clock()
    listed = [erasure_list.ErasedPerson(id, now, code) for id in people]
    try:
        erasure_list.add_to_list(erasure_list.list_path(workspace.path), workspace.key, listed)
    except OSError as error:
        text = mark("清除名单写不进 {folder}，没有清除；请检查磁盘空间和权限")
        raise RuleBroken(Problem(text, values={"folder": str(workspace.path.parent)})) from error
    return list(people)


_FACTS = sa.select(col(Resident.name), col(Resident.relation), col(Resident.household_id))
