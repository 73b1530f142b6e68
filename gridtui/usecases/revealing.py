"""Showing what is masked: allowed within the desk's scope, and always written into the audit chain."""

from __future__ import annotations

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log import audit
from gridtui.storage.workspace import Workspace


def note_reveal(workspace: Workspace, record_id: RecordId, reason: str = "") -> None:
    """Note that the operator looked at the masked fields of one record."""
    with workspace.writing() as connection:
        audit.note(
            connection,
            audit.REVEAL,
            now=workspace.clock(),
            actor_id=workspace.operator.id,
            record=record_id,
            reason=reason,
        )


def note_export(
    workspace: Workspace, kind: str, count: int, reason: str = "", record_id: RecordId | None = None
) -> None:
    """Note that records left the store: which kind, how many, why; of all about one record only why."""
    with workspace.writing() as connection:
        audit.note(
            connection,
            audit.EXPORT,
            now=workspace.clock(),
            actor_id=workspace.operator.id,
            record=record_id,
            reason=reason if record_id is not None else f"{kind} {count} {reason}".strip(),
        )
