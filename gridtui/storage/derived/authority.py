"""Whose word counts of what offices lay down: this office's own, and that of offices above it.

A desk holds what offices below it laid down for themselves too; at this one it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.scopes import codes_scope
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change, Feed, Meta, Step

_NOBODY = 7
"""Below every level."""


class Laid(NamedTuple):
    """Who laid something down: the level of the office, and whether it is one above this desk's."""

    level: int
    above: bool


def laid_down(connection: Connection, model: RecordTable, ids: Sequence[bytes]) -> dict[bytes, Laid]:
    """Return who laid down each of these records, without those whose word does not count at this desk."""
    if not ids:
        return {}
    facts = {row.key: row.value for row in connection.execute(_OFFICE)}
    org_id, level = bytes.fromhex(facts.get("org_id", "")), int(facts.get("level", _NOBODY))
    own = (codes_scope(org_id), org_id)
    found: dict[bytes, Laid] = {}
    for some in chunks(ids):
        for row in connection.execute(_CREATIONS.where(col(Change.record).in_(some))):
            if row.noun != codec_of(model).noun:
                continue
            if row.scope in own:
                found.setdefault(row.record, Laid(level, above=False))
            elif row.level < level and row.level < found.get(row.record, Laid(_NOBODY, above=False)).level:
                found[row.record] = Laid(row.level, above=True)
    return found


_OFFICE = sa.select(col(Meta.key), col(Meta.value)).where(col(Meta.key).in_(("org_id", "level")))
# By the index of records alone: asked for noun or level too, the engine would walk the whole log.
_CREATIONS = (
    sa.select(col(Change.record), col(Change.noun), col(Step.level), col(Feed.scope))
    .join(Step, col(Step.num) == col(Change.step_num))
    .join(Feed, col(Feed.num) == col(Change.feed_num))
    .where(col(Change.bases).is_(None), col(Change.refused).is_(None))
)
