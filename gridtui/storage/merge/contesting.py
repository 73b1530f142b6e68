"""Which records were edited at two desks at once: kept beside the tables, computed from the changes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.log.among import among, batches
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import chunks, record_logs
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.merge.homes import home_of
from gridtui.storage.merge.projecting import View, view_of


def note(connection: Connection, noun: str, views: Mapping[bytes, tuple[View, bytes]]) -> tuple[int, int]:
    """Note what views say about conflicts; ``views`` is record → (view, scope).

    Returns how many records are newly in conflict, and how many newly edited in parallel.
    """
    conflicts = parallels = 0
    for some in batches(connection, list(views)):
        of_noun = (col(Contested.noun) == noun, among(connection, col(Contested.record), some))
        rows = connection.execute(_STORED.where(*of_noun))
        stored = {row.record: row for row in rows}
        if stored:
            connection.execute(sa.delete(Contested).where(*of_noun))
        new = []
        for record in some:
            view, scope = views[record]
            if not view.conflicts and not view.parallels:
                continue
            before = stored.get(record)
            row = {
                "record": record,
                "noun": noun,
                "scope": scope,
                "conflicts": ",".join(view.conflicts),
                "parallels": ",".join(view.parallels),
                "latest": view.latest,
                "dismissed": before is not None and before.dismissed and before.latest == view.latest,
            }
            conflicts += bool(view.conflicts) and (before is None or not before.conflicts)
            parallels += bool(view.parallels) and (before is None or not before.parallels)
            new.append(row)
        if new:
            connection.execute(sa.insert(Contested), new)
    return conflicts, parallels


def recheck(connection: Connection, model: RecordTable, ids: Sequence[bytes]) -> None:
    """Look again at those of these records that were contested: somebody has just written them here."""
    codec = codec_of(model)
    for some in batches(connection, ids):
        chosen = sa.select(col(Contested.record)).where(
            col(Contested.noun) == codec.noun, among(connection, col(Contested.record), some)
        )
        known = list(connection.execute(chosen).scalars())
        if known:
            logs = record_logs(connection, known, codec.noun)
            views = {id: (view_of(codec, log), home_of(log)) for id, log in logs.items()}
            note(connection, codec.noun, views)


def in_conflict(connection: Connection, noun: str, records: Sequence[bytes]) -> list[bytes]:
    """Return those of these records that hold more than one live value in some field."""
    found: list[bytes] = []
    for some in chunks(records):
        chosen = sa.select(col(Contested.record)).where(
            col(Contested.noun) == noun, col(Contested.record).in_(some), col(Contested.conflicts) != ""
        )
        found += connection.execute(chosen.order_by(col(Contested.record))).scalars()
    return found


def dismiss(connection: Connection, records: Sequence[bytes] | None = None) -> int:
    """Mark the parallel edits of these records, or of all, as looked at; returns how many were not."""
    open_ones = sa.and_(col(Contested.parallels) != "", col(Contested.dismissed).is_(False))
    change = sa.update(Contested).where(open_ones).values(dismissed=True)
    if records is None:
        return connection.execute(change).rowcount
    return sum(
        connection.execute(change.where(col(Contested.record).in_(some))).rowcount for some in chunks(records)
    )


_STORED = sa.select(
    col(Contested.record),
    col(Contested.conflicts),
    col(Contested.parallels),
    col(Contested.latest),
    col(Contested.dismissed),
)
