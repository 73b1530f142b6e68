"""What the events of an issue come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
from gridtui.domain.words.sentences import Sentence

START_LEVEL = 5
"""The owner level of an issue whose registration has not arrived: the branch."""


class Span(NamedTuple):
    """A stretch of time; ``end`` is None while it lasts."""

    start: datetime
    end: datetime | None


class Extension(NamedTuple):
    """An approved extension: ``amount`` of ``unit``, granted ``at``."""

    amount: int
    unit: TimeUnit
    at: datetime


class Ignored(NamedTuple):
    """An event that changed nothing, and why; kept so that nothing is lost."""

    event: Event
    why: Sentence


@dataclass(frozen=True, slots=True)
class IssueStatus:
    """Where an issue stands after all its known events; times are aware UTC.

    ``stage_started_at`` restarts on dispatch, return, escalation, rework and with the stages after feedback;
    ``closed_spans`` are stretches in which the issue was closed and later reopened; ``first_response_at`` is
    the first feedback, reply or note, ``feedback_at`` the latest feedback; ``links`` are issues that have to
    do with this one; ``heads`` goes into ``after`` of the next event. ``live``, ``retracted``,
    ``suggestions`` and ``ignored`` together hold every event once, each in order.
    """

    state: State
    is_open: bool
    flags: frozenset[Flag]
    owner_level: int
    owner_org: RecordId | None
    lead: RecordId | None
    assists: tuple[RecordId, ...]
    opened_at: datetime | None
    stage_started_at: datetime | None
    holds: tuple[Span, ...]
    closed_spans: tuple[Span, ...]
    asked_extension: tuple[int, TimeUnit] | None
    extensions: tuple[Extension, ...]
    supervision: Supervision | None
    first_response_at: datetime | None
    feedback_at: datetime | None
    last_event_at: datetime | None
    closed_at: datetime | None
    closure_kind: ClosureKind | None
    resolved: Resolution | None
    satisfaction: Satisfaction | None
    merged_into: RecordId | None
    merged_from: frozenset[RecordId]
    links: frozenset[RecordId]
    reopened: int
    heads: frozenset[RecordId]
    live: tuple[Event, ...]
    retracted: tuple[Event, ...]
    suggestions: tuple[Event, ...]
    ignored: tuple[Ignored, ...]

    @property
    def to_confirm(self) -> bool:
        """Whether an open branch beat a concurrent close and nobody of the owner level looked at it since."""
        return Flag.TO_CONFIRM in self.flags
