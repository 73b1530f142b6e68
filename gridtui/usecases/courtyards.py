"""Use cases on courtyards 庭院 and residents' groups, the optional level between community and building.

``form`` is the key of the kept form that is done with once a record is saved.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.places.grid import CourtyardDraft
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Building, Courtyard
from gridtui.usecases.places import open_grid
from gridtui.usecases.records import create_record, delete_record, edit_record, form_done, read_field


def add_courtyard(unit: UnitOfWork, draft: CourtyardDraft, *, form: str = "") -> RecordId:
    """Add a courtyard; without an organisation it belongs to that of its grid, else to the desk's."""
    org_of_grid = open_grid(unit, draft.grid_id) if draft.grid_id else None
    org_id = draft.org_id or org_of_grid or unit.desk.org_id
    unit.label = draft.name
    form_done(unit, form)
    filled = draft.model_copy(update={"org_id": org_id})
    return create_record(unit, Courtyard, filled, scope=codes_scope(unit.desk.org_id))


def edit_courtyard(
    unit: UnitOfWork, courtyard_id: RecordId, draft: CourtyardDraft, *, form: str = ""
) -> bool:
    """Change a courtyard; its buildings stay where they are."""
    unit.label = draft.name
    form_done(unit, form)
    return edit_record(unit, Courtyard, courtyard_id, draft)


def remove_courtyard(unit: UnitOfWork, courtyard_id: RecordId) -> None:
    """Hide a courtyard; its buildings stay and are in none."""
    unit.label = read_field(unit.connection, Courtyard, courtyard_id, "name")
    chosen = sa.select(col(Building.id)).where(col(Building.courtyard_id) == courtyard_id)
    held = list(unit.connection.execute(chosen.order_by(col(Building.num))).scalars())
    unit.update_many(Building, [(id, {"courtyard_id": None}) for id in held])
    delete_record(unit, Courtyard, courtyard_id)
