"""Moving issues: one step of one issue or of many, taking a step back, joining two issues."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind, read_id
from gridtui.domain.issues.issue_states import State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_steps import (
    extension_problems,
    link_problems,
    merge_problems,
    retract_problems,
    step_problems,
)
from gridtui.domain.issues.limits import Limit, Stage
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.domain.words.sentences import Sentence
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.derived.issue_state import events_of, status_of
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Issue
from gridtui.usecases.carrying import carry_issue
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import register_issue
from gridtui.usecases.movers import counted
from gridtui.usecases.records import form_done, office_day, read_field
from gridtui.words import mark

K = EventKind
MOST_TOLD = 3
"""Of so many issues it is said why they cannot take a step that was to be done with many."""

_EXTENSIONS = (K.ASK_EXTENSION, K.GRANT_EXTENSION)
_ANSWERED = (State.CLOSED, State.ARCHIVED)
_UNHANDLED = (State.VOIDED, State.REJECTED)
_LINKS = (K.LINK, K.UNLINK)
_OUTCOMES = frozenset((K.FEEDBACK, K.CALLBACK, K.CLOSE))
"""Steps whose words go on to everyone who raised the same matter."""


def take_step(
    unit: UnitOfWork,
    issue_id: RecordId,
    kind: EventKind,
    *,
    text: str = "",
    data: Mapping[str, object] | None = None,
    form: str = "",
) -> RecordId:
    """Do one step; returns the event's id. ``RuleBroken`` says what is missing, or which steps are possible.

    A merge is written on both sides; what was answered is passed on to the issues merged into this one.
    ``form`` is the key of the kept form that is done with.
    """
    said = dict(data or {})
    status = status_of(unit.connection, issue_id)
    wrong = problems_of_step(unit, issue_id, kind, text, said, status)
    if wrong:
        raise RuleBroken(wrong)
    unit.label = read_field(unit.connection, Issue, issue_id, "number")
    event = append_event(unit, issue_id, kind, text=text, data=said)
    other = read_id(said.get("into")) if kind is K.MERGE else status.merged_into
    if kind in (K.MERGE, K.SEPARATE) and other is not None:
        append_event(unit, other, kind, data={"from": issue_id.hex()})
        if kind is K.MERGE:
            _pass_on(unit, *_answered(unit.connection, other), {issue_id})
    related = read_id(said.get("other")) if kind in _LINKS else None
    if related is not None:
        # What was said stays with the issue it was said of, and goes when its people are erased.
        append_event(unit, related, kind, data={"other": issue_id.hex()})
    if kind in _OUTCOMES:
        _pass_on(unit, unit.label, text, status.merged_from)
    lead = read_id(said.get("lead")) if kind is K.DISPATCH else status.lead
    if lead is not None:
        carry_issue(unit, issue_id, lead)
    form_done(unit, form)
    return event


def register_into(
    unit: UnitOfWork,
    draft: IssueDraft,
    into: RecordId | None,
    *,
    linked: Sequence[RecordId] = (),
    form: str = "",
) -> RecordId:
    """Take down an issue, merge it at once into one that is the same matter; returns the new one's id.

    ``linked`` are issues that have to do with it and are not the same.
    """
    issue_id = register_issue(unit, draft, form=form)
    for other in linked:
        if other != into:
            take_step(unit, issue_id, K.LINK, data={"other": other.hex()})
    if into is not None:
        take_step(unit, issue_id, K.MERGE, data={"into": into.hex()})
    return issue_id


def take_step_with_all(
    unit: UnitOfWork,
    issue_ids: Sequence[RecordId],
    kind: EventKind,
    *,
    text: str = "",
    data: Mapping[str, object] | None = None,
    form: str = "",
) -> int:
    """Do the same step with several issues, all or none, as one step to undo; returns how many.

    ``RuleBroken`` says how many cannot take it, and of the first ones why. ``form`` is the key of the kept
    form that is done with.
    """
    first = ""
    wrong: list[Problem] = []
    lacks: list[Sequence[Problem]] = []
    for issue_id in issue_ids:
        number = read_field(unit.connection, Issue, issue_id, "number")
        first = first or number
        try:
            # Each is tried once, for the sentence of every one that cannot; with one of them nothing stays.
            take_step(unit, issue_id, kind, text=text, data=data)
        except RuleBroken as refusal:
            wrong.append(_of_one(refusal.problems[0], number))
            lacks.append(refusal.problems)
    if len(lacks) == len(issue_ids) and all(each == lacks[0] and each[0].field for each in lacks):
        # What every one of them lacks is missing in the form, and says nothing of any issue.
        raise RuleBroken(lacks[0])
    if wrong:
        raise RuleBroken([_of_all(kind, len(wrong), len(issue_ids)), *wrong[:MOST_TOLD]])
    unit.label = counted(first, len(issue_ids))
    form_done(unit, form)
    return len(issue_ids)


def _of_all(kind: EventKind, refused: int, number: int) -> Problem:
    text = mark("选中的 {n} 件里有 {refused} 件现在不能{step}，一件也没有办。")
    return Problem(text, values={"n": number, "refused": refused, "step": Sentence(kind.label)})


def _of_one(problem: Problem, number: str) -> Problem:
    why = Sentence(problem.text, problem.values)
    return replace(problem, text=mark("{number}：{why}"), values={"number": number, "why": why})


def take_back(unit: UnitOfWork, issue_id: RecordId, event_id: RecordId, reason: str = "") -> RecordId:
    """Take a step back 撤回; refused once somebody else acted on it."""
    events = events_of(unit.connection, [issue_id]).get(issue_id, [])
    wrong = retract_problems(
        events, event_id, unit.operator.id, org_id=unit.desk.org_id, level=int(unit.desk.level)
    )
    if wrong:
        raise RuleBroken(wrong)
    unit.label = read_field(unit.connection, Issue, issue_id, "number")
    data: dict[str, object] = {"target": event_id.hex()}
    return append_event(unit, issue_id, K.RETRACT, data=data | ({"reason": reason} if reason else {}))


def problems_of_step(
    unit: UnitOfWork,
    issue_id: RecordId,
    kind: EventKind,
    text: str,
    data: Mapping[str, object],
    status: IssueStatus,
) -> list[Problem]:
    """Return what keeps this desk from doing the step now."""
    found = step_problems(
        status,
        kind,
        data,
        text,
        level=int(unit.desk.level),
        org_id=unit.desk.org_id,
        issue_id=issue_id,
        today=office_day(unit),
    )
    if not found and kind in _EXTENSIONS:
        found = extension_problems(status, kind, data, _longest_extension(unit.connection, issue_id, status))
    into = read_id(data.get("into"))
    if not found and kind is K.MERGE and into is not None:
        found = merge_problems(issue_id, into, lambda id: _merged_into(unit.connection, id))
        if not found and not _is_there(unit.connection, into):
            found = [Problem(mark("找不到所选的诉求，请重选"), "into")]
        found = found or _carrier_problems(unit.connection, into)
    related = read_id(data.get("other")) if kind in _LINKS else None
    if not found and related is not None:
        found = link_problems(status, kind, related)
        if not found and kind is K.LINK and not _is_there(unit.connection, related):
            found = [Problem(mark("找不到所选的诉求，请重选"), "other")]
    return errors(found)


def _carrier_problems(connection: Connection, into: RecordId) -> list[Problem]:
    """Return a problem where nobody would handle the matter any more."""
    _, status = _carrier(connection, into)
    if status.state not in _UNHANDLED:
        return []
    words = mark("那一件{state}，并进去就没有人办了，请另选一件")
    return [Problem(words, "into", values={"state": Sentence(status.state.label)})]


def _longest_extension(connection: Connection, issue_id: RecordId, status: IssueStatus) -> Limit | None:
    asked = sa.select(col(Issue.nature), col(Issue.category)).where(col(Issue.id) == issue_id)
    nature, category = connection.execute(asked).one()
    return limits_in_force(connection).find(Stage.EXTENSION, nature, category, status.owner_level)


def _merged_into(connection: Connection, issue_id: RecordId) -> RecordId | None:
    return status_of(connection, issue_id).merged_into


def _is_there(connection: Connection, issue_id: RecordId) -> bool:
    chosen = sa.select(col(Issue.num)).where(col(Issue.id) == issue_id, col(Issue.deleted).is_(False))
    return connection.execute(chosen).first() is not None


def _pass_on(unit: UnitOfWork, number: str, text: str, merged: Collection[RecordId]) -> None:
    """Tell everyone who raised the same matter what was answered, those merged into the merged ones too."""
    waiting, told = sorted(merged), set[RecordId]()
    while text and waiting:
        issue_id = waiting.pop(0)
        if issue_id not in told:
            told.add(issue_id)
            append_event(unit, issue_id, K.REPLY, text=text, data={"from": number})
            waiting += sorted(status_of(unit.connection, issue_id).merged_from)


def _answered(connection: Connection, issue_id: RecordId) -> tuple[str, str]:
    """Return the number of the issue that carries a matter, and what was answered where it has ended."""
    issue_id, status = _carrier(connection, issue_id)
    said = [event.text for event in status.live if event.kind in _OUTCOMES and event.text]
    number: str = read_field(connection, Issue, issue_id, "number")
    return number, said[-1] if said and status.state in _ANSWERED else ""


def _carrier(connection: Connection, issue_id: RecordId) -> tuple[RecordId, IssueStatus]:
    """Return the issue that an issue was merged into, and that one, and where the last of them stands."""
    seen = {issue_id}
    status = status_of(connection, issue_id)
    while status.merged_into is not None and status.merged_into not in seen:
        issue_id = status.merged_into
        seen.add(issue_id)
        status = status_of(connection, issue_id)
    return issue_id, status
