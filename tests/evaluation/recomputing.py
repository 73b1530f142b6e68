"""The figures of a period once more, in plain Python from the events, without the program's own code.

Nothing of the domain or of the queries is used here but the sentences of product.md §4: what each kind of
event does to an issue. Due dates are taken from the store; the clocks have a slow reference of their own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

EAST = timedelta(hours=8)
OPEN = {"registered", "pending_accept", "in_progress", "pending_verify", "pending_callback"}
BY_OUTCOME = {"resolved": "substantive", "partly": "interim", "unresolved": "procedural"}
MOVES = {
    "self_handle": "in_progress",
    "accept": "in_progress",
    "feedback": "pending_verify",
    "fail_verify": "in_progress",
    "reopen": "in_progress",
    "archive": "archived",
    "report_up": "pending_accept",
    "dispatch": "pending_accept",
}
ENDS = {"void": "voided", "reject": "rejected"}
Spread = tuple[int, int, int]


@dataclass
class Case:
    """One issue as its events leave it."""

    registered: datetime
    category: str
    nature: str
    due: datetime | None
    anonymous: bool = False
    state: str = "registered"
    before_merge: str = ""
    dispatched: bool = False
    closed: datetime | None = None
    closure: str = ""
    resolved: str = ""
    satisfaction: str = ""
    answered: bool = False

    def reopen(self) -> None:
        """Forget how it ended."""
        self.closed, self.closure, self.resolved, self.satisfaction = None, "", "", ""

    def end(self, at: datetime, data: dict[str, Any]) -> None:
        """End with an outcome."""
        self.state, self.closed = "closed", at
        self.resolved = data.get("resolved", "")
        self.satisfaction = data.get("satisfaction") or "unrated"
        self.closure = data.get("closure_kind") or BY_OUTCOME.get(self.resolved, "")

    def take(self, kind: str, at: datetime, data: dict[str, Any]) -> None:
        """Apply one event."""
        if kind in ("feedback", "reply", "callback", "close"):
            self.answered = True
        if kind in MOVES:
            self.state = MOVES[kind]
            self.dispatched = kind == "dispatch" or (self.dispatched and kind != "report_up")
            if kind in ("fail_verify", "reopen"):
                self.reopen()
        elif kind == "return":
            self.state = "in_progress" if self.dispatched else "registered"
            self.dispatched = False
        elif kind in ENDS:
            self.state, self.closed = ENDS[kind], at
        elif kind == "registered" or (kind == "correct" and data.get("field") == "anonymous"):
            self.anonymous = data.get("anonymous" if kind == "registered" else "new") is True
        elif kind == "merge" and "into" in data:
            self.before_merge, self.state, self.closed = self.state, "merged", at
        elif kind == "separate" and "from" not in data:
            self.state = self.before_merge
            self.reopen()
        elif kind == "close" or (kind == "pass_verify" and self.anonymous):
            self.end(at, data)
        elif kind == "pass_verify":
            self.state = "pending_callback"
        elif kind == "callback" and data.get("reached") is not False:
            unhappy = data.get("satisfaction") == "dissatisfied" or data.get("resolved") != "resolved"
            if unhappy and data.get("justified") is True:
                self.state = "in_progress"
                self.reopen()
            else:
                self.end(at, data)


@dataclass
class Recomputed:
    """The figures of a period, named as in the program."""

    registered: int = 0
    closed: int = 0
    responded: tuple[int, int] = (0, 0)
    resolved: tuple[int, int, int] = (0, 0, 0)
    satisfied: tuple[int, int, int] = (0, 0, 0)
    unresolved_closures: int = 0
    weeks: list[tuple[date, int, int]] = field(default_factory=list)
    natures: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    days_to_close: Spread = (0, 0, 0)
    by_category: dict[str, Spread] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)
    refusals: dict[bytes | None, int] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.registered} registered, {self.closed} closed, responded {self.responded}, "
            f"resolved {self.resolved}, satisfied {self.satisfied}, "
            f"on paper only {self.unresolved_closures}, days {self.days_to_close}, "
            f"overdue {self.overdue}, refusals {sorted(self.refusals.values())}, "
            f"{len(self.weeks)} weeks, {len(self.by_category)} categories, states {dict(self.states)}"
        )


def recompute(connection: Connection, first: date, last: date, now: datetime) -> Recomputed:
    """Return the figures of the days ``first`` to ``last``, both included, seen at ``now``."""
    cases, refusals = _cases(connection)
    came = [case for case in cases if first <= _day(case.registered) <= last]
    went = [case for case in cases if case.closed and first <= _day(case.closed) <= last]
    found = Recomputed(len(came), len(went))
    due = [case for case in came if case.state not in ("voided", "merged")]
    found.responded = (sum(case.answered for case in due), len(due))
    told = [case for case in went if case.resolved]
    found.resolved = (sum(case.resolved == "resolved" for case in told), len(told), len(went) - len(told))
    rated = [case for case in went if case.satisfaction in ("satisfied", "mostly", "dissatisfied")]
    happy = sum(case.satisfaction != "dissatisfied" for case in rated)
    found.satisfied = (happy, len(rated), len(went) - len(rated))
    found.unresolved_closures = sum(
        case.closure == "procedural" and case.resolved != "resolved" for case in went
    )
    intake = Counter(_monday(_day(case.registered)) for case in came)
    closures = Counter(_monday(_day(case.closed)) for case in went if case.closed)
    week = _monday(first)
    while week <= last:
        found.weeks.append((week, intake[week], closures[week]))
        week += timedelta(days=7)
    found.natures = dict(Counter(case.nature for case in came))
    found.categories = dict(Counter(_major(case.category) for case in came))
    parts: dict[str, list[int]] = defaultdict(list)
    for case in went:
        assert case.closed is not None
        parts[_major(case.category)].append(max(0, (case.closed - case.registered) // timedelta(days=1)))
    found.by_category = {code: _spread(days) for code, days in parts.items()}
    found.days_to_close = _spread([day for days in parts.values() for day in days])
    late = (case.state for case in cases if case.state in OPEN and case.due is not None and case.due < now)
    found.overdue = dict(Counter(late))
    found.states = Counter(case.state for case in cases)
    refused = {(org, issue) for org, issue, at in refusals if first <= _day(at) <= last}
    found.refusals = dict(Counter(org for org, _ in refused))
    return found


def _cases(connection: Connection) -> tuple[list[Case], list[tuple[bytes | None, bytes, datetime]]]:
    """Return every issue, and every return or rejection: who, which issue, when."""
    cases = {
        row.id: Case(_at(row.registered_at), row.category, row.nature, _at(row.due_at))
        for row in connection.execute(
            sa.text("SELECT id, registered_at, category, nature, due_at FROM issue WHERE NOT deleted")
        )
    }
    events = connection.execute(
        sa.text(
            "SELECT id, issue_id, kind, at, org_id, data FROM issue_event WHERE NOT deleted ORDER BY stamp"
        )
    ).all()
    said = {row.id: json.loads(row.data) if row.data else {} for row in events}
    taken_back: set[str] = set()
    for row in reversed(events):
        # What takes a step back may itself have been taken back, later.
        if row.kind == "retract" and row.id.hex() not in taken_back:
            taken_back.add(said[row.id]["target"])
    refusals = []
    for row in events:
        if row.id.hex() in taken_back or row.issue_id not in cases:
            continue
        cases[row.issue_id].take(row.kind, _at(row.at), said[row.id])
        if row.kind in ("return", "reject"):
            refusals.append((row.org_id, row.issue_id, _at(row.at)))
    return list(cases.values()), refusals


def _at(millis: int) -> datetime:
    """Return an instant; the far end of time for clocks that stand still or are over."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=min(millis, 10**14))


def _day(at: datetime) -> date:
    return (at + EAST).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _major(code: str) -> str:
    """Return the category above one: what stands before the dash."""
    return code.partition("-")[0]


def _spread(days: Sequence[int]) -> Spread:
    """Return how many there are, and within how many days half and nine tenths of them were done."""
    ordered = sorted(days)
    if not ordered:
        return (0, 0, 0)
    half, most = (ordered[-(-len(ordered) * part // 10) - 1] for part in (5, 9))
    return (len(ordered), half, most)
