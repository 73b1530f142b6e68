"""Telling what is new among changes that arrive: known ones, gaps, and tails of forked feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.people.excluded import any_excluded
from gridtui.storage.erasure.erased_bodies import without_bodies, without_erased
from gridtui.storage.log.log_tables import Change, Feed, ForkedChange, log_table
from gridtui.storage.log.outgoing_changes import FeedKey
from gridtui.storage.log.wire import WireChange, packed_alone

_PAGE = 500


@dataclass(slots=True)
class FeedState:
    """One feed here: how far it is whole, its hash there, and whether there are two of it."""

    num: int
    seq: int
    hash: bytes
    forked: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new change, and whether the one before it is here already."""

    change: WireChange
    feed_num: int
    follows: bool


@dataclass
class Arrivals:
    """Sorts arriving changes by what is here; ``known`` and ``kept_aside`` are counts."""

    connection: Connection
    known: int = 0
    kept_aside: int = 0
    fuller: list[WireChange] = field(default_factory=list)
    _feeds: dict[FeedKey, FeedState] = field(default_factory=dict)

    def new_of(self, changes: Iterable[WireChange]) -> list[Arrival]:
        """Return what is new, in an order in which each feed goes forward; tails of forks are kept aside.

        Known changes that bring bodies which are not here are left in ``fuller``.
        """
        by_feed: dict[FeedKey, list[WireChange]] = defaultdict(list)
        for change in changes:
            by_feed[(change.incarnation, change.scope)].append(change)
        self._load(by_feed)
        found: list[Arrival] = []
        for key, some in by_feed.items():
            found += self._new_of_feed(self._feeds[key], some)
        return found

    def state(self, key: FeedKey) -> FeedState:
        """Return how a feed stands that changes arrived for."""
        return self._feeds[key]

    def forked(self) -> list[tuple[FeedKey, FeedState]]:
        """Return the feeds among those that changes arrived for of which there are two."""
        return [(key, state) for key, state in self._feeds.items() if state.forked]

    def advance(self, arrivals: Sequence[Arrival]) -> None:
        """Note how far the feeds of stored arrivals are whole now, past gaps that were closed."""
        touched: dict[int, FeedState] = {}
        for arrival in arrivals:
            state = self._feeds[(arrival.change.incarnation, arrival.change.scope)]
            touched[state.num] = state
            if arrival.change.seq == state.seq + 1:
                state.seq, state.hash = arrival.change.seq, arrival.change.hash
        for state in touched.values():
            self.follow(state)
        if touched:
            rows = [{"n": state.num, "s": state.seq, "h": state.hash} for state in touched.values()]
            self.connection.execute(_SAVE, rows)

    def follow(self, state: FeedState) -> None:
        """Go on to the end of what is here without a gap."""
        while True:
            rows = self.connection.execute(_AFTER, {"f": state.num, "s": state.seq}).all()
            for row in rows:
                if row.seq != state.seq + 1:
                    return
                state.seq, state.hash = row.seq, row.hash
            if len(rows) < _PAGE:
                return

    def follow_and_save(self, state: FeedState) -> None:
        """Go on to the end of what is here without a gap, and write it down."""
        self.follow(state)
        self.connection.execute(_SAVE, [{"n": state.num, "s": state.seq, "h": state.hash}])

    def _new_of_feed(self, state: FeedState, changes: list[WireChange]) -> list[Arrival]:
        changes.sort(key=lambda change: change.seq)
        last = changes[-1]
        # One hash answers for all that it is chained to.
        if last.seq <= state.seq and _is_chain(changes) and self._hash_at(state.num, last.seq) == last.hash:
            self._note_known(state, changes)
            return []
        here = self._here(state, changes[0].seq - 1, changes[-1].seq + 1)
        found: list[Arrival] = []
        known: list[WireChange] = []
        for change in changes:
            stored = here.get(change.seq)
            if stored is not None and stored[0] == change.hash:
                known.append(change)
            elif state.forked or stored is not None or not _fits_between(here, change):
                state.forked = True
                self._keep_aside(state, change)
            else:
                follows = change.seq == 1 or change.seq - 1 in here
                here[change.seq] = (change.hash, change.before)
                found.append(Arrival(change, state.num, follows))
        self._note_known(state, known)
        return found

    def _note_known(self, state: FeedState, changes: list[WireChange]) -> None:
        self.known += len(changes)
        if not changes:
            return
        bounds = {"f": state.num, "a": changes[0].seq, "b": changes[-1].seq}
        lacking = set(self.connection.execute(_LACKING, bounds).scalars())
        if lacking:
            self.fuller += [change for change in changes if change.seq in lacking and any(change.parts)]

    def _hash_at(self, feed_num: int, seq: int) -> bytes | None:
        hash: bytes | None = self.connection.execute(_HASH_AT, {"f": feed_num, "s": seq}).scalar()
        return hash

    def _here(self, state: FeedState, first: int, last: int) -> dict[int, tuple[bytes, bytes | None]]:
        rows = self.connection.execute(_BETWEEN, {"f": state.num, "a": first, "b": last})
        return {row.seq: (row.hash, row.before) for row in rows}

    def _keep_aside(self, state: FeedState, change: WireChange) -> None:
        row = {
            "feed_num": state.num,
            "seq": change.seq,
            "hash": change.hash,
            "before": change.before,
            "lines": packed_alone(self._keepable(change)),
        }
        there = sa.select(col(ForkedChange.num)).where(
            col(ForkedChange.feed_num) == state.num,
            col(ForkedChange.seq) == change.seq,
            col(ForkedChange.hash) == change.hash,
        )
        if self.connection.execute(there).first() is None:
            self.connection.execute(sa.insert(ForkedChange), row)
            self.kept_aside += 1
        else:
            self.known += 1

    def _keepable(self, change: WireChange) -> WireChange:
        """Return a change as it may be kept: without what the program never keeps, and what was erased."""
        if any_excluded((change.noun, *change.fields())):
            return without_bodies(change)
        return without_erased(self.connection, change)

    def _load(self, keys: Iterable[FeedKey]) -> None:
        wanted = [key for key in keys if key not in self._feeds]
        self._read(wanted)
        missing = [key for key in wanted if key not in self._feeds]
        if missing:
            rows = [{"incarnation": key[0], "scope": key[1], "seq": 0, "hash": b""} for key in missing]
            self.connection.execute(sa.insert(Feed), rows)
            self._read(missing)

    def _read(self, keys: Sequence[FeedKey]) -> None:
        wanted = set(keys)
        for incarnation in {key[0] for key in keys}:
            scopes = [key[1] for key in keys if key[0] == incarnation]
            for at in range(0, len(scopes), _PAGE):
                chosen = sa.select(log_table(Feed)).where(
                    col(Feed.incarnation) == incarnation, col(Feed.scope).in_(scopes[at : at + _PAGE])
                )
                for row in self.connection.execute(chosen).all():
                    key = (row.incarnation, row.scope)
                    if key in wanted:
                        forked = self.connection.execute(_FORKED, {"f": row.num}).first() is not None
                        self._feeds[key] = FeedState(row.num, row.seq, row.hash, forked)


