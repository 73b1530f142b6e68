"""A whistle 吹哨: units are called to an issue, answer or refuse, are ruled upon, and both sides rate it.

Everything is folded from the events of the issue; nothing here is ever set. Several desks may write steps
of one whistle without knowing of each other: a step that comes too late or too early changes nothing, and
a later step of a unit stands for the earlier ones that were not written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_rules import whistle_key
from gridtui.domain.issues.issue_states import Satisfaction, WhistleStep
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

S = WhistleStep


class Purpose(Vocabulary):
    """What a whistle is blown for; it decides how soon units report in."""

    ADVANCE = "advance", mark("工作推进")
    BREAKTHROUGH = "breakthrough", mark("攻坚克难")


class WhistleState(Vocabulary):
    """Where a whistle stands."""

    DRAFTED = "drafted", mark("待审批")
    APPROVED = "approved", mark("待分哨")
    DISPUTED = "disputed", mark("待裁定")
    WORKING = "working", mark("应哨中")
    TO_RATE = "to_rate", mark("待评哨")
    TO_END = "to_end", mark("待销哨")
    ENDED = "ended", mark("已销哨")
    WITHDRAWN = "withdrawn", mark("已撤回")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self not in (WhistleState.ENDED, WhistleState.WITHDRAWN)


class UnitState(Vocabulary):
    """Where one called unit stands."""

    CALLED = "called", mark("待签收")
    REFUSED = "refused", mark("已拒签")
    SIGNED = "signed", mark("待报到")
    REPORTED = "reported", mark("处置中")
    HANDLED = "handled", mark("已处置")
    RELEASED = "released", mark("不用办")


class Ruling(Vocabulary):
    """What the upper level decides after a refusal."""

    MUST = "must", mark("应当签收")
    RELEASED = "released", mark("不用办，另找单位")


class Rater(Vocabulary):
    """Who rates: the side that blew the whistle rates the unit, the unit rates the whistle."""

    BLOWER = "blower", mark("吹哨方评单位")
    UNIT = "unit", mark("单位评这次吹哨")


class WhistleDraft(Draft):
    """A whistle as it is drafted; whom it calls stands in the event."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"text"})

    number: str = ""
    issue_id: bytes | None = None
    org_id: bytes | None = None
    level: int = 4
    purpose: str = Purpose.ADVANCE.value
    title: str = ""
    text: str = ""
    drafted_at: datetime | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = Purpose.problems_of(self.purpose, "purpose")
        if not self.purpose:
            found.append(Problem(mark("请选吹哨是为了工作推进还是攻坚克难"), "purpose"))
        if not self.title:
            found.append(Problem(mark("请写明为什么事吹哨"), "title"))
        if not 1 <= self.level <= 5:
            found.append(Problem(mark("吹哨的层级应从居民区到市"), "level"))
        return found


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """What one unit did; ``key`` is the id of its organisation in hexadecimal, or its name.

    ``since`` is when its clocks began: when it was called, or when it was ruled that it must come.
    """

    key: str
    called_at: datetime
    since: datetime
    state: UnitState = UnitState.CALLED
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    reported_at: datetime | None = None
    handled_at: datetime | None = None
    refused_at: datetime | None = None
    ruled_at: datetime | None = None
    ruling: Ruling | None = None
    duty: str = ""
    reason: str = ""
    ruling_why: str = ""
    done: str = ""
    rating: Satisfaction | None = None
    rating_why: str = ""
    answer: Satisfaction | None = None
    answer_why: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is expected of it but its rating."""
        return self.state in (UnitState.HANDLED, UnitState.RELEASED)

    @property
    def is_rated(self) -> bool:
        """Whether both sides said how it was; a unit that was released is rated by nobody."""
        return self.state is UnitState.RELEASED or (self.rating is not None and self.answer is not None)


@dataclass(frozen=True, slots=True)
class WhistleStatus:
    """Where a whistle stands; ``units`` in the order in which they were called, ``events`` all that count."""

    key: str
    state: WhistleState = WhistleState.WITHDRAWN
    drafted_at: datetime | None = None
    approved_at: datetime | None = None
    split_at: datetime | None = None
    ended_at: datetime | None = None
    wanted: tuple[str, ...] = ()
    units: tuple[UnitStatus, ...] = ()
    events: tuple[Event, ...] = ()

    def unit(self, key: str) -> UnitStatus | None:
        """Return the unit of that key, None where it was not called."""
        return next((unit for unit in self.units if unit.key == key), None)


class _Fold:
    """The whistle reached so far while its events are applied in order."""

    def __init__(self, key: str) -> None:
        self.status = WhistleStatus(key)
        self.units: dict[str, UnitStatus] = {}
        self.events: list[Event] = []

    def take(self, event: Event) -> None:
        self.events.append(event)
        if event.kind is EventKind.WHISTLE:
            if self.status.drafted_at is None or self.status.ended_at is not None:
                wanted = read_keys(event.data.get("units"))
                self.status = WhistleStatus(self.status.key, drafted_at=event.at, wanted=wanted)
                self.units = {}
        elif event.kind is EventKind.WHISTLE_END:
            self.status = replace(self.status, ended_at=self.status.ended_at or event.at)
        else:
            self._step(event)

    def _step(self, event: Event) -> None:
        code = event.data.get("step")
        if not isinstance(code, str) or not S.has(code):
            return
        step = S(code)
        if step is S.APPROVE:
            self.status = replace(self.status, approved_at=self.status.approved_at or event.at)
        elif step is S.SPLIT:
            self._split(event, read_keys(event.data.get("units")) or self.status.wanted)
        elif key := read_key(event.data.get("unit_org")):
            # A step of a unit nobody called was written elsewhere: the calling has not arrived yet.
            unit = self.units.get(key) or UnitStatus(key, event.at, event.at)
            self.units[key] = _UNIT_STEPS[step](unit, event)
            if step is S.RULE and (other := read_key(event.data.get("to"))):
                self._call(other, event.at)

    def _split(self, event: Event, keys: Sequence[str]) -> None:
        self.status = replace(self.status, split_at=self.status.split_at or event.at)
        for key in keys:
            self._call(key, event.at)

    def _call(self, key: str, at: datetime) -> None:
        known = self.units.get(key)
        if known is None or known.state is UnitState.RELEASED:
            self.units[key] = UnitStatus(key, at, at)

    def result(self) -> WhistleStatus:
        units = tuple(self.units.values())
        status = replace(self.status, units=units, events=tuple(self.events))
        return replace(status, state=_state(status))


def whistle_status(status: IssueStatus, key: str) -> WhistleStatus:
    """Return where one whistle of an issue stands; ``key`` is its id in hexadecimal."""
    fold = _Fold(key)
    for event in status.live:
        if event.kind in _KINDS and whistle_key(event.data) == key:
            fold.take(event)
    return fold.result()


def _state(status: WhistleStatus) -> WhistleState:
    if status.drafted_at is None:
        return WhistleState.WITHDRAWN
    if status.ended_at is not None:
        return WhistleState.ENDED
    if not status.units:
        return WhistleState.APPROVED if status.approved_at else WhistleState.DRAFTED
    if any(unit.state is UnitState.REFUSED for unit in status.units):
        return WhistleState.DISPUTED
    if not all(unit.is_settled for unit in status.units):
        return WhistleState.WORKING
    return WhistleState.TO_END if all(unit.is_rated for unit in status.units) else WhistleState.TO_RATE


def read_key(value: object) -> str:
    """Return the unit that an event's data names, empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def read_keys(value: object) -> tuple[str, ...]:
    """Return the units that an event's data lists, each once."""
    items = value if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(key for item in items if (key := read_key(item))))


