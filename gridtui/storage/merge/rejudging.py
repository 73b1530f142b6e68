"""Judging again what is in the log: new papers or a grown tree decide otherwise about some of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.erasure.erased_bodies import drop_bodies, first_stamp
from gridtui.storage.log.fields import RecordTable, model_of
from gridtui.storage.log.history import ERASE
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.log.outgoing_changes import feed_changes
from gridtui.storage.merge.applying import Applying
from gridtui.storage.merge.judging import EXCLUDED, Allowed, refusal_of


def judge_again(connection: Connection, zone: int, allowed: Allowed, doubtful: Collection[bytes]) -> int:
    """Judge every feed that has refused changes, or is of a doubtful incarnation; returns how many changed.

    Inside a writing transaction: the tables follow at once.
    """
    touched: dict[RecordTable, dict[bytes, None]] = defaultdict(dict)
    count = 0
    for num, incarnation, scope in _feeds(connection, doubtful):
        stored = _refusals(connection, num)
        rows = []
        for change in feed_changes(connection, num, (incarnation, scope), 0):
            before = stored.get(change.seq)
            if before == EXCLUDED:
                continue
            now = refusal_of(change, allowed)
            if now != before:
                rows.append({"f": num, "s": change.seq, "r": now})
                model = model_of(change.noun)
                if model is not None:
                    touched[model][change.record] = None
                if now is None and change.kind == ERASE:
                    erasure = {change.record: first_stamp(change.stamp, change.bases)}
                    drop_bodies(connection, erasure, change.noun, scope)
        if rows:
            connection.execute(_SET, rows)
            count += len(rows)
    applying = Applying(connection, zone)
    for model, records in touched.items():
        applying.project(model, list(records))
    applying.refresh()
    applying.due.save(connection)
    return count


def _feeds(connection: Connection, doubtful: Collection[bytes]) -> list[tuple[int, bytes, bytes]]:
    refused = sa.select(col(Change.feed_num)).where(col(Change.refused).is_not(None))
    chosen = (
        sa.select(col(Feed.num), col(Feed.incarnation), col(Feed.scope))
        .where(col(Feed.num).in_(refused) | col(Feed.incarnation).in_(doubtful))
        .order_by(col(Feed.num))
    )
    return [
        (num, bytes(one), bytes(scope))
        for num, one, scope in connection.execute(chosen.order_by(col(Feed.num)))
    ]


def _refusals(connection: Connection, feed_num: int) -> dict[int, str]:
    chosen = sa.select(col(Change.seq), col(Change.refused)).where(
        col(Change.feed_num) == feed_num, col(Change.refused).is_not(None)
    )
    return {seq: refused for seq, refused in connection.execute(chosen) if refused}


_SET = (
    sa.update(Change)
    .where(col(Change.feed_num) == sa.bindparam("f"), col(Change.seq) == sa.bindparam("s"))
    .values(refused=sa.bindparam("r"))
)
