"""The life of an issue: its status is a fold over immutable events (product.md §4).

Events are applied in stamp order. Where devices wrote without knowing of each other, a close counts only
if no branch on which work goes on is concurrent with it; otherwise the issue stays open, 待确认, until the
owner level acts knowing both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridtui.domain.issues.issue_causality import (
    CLOSING_KINDS,
    OPENING_KINDS,
    PASSIVE_KINDS,
    Causality,
    in_order,
    knows,
    may_retract,
    positions,
)
from gridtui.domain.issues.issue_events import Event, EventKind
from gridtui.domain.issues.issue_rules import Outcome, callback_outcome, rule_of
from gridtui.domain.issues.issue_states import State, Supervision
from gridtui.domain.issues.issue_status import Ignored, IssueStatus
from gridtui.domain.issues.issue_walk import Walk
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

__all__ = ["Event", "EventKind", "IssueStatus", "State", "fold"]

_NO_ENTRY = (EventKind.LIKES, EventKind.LINK, EventKind.UNLINK)
"""Kinds that tell nothing new of the matter: an issue is as cold as before."""
_BEATEN = Sentence(mark("当时不知道另一处还在办理"))
_ACTED_ON = Sentence(mark("别人已经接着办了，不能撤回"))
_NO_TARGET = Sentence(mark("要撤回的那一步不在本机，收到后再算"))


def fold(events: Iterable[Event]) -> IssueStatus:
    """Return where the issue stands: a total, pure function of the *set* of events.

    Order of iteration and repeated events make no difference; what may not count is kept in ``ignored``
    (with why) or ``suggestions``, never raised.
    """
    ordered = in_order(events)
    if _is_plain(ordered):
        walk = Walk()
        for event in ordered:
            take(walk, event)
        return walk.status(frozenset(event.id for event in ordered[-1:]))
    return _Branches(ordered).status()


def _is_plain(ordered: Sequence[Event]) -> bool:
    """Whether each event was written knowing the one before, and nothing was taken back."""
    before: Event | None = None
    for event in ordered:
        if event.kind is EventKind.RETRACT or (before is not None and not knows(event, before)):
            return False
        before = event
    return True


def beaten_close(status: IssueStatus) -> Event | None:
    """Return the latest step that would have ended the issue, and was beaten by work going on elsewhere."""
    return next((event for event, why in reversed(status.ignored) if why == _BEATEN), None)


def take(walk: Walk, event: Event) -> bool:
    """Apply one event to the state it meets, or keep it as ignored or suggested; True when it counted."""
    rule = rule_of(event)
    if walk.state not in rule.sources:
        walk.ignored.append(Ignored(event, not_from(walk.state, event.kind)))
        return False
    if rule.guard is not None and (why := rule.guard(walk, event)) is not None:
        walk.ignored.append(Ignored(event, why))
        return False
    if rule.authority and not rule.authority.allows(walk, event.level, event.org_id):
        walk.suggestions.append(event)
        return False
    rule.apply(walk, event)
    walk.accepted.append(event)
    if event.kind not in _NO_ENTRY and (walk.last_event_at is None or event.at > walk.last_event_at):
        walk.last_event_at = event.at
    return True


def would_close(walk: Walk, event: Event) -> bool:
    """Whether the event would count here and end the issue."""
    rule = rule_of(event)
    if rule.closes is None or walk.state not in rule.sources:
        return False
    if not rule.authority.allows(walk, event.level, event.org_id):
        return False
    return (rule.guard is None or rule.guard(walk, event) is None) and rule.closes(walk, event)


def not_from(state: State, kind: EventKind) -> Sentence:
    """Return the sentence that a step is none from this state."""
    return Sentence(
        mark("“{state}”的诉求不能做“{step}”"), {"state": Sentence(state.label), "step": Sentence(kind.label)}
    )


class _Branches:
    """A history with concurrent branches or retractions.

    A contested close or branch is first judged by what its writer knew: only a branch that was allowed
    there beats a close, and only a close that was allowed there makes the issue 待确认.
    """

    def __init__(self, ordered: Sequence[Event]) -> None:
        self.events = ordered
        self.causality = Causality(ordered)
        self.rivals = self._rivals()
        self.open_branches = 0
        self.true_closes = 0
        self.walks: list[_Past] = []
        contested = sum(1 << index for index in self.rivals)
        for mask in self.rivals.values():
            contested |= mask
        for index in positions(contested):
            self._judge(index)

    def status(self) -> IssueStatus:
        """Return the outcome of all branches together."""
        walk = Walk()
        live = self.causality.live
        beaten = self._run(walk, live, live)
        clashes = [*beaten, *self.causality.clashes.items()]
        walk.confirm = any(not self._confirmed(walk, 1 << index | mask) for index, mask in clashes)
        dead = tuple(event for index, event in enumerate(self.events) if not live >> index & 1)
        return walk.status(self.causality.heads(), dead)

    def _rivals(self) -> dict[int, int]:
        """Return for each closing event the mask of possible branches concurrent with it."""
        events, causality = self.events, self.causality
        openers = 0
        for index in positions(causality.live):
            event = events[index]
            if opens(event) and (event.kind is not EventKind.RETRACT or self._reopens(index)):
                openers |= 1 << index
        if not openers:
            return {}
        found = {
            index: causality.concurrent_with(index, openers)
            for index in positions(causality.live)
            if events[index].kind in CLOSING_KINDS
        }
        return {index: mask for index, mask in found.items() if mask}

    def _reopens(self, retract: int) -> bool:
        target = self.causality.target(retract)
        return (
            target is not None
            and retract not in self.causality.refused
            and not self.causality.live >> target & 1
            and self.events[target].kind in CLOSING_KINDS
        )

    def _judge(self, index: int) -> None:
        """Judge a contested event by its own past; earlier contested events have been judged already."""
        event = self.events[index]
        past = self._past(self.causality.past[index] & self.causality.live)
        if would_close(past.walk, event):
            self.true_closes |= 1 << index
        elif opens(event):
            past.mask |= 1 << index
            if take(past.walk, event) and past.walk.state.is_open:
                self.open_branches |= 1 << index

    def _past(self, mask: int) -> _Past:
        """Return the walk over the events of a mask, going on from an earlier walk of the same branch."""
        past = next((known for known in self.walks if known.leads_to(mask)), None)
        if past is None:
            past = _Past()
            self.walks = [past, *self.walks[:7]]
        more = mask & ~past.mask
        for index in positions(more):
            past.barred |= self.rivals.get(index, 0)
        past.mask = mask
        self._run(past.walk, more, mask)
        return past

    def _run(self, walk: Walk, more: int, mask: int) -> list[tuple[int, int]]:
        """Apply events of a mask; return the closes that were beaten, each with the branches that did."""
        beaten: list[tuple[int, int]] = []
        for index in positions(more):
            event = self.events[index]
            branches = self.rivals.get(index, 0) & self.open_branches & mask
            if branches and (self.true_closes >> index & 1 or would_close(walk, event)):
                walk.ignored.append(Ignored(event, _BEATEN))
                beaten.append((index, branches))
            elif event.kind is EventKind.RETRACT:
                self._take_retract(walk, index)
            else:
                take(walk, event)
        return beaten

    def _take_retract(self, walk: Walk, index: int) -> None:
        event, target = self.events[index], self.causality.target(index)
        if target is None:
            walk.ignored.append(Ignored(event, _NO_TARGET))
        elif index in self.causality.refused:
            walk.ignored.append(Ignored(event, _ACTED_ON))
        elif not may_retract(event, self.events[target]):
            walk.suggestions.append(event)
        else:
            take(walk, event)

    def _confirmed(self, walk: Walk, both: int) -> bool:
        """Whether the owner level has moved the issue since, knowing every side of a clash."""
        past, place = self.causality.past, self.causality.place
        return any(
            past[place[event.id]] & both == both
            and event.kind not in PASSIVE_KINDS
            and 1 <= event.level <= walk.owner_level
            for event in walk.accepted
        )


class _Past:
    """A walk over the events of ``mask``; ``barred`` are branches that would have beaten a close in it."""

    __slots__ = ("barred", "mask", "walk")

    def __init__(self) -> None:
        self.walk = Walk()
        self.mask = self.barred = 0

    def leads_to(self, mask: int) -> bool:
        """Whether the walk over ``mask`` begins with exactly this one."""
        more = mask & ~self.mask
        if self.mask & ~mask or more & self.barred:
            return False
        return not more or more & -more > self.mask


def opens(event: Event) -> bool:
    """Whether the event may be a branch on which work goes on."""
    if event.kind is EventKind.CALLBACK:
        return callback_outcome(event.data) is Outcome.REWORK
    if event.kind is EventKind.SUPERVISE:
        return event.data.get("grade") != Supervision.LIFTED
    if event.kind is EventKind.SEPARATE:
        return "from" not in event.data
    return event.kind in OPENING_KINDS
