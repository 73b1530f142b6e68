"""Following every chain of the log: each hash must be that of its change and of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem
from gridtui.storage.erasure.erased_bodies import BodyCheck
from gridtui.storage.log.chained_columns import BODIES, LINK, STEP_HEAD
from gridtui.storage.log.feeds import StepHeader, change_hash
from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change, Feed, Step, log_table
from gridtui.words import mark

_AT_ONCE = 2_000


@dataclass(slots=True)
class _Chain:
    """One feed as its row tells it, and how far its changes were followed.

    It is ``whole`` from where its row says that it is; later changes may stand behind a gap.
    """

    incarnation: bytes
    scope: bytes
    length: int
    end: bytes
    seq: int = 0
    hash: bytes = b""
    broken: bool = False
    whole: bool = False

    def fault(self, seq: int) -> Problem:
        """Return the problem at one place; the rest of a broken chain says nothing more."""
        self.broken = True
        return Problem(
            mark("变更链 {feed} 在第 {seq} 条断开"), values={"feed": self.scope.hex()[:8], "seq": seq}
        )


def broken_changes(connection: Connection) -> Iterator[Problem]:
    """Yield a problem for every feed whose chain does not hold, at its first fault, or lacks its end.

    Bodies may be missing exactly where an erasure says so.
    """
    bodies = BodyCheck()
    chains = {
        row.num: _Chain(row.incarnation, row.scope, row.seq, row.hash, whole=row.seq == 0)
        for row in connection.execute(sa.select(log_table(Feed)))
    }
    for some in chunks(sorted(chains)):
        rows = connection.execute(_CHANGES.where(col(Change.feed_num).in_(some))).yield_per(_AT_ONCE)
        for feed_num, seq, before, *rest in rows:
            hash, stamp, kind, noun, record, bases, missing, refused, *_ = rest
            chain = chains[feed_num]
            bodies.see(chain.scope, kind, noun, record, stamp, bases, missing, refused)
            if chain.broken:
                continue
            if seq > chain.seq + 1 and chain.whole and before is not None:
                chain.seq, chain.hash = seq - 1, before
            chain.seq += 1
            if seq != chain.seq or before not in (None, chain.hash) or _expected(chain, rest) != hash:
                yield chain.fault(chain.seq)
            chain.hash = hash
            chain.whole = chain.whole or (seq, hash) == (chain.length, chain.end)
    for chain in chains.values():
        if not chain.broken and not chain.whole:
            yield chain.fault(chain.seq + 1)
    strays = (
        sa.select(sa.func.count())
        .select_from(Change)
        .where(~sa.exists().where(col(Feed.num) == col(Change.feed_num)))
    )
    count = connection.execute(strays).scalar_one()
    if count:
        yield Problem(mark("{count} 条变更不属于任何变更链"), values={"count": count})
    yield from bodies.problems(connection)


def _expected(chain: _Chain, row: Sequence[Any]) -> bytes:
    _, stamp, kind, noun, record, bases, missing, _, step_id, actor_id, level, schema_version, *parts = row
    told = msgspec.json.decode(missing) if missing else {}
    hashes = [
        told.get(part.value, "") if body is None else sha256(body).hexdigest()
        for part, body in zip(LOGGED_PARTS, parts, strict=True)
    ]
    step = StepHeader(0, step_id or b"", actor_id or b"", level or 0, schema_version or 0)
    return change_hash(
        chain.incarnation, chain.scope, chain.seq, chain.hash, stamp, step, kind, noun, record, bases, hashes
    )


_CHANGES: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(Change.feed_num), *LINK, col(Change.refused), *STEP_HEAD, *BODIES)
    .outerjoin(Step, col(Step.num) == col(Change.step_num))
    .order_by(col(Change.feed_num), col(Change.seq))
)
