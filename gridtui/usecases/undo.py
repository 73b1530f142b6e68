"""Undo and redo: the newest step is answered by another step that takes it back.

Creations are hidden, fields get back what they held, and an event of an issue is retracted. A step is
refused when somebody changed the same things since; the last 50 steps of this operator at this device
can be undone, also after a restart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.issue_events import EventKind
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage.changes import IMMUTABLE, UnitOfWork
from gridtui.storage.fields import RecordTable, codec_of, model_of
from gridtui.storage.history import LoggedChange, chunks, live_stamps, record_logs, step_changes, value_at
from gridtui.storage.log_tables import Step
from gridtui.storage.tables import IssueEvent
from gridtui.usecases.issue_events import append_event
from gridtui.words import mark

DEPTH = 50


def undo_last(unit: UnitOfWork) -> str:
    """Take back the newest step; returns its label. ``RuleBroken`` when there is none or it cannot be."""
    steps = _recent(unit, ("do", "redo"))
    step = next((row for row in steps[:DEPTH] if not row.undone), None)
    if step is None:
        raise RuleBroken(Problem(mark("没有可以撤销的步骤")))
    unit.kind, unit.of_num = "undo", step.num
    _take_back(unit, step)
    return str(step.label or step.intent)


def redo_last(unit: UnitOfWork) -> str:
    """Do again what was undone last; returns its label. ``RuleBroken`` after a new step."""
    steps = _recent(unit, ("do", "undo", "redo"))
    newest = next((row for row in steps if row.kind == "do" or (row.kind == "undo" and not row.undone)), None)
    if newest is None or newest.kind == "do":
        raise RuleBroken(Problem(mark("没有可以恢复的步骤")))
    unit.kind, unit.of_num = "redo", newest.num
    _take_back(unit, newest)
    return str(newest.label or newest.intent)


def _recent(unit: UnitOfWork, kinds: Sequence[str]) -> Sequence[Row[Any]]:
    chosen = sa.select(col(Step.num), col(Step.kind), col(Step.intent), col(Step.label), col(Step.undone)).where(
        col(Step.actor_id) == unit.operator.id, col(Step.incarnation) == unit.desk.incarnation,
        col(Step.kind).in_(kinds))
    return unit.connection.execute(chosen.order_by(col(Step.num).desc()).limit(2 * DEPTH)).all()


def _take_back(unit: UnitOfWork, step: Row[Any]) -> None:
    unit.label = step.label
    changes = step_changes(unit.connection, step.num)
    _refuse_if_built_upon(unit.connection, changes)
    created, events, edited = _sorted(changes)
    for event in events:
        append_event(unit, bytes.fromhex(event.fields["issue_id"]), EventKind.RETRACT,
                     data={"target": event.record.hex()})
    for model, ids in created.items():
        unit.set_deleted(model, ids, True)
    for model, some in edited.items():
        unit.update_many(model, list(_former_values(unit.connection, model, some)))
    unit.mark_undone(step.num)


def _sorted(changes: Sequence[LoggedChange]) -> tuple[dict[RecordTable, list[bytes]], list[LoggedChange],
                                                       dict[RecordTable, list[LoggedChange]]]:
    created: dict[RecordTable, list[bytes]] = defaultdict(list)
    edited: dict[RecordTable, list[LoggedChange]] = defaultdict(list)
    gone = {change.record for change in changes if change.kind == "create" and change.noun == "issue"}
    events = []
    for change in reversed(changes):
        model = model_of(change.noun)
        if model is None:
            continue
        if model in IMMUTABLE:
            # The events of an issue that is hidden with this step need no answer of their own.
            if bytes.fromhex(change.fields["issue_id"]) not in gone:
                events.append(change)
        elif change.kind == "create":
            created[model].append(change.record)
        else:
            edited[model].append(change)
    return created, events, edited


def _former_values(connection: Connection, model: RecordTable,
                   changes: Sequence[LoggedChange]) -> Iterable[tuple[bytes, dict[str, Any]]]:
    codec = codec_of(model)
    for some in chunks(changes):
        logs = record_logs(connection, {change.record for change in some})
        for change in some:
            values: dict[str, Any] = {}
            for name in change.fields:
                item = codec.fields[name]
                default = None if item.default is None else item.encode(item.default)
                bases = (change.bases or {}).get(name, [])
                before = value_at(logs[change.record], name, bases[-1], default) if bases else default
                values[name] = codec.decode(name, before)
            yield change.record, values


def _refuse_if_built_upon(connection: Connection, changes: Sequence[LoggedChange]) -> None:
    left = {change.record: _left_values(change) for change in changes if model_of(change.noun) not in IMMUTABLE}
    blocked = 0
    for some in chunks(list(left)):
        logs = record_logs(connection, some)
        blocked += sum(1 for record in some if _differs_now(logs[record], left[record]))
    if blocked:
        text = mark("其后已有改动（{count} 条记录），不能撤销这一步")
        raise RuleBroken(Problem(text, values={"count": blocked}))


def _left_values(change: LoggedChange) -> dict[str, Any]:
    model = model_of(change.noun)
    if change.bases is not None or model is None:
        return change.fields
    return {name: None if item.default is None else item.encode(item.default)
            for name, item in codec_of(model).fields.items()} | change.fields


def _differs_now(log: Sequence[LoggedChange], left: dict[str, Any]) -> bool:
    if len(log) == 1:
        return False
    created = _left_values(log[0])
    return any(value_at(log, name, live_stamps(log, name)[-1], created.get(name)) != value
               for name, value in left.items())
