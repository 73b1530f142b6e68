"""Taking in changes of other devices: the log grows by what is new, and the tables follow.

Whatever order, division or repetition they arrive in, equal sets of changes give equal tables. Nothing is
held back by a gap, and of a feed of which there are two one tail counts, the same everywhere. A refused
change stands in the log and in the digest and goes on to others, and never replaces anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.stamps import Stamp, read_stamp
from gridtui.storage import attachments
from gridtui.storage.columns import from_millis
from gridtui.storage.erasure.erased_bodies import (
    ERASED_FOR,
    WITHHELD,
    drop_bodies,
    first_stamp,
    is_taken,
    must_clean,
)
from gridtui.storage.erasure.following import forget_here
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.bulk import insert_rows, seldom_collecting
from gridtui.storage.log.fields import LOGGED_PARTS, codec_of, model_of
from gridtui.storage.log.history import ERASE
from gridtui.storage.log.log_tables import Change, Device, Feed, Step, log_table
from gridtui.storage.log.outgoing_changes import FeedKey, gaps
from gridtui.storage.log.wire import WireChange, WireFault, WireStep, hash_of_part
from gridtui.storage.merge.applying import Applying, Told
from gridtui.storage.merge.arriving import Arrival, Arrivals
from gridtui.storage.merge.filling_in import fill_in
from gridtui.storage.merge.forking import settle_fork
from gridtui.storage.merge.judging import EXCLUDED, NEWER, Allowed, refusal_with
from gridtui.storage.store import engines
from gridtui.storage.tables import Attachment, Resident

FOLLOWED_MILLIS = 3 * 86_400_000
"""How far before the wall clock the own clock follows the stamps of others."""

_BATCH = 4_000
_PART_NAMES = tuple(part.value for part in LOGGED_PARTS)
_NO_BODIES = (None,) * len(LOGGED_PARTS)
_FILE, _PERSON = codec_of(Attachment).noun, codec_of(Resident).noun


@dataclass
class Merged:
    """What taking changes in did.

    ``new`` and ``known`` count changes, ``conflicts`` and ``parallel`` records that newly have any,
    ``refused`` changes by code, ``waiting`` those that wait for a newer program, ``created`` and ``changed``
    records by noun, ``kept_aside`` changes of forked feeds, ``filled`` changes whose bodies came later,
    ``ahead`` those stamped more than three days from now. ``gaps`` are (feed, first, last) that are missing;
    ``forked`` feeds of which there are two. ``own_past`` says that this device's own incarnation went on
    elsewhere: it must begin another one. ``erased`` are records taken away, with the code of the reason;
    ``unerased`` those whose erasure was kept aside with its tail, and must be made again.
    """

    new: int = 0
    known: int = 0
    conflicts: int = 0
    parallel: int = 0
    waiting: int = 0
    kept_aside: int = 0
    filled: int = 0
    ahead: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    gaps: list[tuple[FeedKey, int, int]] = field(default_factory=list)
    forked: list[FeedKey] = field(default_factory=list)
    own_past: bool = False
    erased: list[tuple[str, bytes, str]] = field(default_factory=list)
    unerased: list[tuple[str, bytes, str]] = field(default_factory=list)


class Merging:
    """Takes changes in inside one open writing transaction of a store.

    ``incarnation`` is the one in use here, ``wall_millis`` the present; ``zone`` is written into rows that
    are new here. ``allowed`` must be a function of the change and of what is replicated alone.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        incarnation: bytes,
        zone: int,
        wall_millis: int,
        allowed: Allowed | None = None,
    ) -> None:
        self._connection = connection
        self._incarnation = incarnation
        self._wall = wall_millis
        self._allowed = allowed
        self._arrivals = Arrivals(connection)
        self._applying = Applying(connection, zone)
        self._steps: dict[bytes, tuple[int, WireStep, bytes]] = {}
        self._latest: Stamp = b""
        self._drop_files = False
        self._merged = Merged()
        engines.widen_cache(connection)

    def add(self, changes: Iterable[WireChange]) -> None:
        """Take changes in, a few thousand at a time; ``WireFault`` where one is none."""
        stream = iter(changes)
        with seldom_collecting():
            while batch := list(islice(stream, _BATCH)):
                self._store(self._arrivals.new_of(batch))
                self._fill()

    def finish(self) -> Merged:
        """Decide about forks, let the clock follow, and return what was done."""
        merged = self._merged
        for key, state in self._arrivals.forked():
            merged.forked.append(key)
            settled = settle_fork(self._connection, state.num, key)
            state.seq, state.hash = settled.seq, settled.hash
            merged.unerased += settled.erased
            for noun, records in settled.left.items():
                model = model_of(noun)
                if model is not None:
                    self._applying.project(model, records)
            self._store(settled.taken)
            self._arrivals.follow_and_save(state)
        self._applying.refresh()
        if self._drop_files:
            attachments.drop_unnamed(self._connection)
        merged.own_past = merged.own_past or any(key[0] == self._incarnation for key in merged.forked)
        merged.known, merged.kept_aside = self._arrivals.known, self._arrivals.kept_aside
        merged.conflicts, merged.parallel = self._applying.conflicts, self._applying.parallels
        merged.created, merged.changed = self._applying.created, self._applying.changed
        merged.gaps = gaps(self._connection)
        self._applying.due.save(self._connection)
        self._follow_clock()
        return merged

    def _store(self, arrivals: Sequence[Arrival]) -> None:
        """Write new changes into the log and what counts of them into the tables."""
        if not arrivals:
            return
        self._note(arrivals)
        nums = self._step_nums([arrival.change for arrival in arrivals])
        known, erasures = self._known_records({arrival.change.record for arrival in arrivals})
        rows: list[dict[str, Any]] = []
        counting: list[Told] = []
        for arrival in arrivals:
            change = arrival.change
            fields = change.fields()
            place = (change.noun, change.record, change.scope)
            refused = refusal_with(change, fields, self._allowed)
            taken = any(
                is_taken(erasure, change.kind, change.stamp, change.bases)
                for erasure in erasures.get(place, ())
            )
            kept = change if not taken and refused != EXCLUDED else _without_bodies(change)
            rows.append(_row(arrival, kept, nums[change.step.id], refused, taken))
            if refused is None:
                counting.append((kept, {} if kept is not change else fields))
                self._merged.waiting += model_of(change.noun) is None
            elif refused == NEWER:
                self._merged.waiting += 1
            else:
                self._merged.refused[refused] += 1
        erased = [told.record for told, _ in counting if told.kind == ERASE and told.noun == _PERSON]
        if erased:
            forget_here(self._connection, erased)
        insert_rows(self._connection, _CHANGE_TABLE, rows)
        self._arrivals.advance(arrivals)
        self._erase([change for change, _ in counting])
        self._applying.apply(counting, known)

    def _note(self, arrivals: Sequence[Arrival]) -> None:
        merged = self._merged
        merged.new += len(arrivals)
        for arrival in arrivals:
            change = arrival.change
            self._latest = max(self._latest, change.stamp)
            # What this device wrote and does not know any more: the store is a copy of an earlier state.
            merged.own_past = merged.own_past or change.incarnation == self._incarnation
            if int.from_bytes(change.stamp[:6], "big") > self._wall + FOLLOWED_MILLIS:
                merged.ahead += 1

    def _known_records(
        self, records: Iterable[bytes]
    ) -> tuple[set[bytes], dict[tuple[str, bytes, bytes], list[Stamp]]]:
        """Return which records have changes already, and by (noun, record, scope) the erasures."""
        known: set[bytes] = set()
        erasures: dict[tuple[str, bytes, bytes], list[Stamp]] = {}
        for some in batches(self._connection, list(records)):
            of_these = among(self._connection, col(Change.record), some)
            known.update(self._connection.execute(_STANDING.where(of_these)).scalars())
            for row in self._connection.execute(_ERASURES.where(of_these)):
                erasure = first_stamp(row.stamp, row.bases)
                erasures.setdefault((row.noun, row.record, row.scope), []).append(erasure)
        return known, erasures

    def _step_nums(self, changes: Sequence[WireChange]) -> dict[bytes, int]:
        """Return step id → number here, of steps stored where they are new."""
        wanted = {change.step.id: change for change in changes}
        if len(self._steps) > 10 * _BATCH:
            self._steps.clear()
        self._load_steps([id for id in wanted if id not in self._steps])
        new = [change for id, change in wanted.items() if id not in self._steps]
        if new:
            self._connection.execute(
                sa.insert(Step), [_step_row(change.step, change.incarnation) for change in new]
            )
            self._load_steps([change.step.id for change in new])
        seen: WireStep | None = None
        for change in changes:
            _, stored, incarnation = self._steps[change.step.id]
            if incarnation != change.incarnation or (
                change.step is not seen and stored.header != change.step.header
            ):
                raise WireFault("a step told in two ways")
            seen = change.step
        return {id: self._steps[id][0] for id in wanted}

    def _load_steps(self, ids: Sequence[bytes]) -> None:
        for some in batches(self._connection, ids):
            chosen = sa.select(log_table(Step)).where(among(self._connection, col(Step.id), some))
            for row in self._connection.execute(chosen):
                step = WireStep(row.id, row.actor_id, "", row.level, row.schema_version, 0, "", "", "")
                self._steps[row.id] = (row.num, step, row.incarnation)

    def _erase(self, changes: Sequence[WireChange]) -> None:
        """Take away what erasures among these changes say, also of what arrived before."""
        erasures = [change for change in changes if change.kind == ERASE]
        dropped = 0
        for change in erasures:
            erasure = {change.record: first_stamp(change.stamp, change.bases)}
            dropped += drop_bodies(self._connection, erasure, change.noun, change.scope)
            reason = str(change.fields().get(ERASED_FOR, ""))
            self._merged.erased.append((change.noun, change.record, reason))
        if any(change.noun == _FILE for change in erasures):
            self._drop_files = True
        if dropped:
            must_clean(self._connection, from_millis(self._wall))

    def _fill(self) -> None:
        """Put bodies that came later where only their hashes were."""
        for change in self._arrivals.fuller:
            state = self._arrivals.state((change.incarnation, change.scope))
            filled = fill_in(self._connection, state.num, change, self._allowed)
            model = model_of(change.noun)
            self._merged.filled += filled
            if filled and model is not None:
                self._applying.project(model, [change.record])
        self._arrivals.fuller.clear()
        self._applying.refresh()

    def _follow_clock(self) -> None:
        if not self._latest:
            return
        millis, counter, *_ = read_stamp(self._latest)
        if millis > self._wall + FOLLOWED_MILLIS:
            # One clock far ahead must not take all others along; the change number keeps stamps apart.
            millis, counter = self._wall + FOLLOWED_MILLIS, 0
        device = self._connection.execute(
            sa.select(log_table(Device)).where(col(Device.incarnation) == self._incarnation)
        ).one()
        if (millis, counter) > (device.millis, device.counter):
            self._connection.execute(
                sa.update(Device).where(col(Device.num) == device.num).values(millis=millis, counter=counter)
            )