def _is_chain(changes: Sequence[WireChange]) -> bool:
    return all(
        later.seq == earlier.seq + 1 and later.before == earlier.hash for earlier, later in pairwise(changes)
    )


def _fits_between(here: dict[int, tuple[bytes, bytes | None]], change: WireChange) -> bool:
    """Whether a change follows the one before it that is here, and is followed by the one after it."""
    before, after = here.get(change.seq - 1), here.get(change.seq + 1)
    if before is not None and before[0] != change.before:
        return False
    return after is None or after[1] in (None, change.hash)


_SAVE: Any = (
    sa.update(Feed)
    .where(col(Feed.num) == sa.bindparam("n"))
    .values(seq=sa.bindparam("s"), hash=sa.bindparam("h"))
)
_OF = col(Change.feed_num) == sa.bindparam("f")
_HASH_AT = sa.select(col(Change.hash)).where(_OF, col(Change.seq) == sa.bindparam("s"))
_RUN = (_OF, col(Change.seq) >= sa.bindparam("a"), col(Change.seq) <= sa.bindparam("b"))
_BETWEEN = sa.select(col(Change.seq), col(Change.hash), col(Change.before)).where(*_RUN)
_LACKING = sa.select(col(Change.seq)).where(*_RUN, col(Change.missing).is_not(None))
_AFTER = (
    sa.select(col(Change.seq), col(Change.hash))
    .where(_OF, col(Change.seq) > sa.bindparam("s"))
    .order_by(col(Change.seq))
    .limit(_PAGE)
)
_FORKED = sa.select(col(ForkedChange.num)).where(col(ForkedChange.feed_num) == sa.bindparam("f")).limit(1)
