"""What may be done with a whistle from here, and what each step has to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gridtui.domain.issues.issue_states import Satisfaction, WhistleStep
from gridtui.domain.issues.whistle import (
    Rater,
    Ruling,
    UnitState,
    UnitStatus,
    WhistleState,
    WhistleStatus,
    read_key,
    read_keys,
)
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

S = WhistleStep
END_LABEL = mark("销哨")
"""What taking a whistle off is called; it is an event of its own and no step."""

_UNIT_CHOICES: Mapping[UnitState, tuple[WhistleStep, ...]] = {
    UnitState.CALLED: (S.SIGN, S.REFUSE),
    UnitState.REFUSED: (S.RULE,),
    UnitState.SIGNED: (S.CONTACT, S.REPORT_IN),
    UnitState.REPORTED: (S.HANDLE,),
    UnitState.HANDLED: (S.RATE,),
    UnitState.RELEASED: (),
}


def unit_steps(unit: UnitStatus) -> tuple[WhistleStep, ...]:
    """Return what may be done with a unit now, the usual step first."""
    steps = _UNIT_CHOICES[unit.state]
    done = (S.CONTACT,) if unit.contacted_at else (S.RATE,) if unit.is_rated else ()
    return tuple(step for step in steps if step not in done)


def whistle_steps(status: WhistleStatus) -> tuple[WhistleStep, ...]:
    """Return what may be done with the whistle as a whole; ending it is an event of its own."""
    if not status.state.is_open:
        return ()
    if status.state is WhistleState.DRAFTED:
        return (S.APPROVE,)
    return (S.SPLIT,)


def step_problems(
    status: WhistleStatus, step: WhistleStep, data: Mapping[str, object], text: str = ""
) -> list[Problem]:
    """Return what keeps a step from being done now, or what it must still say."""
    if not status.state.is_open:
        return [Problem(mark("这一哨{state}，不能再办"), values={"state": Sentence(status.state.label)})]
    if step in (S.APPROVE, S.SPLIT):
        if step not in whistle_steps(status):
            return [_not_now(step, status.state, whistle_steps(status))]
        if step is S.SPLIT and not (read_keys(data.get("units")) or (not status.units and status.wanted)):
            return [Problem(mark("请写明叫哪个单位"), "unit")]
        return called_problems(read_keys(data.get("units")), "unit1") if step is S.SPLIT else []
    unit = status.unit(read_key(data.get("unit_org")))
    if unit is None:
        return [Problem(mark("没有叫过这个单位，先分哨"))]
    if step not in unit_steps(unit):
        return [_not_now(step, unit.state, unit_steps(unit))]
    return _unit_problems(unit, step, data, text)


def end_problems(status: WhistleStatus, text: str) -> list[Problem]:
    """Return what keeps a whistle from being taken off; before all is done and rated it must say why."""
    if not status.state.is_open:
        return [Problem(mark("这一哨{state}，不能再办"), values={"state": Sentence(status.state.label)})]
    if status.state is not WhistleState.TO_END and not text.strip():
        values: dict[str, object] = {"state": Sentence(status.state.label)}
        return [Problem(mark("现在{state}，这时销哨请写明理由"), "text", values=values)]
    return []


def called_problems(keys: Iterable[str], field: str) -> list[Problem]:
    """Return a problem where a unit is called by a name that is none: it would be its key ever after."""
    if all(len(key) <= SHORT for key in keys):
        return []
    return [Problem(mark("单位名称太长：最多 {limit} 个字"), field, values={"limit": SHORT})]


def _not_now(step: WhistleStep, state: Vocabulary, steps: Sequence[WhistleStep]) -> Problem:
    """Say that a step cannot be done now, and which can; ending a whistle always can."""
    labels = [*(each.label for each in steps), END_LABEL]
    values: dict[str, object] = {
        "step": Sentence(step.label),
        "state": Sentence(state.label),
        "steps": Listing(tuple(Sentence(label) for label in labels)),
    }
    return Problem(mark("{state}，现在不能做“{step}”，可以做：{steps}"), values=values)


def _unit_problems(
    unit: UnitStatus, step: WhistleStep, data: Mapping[str, object], text: str
) -> list[Problem]:
    found = []
    reason = text.strip() or read_key(data.get("reason"))
    if step is S.REFUSE and not read_key(data.get("duty")):
        found.append(Problem(mark("拒签请写明应由哪个单位负责"), "duty"))
    if step is S.REFUSE and not reason:
        found.append(Problem(mark("拒签请写明理由"), "text"))
    if step is S.RULE and not Ruling.has(read_key(data.get("ruling"))):
        found.append(Problem(mark("请选怎样裁定"), "ruling"))
    if step is S.RULE and not reason:
        found.append(Problem(mark("请写明裁定的理由"), "text"))
    if step is S.RULE and read_key(data.get("to")) == unit.key:
        found.append(Problem(mark("另找的单位不能还是它自己"), "to"))
    if step is S.RULE:
        found += called_problems([read_key(data.get("to"))], "to")
    if step is S.HANDLE and not text.strip():
        found.append(Problem(mark("请写明做了什么"), "text"))
    if step is S.RATE:
        found += _rating_problems(data, reason)
    return found


def _rating_problems(data: Mapping[str, object], reason: str) -> list[Problem]:
    found, said = [], read_key(data.get("satisfaction"))
    if not Rater.has(read_key(data.get("rater"))):
        found.append(Problem(mark("请选是谁评"), "rater"))
    if not Satisfaction.has(said) or said == Satisfaction.UNRATED:
        found.append(Problem(mark("请选满意度"), "satisfaction"))
    elif said == Satisfaction.DISSATISFIED and not reason:
        found.append(Problem(mark("请写明为什么不满意"), "text"))
    return found
