"""Reading one record as the draft that its form fills."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.draft import Draft
from gridtui.storage.log.fields import RecordTable, table_of

DraftT = TypeVar("DraftT", bound=Draft)


def record_draft(
    connection: Connection, model: RecordTable, draft: type[DraftT], record_id: RecordId
) -> DraftT | None:
    """Return a live record as a draft, unmasked; None where it is gone."""
    table, names = table_of(model), list(draft.model_fields)
    row = connection.execute(
        sa.select(*(table.c[name] for name in names)).where(
            table.c.id == record_id, table.c.deleted.is_(False)
        )
    ).one_or_none()
    return None if row is None else draft.model_validate(dict(zip(names, row, strict=True)))
