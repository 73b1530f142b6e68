"""Separating records that were joined: both come back as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.aliases import shown_in, with_joined
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of, model_of
from gridtui.storage.log.history import LoggedChange, live_stamps, record_logs, step_changes, value_at
from gridtui.storage.tables import Household, Resident, ServiceTag
from gridtui.usecases.households import door_of
from gridtui.usecases.records import form_done, read_field
from gridtui.usecases.undo import former_values
from gridtui.words import mark

ALIAS = "alias_of"
_PLACES = ("household_id", "building_id")

Edits = dict[RecordTable, dict[RecordId, list[LoggedChange]]]
"""Table → record → what one step changed of it, newest first."""


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
        turns = {change.step_num for log in logs.values() for change in log if ALIAS in change.fields}
        _take_back(unit, _written_by(unit, joined, model, set(pointing)), turns)
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


def _written_by(unit: UnitOfWork, joined: LoggedChange, model: RecordTable, pointing: set[RecordId]) -> Edits:
    """Return what the step of a join changed beside where the joined records point.

    A person may have been joined along with their household: then only what was written of the person whose
    record was kept is theirs, the household and everybody else in it stay joined.
    """
    theirs: Collection[RecordId] | None = None
    if model is Resident:
        kept = bytes.fromhex(joined.fields[ALIAS])
        tags = sa.select(col(ServiceTag.id)).where(col(ServiceTag.resident_id) == kept)
        theirs = {kept, *unit.connection.execute(tags).scalars()}
    edits: Edits = defaultdict(lambda: defaultdict(list))
    for change in step_changes(unit.connection, joined.step_num):
        changed = model_of(change.noun)
        if changed is None or change.bases is None or (theirs is not None and change.record not in theirs):
            continue
        if changed is not model or (change.record not in pointing and set(change.fields) != {ALIAS}):
            edits[changed][change.record].append(change)
    return edits


def _take_back(unit: UnitOfWork, edits: Edits, turns: Collection[int]) -> None:
    """Give back what was changed, where it still stands so.

    ``turns`` are the steps that joined or separated records of these: where they took people further, the
    people are still there because of a join.
    """
    for changed, records in edits.items():
        logs = record_logs(unit.connection, list(records))
        for record, values, scope in former_values(unit.connection, changed, records):
            log, defaults = logs[record], codec_of(changed).defaults
            standing = _standing(log, records[record], defaults) | _taken_further(log, turns)
            kept = {name: value for name, value in values.items() if name in standing}
            unit.update_many(changed, [(record, kept)] if kept else [], scope=scope)


def _taken_further(log: Sequence[LoggedChange], turns: Collection[int]) -> set[str]:
    """Return the fields of a place that joining or separating wrote last."""
    stamps = {change.stamp: change.step_num for change in log}
    return {name for name in _PLACES if stamps.get((live_stamps(log, name) or [b""])[-1]) in turns}


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
