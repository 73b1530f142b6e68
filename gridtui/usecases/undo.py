"""Undo and redo: the newest step is answered by another step that takes it back.

Creations are hidden, fields get back what they held, and an event of an issue is retracted. A step is
refused when somebody else built on it since; the last 50 steps of this operator at this device can be
undone, also after a restart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.registers import DELETED
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_steps import retract_problems
from gridtui.domain.words.intents import intent_title
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.issue_state import events_of
from gridtui.storage.erasure.erased_bodies import ERASE
from gridtui.storage.log.changes import IMMUTABLE, UnitOfWork
from gridtui.storage.log.fields import BUSINESS_TABLES, RecordTable, TableCodec, codec_of, model_of, table_of
from gridtui.storage.log.history import (
    LAST,
    LoggedChange,
    chunks,
    live_stamps,
    record_logs,
    step_changes,
    step_creations,
    value_at,
)
from gridtui.storage.log.log_tables import Step
from gridtui.storage.merge.homes import home_of
from gridtui.storage.merge.projecting import view_of
from gridtui.storage.tables import IssueEvent
from gridtui.usecases.issue_events import append_event
from gridtui.words import mark, tr

DEPTH = 50
_AT_ONCE = 2_000


def undo_last(unit: UnitOfWork) -> str:
    """Take back the newest step; returns its words. ``RuleBroken`` when there is none or it cannot be."""
    mine = _steps(unit)
    last_done = mine.where(col(Step.kind) == "do").with_only_columns(col(Step.num)).limit(1).scalar_subquery()
    undone = mine.where(
        col(Step.kind) == "undo", col(Step.undone).is_(False), col(Step.num) > sa.func.coalesce(last_done, 0)
    ).limit(DEPTH)
    step = unit.connection.execute(
        mine.where(col(Step.kind).in_(("do", "redo")), col(Step.undone).is_(False)).limit(1)
    ).one_or_none()
    if step is None or len(unit.connection.execute(undone).all()) == DEPTH:
        raise RuleBroken(Problem(mark("没有可以撤销的步骤")))
    _refuse_before_erasure(unit, step.num)
    return _take_back(unit, step, "undo")


def redo_last(unit: UnitOfWork) -> str:
    """Do again what was undone last; returns its words. ``RuleBroken`` after a new step."""
    live_undo = sa.and_(col(Step.kind) == "undo", col(Step.undone).is_(False))
    step = unit.connection.execute(
        _steps(unit).where(sa.or_(col(Step.kind) == "do", live_undo)).limit(1)
    ).one_or_none()
    if step is None or step.kind == "do":
        raise RuleBroken(Problem(mark("没有可以恢复的步骤")))
    _refuse_before_erasure(unit, step.num)
    return _take_back(unit, step, "redo")


def _refuse_before_erasure(unit: UnitOfWork, step_num: int) -> None:
    """Refuse a step from before somebody was erased: what it would bring back is gone, for everybody."""
    erased = sa.select(sa.func.max(col(Step.num))).where(col(Step.kind) == ERASE)
    if step_num < (unit.connection.execute(erased).scalar() or 0):
        raise RuleBroken(Problem(mark("清除过个人资料，之前的步骤不能再撤销")))


def _steps(unit: UnitOfWork) -> sa.Select[*tuple[Any, ...]]:
    """The steps of this operator at this device, newest first."""
    return (
        sa.select(*_STEP)
        .where(
            col(Step.actor_id) == unit.operator.id,
            col(Step.incarnation) == unit.desk.incarnation,
        )
        .order_by(col(Step.num).desc())
    )


def _take_back(unit: UnitOfWork, step: Row[Any], kind: str) -> str:
    unit.kind, unit.of_num = kind, step.num
    unit.label, unit.intent = step.label, step.intent
    created: dict[RecordTable, list[bytes]] = defaultdict(list)
    for noun, record in step_creations(unit.connection, step.num):
        model = model_of(noun)
        if model is not None and model not in IMMUTABLE:
            created[model].append(record)
    if _others_wrote_since(unit, step.num):
        _refuse_if_built_upon(unit, step.num, created)
    for model, ids in created.items():
        unit.set_deleted(model, ids[::-1], True)
    gone = {record for ids in created.values() for record in ids}
    for changes in _pages(unit.connection, step.num):
        _answer(unit, [change for change in changes if change.record not in gone], gone)
    unit.mark_undone(step.num)
    return " ".join(part for part in (tr(intent_title(step.intent)), step.label) if part)


def _pages(connection: Connection, step_num: int) -> Iterator[list[LoggedChange]]:
    """Yield the changes of a step, newest first, a handful at a time: an import may have made very many."""
    before = LAST
    while changes := step_changes(connection, step_num, before=before, limit=_AT_ONCE):
        before = changes[-1].num
        yield changes


def _answer(unit: UnitOfWork, changes: Sequence[LoggedChange], gone: Set[bytes]) -> None:
    """Take back events and edits, newest first; what belongs to a hidden issue needs no answer of its own."""
    edited: dict[RecordTable, dict[bytes, list[LoggedChange]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        model = model_of(change.noun)
        if model is None:
            continue
        if model not in IMMUTABLE:
            edited[model][change.record].append(change)
        elif bytes.fromhex(change.fields["issue_id"]) not in gone:
            _retract(unit, change)
    for model, records in edited.items():
        by_scope: dict[bytes | None, list[tuple[bytes, dict[str, Any]]]] = defaultdict(list)
        for record, values, scope in former_values(unit.connection, model, records):
            by_scope[scope].append((record, values))
        for scope, rows in by_scope.items():
            unit.update_many(model, rows, scope=scope)


def _retract(unit: UnitOfWork, event: LoggedChange) -> None:
    issue_id = bytes.fromhex(event.fields["issue_id"])
    events = events_of(unit.connection, [issue_id]).get(issue_id, [])
    wrong = retract_problems(
        events, event.record, unit.operator.id, org_id=unit.desk.org_id, level=int(unit.desk.level)
    )
    if wrong:
        raise RuleBroken(wrong)
    append_event(unit, issue_id, EventKind.RETRACT, data={"target": event.record.hex()})


def former_values(
    connection: Connection, model: RecordTable, edited: Mapping[bytes, Sequence[LoggedChange]]
) -> list[tuple[bytes, dict[str, Any], bytes | None]]:
    """Return what each field held before the first of its changes; changes come newest first.

    With it the scope that the record had then, where a change moved it to another building.
    """
    codec, former = codec_of(model), []
    for some in chunks(list(edited)):
        logs = record_logs(connection, some)
        for record in some:
            values: dict[str, Any] = {}
            for change in edited[record]:
                for name in change.fields:
                    values[name] = codec.decode(name, _shown_before(codec, logs[record], change, name))
            moved = {change.num for change in edited[record]}
            first = next(place for place, change in enumerate(logs[record]) if change.num in moved)
            old_scope = home_of(logs[record][: max(1, first)])
            former.append((record, values, None if old_scope == home_of(logs[record]) else old_scope))
    return former


def _shown_before(codec: TableCodec, log: Sequence[LoggedChange], change: LoggedChange, name: str) -> Any:
    """Return the value in JSON form that this store showed before a change of its own."""
    bases = (change.bases or {}).get(name) or live_stamps(log[:1], name)
    if len(bases) > 1 or name == DELETED:
        # Of several live values, and of a deletion beside an edit, the last base need not be the shown one.
        known = [one for one in log if one.num < change.num]
        if known:
            return view_of(codec, known).values[name]
    # Where a record was only brought along, nobody has told of a field that is at its default.
    return value_at(log, name, bases[-1], codec.defaults[name]) if bases else codec.defaults[name]


def _others_wrote_since(unit: UnitOfWork, step_num: int) -> bool:
    """Whether anybody else wrote after a step; what this operator did since has been undone before it."""
    found = sa.select(col(Step.num)).where(
        col(Step.num) > step_num,
        sa.or_(col(Step.actor_id) != unit.operator.id, col(Step.incarnation) != unit.desk.incarnation),
    )
    return unit.connection.execute(found.limit(1)).first() is not None


def _refuse_if_built_upon(
    unit: UnitOfWork, step_num: int, created: Mapping[RecordTable, Sequence[bytes]]
) -> None:
    ours = {record for _, record in step_creations(unit.connection, step_num)}
    blocked: set[bytes] = set()
    for model, ids in created.items():
        blocked |= _built_on(unit, model, ids) - ours
    seen: set[bytes] = set()
    for changes in _pages(unit.connection, step_num):
        touched = {
            change.record for change in changes if model_of(change.noun) not in (None, *IMMUTABLE)
        } - seen
        seen |= touched
        for some in chunks(list(touched)):
            logs = record_logs(unit.connection, some)
            blocked |= {record for record, log in logs.items() if _differs_now(log, step_num)}
    if blocked:
        text = mark("其后已有别人的改动（{count} 条记录），不能撤销这一步")
        raise RuleBroken(Problem(text, values={"count": len(blocked)}))


def _differs_now(log: Sequence[LoggedChange], step_num: int) -> bool:
    """Whether a field that the step wrote no longer holds what the step left there."""
    model = model_of(log[0].noun)
    defaults = codec_of(model).defaults if model else {}
    left: dict[str, Any] = {}
    for change in log:
        if change.step_num == step_num:
            left |= {**(defaults if change.bases is None else {}), **change.fields}
    return any(
        value_at(log, name, live_stamps(log, name)[-1], defaults.get(name)) != value
        for name, value in left.items()
    )


def _built_on(unit: UnitOfWork, model: RecordTable, ids: Sequence[bytes]) -> set[bytes]:
    """Return the live records, and the events of others, that refer to these records."""
    found: set[bytes] = set()
    target = table_of(model)
    for other in BUSINESS_TABLES:
        table = table_of(other)
        columns = [key.parent for key in table.foreign_keys if key.column.table is target]
        for some in chunks(ids) if columns else ():
            chosen = sa.select(table.c.id).where(
                table.c.deleted.is_(False), sa.or_(*(column.in_(some) for column in columns))
            )
            if other is IssueEvent:
                chosen = chosen.where(col(IssueEvent.actor_id) != unit.operator.id)
            found.update(unit.connection.execute(chosen).scalars())
    return found


_STEP = (col(Step.num), col(Step.kind), col(Step.intent), col(Step.label))
