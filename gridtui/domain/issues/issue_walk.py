"""The running state while events are applied one after another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import Event
from gridtui.domain.issues.issue_states import (
    ClosureKind,
    Flag,
    Resolution,
    Satisfaction,
    State,
    Supervision,
    TimeUnit,
)
from gridtui.domain.issues.issue_status import START_LEVEL, Extension, Ignored, IssueStatus, Span

LONGEST = 3660
"""No single span (extension, limit) is longer than this many units; longer ones are typing errors."""

_NO_FLAGS: frozenset[Flag] = frozenset()


class Walk:
    """The state reached so far; ``issue_rules`` says which event changes what."""

    __slots__ = (
        "accepted",
        "anonymous",
        "asked",
        "assists",
        "before_merge",
        "closed_at",
        "closed_spans",
        "closure_kind",
        "confirm",
        "desks",
        "dispatched",
        "extensions",
        "feedback_at",
        "first_response_at",
        "hold_start",
        "holds",
        "ignored",
        "last_event_at",
        "lead",
        "links",
        "merged_from",
        "merged_into",
        "opened_at",
        "owner_level",
        "owner_org",
        "reopened",
        "resolved",
        "satisfaction",
        "stage_started_at",
        "state",
        "suggestions",
        "supervision",
        "urgent",
        "whistles",
    )

    def __init__(self) -> None:
        self.state = State.REGISTERED
        self.owner_level = START_LEVEL
        self.owner_org: RecordId | None = None
        self.desks: list[tuple[int, RecordId | None]] = []
        self.dispatched = False
        self.lead: RecordId | None = None
        self.assists: tuple[RecordId, ...] = ()
        self.opened_at: datetime | None = None
        self.stage_started_at: datetime | None = None
        self.hold_start: datetime | None = None
        self.holds: list[Span] = []
        self.closed_spans: list[Span] = []
        self.asked: tuple[int, TimeUnit] | None = None
        self.extensions: list[Extension] = []
        self.supervision: Supervision | None = None
        self.urgent = self.anonymous = self.confirm = False
        self.whistles: set[str] = set()
        self.first_response_at: datetime | None = None
        self.feedback_at: datetime | None = None
        self.last_event_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.closure_kind: ClosureKind | None = None
        self.resolved: Resolution | None = None
        self.satisfaction: Satisfaction | None = None
        self.merged_into: RecordId | None = None
        self.merged_from: set[RecordId] = set()
        self.links: set[RecordId] = set()
        self.before_merge = State.REGISTERED
        self.reopened = 0
        self.accepted: list[Event] = []
        self.suggestions: list[Event] = []
        self.ignored: list[Ignored] = []

    def move(self, state: State, event: Event, *, restart: bool = False) -> None:
        """Go to a state; a hold or an open request for extension ends where work on it ends."""
        if self.hold_start is not None:
            self.end_hold(event.at)
        self.asked = None
        if restart:
            self.stage_started_at = event.at
        self.state = state

    def finish(self, state: State, event: Event) -> None:
        """Go to a state in which nobody owes anything."""
        self.move(state, event)
        self.closed_at = event.at

    def rework(self, event: Event) -> None:
        """Go back to work 重办; the stage clock restarts, the total clock does not."""
        self.end_closure(event.at)
        self.move(State.IN_PROGRESS, event, restart=True)
        self.reopened += 1

    def end_closure(self, at: datetime) -> None:
        """Forget how the issue ended, and remember that it was closed meanwhile."""
        if self.closed_at is not None:
            self.closed_spans.append(Span(self.closed_at, max(self.closed_at, at)))
        self.closed_at = self.closure_kind = self.resolved = self.satisfaction = None

    def end_hold(self, at: datetime) -> None:
        """End the running hold."""
        if self.hold_start is not None:
            self.holds.append(Span(self.hold_start, max(self.hold_start, at)))
            self.hold_start = None

    def flags(self) -> frozenset[Flag]:
        """Return the flags, without 超期, which depends on the time of looking."""
        found = []
        if self.hold_start is not None:
            found.append(Flag.HOLD)
        if self.asked is not None:
            found.append(Flag.EXTENSION_ASKED)
        if self.whistles:
            found.append(Flag.WHISTLING)
        if self.supervision is not None:
            found.append(Flag.SUPERVISED)
        if self.urgent:
            found.append(Flag.URGENT)
        if self.anonymous:
            found.append(Flag.ANONYMOUS)
        if self.confirm:
            found.append(Flag.TO_CONFIRM)
        return frozenset(found) if found else _NO_FLAGS

    def status(self, heads: frozenset[RecordId], retracted: tuple[Event, ...] = ()) -> IssueStatus:
        """Return the state reached as a frozen value."""
        holds = self.holds if self.hold_start is None else [*self.holds, Span(self.hold_start, None)]
        return IssueStatus(
            self.state,
            self.state.is_open,
            self.flags(),
            self.owner_level,
            self.owner_org,
            self.lead,
            self.assists,
            self.opened_at,
            self.stage_started_at,
            tuple(holds),
            tuple(self.closed_spans),
            self.asked,
            tuple(self.extensions),
            self.supervision,
            self.first_response_at,
            self.feedback_at,
            self.last_event_at,
            self.closed_at,
            self.closure_kind,
            self.resolved,
            self.satisfaction,
            self.merged_into,
            frozenset(self.merged_from),
            frozenset(self.links),
            self.reopened,
            heads,
            tuple(self.accepted),
            retracted,
            tuple(self.suggestions),
            tuple(self.ignored),
        )


def read_span(data: Mapping[str, object]) -> tuple[int, TimeUnit] | None:
    """Return the amount and unit an event's data names, None where they make no sense."""
    amount, unit = data.get("amount"), data.get("unit")
    if type(amount) is not int or not 0 < amount <= LONGEST:
        return None
    return (amount, TimeUnit(unit)) if isinstance(unit, str) and TimeUnit.has(unit) else None
