"""What is kept aside of feeds of which there are two: it counts for nothing and may be written again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.queries.histories import titles_behind, titles_of
from gridtui.storage.columns import from_millis
from gridtui.storage.log.log_tables import ForkedChange
from gridtui.storage.log.wire import unpacked_alone

MOST = 500
"""How many changes are shown at most."""


@dataclass(frozen=True, slots=True)
class AsideChange:
    """One change kept aside: when, by whom, on which device, of which record, and the fields it wrote.

    ``title`` is what the record is called here, empty for one that is not; values are in JSON form and
    unmasked, ``titles`` names the records they point to, by id in hexadecimal.
    """

    at: datetime
    actor_name: str
    device: bytes
    noun: str
    record: RecordId
    kind: str
    title: str
    fields: Mapping[str, Any]
    titles: Mapping[str, str]


def kept_aside(connection: Connection, limit: int = MOST) -> list[AsideChange]:
    """Return what is kept aside, feed by feed in the order in which it was written."""
    chosen = sa.select(col(ForkedChange.lines)).order_by(col(ForkedChange.feed_num), col(ForkedChange.seq))
    changes = [unpacked_alone(lines) for lines in connection.execute(chosen.limit(limit)).scalars()]
    by_noun: dict[str, list[RecordId]] = defaultdict(list)
    for change in changes:
        by_noun[change.noun].append(change.record)
    names: dict[RecordId, str] = {}
    for noun, ids in by_noun.items():
        names |= titles_of(connection, noun, ids)
    told = [(change, change.fields()) for change in changes]
    values = ((change.noun, name, value) for change, fields in told for name, value in fields.items())
    titles = titles_behind(connection, values)
    return [
        AsideChange(
            from_millis(change.step.at),
            change.step.actor_name,
            change.incarnation,
            change.noun,
            change.record,
            change.kind,
            names.get(change.record, ""),
            fields,
            titles,
        )
        for change, fields in told
    ]
