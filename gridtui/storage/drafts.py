"""Half-typed forms, kept in the encrypted store until they are saved or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.log_tables import Draft
from gridtui.storage.store.engines import is_postgres

DraftBody = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A kept form: its key (``issue:new``), what was typed field by field, and when."""

    key: str
    body: dict[str, Any]
    saved_at: datetime


def own_key(connection: Connection, key: str, operator_id: RecordId) -> str:
    """Return under what a person's form is kept: on a shared store everyone has drafts of their own."""
    return f"{operator_id.hex()}/{key}" if is_postgres(connection) else key


def keep_draft(connection: Connection, key: str, body: DraftBody, now: datetime) -> None:
    """Keep a half-typed form in the place of what was kept under this key."""
    connection.execute(sa.delete(Draft).where(col(Draft.key) == key))
    connection.execute(
        sa.insert(Draft).values(key=key, body=json.dumps(dict(body), ensure_ascii=False), saved_at=now)
    )


def drop_draft(connection: Connection, key: str) -> None:
    """Forget a form that was saved or thrown away."""
    connection.execute(sa.delete(Draft).where(col(Draft.key) == key))


def kept_drafts(connection: Connection) -> list[SavedDraft]:
    """Return every kept form, newest first."""
    return [_saved(row) for row in connection.execute(_DRAFTS.order_by(col(Draft.saved_at).desc()))]


def kept_draft(connection: Connection, key: str) -> SavedDraft | None:
    """Return the form kept under this key, if any."""
    row = connection.execute(_DRAFTS.where(col(Draft.key) == key)).one_or_none()
    return None if row is None else _saved(row)


def _saved(row: Row[str, str, datetime]) -> SavedDraft:
    return SavedDraft(row.key, json.loads(row.body), row.saved_at)


_DRAFTS = sa.select(col(Draft.key), col(Draft.body), col(Draft.saved_at))
