"""Use cases on the burden register 社区事务准入: requests taken down, handed in, following from a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.burdens.allowed_items import AllowedItemDraft, likely_item
from gridtui.domain.burdens.form_request import FormRequestDraft
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.storage.derived.allowed_items import own_items
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import AllowedItem, FormRequest
from gridtui.usecases.records import (
    checked,
    create_record,
    delete_record,
    edit_record,
    form_done,
    office_day,
    read_field,
)


@dataclass(frozen=True, slots=True)
class FormFilled:
    """What is known of a form that was filled here: its fingerprint and title, and its cells."""

    form: str
    title: str
    cells: int
    same_cells: int | None


def take_down_request(
    unit: UnitOfWork, draft: FormRequestDraft, request_id: RecordId | None = None, *, form: str = ""
) -> RecordId:
    """Write a request, new or over the one that is there; returns its id. It was asked today unless said.

    ``form`` is the key of the kept form that is done with.
    """
    filled = draft.model_copy(
        update={
            "org_id": unit.desk.org_id,
            "asked_on": draft.asked_on or office_day(unit),
            "listed": draft.settled,
        }
    )
    unit.label = filled.matter[:40]
    form_done(unit, form)
    if request_id is None:
        return create_record(unit, FormRequest, filled, scope=unit.desk.org_id)
    edit_record(unit, FormRequest, request_id, filled)
    return request_id


def hand_in_request(unit: UnitOfWork, request_id: RecordId) -> date | None:
    """Note that a request was handed in today, or that it was not after all; returns the day."""
    handed = read_field(unit.connection, FormRequest, request_id, "handed_on")
    unit.label = str(read_field(unit.connection, FormRequest, request_id, "matter"))[:40]
    day = None if handed else office_day(unit)
    unit.update(FormRequest, request_id, {"handed_on": day})
    return day


def remove_request(unit: UnitOfWork, request_id: RecordId) -> None:
    """Hide a request that was taken down by mistake; undo brings it back."""
    unit.label = str(read_field(unit.connection, FormRequest, request_id, "matter"))[:40]
    delete_record(unit, FormRequest, request_id)


def register_filling(
    unit: UnitOfWork,
    filled: FormFilled,
    *,
    asked_by: str = "",
    due_on: date | None = None,
    minutes: int | None = None,
) -> RecordId:
    """Take down that a form was filled; returns the request's id.

    A request for the same form that is not handed in yet is the one that it answers: its minutes add up. A
    new one takes over who asked last time, and the item of the list that its title names.
    """
    told = {"cells": filled.cells, "same_cells": filled.same_cells, "form": filled.form}
    unit.label = filled.title[:40]
    before = _requests_of(unit, filled.form)
    still_open = next((row for row in before if row.handed_on is None), None)
    if still_open is not None:
        given = {"asked_by": asked_by, "due_on": due_on}
        values = told | {name: value for name, value in given.items() if value}
        if minutes is not None:
            values["minutes"] = (still_open.minutes or 0) + minutes
        unit.update(FormRequest, still_open.id, values)
        return bytes(still_open.id)
    last = before[0] if before else None
    # The shipped examples are invented: what they name says nothing about a form.
    item = likely_item(filled.title, own_items(unit.connection))
    draft = FormRequestDraft(
        matter=filled.title,
        asked_by=asked_by or (last.asked_by if last else ""),
        due_on=due_on,
        listed=last.listed if last else "",
        item=last.item if last else item.key if item else "",
        minutes=minutes,
        **told,
    )
    return take_down_request(unit, draft)


def _requests_of(unit: UnitOfWork, form: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    """Return what was asked for with a form, the latest first."""
    names = ("id", "asked_by", "handed_on", "listed", "item", "minutes")
    chosen = sa.select(*(col(getattr(FormRequest, name)) for name in names)).where(
        col(FormRequest.form) == form,
        col(FormRequest.org_id) == unit.desk.org_id,
        col(FormRequest.deleted).is_(False),
    )
    return unit.connection.execute(chosen.order_by(col(FormRequest.num).desc())).all()


def keep_item(
    unit: UnitOfWork, draft: AllowedItemDraft, item_id: RecordId | None = None, *, form: str = ""
) -> None:
    """Write an item of the list, new or over the one that is there.

    From the first item of its own on, an office goes by its own list alone.
    """
    unit.label = draft.name[:40]
    form_done(unit, form)
    if item_id is None:
        unit.create(AllowedItem, checked(unit, draft), scope=codes_scope(unit.desk.org_id))
    else:
        edit_record(unit, AllowedItem, item_id, draft)


def drop_items(unit: UnitOfWork, ids: Sequence[RecordId]) -> None:
    """Take items off the list; with the last of them the shipped examples count again."""
    unit.label = str(len(ids))
    unit.set_deleted(AllowedItem, ids, True)


def drop_all_items(unit: UnitOfWork) -> int:
    """Take every item of the office's own off the list, so that another list can be imported."""
    ids = [item.id for item in own_items(unit.connection) if item.id is not None]
    drop_items(unit, ids)
    return len(ids)