def _why(event: Event) -> str:
    reason = event.data.get("reason")
    return reason if isinstance(reason, str) and reason else event.text


def _sign(unit: UnitStatus, event: Event) -> UnitStatus:
    if unit.state not in (UnitState.CALLED, UnitState.REFUSED):
        return unit
    return replace(unit, state=UnitState.SIGNED, signed_at=event.at)


def _refuse(unit: UnitStatus, event: Event) -> UnitStatus:
    if unit.state is not UnitState.CALLED:
        return unit
    duty = read_key(event.data.get("duty"))
    return replace(unit, state=UnitState.REFUSED, refused_at=event.at, duty=duty, reason=_why(event))


def _rule(unit: UnitStatus, event: Event) -> UnitStatus:
    code = event.data.get("ruling")
    if unit.state is not UnitState.REFUSED or not isinstance(code, str) or not Ruling.has(code):
        return unit
    ruled = replace(unit, ruled_at=event.at, ruling=Ruling(code), ruling_why=_why(event))
    if ruled.ruling is Ruling.RELEASED:
        return replace(ruled, state=UnitState.RELEASED)
    return replace(ruled, state=UnitState.SIGNED, since=event.at, signed_at=event.at)


def _contact(unit: UnitStatus, event: Event) -> UnitStatus:
    if unit.contacted_at is not None or unit.is_settled or unit.state is UnitState.REFUSED:
        return unit
    return replace(_sign(unit, event), contacted_at=event.at)


def _report_in(unit: UnitStatus, event: Event) -> UnitStatus:
    if unit.state not in (UnitState.CALLED, UnitState.SIGNED):
        return unit
    there = _contact(unit, event)
    return replace(there, state=UnitState.REPORTED, reported_at=event.at)


def _handle(unit: UnitStatus, event: Event) -> UnitStatus:
    there = _report_in(unit, event)
    if there.state is not UnitState.REPORTED:
        return there
    return replace(there, state=UnitState.HANDLED, handled_at=event.at, done=event.text)


def _rate(unit: UnitStatus, event: Event) -> UnitStatus:
    code = event.data.get("satisfaction")
    if unit.state is not UnitState.HANDLED or not isinstance(code, str) or not Satisfaction.has(code):
        return unit
    if event.data.get("rater") == Rater.UNIT.value:
        return replace(unit, answer=Satisfaction(code), answer_why=_why(event))
    return replace(unit, rating=Satisfaction(code), rating_why=_why(event))


_KINDS = (EventKind.WHISTLE, EventKind.WHISTLE_STEP, EventKind.WHISTLE_END)
_UNIT_STEPS = {
    S.SIGN: _sign,
    S.REFUSE: _refuse,
    S.RULE: _rule,
    S.CONTACT: _contact,
    S.REPORT_IN: _report_in,
    S.HANDLE: _handle,
    S.RATE: _rate,
}
