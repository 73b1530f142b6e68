"""What another device does not have yet: read from the log in the order of each feed, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.columns import Part, to_millis
from gridtui.storage.log.chained_columns import BODIES, LINK, STEP_HEAD
from gridtui.storage.log.fields import BUSINESS_TABLES, LOGGED_PARTS, codec_of
from gridtui.storage.log.log_tables import Change, Feed, ForkedChange, Step
from gridtui.storage.log.wire import WireChange, WireStep, hash_of_part

FeedKey: TypeAlias = tuple[bytes, bytes]
"""(incarnation, scope)."""

Vector: TypeAlias = Mapping[FeedKey, int]
"""How far each feed is known without a gap."""

ALL_PARTS = frozenset(LOGGED_PARTS)

_PAGE = 2_000

HEALTH_NOUNS = frozenset(
    codec.noun
    for codec in map(codec_of, BUSINESS_TABLES)
    if any(field.part is Part.HEALTH for field in codec.fields.values())
)
"""Nouns that say something about somebody's health by being there: withheld whole where that part is."""


def vector(connection: Connection) -> dict[FeedKey, int]:
    """Return how far every feed is here without a gap; of a fork, how far both tails are the same.

    Where only the other tail's end is here, the whole feed is asked for again.
    """
    places = _fork_places(connection)
    found = {}
    for row in connection.execute(_FEEDS):
        seq = row.seq
        if row.num in places:
            place = places[row.num]
            seq = 0 if _is_unplaced(connection, row.num, place) else seq
        found[(row.incarnation, row.scope)] = seq
    return {key: seq for key, seq in found.items() if seq}


def outgoing(
    connection: Connection,
    acknowledged: Vector,
    *,
    scopes: Callable[[bytes], bool] = lambda _scope: True,
    parts: Set[Part] = ALL_PARTS,
) -> Iterator[WireChange]:
    """Yield every change of the scopes that the receiver did not acknowledge, feed by feed.

    Parts of other classes than ``parts`` go as hashes. A forked feed goes from the fork on, so that who has
    the other tail learns of it.
    """
    places = _fork_places(connection)
    for row in connection.execute(_FEEDS).all():
        if not scopes(row.scope):
            continue
        known = acknowledged.get((row.incarnation, row.scope), 0)
        if row.num in places:
            known = min(known, places[row.num] - 1)
        if (row.top or 0) > known:
            yield from feed_changes(connection, row.num, (row.incarnation, row.scope), known, parts)


def feed_changes(
    connection: Connection, feed_num: int, key: FeedKey, after: int, parts: Set[Part] = ALL_PARTS
) -> Iterator[WireChange]:
    """Yield the changes of one feed after a sequence number."""
    step: tuple[int, WireStep] | None = None
    last = hash = None
    at = max(after, 1) - 1
    while rows := connection.execute(_CHANGES, {"f": feed_num, "s": at}).all():
        for row in rows:
            if row.seq > after:
                before = row.before if row.before is not None else hash
                if step is None or step[0] != row.step_num:
                    step = (row.step_num, _step(row))
                told_before = (before or b"") if last in (None, row.seq - 1) else row.before
                yield _change(row, key, step[1], told_before or b"", parts)
            last, hash = row.seq, row.hash
        at = rows[-1].seq
        if len(rows) < _PAGE:
            return


def forks(connection: Connection) -> list[tuple[FeedKey, int, int]]:
    """Return each forked feed with where it forks and how many changes are kept aside."""
    counted = (
        sa.select(col(Feed.incarnation), col(Feed.scope), sa.func.min(col(ForkedChange.seq)), sa.func.count())
        .join(Feed, col(Feed.num) == col(ForkedChange.feed_num))
        .group_by(col(Feed.incarnation), col(Feed.scope))
    )
    return [((row[0], row[1]), row[2], row[3]) for row in connection.execute(counted)]


def gaps(connection: Connection) -> list[tuple[FeedKey, int, int]]:
    """Return the missing runs of every feed: (feed, first, last) sequence numbers that are not here."""
    found: list[tuple[FeedKey, int, int]] = []
    for row in connection.execute(_FEEDS).all():
        if (row.top or 0) > row.seq:
            last = row.seq
            seqs = sa.select(col(Change.seq)).where(
                col(Change.feed_num) == row.num, col(Change.seq) > row.seq
            )
            for seq in connection.execute(seqs.order_by(col(Change.seq))).scalars():
                if seq > last + 1:
                    found.append(((row.incarnation, row.scope), last + 1, seq - 1))
                last = seq
    return found


def _fork_places(connection: Connection) -> dict[int, int]:
    chosen = sa.select(col(ForkedChange.feed_num), sa.func.min(col(ForkedChange.seq)))
    return {row[0]: row[1] for row in connection.execute(chosen.group_by(col(ForkedChange.feed_num)))}


def _is_unplaced(connection: Connection, feed_num: int, place: int) -> bool:
    """Whether the change that the first kept aside follows is not the one here: the fork is earlier."""
    before = (
        connection.execute(
            sa.select(col(ForkedChange.before)).where(
                col(ForkedChange.feed_num) == feed_num, col(ForkedChange.seq) == place
            )
        )
        .scalars()
        .all()
    )
    here = connection.execute(
        sa.select(col(Change.hash)).where(col(Change.feed_num) == feed_num, col(Change.seq) == place - 1)
    ).scalar()
    return (here or b"") not in before


def _step(row: Any) -> WireStep:
    return WireStep(
        row.id,
        row.actor_id,
        row.actor_name,
        row.level,
        row.schema_version,
        to_millis(row.at),
        row.intent,
        row.label,
        row.step_kind,
    )


def _change(row: Any, key: FeedKey, step: WireStep, before: bytes, allowed: Set[Part]) -> WireChange:
    missing = msgspec.json.decode(row.missing) if row.missing else {}
    whole = Part.HEALTH in allowed or row.noun not in HEALTH_NOUNS
    bodies: list[bytes | None] = []
    told: list[str] = []
    for part, body in zip(LOGGED_PARTS, row[-len(LOGGED_PARTS) :], strict=True):
        if body is None:
            told.append(missing.get(part.value, ""))
            bodies.append(None)
        elif whole and part in allowed:
            told.append("")
            bodies.append(body)
        else:
            told.append(hash_of_part(body))
            bodies.append(None)
    incarnation, scope = key
    return WireChange(
        step,
        incarnation,
        scope,
        row.seq,
        before,
        row.hash,
        row.stamp,
        row.kind,
        row.noun,
        row.record,
        row.bases,
        tuple(bodies),
        tuple(told),
    )


_TOP = sa.select(sa.func.max(col(Change.seq))).where(col(Change.feed_num) == col(Feed.num)).scalar_subquery()
_FEEDS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Feed.num), col(Feed.incarnation), col(Feed.scope), col(Feed.seq), col(Feed.hash), _TOP.label("top")
).order_by(col(Feed.num))
_CHANGES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        *LINK,
        col(Change.step_num),
        *STEP_HEAD,
        col(Step.actor_name),
        col(Step.at),
        col(Step.intent),
        col(Step.label),
        col(Step.kind).label("step_kind"),
        *BODIES,
    )
    .join(Step, col(Step.num) == col(Change.step_num))
    .where(col(Change.feed_num) == sa.bindparam("f"), col(Change.seq) > sa.bindparam("s"))
    .order_by(col(Change.seq))
    .limit(_PAGE)
)
