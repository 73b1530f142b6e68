"""The audit chain: who looked, exported, imported, restored or failed to unlock; ids only, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.columns import to_millis
from gridtui.storage.log.log_tables import Audit

UNLOCK, REVEAL, EXPORT, IMPORT, RESTORE, BACKUP = "unlock", "reveal", "export", "import", "restore", "backup"
FAILED_UNLOCK = "failed_unlock"
OPEN, ERASE, ATTACHMENT = "open", "erase", "attachment"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit chain."""

    at: datetime
    actor_id: bytes | None
    action: str
    record: bytes | None
    reason: str


def note(
    connection: Connection,
    action: str,
    *,
    now: datetime,
    actor_id: bytes | None = None,
    record: bytes | None = None,
    reason: str = "",
) -> None:
    """Append a line to the audit chain inside a writing transaction."""
    before = (
        connection.execute(sa.select(col(Audit.hash)).order_by(col(Audit.num).desc()).limit(1)).scalar()
        or b""
    )
    entry = AuditEntry(now, actor_id, action, record, reason)
    connection.execute(
        sa.insert(Audit).values(
            at=now, actor_id=actor_id, action=action, record=record, reason=reason, hash=_hash(before, entry)
        )
    )


def lines(connection: Connection, record: bytes | None = None, limit: int = 200) -> list[AuditEntry]:
    """Return the newest lines, of one record where it is given."""
    chosen = sa.select(*_COLUMNS).order_by(col(Audit.num).desc()).limit(limit)
    if record is not None:
        chosen = chosen.where(col(Audit.record) == record)
    return [
        AuditEntry(row.at, row.actor_id, row.action, row.record, row.reason)
        for row in connection.execute(chosen)
    ]


def first_broken_line(connection: Connection) -> int | None:
    """Return the number of the first line whose hash does not follow, None when the chain is whole."""
    before = b""
    for row in connection.execute(sa.select(*_COLUMNS).order_by(col(Audit.num))):
        entry = AuditEntry(row.at, row.actor_id, row.action, row.record, row.reason)
        if _hash(before, entry) != row.hash:
            return int(row.num)
        before = row.hash
    return None


def _hash(before: bytes, entry: AuditEntry) -> bytes:
    line = [
        before.hex(),
        to_millis(entry.at),
        (entry.actor_id or b"").hex(),
        entry.action,
        (entry.record or b"").hex(),
        entry.reason,
    ]
    return sha256(msgspec.json.encode(line)).digest()


_COLUMNS = (
    col(Audit.num),
    col(Audit.at),
    col(Audit.actor_id),
    col(Audit.action),
    col(Audit.record),
    col(Audit.reason),
    col(Audit.hash),
)
