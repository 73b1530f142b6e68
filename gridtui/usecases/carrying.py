"""What goes along into another building with a household or a person: all that is theirs, with its scope."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable, codec_of, model_of, table_of
from gridtui.storage.log.history import chunks
from gridtui.storage.merge.homes import GOES_WITH
from gridtui.storage.tables import Household, Issue, Resident


def carry_household(unit: UnitOfWork, household_id: RecordId, building_id: RecordId | None) -> None:
    """Take everybody of a household along into a building, with what was noted, visited and promised."""
    for model, name in _going_with(Household):
        ids = _of(unit, model, name, [household_id])
        if model is Resident:
            carry_residents(unit, ids, building_id)
        else:
            _bring(unit, model, ids, building_id)


def carry_residents(unit: UnitOfWork, ids: Sequence[RecordId], building_id: RecordId | None) -> None:
    """Take people along into a building, with the service needs noted of them."""
    _bring(unit, Resident, ids, building_id)
    for model, name in _going_with(Resident):
        _bring(unit, model, _of(unit, model, name, ids), building_id)


def carry_issue(unit: UnitOfWork, issue_id: RecordId, org_id: RecordId) -> None:
    """Take an issue without a building along to the office that handles it, with all that was done about it.

    What has a building is with everyone who covers it already. An office that this desk does not cover is
    none that it sends files to: the issue stays where it is.
    """
    chosen = sa.select(col(Issue.building_id)).where(col(Issue.id) == issue_id)
    if unit.connection.execute(chosen).scalar() is not None or not unit.covers(org_id):
        return
    unit.carry(Issue, [issue_id], org_id)
    for model, name in _going_with(Issue):
        unit.carry(model, _of(unit, model, name, [issue_id]), org_id)


def scope_of(unit: UnitOfWork, building_id: RecordId | None) -> bytes:
    """Return the scope of what belongs to a building, of what belongs to none that of the organisation."""
    return building_id or unit.desk.org_id


def _bring(
    unit: UnitOfWork, model: RecordTable, ids: Sequence[RecordId], building_id: RecordId | None
) -> None:
    rows = [(id, {"building_id": building_id}) for id in ids]
    unit.update_many(model, rows, scope=scope_of(unit, building_id))


def _going_with(model: RecordTable) -> list[tuple[RecordTable, str]]:
    """Return the tables whose records go along with those of another, each with the field that names it."""
    parent = codec_of(model).noun
    going = ((model_of(noun), name) for noun, (name, above) in GOES_WITH.items() if above == parent)
    return [(found, name) for found, name in going if found is not None]


def _of(unit: UnitOfWork, model: RecordTable, name: str, ids: Sequence[RecordId]) -> list[RecordId]:
    """Return the live records of a table whose reference is one of these, oldest first."""
    table = table_of(model)
    found: list[RecordId] = []
    for some in chunks(list(ids)):
        chosen = sa.select(table.c.id).where(table.c[name].in_(some), table.c.deleted.is_(False))
        found += unit.connection.execute(chosen.order_by(col(model.num))).scalars()
    return found
