"""Separating records that were joined: both come back as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.aliases import shown_in, with_joined
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of, model_of
from gridtui.storage.log.history import LoggedChange, live_stamps, record_logs, step_changes, value_at
from gridtui.storage.tables import Household, Resident
from gridtui.usecases.households import door_of
from gridtui.usecases.records import form_done, read_field
from gridtui.usecases.undo import former_values
from gridtui.words import mark

ALIAS = "alias_of"


def separate_resident(unit: UnitOfWork, resident_id: RecordId, *, form: str = "") -> None:
    """Take the record of a person out of the one it was joined to."""
    _separate(unit, Resident, resident_id)
    form_done(unit, form)
    household_id = read_field(unit.connection, Resident, resident_id, "household_id")
    unit.label = door_of(unit, household_id) if household_id else ""


def separate_household(unit: UnitOfWork, household_id: RecordId, *, form: str = "") -> None:
    """Take a household out of the one it was joined to; its people go back with it."""
    _separate(unit, Household, household_id)
    form_done(unit, form)
    unit.label = door_of(unit, household_id)


def _separate(unit: UnitOfWork, model: RecordTable, record_id: RecordId) -> None:
    """Let a record point to none and what was joined to it to itself, and take back what its join wrote."""
    if read_field(unit.connection, model, record_id, ALIAS) is None:
        raise RuleBroken(Problem(mark("这条记录没有和别的合并过")))
    root = shown_in(unit.connection, model, record_id)
    cluster = [id for id in with_joined(unit.connection, model, root) if id != record_id]
    logs = record_logs(unit.connection, [record_id, *cluster])
    joined = _joining(logs[record_id])
    targets = {id: _target(logs[id]) for id in cluster if id in logs}
    inside = [id for id in cluster if id != root and _leads_to(targets, id, record_id)]
    pointing = {record_id: None, **dict.fromkeys(inside, record_id)}
    if joined is not None:
        _take_back(unit, joined.step_num, model, set(pointing))
    unit.update_many(model, [(id, {ALIAS: target}) for id, target in pointing.items()])


def _joining(log: Sequence[LoggedChange]) -> LoggedChange | None:
    """Return the change that joined a record to another when it stood alone, the latest of them."""
    found, at = None, None
    for change in log:
        if ALIAS in change.fields:
            now = change.fields[ALIAS]
            if now and not at:
                found = change
            at = now
    return found


def _target(log: Sequence[LoggedChange]) -> RecordId | None:
    """Return what a record was joined to, before that was joined further."""
    joined = _joining(log)
    return bytes.fromhex(joined.fields[ALIAS]) if joined is not None else None


def _leads_to(targets: dict[RecordId, RecordId | None], start: RecordId, end: RecordId) -> bool:
    """Whether a record was joined to ``end``, itself or by way of others."""
    seen: set[RecordId] = set()
    at: RecordId | None = start
    while at is not None and at not in seen:
        seen.add(at)
        at = targets.get(at)
        if at == end:
            return True
    return False


def _take_back(unit: UnitOfWork, step_num: int, model: RecordTable, pointing: set[RecordId]) -> None:
    """Give back what a step changed, where it still stands as the step left it."""
    edited: dict[RecordTable, dict[RecordId, list[LoggedChange]]] = defaultdict(lambda: defaultdict(list))
    for change in step_changes(unit.connection, step_num):
        changed = model_of(change.noun)
        if changed is not None and change.bases is not None and not (
            changed is model and (change.record in pointing or set(change.fields) == {ALIAS})
        ):  # fmt: skip
            edited[changed][change.record].append(change)
    for changed, records in edited.items():
        logs = record_logs(unit.connection, list(records))
        for record, values, scope in former_values(unit.connection, changed, records):
            standing = _standing(logs[record], records[record], codec_of(changed).defaults)
            kept = {name: value for name, value in values.items() if name in standing}
            unit.update_many(changed, [(record, kept)] if kept else [], scope=scope)


def _standing(
    log: Sequence[LoggedChange], changes: Sequence[LoggedChange], defaults: dict[str, Any]
) -> set[str]:
    """Return the fields that still hold what these changes, newest first, left in them."""
    left: dict[str, Any] = {}
    for change in changes:
        left = {**change.fields, **left}
    return {
        name
        for name, value in left.items()
        if value_at(log, name, live_stamps(log, name)[-1], defaults.get(name)) == value
    }
