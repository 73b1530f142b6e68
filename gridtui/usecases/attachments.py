"""Use cases on attachments 附件: keeping files with an issue, and taking them away; each one undo step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.attachment import (
    MOST,
    AttachmentDraft,
    GivenFile,
    media_of,
    size_problems,
    stored_name,
)
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.storage.attachments import put_body
from gridtui.storage.log import audit
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Attachment, Issue
from gridtui.storage.workspace import Workspace
from gridtui.usecases.records import checked
from gridtui.words import mark

_TOO_MANY = mark("一件诉求最多 {most} 个附件：已有 {n} 个，这次 {m} 个放不下，一个也没有加")
_ALL_KNOWN = mark("{name} 已经附在这件诉求里了，内容一模一样")
_GONE = mark("这条记录已经不在了")


@dataclass(frozen=True, slots=True)
class AttachOutcome:
    """What became of the files: the ids of those added, the names of those that were there already."""

    added: tuple[RecordId, ...]
    known: tuple[str, ...] = ()


def attach(unit: UnitOfWork, issue_id: RecordId, files: Iterable[GivenFile]) -> AttachOutcome:
    """Keep files with an issue, all or none; one whose bytes the issue has already is passed over.

    ``RuleBroken`` where a file is empty or too large, where there are too many, and where every one of them
    is known.
    """
    issue = _issue(unit.connection, issue_id)
    scope = issue.building_id or issue.org_id or unit.desk.org_id
    there = _digests(unit.connection, issue_id)
    number, known, rows = len(there), [], []
    for file in files:
        name = stored_name(file.name)
        if wrong := errors(size_problems(name, len(file.body))):
            raise RuleBroken(wrong)
        digest = put_body(unit.connection, file.body)
        if digest in there:
            known.append(name)
            continue
        there.add(digest)
        rows.append(_row(unit, issue, name, digest, len(file.body)))
        refuse_too_many(number, len(rows))
    if not rows:
        raise RuleBroken([Problem(_ALL_KNOWN, "path", values={"name": name}) for name in known[:1]])
    unit.label = issue.number
    return AttachOutcome(tuple(unit.create_many(Attachment, rows, scope=lambda _: scope)), tuple(known))


def remove_attachments(unit: UnitOfWork, ids: Sequence[RecordId]) -> int:
    """Take files away from their issue; undo brings them back. Returns how many there were."""
    chosen = (
        sa.select(col(Attachment.id), col(Issue.number))
        .join(Issue, col(Issue.id) == col(Attachment.issue_id))
        .where(col(Attachment.id).in_(list(ids)), col(Attachment.deleted).is_(False))
        .order_by(col(Attachment.num))
    )
    rows = unit.connection.execute(chosen).all()
    if not rows:
        raise RuleBroken(Problem(_GONE))
    unit.label = rows[0].number
    unit.set_deleted(Attachment, [row.id for row in rows], True)
    return len(rows)


def attached_number(connection: Connection, issue_id: RecordId) -> int:
    """Return how many files are kept with an issue; ``RuleBroken`` where the issue is gone."""
    _issue(connection, issue_id)
    return len(_digests(connection, issue_id))


def refuse_too_many(there: int, more: int) -> None:
    """Refuse more files than one issue may have."""
    if there + more > MOST:
        raise RuleBroken(Problem(_TOO_MANY, "path", values={"most": MOST, "n": there, "m": more}))


def note_opened(workspace: Workspace, issue_id: RecordId) -> None:
    """Note that the operator opened a file of an issue."""
    with workspace.writing() as connection:
        audit.note(
            connection,
            audit.ATTACHMENT,
            now=workspace.clock(),
            actor_id=workspace.operator.id,
            record=issue_id,
        )


def _issue(connection: Connection, issue_id: RecordId) -> Any:
    chosen = sa.select(col(Issue.id), col(Issue.number), col(Issue.building_id), col(Issue.org_id))
    row = connection.execute(
        chosen.where(col(Issue.id) == issue_id, col(Issue.deleted).is_(False))
    ).one_or_none()
    if row is None:
        raise RuleBroken(Problem(_GONE))
    return row


def _digests(connection: Connection, issue_id: RecordId) -> set[bytes]:
    chosen = sa.select(col(Attachment.id), col(Attachment.digest)).where(
        col(Attachment.issue_id) == issue_id, col(Attachment.deleted).is_(False)
    )
    # An erased one has no digest any more, and still counts.
    return {row.digest or row.id for row in connection.execute(chosen)}


def _row(unit: UnitOfWork, issue: Any, name: str, digest: bytes, size: int) -> dict[str, Any]:
    draft = AttachmentDraft(
        building_id=issue.building_id,
        issue_id=issue.id,
        name=name,
        media=media_of(name),
        size=size,
        digest=digest,
        added_at=unit.now,
    )
    return checked(unit, draft)