def _without_bodies(change: WireChange) -> WireChange:
    told = tuple(
        each if body is None else hash_of_part(body)
        for body, each in zip(change.parts, change.withheld, strict=True)
    )
    return change._replace(parts=_NO_BODIES, withheld=told)


def _row(
    arrival: Arrival, change: WireChange, step_num: int, refused: str | None, taken: bool
) -> dict[str, Any]:
    missing: dict[str, Any] = {
        name: told for name, told in zip(_PART_NAMES, change.withheld, strict=True) if told
    }
    if missing and not taken:
        missing[WITHHELD] = True
    return {
        **dict(zip(_PART_NAMES, change.parts, strict=True)),
        "feed_num": arrival.feed_num,
        "seq": change.seq,
        "stamp": change.stamp,
        "step_num": step_num,
        "kind": change.kind,
        "noun": change.noun,
        "record": change.record,
        "hash": change.hash,
        "bases": change.bases,
        "missing": msgspec.json.encode(missing) if missing else None,
        "before": None if arrival.follows else change.before,
        "refused": refused,
    }


def _step_row(step: WireStep, incarnation: bytes) -> dict[str, Any]:
    return {
        "id": step.id,
        "at": from_millis(step.at),
        "actor_id": step.actor_id,
        "actor_name": step.actor_name,
        "incarnation": incarnation,
        "level": step.level,
        "schema_version": step.schema_version,
        "intent": step.intent,
        "label": step.label,
        "kind": step.kind,
        "of_num": None,
        "undone": False,
    }


_CHANGE_TABLE = log_table(Change)
_STANDING = sa.select(col(Change.record)).distinct()
_ERASURES = (
    sa.select(col(Change.noun), col(Change.record), col(Change.stamp), col(Change.bases), col(Feed.scope))
    .join(Feed, col(Feed.num) == col(Change.feed_num))
    .where(col(Change.kind) == ERASE, col(Change.refused).is_(None))
)
