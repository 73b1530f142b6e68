"""Following every chain of the log: each hash must be that of its change and of the one before."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.problems import Problem
from gridtui.storage.feeds import StepHeader, change_hash
from gridtui.storage.fields import LOGGED_PARTS
from gridtui.storage.log_tables import Change, Feed, Step
from gridtui.words import mark


def broken_changes(connection: Connection) -> Iterator[Problem]:
    """Yield a problem for every feed whose chain does not hold, at its first fault."""
    feed, seq, before, faulty = -1, 0, b"", False
    for row in connection.execute(_CHAIN).yield_per(1_000):
        if row.feed_num != feed:
            feed, seq, before, faulty = row.feed_num, 0, b"", False
        if faulty:
            continue
        seq += 1
        if row.seq != seq or _expected(row, before) != row.hash:
            faulty = True
            yield Problem(mark("变更链 {feed} 在第 {seq} 条断开"), values={"feed": row.scope.hex()[:8], "seq": row.seq})
        before = row.hash


def _expected(row: Row[Any], before: bytes) -> bytes:
    missing = msgspec.json.decode(row.missing) if row.missing else {}
    hashes = []
    for part in LOGGED_PARTS:
        body = getattr(row, part.value)
        hashes.append(missing.get(part.value, "") if body is None else sha256(body).hexdigest())
    step = StepHeader(0, row.step_id, row.actor_id, row.level, row.schema_version)
    return change_hash(row.incarnation, row.scope, row.seq, before, row.stamp, step, row.kind, row.noun,
                       row.record, row.bases, hashes)


_CHAIN = (
    sa.select(Change.__table__, col(Feed.incarnation), col(Feed.scope),  # type: ignore[attr-defined]
              col(Step.id).label("step_id"), col(Step.actor_id), col(Step.level), col(Step.schema_version))
    .join(Feed, col(Feed.num) == col(Change.feed_num))
    .join(Step, col(Step.num) == col(Change.step_num))
    .order_by(col(Change.feed_num), col(Change.seq))
)
