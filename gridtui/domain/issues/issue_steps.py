"""What may be done with an issue from here, and what each step has to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_causality import Causality, in_order, may_retract, positions
from gridtui.domain.issues.issue_events import Event, EventKind, read_id
from gridtui.domain.issues.issue_flow import take
from gridtui.domain.issues.issue_rules import RULES, Outcome, callback_outcome
from gridtui.domain.issues.issue_states import (
    ClosureKind,
    Flag,
    RefusalReason,
    Resolution,
    Satisfaction,
    State,
    Supervision,
    TimeUnit,
    WhistleStep,
)
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_walk import LONGEST, Walk, read_span
from gridtui.domain.issues.limits import Limit
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

K = EventKind
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_A_STEP = (K.REGISTERED, K.RETRACT, K.REPLY, K.LIKES, K.UNKNOWN)
_PROBES: dict[EventKind, dict[str, object]] = {
    K.ASK_EXTENSION: {"amount": 1, "unit": "day"},
    K.WHISTLE: {"whistle": "\0"},
    K.CALLBACK: {"reached": False},
    K.MERGE: {"into": "0" * 32},
    K.LINK: {"other": "0" * 32},
}
_INVERSES = {
    K.HOLD: K.RESUME,
    K.URGENT: K.UNURGENT,
    K.MERGE: K.SEPARATE,
    K.CLOSE: K.REOPEN,
    K.CALLBACK: K.REOPEN,
    K.REJECT: K.REOPEN,
    K.WHISTLE: K.WHISTLE_END,
    K.LINK: K.UNLINK,
}


class Step(NamedTuple):
    """A step that may be done now: its event, its name, what it must say, and what reverses it later."""

    kind: EventKind
    label: str
    needs: tuple[str, ...]
    inverse: EventKind | None


class Need(NamedTuple):
    """A key that a step's data must carry, what to say when it is missing, and its vocabulary."""

    key: str
    words: str
    choices: type[Vocabulary] | None = None


NEEDS: dict[EventKind, tuple[Need, ...]] = {
    K.VOID: (Need("reason", mark("请写明为什么作废")),),
    K.RETURN: (
        Need("reason", mark("请写明为什么退回")),
        Need("duty", mark("请写明应由哪个单位负责")),
        Need("basis", mark("请写明退回的依据")),
    ),
    K.REJECT: (Need("reason", mark("请选不予受理的理由"), RefusalReason),),
    K.DISPATCH: (Need("lead", mark("请选主办单位")),),
    K.FEEDBACK: (Need("text", mark("请写明办理结果")),),
    K.HOLD: (Need("reason", mark("请写明为什么挂账")),),
    K.ASK_EXTENSION: (Need("reason", mark("请写明为什么要延期")),),
    K.DENY_EXTENSION: (Need("reason", mark("请写明为什么不同意延期")),),
    K.WHISTLE_STEP: (Need("step", mark("请选吹哨办到哪一步"), WhistleStep),),
    K.SUPERVISE: (Need("grade", mark("请选督办等级"), Supervision),),
    K.FAIL_VERIFY: (Need("reason", mark("请写明核查为什么不通过")),),
    K.CALLBACK: (
        Need("resolved", mark("请选是否解决"), Resolution),
        Need("satisfaction", mark("请选满意度"), Satisfaction),
    ),
    K.CLOSE: (
        Need("closure_kind", mark("请选办结类型"), ClosureKind),
        Need("resolved", mark("请选是否解决"), Resolution),
    ),
    K.REOPEN: (Need("reason", mark("请写明新的事实")),),
    K.MERGE: (Need("into", mark("请选并入哪一件")),),
    K.LINK: (Need("other", mark("请选和哪一件关联")),),
    K.UNLINK: (Need("other", mark("请选取消和哪一件的关联")),),
    K.NOTE: (Need("text", mark("请写内容")),),
    K.CORRECT: (Need("field", mark("请选更正哪一项")),),
}
"""What each step must say (``text`` is the event's text); ``step_needs`` adds what depends on the case."""


def step_needs(status: IssueStatus, kind: EventKind, data: Mapping[str, object]) -> tuple[Need, ...]:
    """Return what this step must say here, with these answers."""
    needs = NEEDS.get(kind, ())
    if kind is K.CALLBACK:
        if data.get("reached") is False:
            return ()
        if data.get("satisfaction") == Satisfaction.DISSATISFIED:
            return (*needs, Need("reason", mark("请写明为什么不满意")))
    if kind is K.CLOSE and status.state is not State.PENDING_CALLBACK:
        return (*needs, Need("reason", mark("未经回访直接办结，请写明理由")))
    if kind is K.PASS_VERIFY and Flag.ANONYMOUS in status.flags:
        return (Need("resolved", mark("匿名诉求核查后即办结，请选是否解决"), Resolution),)
    if kind is K.WHISTLE_STEP and data.get("step") == WhistleStep.REFUSE:
        return (
            *needs,
            Need("duty", mark("拒签请写明应由哪个单位负责")),
            Need("reason", mark("拒签请写明理由")),
        )
    return needs


