"""Which doors a building has, by staircase and room: what writing and showing doors both begin with."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.places.address import parse_door
from gridtui.storage.tables import Dwelling, Unit


def door_places(connection: Connection, building_id: bytes) -> set[tuple[str, str]]:
    """Return (unit, room) of every door; the unit as it is linked, else as the door's address says."""
    rows = connection.execute(
        sa.select(col(Dwelling.room), col(Dwelling.door), col(Unit.label))
        .outerjoin(Unit, sa.and_(col(Unit.id) == col(Dwelling.unit_id), col(Unit.deleted).is_(False)))
        .where(col(Dwelling.building_id) == building_id, col(Dwelling.deleted).is_(False))
    )
    found = set()
    for row in rows:
        address = parse_door(row.door) if not row.label or not row.room else None
        unit = row.label or (address.unit if address else "")
        found.add((unit, row.room or (address.room if address else row.door)))
    return found
