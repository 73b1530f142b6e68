"""Histories of issues: scripts of steps, played on the domain's own table of moves.

A script is a list of steps with gaps in working days; playing one gives events that are legal by
construction, because each is taken by the walk that also decides in the real program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from gridtui.domain.issues.issue_events import Event, EventKind, encode_data
from gridtui.domain.issues.issue_flow import take
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_walk import Walk
from gridtui.sample.office_times import OfficeTimes
from gridtui.sample.places import Ids, Row
from gridtui.sample.roster import Actor

K = EventKind


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script: ``gap`` working days after the one before."""

    kind: EventKind
    gap: int
    actor: Actor
    text: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


Script = list[Step]


def span(script: Sequence[Step]) -> int:
    """Return how many working days a script takes."""
    return sum(step.gap for step in script)


class Story:
    """The history of one issue while it is written: its events so far and the state they lead to."""

    def __init__(self, issue_id: bytes, times: OfficeTimes, rng: Random, ids: Ids) -> None:
        self.issue_id = issue_id
        self.walk = Walk()
        self.events: list[Event] = []
        self._times, self._rng, self._ids = times, rng, ids
        self._place = 0

    def begin(self, step: Step, place: int) -> datetime:
        """Register the issue on a working day; returns when."""
        self._place = place
        at = self._times.arrival(self._rng, place)
        self.write(step, at)
        return at

    def play(self, script: Sequence[Step]) -> None:
        """Write the steps one after another."""
        for step in script:
            at = self._times.later(self._rng, self.events[-1].at, self._place, step.gap)
            self._place = min(self._place + step.gap, self._times.last)
            self.write(step, at)

    def write(self, step: Step, at: datetime) -> None:
        """Write one step at an instant; ``ValueError`` when the state so far does not allow it."""
        actor = step.actor
        event = Event(
            self._ids(),
            b"",
            step.kind,
            at,
            actor.id,
            actor.org_id,
            int(actor.level),
            frozenset(),
            step.data,
            step.text,
            actor.name,
        )
        if step.kind is K.RETRACT:
            self.walk = self._without(str(step.data["target"]))
        if not take(self.walk, event):
            raise ValueError(f"{step.kind} is no step from {self.walk.state}")
        self.events.append(event)

    def status(self) -> IssueStatus:
        """Return where the issue stands."""
        return self.walk.status(frozenset(event.id for event in self.events[-1:]))

    def _without(self, target: str) -> Walk:
        walk = Walk()
        for event in self.events:
            if event.id.hex() != target:
                take(walk, event)
        return walk


def event_rows(story: Story, building_id: bytes | None) -> list[Row]:
    """Return the events of a story as rows, each written knowing the one before."""
    rows: list[Row] = []
    after = b""
    for event in story.events:
        rows.append(
            {
                "id": event.id,
                "issue_id": story.issue_id,
                "building_id": building_id,
                "kind": event.kind.value,
                "at": event.at,
                "actor_id": event.actor_id,
                "actor_name": event.actor_name,
                "org_id": event.org_id,
                "level": event.level,
                "text": event.text,
                "data": encode_data(event.data),
                "after": after,
            }
        )
        after = event.id
    return rows
