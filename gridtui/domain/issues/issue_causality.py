"""What each event of an issue knew of the others, and which events have been taken back.

Sets of events are bit masks over their positions in stamp order: a history has a few hundred events at
most, and one integer operation answers a question about all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.stamps import STAMP_SIZE
from gridtui.domain.issues.issue_events import RECORD_KINDS, Event, EventKind, read_id

CLOSING_KINDS = frozenset(
    (
        EventKind.CLOSE,
        EventKind.VOID,
        EventKind.REJECT,
        EventKind.ARCHIVE,
        EventKind.MERGE,
        EventKind.PASS_VERIFY,
        EventKind.CALLBACK,
    )
)
"""Kinds that may end an issue."""

OPENING_KINDS = frozenset(
    (
        EventKind.REOPEN,
        EventKind.REPORT_UP,
        EventKind.DISPATCH,
        EventKind.RETURN,
        EventKind.ACCEPT,
        EventKind.SELF_HANDLE,
        EventKind.FAIL_VERIFY,
        EventKind.SEPARATE,
        EventKind.WHISTLE,
        EventKind.SUPERVISE,
        EventKind.CONFIRM,
        EventKind.CALLBACK,
        EventKind.RETRACT,
    )
)
"""Kinds that may be a branch on which work goes on; such a branch beats a close that did not know of it."""

PASSIVE_KINDS = RECORD_KINDS | {EventKind.RETRACT, EventKind.UNKNOWN}
"""Kinds that build on no other step."""


_DEVICE = slice(8, 16)


def knows(event: Event, before: Event) -> bool:
    """Whether an event was surely written knowing the one just before it."""
    if before.id in event.after:
        return True
    sizes_fit = len(event.stamp) == len(before.stamp) == STAMP_SIZE
    return sizes_fit and event.stamp[_DEVICE] == before.stamp[_DEVICE]


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return every event once, by stamp and then id; of two with one id, the one that sorts first."""
    ordered = sorted(events, key=_order)
    seen: set[RecordId] = set()
    for event in ordered:
        seen.add(event.id)
    if len(seen) == len(ordered):
        return ordered
    unique: dict[RecordId, Event] = {}
    for event in ordered:
        first = unique.setdefault(event.id, event)
        if first is not event and first.stamp == event.stamp and _content(event) < _content(first):
            unique[event.id] = event
    return list(unique.values())


def _content(event: Event) -> tuple[object, ...]:
    data = sorted((str(key), repr(value)) for key, value in event.data.items())
    return (
        event.kind.value,
        event.at,
        event.text,
        event.level,
        event.actor_id or b"",
        event.org_id or b"",
        sorted(event.after),
        data,
    )


def _order(event: Event) -> tuple[bytes, RecordId]:
    return event.stamp, event.id


def positions(mask: int) -> Iterator[int]:
    """Yield the positions of a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Causality:
    """The events in stamp order, and for each the mask of all earlier ones it follows.

    An event follows those named in ``after``, the one its own device wrote before, and everything they
    follow; names that are missing here, or that do not come earlier in stamp order, say nothing.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.place = {event.id: index for index, event in enumerate(events)}
        self.past: list[int] = []
        latest: dict[bytes, int] = {}
        for index, event in enumerate(events):
            device = event.stamp[_DEVICE] if len(event.stamp) == STAMP_SIZE else event.id
            mask = latest.get(device, 0)
            for name in event.after:
                earlier = self.place.get(name, index)
                if earlier < index:
                    mask |= self.past[earlier] | (1 << earlier)
            self.past.append(mask)
            latest[device] = mask | (1 << index)
        self.refused: set[int] = set()
        self.clashes: dict[int, int] = {}
        self.live = (1 << len(events)) - 1
        self._take_back()

    def follows(self, later: int, earlier: int) -> bool:
        """Whether one event was written knowing the other."""
        return bool(self.past[later] >> earlier & 1)

    def concurrent_with(self, index: int, among: int) -> int:
        """Return those of a mask that neither follow the event nor are followed by it."""
        found = among & ~self.past[index] & ~(1 << index)
        for later in positions(found >> index << index):
            if self.past[later] >> index & 1:
                found ^= 1 << later
        return found

    def heads(self) -> frozenset[RecordId]:
        """Return the ids of the events that no other follows."""
        followed = 0
        for mask in self.past:
            followed |= mask
        return frozenset(event.id for index, event in enumerate(self.events) if not followed >> index & 1)

    def target(self, index: int) -> int | None:
        """Return the position of the event that a retraction takes back, None when it names no earlier."""
        target = self.place.get(read_id(self.events[index].data.get("target")) or b"", index)
        return target if target < index else None

    def acting(self, index: int, actor: RecordId | None, *, unless_after: int | None = None) -> int:
        """Return the live steps of others that build on an event, without those that follow a retraction."""
        if self.events[index].kind in RECORD_KINDS:
            return 0
        found = 0
        for later in positions(self.live >> (index + 1) << (index + 1)):
            event = self.events[later]
            if not self.past[later] >> index & 1 or event.kind in PASSIVE_KINDS or event.actor_id == actor:
                continue
            if unless_after is None or not self.past[later] >> unless_after & 1:
                found |= 1 << later
        return found

    def _take_back(self) -> None:
        """Find the dead, latest first: whether a retraction counts depends on later events only."""
        retracts: dict[int, list[int]] = {}
        for index, event in enumerate(self.events):
            if event.kind is EventKind.RETRACT and (target := self.target(index)) is not None:
                retracts.setdefault(target, []).append(index)
        for target in sorted(retracts, reverse=True):
            for retract in retracts[target]:
                if self.live >> retract & 1 and self._counts(retract, target):
                    self.live &= ~(1 << target)

    def _counts(self, retract: int, target: int) -> bool:
        """Whether a live retraction counts: refused once somebody else built on the step.

        Undoing a close is a branch on which work goes on, so a later end that did not know of it is no bar.
        """
        event = self.events[retract]
        if not may_retract(event, self.events[target]):
            return False
        acting = self.acting(target, event.actor_id, unless_after=retract)
        unseen = acting & ~self.past[retract]
        if unseen:
            self.clashes[retract] = unseen
        if self.events[target].kind in CLOSING_KINDS:
            for later in positions(unseen):
                if self.events[later].kind in CLOSING_KINDS:
                    acting ^= 1 << later
        if acting:
            self.refused.add(retract)
        return not acting


def may_retract(event: Event, target: Event) -> bool:
    """Whether the writer may take the step back: its author, that author's office, or a level above."""
    if event.actor_id == target.actor_id:
        return True
    return (event.org_id is not None and event.org_id == target.org_id) or 1 <= event.level < target.level