def allowed(status: IssueStatus, *, level: int = 1, org_id: RecordId | None = None) -> tuple[Step, ...]:
    """Return the steps that may be done from here by a desk; without one, by anybody at all."""
    walk = _replay(status)
    found = []
    for kind in RULES:
        if kind is K.CONFIRM and not status.to_confirm:
            continue
        if kind not in _NOT_A_STEP and _fits(walk, kind, level, org_id):
            needs = tuple(need.key for need in NEEDS.get(kind, ()))
            found.append(Step(kind, kind.label, needs, _INVERSES.get(kind)))
    return tuple(found)


def _replay(status: IssueStatus) -> Walk:
    walk = Walk()
    for event in status.live:
        take(walk, event)
    return walk


def _fits(walk: Walk, kind: EventKind, level: int, org_id: RecordId | None) -> bool:
    """Whether a step of this kind, with the best data, would count on the state reached."""
    rule = RULES[kind]
    if walk.state not in rule.sources or not rule.authority.allows(walk, level, org_id):
        return False
    if (kind is K.URGENT) if walk.urgent else (kind is K.UNURGENT):
        return False
    probe = Event(b"", b"", kind, _EPOCH, None, org_id, level, data=_probe_data(walk, kind))
    return rule.guard is None or rule.guard(walk, probe) is None


def _probe_data(walk: Walk, kind: EventKind) -> dict[str, object]:
    if kind is K.WHISTLE_STEP or kind is K.WHISTLE_END:
        return {"whistle": min(walk.whistles, default=""), "step": WhistleStep.SIGN.value}
    if kind is K.UNLINK:
        return {"other": min(walk.links, default=b"")}
    return _PROBES.get(kind, {})


