"""What all use cases share: check a draft, then write it through the gate."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.storage.drafts import drop_draft, own_key
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.words import mark

D = TypeVar("D", bound=Draft)


def office_day(unit: UnitOfWork) -> date:
    """Return today at the office."""
    return local_date(unit.now)


def checked(unit: UnitOfWork, draft: Draft) -> dict[str, Any]:
    """Return the draft's columns; ``RuleBroken`` with everything that is wrong with it."""
    wrong = errors(draft.problems(office_day(unit)))
    if wrong:
        raise RuleBroken(wrong)
    return dict(draft.columns())


def create_record(unit: UnitOfWork, model: RecordTable, draft: Draft, *, scope: bytes) -> RecordId:
    """Check a draft and create its record."""
    return unit.create(model, checked(unit, draft), scope=scope)


def edit_record(
    unit: UnitOfWork, model: RecordTable, id: RecordId, draft: Draft, *, scope: bytes | None = None
) -> bool:
    """Check a draft and write what differs from the record; returns whether anything did.

    ``scope`` is given when the record moves to another building.
    """
    require(unit.connection, model, id)
    return unit.update(model, id, checked(unit, reconciled(unit, model, id, draft)), scope=scope)


def reconciled(unit: UnitOfWork, model: RecordTable, id: RecordId, draft: D) -> D:
    """Return a draft with what others changed since its form was filled, and it leaves as it was then.

    A use case that decides something by the draft does this first. ``ChangedMeanwhile`` names what both
    changed.
    """
    said = draft.columns()
    found = unit.reconciled(model, {id: said})[id]
    theirs = {name: value for name, value in found.items() if value is not said[name]}
    return draft.model_copy(update=theirs) if theirs else draft


def delete_record(unit: UnitOfWork, model: RecordTable, id: RecordId) -> None:
    """Hide a record that is there; undo brings it back."""
    require(unit.connection, model, id)
    unit.delete(model, id)


def hide_where(unit: UnitOfWork, model: RecordTable, *where: sa.ColumnElement[bool]) -> int:
    """Hide every live record of a table that fits; returns how many there were."""
    ids = live_ids(unit, model, *where)
    unit.set_deleted(model, ids, True)
    return len(ids)


def live_ids(unit: UnitOfWork, model: RecordTable, *where: sa.ColumnElement[bool]) -> list[RecordId]:
    """Return the live records of a table that fit, oldest first."""
    table = table_of(model)
    chosen = sa.select(table.c.id).where(table.c.deleted.is_(False), *where).order_by(table.c.num)
    return list(unit.connection.execute(chosen).scalars())


def form_done(unit: UnitOfWork, key: str) -> None:
    """Forget the kept form of that key in the step that saves it; nothing without a key."""
    if key:
        drop_draft(unit.connection, own_key(unit.connection, key, unit.operator.id))


def require(connection: Connection, model: RecordTable, id: RecordId) -> None:
    """Refuse an id that names no live record."""
    read_field(connection, model, id, "num")


def read_field(connection: Connection, model: RecordTable, id: RecordId, name: str) -> Any:
    """Return one field of a live record; ``RuleBroken`` where there is none."""
    table = table_of(model)
    row = connection.execute(
        sa.select(table.c[name]).where(table.c.id == id, table.c.deleted.is_(False))
    ).one_or_none()
    if row is None:
        raise RuleBroken(Problem(mark("这条记录已经不在了")))
    return row[0]
