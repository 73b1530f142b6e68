"""Reading the files of an issue 附件: what is there, and who added it; never the bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.log_tables import AttachmentBody, Change, Step
from gridtui.storage.tables import Attachment


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file of an issue; ``size`` in bytes.

    ``erased`` where name and bytes were taken away with a person; ``here`` is False where another desk has
    the bytes and they have not come yet.
    """

    id: RecordId
    issue_id: RecordId
    name: str
    media: str
    size: int
    digest: bytes
    added_at: datetime | None
    actor_name: str
    here: bool

    @property
    def erased(self) -> bool:
        """Whether it is gone for good."""
        return not self.digest

    @property
    def withheld(self) -> bool:
        """Whether name and bytes do not come to a desk of this level."""
        return bool(self.digest) and not self.name and not self.here


@dataclass(frozen=True, slots=True)
class Attached:
    """Files that were added to an issue in one step and are still there; ``stamp`` orders it among events."""

    number: int
    at: datetime
    actor_name: str
    stamp: bytes


def attachments_of(connection: Connection, issue_id: RecordId) -> list[AttachmentRow]:
    """Return the files of an issue, in the order in which they were added."""
    chosen = _ROWS.where(col(Attachment.issue_id) == issue_id, col(Attachment.deleted).is_(False))
    rows = connection.execute(chosen.order_by(col(Attachment.added_at), col(Attachment.num)))
    return [_row(row) for row in rows]


def attachment(connection: Connection, attachment_id: RecordId) -> AttachmentRow | None:
    """Return one file; None where it is gone."""
    chosen = _ROWS.where(col(Attachment.id) == attachment_id, col(Attachment.deleted).is_(False))
    row = connection.execute(chosen).one_or_none()
    return None if row is None else _row(row)


def attached(connection: Connection, issue_id: RecordId) -> tuple[Attached, ...]:
    """Return how many files each step added to an issue, the earliest first."""
    chosen = (
        sa.select(col(Step.num), col(Step.at), col(Step.actor_name), col(Change.stamp))
        .select_from(Attachment)
        .join(Change, sa.and_(col(Change.record) == col(Attachment.id), col(Change.kind) == "create"))
        .join(Step, col(Step.num) == col(Change.step_num))
        .where(col(Attachment.issue_id) == issue_id, col(Attachment.deleted).is_(False))
        .order_by(col(Change.stamp))
    )
    # Not every PostgreSQL knows the least of several byte strings, so the steps are counted here.
    steps: dict[int, Attached] = {}
    for row in connection.execute(chosen):
        before = steps.get(row.num)
        steps[row.num] = (
            Attached(1, row.at, row.actor_name, bytes(row.stamp))
            if before is None
            else replace(before, number=before.number + 1)
        )
    return tuple(steps.values())


def _row(row: Any) -> AttachmentRow:
    return AttachmentRow(
        row.id,
        row.issue_id,
        row.name,
        row.media,
        row.size,
        row.digest,
        row.added_at,
        row.actor_name or "",
        bool(row.here),
    )


_HERE = sa.exists().where(col(AttachmentBody.digest) == col(Attachment.digest))
_ROWS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Attachment.id),
        col(Attachment.issue_id),
        col(Attachment.name),
        col(Attachment.media),
        col(Attachment.size),
        col(Attachment.digest),
        col(Attachment.added_at),
        col(Step.actor_name),
        _HERE.label("here"),
    )
    .select_from(Attachment)
    .outerjoin(Change, sa.and_(col(Change.record) == col(Attachment.id), col(Change.kind) == "create"))
    .outerjoin(Step, col(Step.num) == col(Change.step_num))
)
