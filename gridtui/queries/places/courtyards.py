"""Reading courtyards 庭院: the optional level between community and building."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.grid import CourtyardDraft
from gridtui.queries.record_drafts import record_draft
from gridtui.storage.tables import Building, Courtyard, Grid


@dataclass(frozen=True, slots=True)
class CourtyardRow:
    """One courtyard: the grid it lies in, and how many buildings it has."""

    id: RecordId
    name: str
    grid_name: str
    grid_id: RecordId | None
    buildings: int


def courtyard_rows(connection: Connection, courtyard_id: RecordId | None = None) -> list[CourtyardRow]:
    """Return every courtyard by name, or the one of that id; they are few."""
    counted = (
        sa.select(sa.func.count())
        .where(col(Building.courtyard_id) == col(Courtyard.id), col(Building.deleted).is_(False))
        .correlate(Courtyard)
        .scalar_subquery()
    )
    chosen = (
        sa.select(col(Courtyard.id), col(Courtyard.name), col(Courtyard.grid_id),
                  col(Grid.name).label("grid_name"), counted.label("buildings"))
        .outerjoin(Grid, sa.and_(col(Grid.id) == col(Courtyard.grid_id), col(Grid.deleted).is_(False)))
        .where(col(Courtyard.deleted).is_(False))
        .order_by(col(Courtyard.name), col(Courtyard.num))
    )  # fmt: skip
    if courtyard_id is not None:
        chosen = chosen.where(col(Courtyard.id) == courtyard_id)
    return [
        CourtyardRow(row.id, row.name, row.grid_name or "", row.grid_id, row.buildings)
        for row in connection.execute(chosen)
    ]


def courtyards_used(connection: Connection) -> bool:
    """Return whether any building is in a courtyard."""
    chosen = (
        sa.select(sa.literal(1))
        .select_from(Building)
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .where(col(Building.deleted).is_(False), col(Courtyard.deleted).is_(False))
    )
    return connection.execute(chosen.limit(1)).first() is not None


def courtyard_draft(connection: Connection, courtyard_id: RecordId) -> CourtyardDraft | None:
    """Return one courtyard as a draft; None where it is gone."""
    return record_draft(connection, Courtyard, CourtyardDraft, courtyard_id)
