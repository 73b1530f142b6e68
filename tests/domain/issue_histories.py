"""Small factories of issue events: desks that write knowing what they have seen, and whole histories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import strategies as st

from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_flow import fold
from gridtui.domain.issues.issue_steps import allowed

K = EventKind
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 2026-11-23, 09:00 in Kunming."""

GOOD_DATA: dict[EventKind, dict[str, object]] = {
    K.RETURN: {"reason": "不在本片", "duty": "物业公司", "basis": "物业合同"},
    K.REJECT: {"reason": "too_little"},
    K.DISPATCH: {"lead": "aa" * 16, "assists": ["bb" * 16]},
    K.ASK_EXTENSION: {"reason": "等配件", "amount": 3, "unit": "work_day"},
    K.WHISTLE_STEP: {"step": "sign"},
    K.SUPERVISE: {"grade": "yellow"},
    K.CALLBACK: {"resolved": "resolved", "satisfaction": "satisfied"},
    K.CLOSE: {"closure_kind": "aborted", "resolved": "unresolved", "reason": "撤诉"},
    K.MERGE: {"into": "cc" * 16},
    K.LINK: {"other": "ee" * 16},
    K.UNLINK: {"other": "ee" * 16},
    K.CORRECT: {"field": "title", "old": "漏", "new": "漏水"},
}
UNHAPPY = {"resolved": "unresolved", "satisfaction": "dissatisfied", "justified": True, "reason": "还在漏"}
ANSWERS = [
    {},
    UNHAPPY,
    {"reached": False},
    {"grade": "lifted"},
    {"anonymous": True},
    {"from": "cc" * 16},
    {"into": "cc" * 16},
]


BUSY_KINDS = (
    K.SELF_HANDLE,
    K.DISPATCH,
    K.ACCEPT,
    K.FEEDBACK,
    K.PASS_VERIFY,
    K.FAIL_VERIFY,
    K.CALLBACK,
    K.CLOSE,
    K.REOPEN,
    K.ARCHIVE,
)


class Desk:
    """A device that writes events knowing what it has seen; ``see`` brings it what others wrote."""

    numbers = count(1)

    def __init__(self, name: str, level: int = 5, *, hour: int = 0) -> None:
        self.tag = name.encode()[:1]
        self.actor, self.org, self.level = self.tag * 16, self.tag.upper() * 16, level
        self.name, self.seen, self.number = name, [], hour
        self.written = 0

    def see(self, *others: Desk | Event) -> None:
        for other in others:
            self.seen += [other] if isinstance(other, Event) else other.seen

    def write(
        self,
        kind: EventKind,
        data: dict[str, object] | None = None,
        text: str = "",
        *,
        at: datetime | None = None,
        level: int | None = None,
        org: bytes | None = None,
    ) -> Event:
        self.written += 1
        tick = max([int.from_bytes(event.stamp[:8], "big") for event in self.seen] + [self.number]) + 1
        self.number = tick
        event = Event(
            id=tick.to_bytes(8, "big") + self.tag * 4 + self.written.to_bytes(4, "big"),
            stamp=tick.to_bytes(8, "big") + self.tag * 8 + self.written.to_bytes(4, "big"),
            kind=kind,
            at=at or START + timedelta(hours=tick),
            actor_id=self.actor,
            org_id=org or self.org,
            level=level or self.level,
            after=fold(self.seen).heads,
            data=GOOD_DATA.get(kind, {}) if data is None else data,
            text=text,
            actor_name=self.name,
        )
        self.seen.append(event)
        return event

    def write_all(self, *kinds: EventKind) -> list[Event]:
        return [self.write(kind) for kind in kinds]


def busy_history(random: Random, size: int) -> list[Event]:
    """Three desks of the highest level that close and reopen at once, seldom hearing of each other."""
    desks = [Desk(name, 1, hour=random.randrange(6)) for name in "abc"]
    first = desks[0].write(K.REGISTERED, {})
    for desk in desks:
        desk.see(first)
    for _ in range(size):
        desk = random.choice(desks)
        if random.random() < 0.15:
            desk.see(random.choice(desks))
        steps = [step.kind for step in allowed(fold(desk.seen)) if step.kind in BUSY_KINDS]
        desk.write(random.choice(steps or [K.NOTE]))
    return list({event.id: event for desk in desks for event in desk.seen}.values())


def ids(events: Iterable[Event]) -> list[bytes]:
    return [event.id for event in events]


@st.composite
def histories(draw: st.DrawFn, retracts: bool = True, size: int = 14) -> list[Event]:
    """Events of three desks that now and then hear of each other; mostly steps a screen would offer."""
    desks = [Desk("a", 5), Desk("b", 4), Desk("c", 5, hour=2)]
    desks[0].write(K.REGISTERED, {"anonymous": draw(st.booleans())})
    for desk in desks[1:]:
        desk.see(desks[0])
    for _ in range(draw(st.integers(1, size))):
        desk = draw(st.sampled_from(desks))
        action = draw(st.integers(0, 9))
        if action < 2:
            desk.see(draw(st.sampled_from(desks)))
        elif action == 2 and retracts and desk.seen:
            desk.write(K.RETRACT, {"target": draw(st.sampled_from(desk.seen)).id.hex()})
        else:
            desk.write(*draw(_steps(desk, any_kind=action == 3)))
    every = {event.id: event for desk in desks for event in desk.seen}
    return list(every.values())


@st.composite
def _steps(draw: st.DrawFn, desk: Desk, any_kind: bool) -> tuple[EventKind, dict[str, object] | None]:
    kinds = [kind for kind in K if kind is not K.RETRACT]
    if not any_kind:
        kinds = [step.kind for step in allowed(fold(desk.seen), level=desk.level, org_id=desk.org)]
    kind = draw(st.sampled_from(kinds))
    return kind, draw(st.one_of(st.none(), st.none(), st.sampled_from(ANSWERS)))