def step_problems(
    status: IssueStatus,
    kind: EventKind,
    data: Mapping[str, object],
    text: str = "",
    *,
    level: int = 1,
    org_id: RecordId | None = None,
    issue_id: RecordId | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Return what is wrong with doing this step now; a step not possible here says which this desk may do.

    ``level`` and ``org_id`` are the desk's; ``issue_id`` keeps an issue from being merged into itself;
    ``today`` is compared with dates still to come.
    """
    possible = [step.kind for step in allowed(status)]
    if kind not in possible and kind not in (K.REPLY, K.LIKES, K.RETRACT):
        words = mark("“{state}”的诉求现在不能做“{step}”，可以做：{steps}")
        return [_refusal(words, status, kind, level, org_id)]
    if not RULES[kind].authority.allows(status, level, org_id):
        words = mark("这件诉求由{owner}负责，本级不能“{step}”，可以做：{steps}")
        return [_refusal(words, status, kind, level, org_id)]
    needs = step_needs(status, kind, data)
    found = [problem for need in needs for problem in _need_problems(need, data, text)]
    if kind is K.SUPERVISE and status.supervision is None and data.get("grade") == Supervision.LIFTED:
        found.append(Problem(mark("现在没有督办，不用解除"), "grade"))
    return found + _value_problems(kind, data, issue_id, today)


def _refusal(
    words: str, status: IssueStatus, kind: EventKind, level: int, org_id: RecordId | None
) -> Problem:
    """Say why not, and what this desk may do; a step that no desk may do here is not one of it."""
    steps = allowed(status, level=level, org_id=org_id)
    values: dict[str, object] = {
        "state": Sentence(status.state.label),
        "owner": owner_words(status),
        "step": Sentence(kind.label),
        "steps": Listing(tuple(Sentence(step.label) for step in steps)),
    }
    return Problem(words, "", values=values)


def owner_words(status: IssueStatus) -> Sentence:
    """Return the level that owns the issue, as words."""
    return Sentence(Level(min(max(status.owner_level, 1), 6)).label)


def _need_problems(need: Need, data: Mapping[str, object], text: str) -> list[Problem]:
    value = text if need.key == "text" else data.get(need.key)
    if need.key == "reason" and not value and need.choices is None:
        value = text
    if not isinstance(value, str | bytes) or not value.strip():
        return [Problem(need.words, need.key)]
    if need.choices is not None and not (isinstance(value, str) and need.choices.has(value)):
        return [Problem(need.words, need.key)]
    return []


def _value_problems(
    kind: EventKind, data: Mapping[str, object], issue_id: RecordId | None, today: date | None
) -> list[Problem]:
    found = []
    says_how_long = not {"amount", "unit"}.isdisjoint(data)
    needs_span = kind is K.ASK_EXTENSION or (kind is K.GRANT_EXTENSION and says_how_long)
    if needs_span and read_span(data) is None:
        words = mark("请写明延长多久：1 到 {most} 的整数和时间单位")
        found.append(Problem(words, "amount", values={"most": LONGEST}))
    for key in ("lead", "into", "other"):
        if (
            key in data
            and kind in (K.DISPATCH, K.MERGE, K.LINK, K.UNLINK)
            and data[key]
            and read_id(data[key]) is None
        ):
            found.append(Problem(mark("找不到所选的单位或诉求，请重选"), key))
    if kind is K.MERGE and issue_id is not None and read_id(data.get("into")) == issue_id:
        found.append(Problem(mark("不能把一件诉求并入它自己"), "into"))
    if kind is K.LINK and issue_id is not None and read_id(data.get("other")) == issue_id:
        found.append(Problem(mark("不能和它自己关联"), "other"))
    if kind is K.CALLBACK and data.get("justified") is True and callback_outcome(data) is Outcome.CLOSED:
        found.append(Problem(mark("已解决又不是不满意，不能认定为有理重办"), "justified"))
    if kind is K.HOLD and today is not None and _is_past(data.get("until"), today):
        found.append(Problem(mark("挂账到期日已经过去"), "until"))
    return found


def extension_problems(
    status: IssueStatus, kind: EventKind, data: Mapping[str, object], most: Limit | None
) -> list[Problem]:
    """Return what is wrong with extending the total limit that far: all extensions together may be ``most``.

    Spans of different units are compared in hours on the wall, a working day as a day.
    """
    asked = status.asked_extension if kind is K.GRANT_EXTENSION else None
    span = read_span(data) or asked
    if most is None or span is None:
        return []
    granted = [(each.amount, each.unit) for each in status.extensions]
    if sum(amount * _HOURS[unit] for amount, unit in (*granted, span)) <= most.amount * _HOURS[most.unit]:
        return []
    words = mark("这类诉求连同批过的最多延长 {amount} {unit}（期限里的“延期上限”）")
    return [Problem(words, "amount", values={"amount": most.amount, "unit": Sentence(most.unit.label)})]


_HOURS = {TimeUnit.WORK_HOUR: 3, TimeUnit.WORK_DAY: 24, TimeUnit.HOUR: 1, TimeUnit.DAY: 24}
"""Of a working day of eight hours each working hour is three hours of the day it takes."""


def _is_past(value: object, today: date) -> bool:
    try:
        return isinstance(value, str) and bool(value) and date.fromisoformat(value) < today
    except ValueError:
        return True


def merge_problems(
    issue_id: RecordId, into: RecordId, merged_into: Callable[[RecordId], RecordId | None]
) -> list[Problem]:
    """Return what is wrong with merging one issue into another; ``merged_into`` follows existing merges."""
    seen = {issue_id}
    step: RecordId | None = into
    while step is not None:
        if step in seen:
            if into == issue_id:
                return [Problem(mark("不能把一件诉求并入它自己"), "into")]
            return [Problem(mark("对方已经并入本件，不能互相并入"), "into")]
        seen.add(step)
        step = merged_into(step)
    return []


def link_problems(status: IssueStatus, kind: EventKind, other: RecordId) -> list[Problem]:
    """Return what is wrong with linking an issue with another, or with taking that back."""
    if kind is K.UNLINK:
        return [] if other in status.links else [Problem(mark("没有和那一件关联"), "other")]
    if other in status.links:
        return [Problem(mark("已经和那一件关联了"), "other")]
    if other == status.merged_into or other in status.merged_from:
        return [Problem(mark("这两件已经并案，不用再关联"), "other")]
    return []


def retract_problems(
    events: Iterable[Event],
    target: RecordId,
    actor: RecordId | None,
    *,
    org_id: RecordId | None = None,
    level: int = 6,
) -> list[Problem]:
    """Return why a step cannot be taken back by this person; refused once somebody else acted on it."""
    causality = Causality(in_order(events))
    place = causality.place.get(target)
    if place is None:
        return [Problem(mark("找不到要撤回的那一步"))]
    event = causality.events[place]
    if not causality.live >> place & 1:
        return [Problem(mark("这一步已经撤回"))]
    asker = Event(b"", b"", K.RETRACT, event.at, actor, org_id, level)
    if not may_retract(asker, event):
        return [Problem(mark("这一步是{who}做的，只能由本人、本单位或上级撤回"), values={"who": _who(event)})]
    others = [causality.events[index] for index in positions(causality.acting(place, actor))]
    return [_acted(others)] if others else []


def _acted(others: Sequence[Event]) -> Problem:
    first = others[0]
    return Problem(
        mark("{who}已经接着做了“{step}”，不能撤回；可以用后面的步骤更正"),
        values={"who": _who(first), "step": Sentence(first.kind.label)},
    )


def _who(event: Event) -> object:
    return event.actor_name or Sentence(mark("别人"))
