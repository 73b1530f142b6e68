"""The table of moves: from which states an event is a step, who may make it, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import NamedTuple

from gridtui.domain.issues.issue_authority import Authority
from gridtui.domain.issues.issue_events import Event, EventKind, read_id
from gridtui.domain.issues.issue_states import (
    OPEN_STATES,
    ClosureKind,
    Resolution,
    Satisfaction,
    State,
    Supervision,
    WhistleStep,
)
from gridtui.domain.issues.issue_status import Extension
from gridtui.domain.issues.issue_walk import Walk, read_span
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark


class Rule(NamedTuple):
    """One row of the table; ``guard`` says why not, ``closes`` whether the step would end the issue."""

    sources: frozenset[State]
    authority: Authority
    apply: Callable[[Walk, Event], None]
    guard: Callable[[Walk, Event], Sentence | None] | None = None
    closes: Callable[[Walk, Event], bool] | None = None


class Outcome(IntEnum):
    """What a callback leads to."""

    AGAIN = 0
    REWORK = 1
    CLOSED = 2


_CLOSURE_BY_RESOLUTION = {
    Resolution.RESOLVED: ClosureKind.SUBSTANTIVE,
    Resolution.PARTLY: ClosureKind.INTERIM,
    Resolution.UNRESOLVED: ClosureKind.PROCEDURAL,
}


def _resolution(data: Mapping[str, object]) -> Resolution | None:
    value = data.get("resolved")
    return Resolution(value) if isinstance(value, str) and Resolution.has(value) else None


def _satisfaction(data: Mapping[str, object]) -> Satisfaction:
    value = data.get("satisfaction")
    return Satisfaction(value) if isinstance(value, str) and Satisfaction.has(value) else Satisfaction.UNRATED


def _closure_kind(data: Mapping[str, object]) -> ClosureKind | None:
    value = data.get("closure_kind")
    return ClosureKind(value) if isinstance(value, str) and ClosureKind.has(value) else None


def callback_outcome(data: Mapping[str, object]) -> Outcome:
    """Return what a callback leads to: an unreached one stays, a justified complaint reopens the work."""
    if data.get("reached") is False:
        return Outcome.AGAIN
    unhappy = _satisfaction(data) is Satisfaction.DISSATISFIED or _resolution(data) is not Resolution.RESOLVED
    return Outcome.REWORK if unhappy and data.get("justified") is True else Outcome.CLOSED


def whistle_key(data: Mapping[str, object]) -> str:
    """Return which whistle an event is about; an issue with only one need not name it."""
    value = data.get("whistle")
    return value if isinstance(value, str) else ""


def _record(walk: Walk, event: Event) -> None:
    if event.kind is not EventKind.LIKES and walk.first_response_at is None:
        walk.first_response_at = event.at


def _correct(walk: Walk, event: Event) -> None:
    if event.data.get("field") == "anonymous":
        walk.anonymous = event.data.get("new") is True


def _register(walk: Walk, event: Event) -> None:
    walk.opened_at = event.at
    data = event.data
    walk.anonymous = data.get("anonymous") is True
    walk.urgent = walk.urgent or data.get("urgent") is True
    if walk.stage_started_at is None:
        walk.stage_started_at = event.at
        level = data.get("owner_level", event.level)
        if type(level) is int and 1 <= level <= 6:
            walk.owner_level = level
        walk.owner_org = read_id(data.get("owner_org")) or event.org_id


def _register_guard(walk: Walk, _event: Event) -> Sentence | None:
    return None if walk.opened_at is None else Sentence(mark("这件诉求已经登记过"))


def _self_handle(walk: Walk, event: Event) -> None:
    walk.move(State.IN_PROGRESS, event)


def _report_up(walk: Walk, event: Event) -> None:
    walk.desks.append((walk.owner_level, walk.owner_org))
    level = event.data.get("to_level")
    upper = walk.owner_level - 1
    walk.owner_level = level if type(level) is int and 1 <= level <= upper else upper
    walk.owner_org = read_id(event.data.get("to"))
    walk.lead, walk.assists, walk.dispatched = None, (), False
    walk.move(State.PENDING_ACCEPT, event, restart=True)


def _report_up_guard(walk: Walk, _event: Event) -> Sentence | None:
    return None if walk.owner_level > 1 else Sentence(mark("已在最高一级，不能再上报"))


def _accept(walk: Walk, event: Event) -> None:
    walk.move(State.IN_PROGRESS, event)


def _return(walk: Walk, event: Event) -> None:
    if walk.dispatched:
        walk.lead, walk.assists, walk.dispatched = None, (), False
        walk.move(State.IN_PROGRESS, event, restart=True)
        return
    if walk.desks:
        walk.owner_level, walk.owner_org = walk.desks.pop()
    walk.move(State.REGISTERED, event, restart=True)


def _void(walk: Walk, event: Event) -> None:
    walk.finish(State.VOIDED, event)


def _reject(walk: Walk, event: Event) -> None:
    walk.finish(State.REJECTED, event)


def _dispatch(walk: Walk, event: Event) -> None:
    walk.lead = read_id(event.data.get("lead"))
    assists = event.data.get("assists")
    ids = [read_id(item) for item in assists] if isinstance(assists, list | tuple) else []
    walk.assists = tuple(dict.fromkeys(item for item in ids if item is not None and item != walk.lead))
    walk.dispatched = True
    walk.move(State.PENDING_ACCEPT, event, restart=True)


def _feedback(walk: Walk, event: Event) -> None:
    if walk.first_response_at is None:
        walk.first_response_at = event.at
    if Authority.DUTY.allows(walk, event.level, event.org_id):
        walk.feedback_at = event.at
        walk.move(State.PENDING_VERIFY, event, restart=True)


def _hold(walk: Walk, event: Event) -> None:
    walk.hold_start = event.at


def _hold_guard(walk: Walk, _event: Event) -> Sentence | None:
    return None if walk.hold_start is None else Sentence(mark("已经挂账"))


def _resume(walk: Walk, event: Event) -> None:
    walk.end_hold(event.at)


def _resume_guard(walk: Walk, _event: Event) -> Sentence | None:
    return Sentence(mark("没有挂账，不用恢复")) if walk.hold_start is None else None


def _ask(walk: Walk, event: Event) -> None:
    walk.asked = read_span(event.data)


def _ask_guard(walk: Walk, event: Event) -> Sentence | None:
    if walk.asked is not None:
        return Sentence(mark("延期申请正在审核"))
    return None if read_span(event.data) else Sentence(mark("延期申请没有写明延长多久"))


def _asked_guard(walk: Walk, _event: Event) -> Sentence | None:
    return Sentence(mark("没有待审核的延期申请")) if walk.asked is None else None


def _grant(walk: Walk, event: Event) -> None:
    granted = read_span(event.data) or walk.asked
    if granted is not None:
        walk.extensions.append(Extension(*granted, event.at))
    walk.asked = None


def _deny(walk: Walk, _event: Event) -> None:
    walk.asked = None


def _whistle(walk: Walk, event: Event) -> None:
    walk.whistles.add(whistle_key(event.data))


def _whistle_guard(walk: Walk, event: Event) -> Sentence | None:
    return Sentence(mark("这一哨已经吹响")) if whistle_key(event.data) in walk.whistles else None


def _whistle_end(walk: Walk, event: Event) -> None:
    walk.whistles.discard(whistle_key(event.data))


def _whistling_guard(walk: Walk, event: Event) -> Sentence | None:
    if whistle_key(event.data) not in walk.whistles:
        return Sentence(mark("没有正在办理的吹哨"))
    step = event.data.get("step")
    known = event.kind is EventKind.WHISTLE_END or (isinstance(step, str) and WhistleStep.has(step))
    return None if known else Sentence(mark("没有写明吹哨办到哪一步"))


def _supervise(walk: Walk, event: Event) -> None:
    grade = event.data.get("grade")
    known = Supervision(grade) if isinstance(grade, str) and Supervision.has(grade) else Supervision.ORDINARY
    walk.supervision = None if known is Supervision.LIFTED else known


def _urgent(walk: Walk, event: Event) -> None:
    walk.urgent = event.kind is EventKind.URGENT


def _end(walk: Walk, event: Event) -> None:
    resolved = _resolution(event.data)
    walk.resolved, walk.satisfaction = resolved, _satisfaction(event.data)
    walk.closure_kind = _closure_kind(event.data) or (_CLOSURE_BY_RESOLUTION[resolved] if resolved else None)
    walk.finish(State.CLOSED, event)


def _pass_verify(walk: Walk, event: Event) -> None:
    if walk.anonymous:
        _end(walk, event)
    else:
        walk.move(State.PENDING_CALLBACK, event, restart=True)


def _rework(walk: Walk, event: Event) -> None:
    walk.rework(event)


def _callback(walk: Walk, event: Event) -> None:
    outcome = callback_outcome(event.data)
    if outcome is Outcome.REWORK:
        walk.rework(event)
    elif outcome is Outcome.CLOSED:
        _end(walk, event)


def _callback_guard(_walk: Walk, event: Event) -> Sentence | None:
    if callback_outcome(event.data) is Outcome.AGAIN or _resolution(event.data) is not None:
        return None
    return Sentence(mark("回访没有写明是否解决"))


def _archive(walk: Walk, event: Event) -> None:
    walk.move(State.ARCHIVED, event)


def _merge(walk: Walk, event: Event) -> None:
    walk.before_merge = walk.state
    walk.merged_into = read_id(event.data.get("into"))
    walk.finish(State.MERGED, event)


def _merge_in(walk: Walk, event: Event) -> None:
    source = read_id(event.data.get("from"))
    if source is not None:
        walk.merged_from.add(source)


def _merge_guard(_walk: Walk, event: Event) -> Sentence | None:
    return None if read_id(event.data.get("into")) else Sentence(mark("没有写明并入哪一件"))


def _separate(walk: Walk, event: Event) -> None:
    walk.end_closure(event.at)
    walk.merged_into = None
    walk.move(walk.before_merge, event)


def _separate_out(walk: Walk, event: Event) -> None:
    walk.merged_from.discard(read_id(event.data.get("from")) or b"")


def _separate_out_guard(walk: Walk, event: Event) -> Sentence | None:
    known = read_id(event.data.get("from")) in walk.merged_from
    return None if known else Sentence(mark("那一件没有并入本件"))


def _link(walk: Walk, event: Event) -> None:
    other = read_id(event.data.get("other"))
    if other is not None:
        walk.links.add(other)


def _unlink(walk: Walk, event: Event) -> None:
    walk.links.discard(read_id(event.data.get("other")) or b"")


def _link_guard(_walk: Walk, event: Event) -> Sentence | None:
    return None if read_id(event.data.get("other")) else Sentence(mark("没有写明和哪一件关联"))


def _unlink_guard(walk: Walk, event: Event) -> Sentence | None:
    known = read_id(event.data.get("other")) in walk.links
    return None if known else Sentence(mark("没有和那一件关联"))


def _nothing(_walk: Walk, _event: Event) -> None:
    """Change nothing: a retraction took effect before events are applied, a confirmation does after them."""


def _unknown_guard(_walk: Walk, _event: Event) -> Sentence | None:
    return Sentence(mark("这一步是较新版本的程序写的，升级后才能看懂"))


def _always(_walk: Walk, _event: Event) -> bool:
    return True


_EVERY = frozenset(State)
_WORKING = frozenset((State.IN_PROGRESS,))
_WAITING = frozenset((State.PENDING_ACCEPT,))
_VERIFYING = frozenset((State.PENDING_VERIFY,))
_CALLING = frozenset((State.PENDING_CALLBACK,))
_NEW = frozenset((State.REGISTERED,))
_K, _A = EventKind, Authority

RULES: dict[EventKind, Rule] = {
    _K.REGISTERED: Rule(_EVERY, _A.ANYBODY, _register, _register_guard),
    _K.SELF_HANDLE: Rule(_NEW, _A.OWNER, _self_handle),
    _K.REPORT_UP: Rule(_NEW | _WORKING, _A.OWNER, _report_up, _report_up_guard),
    _K.VOID: Rule(_NEW, _A.OWNER, _void, closes=_always),
    _K.ACCEPT: Rule(_WAITING, _A.DUTY, _accept),
    _K.RETURN: Rule(_WAITING, _A.DUTY, _return),
    _K.REJECT: Rule(_WAITING, _A.OWNER, _reject, closes=_always),
    _K.DISPATCH: Rule(_WORKING, _A.DUTY, _dispatch),
    _K.FEEDBACK: Rule(_WORKING, _A.TEAM, _feedback),
    _K.HOLD: Rule(_WORKING, _A.DUTY, _hold, _hold_guard),
    _K.RESUME: Rule(_WORKING, _A.DUTY, _resume, _resume_guard),
    _K.ASK_EXTENSION: Rule(_WORKING, _A.DUTY, _ask, _ask_guard),
    _K.GRANT_EXTENSION: Rule(_WORKING, _A.OWNER, _grant, _asked_guard),
    _K.DENY_EXTENSION: Rule(_WORKING, _A.OWNER, _deny, _asked_guard),
    _K.WHISTLE: Rule(_WORKING, _A.DUTY, _whistle, _whistle_guard),
    _K.WHISTLE_STEP: Rule(_EVERY, _A.ANYBODY, _nothing, _whistling_guard),
    _K.WHISTLE_END: Rule(_EVERY, _A.ANYBODY, _whistle_end, _whistling_guard),
    _K.SUPERVISE: Rule(OPEN_STATES, _A.OWNER, _supervise),
    _K.URGENT: Rule(OPEN_STATES, _A.ANYBODY, _urgent),
    _K.UNURGENT: Rule(OPEN_STATES, _A.OWNER, _urgent),
    _K.PASS_VERIFY: Rule(_VERIFYING, _A.OWNER, _pass_verify, closes=lambda walk, _event: walk.anonymous),
    _K.FAIL_VERIFY: Rule(_VERIFYING, _A.OWNER, _rework),
    _K.CALLBACK: Rule(
        _CALLING,
        _A.OWNER,
        _callback,
        _callback_guard,
        lambda _walk, event: callback_outcome(event.data) is Outcome.CLOSED,
    ),
    _K.CLOSE: Rule(OPEN_STATES - _WAITING, _A.OWNER, _end, closes=_always),
    _K.REOPEN: Rule(frozenset((State.CLOSED, State.REJECTED)), _A.ANYBODY, _rework),
    _K.CONFIRM: Rule(OPEN_STATES, _A.OWNER, _nothing),
    _K.ARCHIVE: Rule(frozenset((State.CLOSED,)), _A.OWNER, _archive, closes=_always),
    _K.MERGE: Rule(OPEN_STATES, _A.OWNER, _merge, _merge_guard, _always),
    _K.SEPARATE: Rule(frozenset((State.MERGED,)), _A.OWNER, _separate),
    _K.LINK: Rule(_EVERY, _A.ANYBODY, _link, _link_guard),
    _K.UNLINK: Rule(_EVERY, _A.ANYBODY, _unlink, _unlink_guard),
    _K.RETRACT: Rule(_EVERY, _A.ANYBODY, _nothing),
    _K.NOTE: Rule(_EVERY, _A.ANYBODY, _record),
    _K.REPLY: Rule(_EVERY, _A.ANYBODY, _record),
    _K.LIKES: Rule(_EVERY, _A.ANYBODY, _record),
    _K.CORRECT: Rule(_EVERY, _A.ANYBODY, _correct),
    _K.UNKNOWN: Rule(_EVERY, _A.ANYBODY, _nothing, _unknown_guard),
}
"""Every arrow of product.md §4, and two more: 上报 from 办理中, and 办结 straight from open states."""

_MERGED_FROM = Rule(_EVERY, _A.ANYBODY, _merge_in)
_SEPARATED_FROM = Rule(_EVERY, _A.ANYBODY, _separate_out, _separate_out_guard)


def rule_of(event: Event) -> Rule:
    """Return the row for an event; a merge has two sides, and only the side that ends is a move."""
    kind = event.kind
    if (kind is EventKind.MERGE or kind is EventKind.SEPARATE) and "from" in event.data:
        return _MERGED_FROM if kind is EventKind.MERGE else _SEPARATED_FROM
    return RULES[kind]
