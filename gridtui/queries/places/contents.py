"""Counting what is in a place: what would go with it, or be left without it, when it is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.tables import Assignment, Building, Grid, Household, Issue, Resident, ServiceTag


@dataclass(frozen=True, slots=True)
class Contents:
    """How many records hang on one; each number is 0 where there are none."""

    grids: int = 0
    buildings: int = 0
    households: int = 0
    residents: int = 0
    assignments: int = 0
    tags: int = 0
    issues: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all hangs on the record."""
        return self == Contents()


def contents_of(connection: Connection, noun: str, record_id: RecordId) -> Contents:
    """Return what hangs on an organisation, grid, building, household or resident."""
    return Contents(
        **{
            name: _count(connection, model, where(record_id))
            for name, (model, where) in _HANGING.get(noun, {}).items()
        }
    )


def _count(connection: Connection, model: Any, where: sa.ColumnElement[bool]) -> int:
    counted = sa.select(sa.func.count()).select_from(model).where(col(model.deleted).is_(False), where)
    number: int = connection.execute(counted).scalar_one()
    return number


_HANGING: dict[str, dict[str, Any]] = {
    "org": {
        "grids": (Grid, lambda id: col(Grid.org_id) == id),
        "buildings": (Building, lambda id: col(Building.org_id) == id),
        "assignments": (Assignment, lambda id: col(Assignment.org_id) == id),
        "issues": (Issue, lambda id: col(Issue.org_id) == id),
    },
    "grid": {
        "buildings": (Building, lambda id: col(Building.grid_id) == id),
        "assignments": (Assignment, lambda id: col(Assignment.grid_id) == id),
        "issues": (Issue, lambda id: sa.and_(col(Issue.grid_id) == id, col(Issue.is_open).is_(True))),
    },
    "building": {
        "households": (
            Household,
            lambda id: sa.and_(col(Household.building_id) == id, col(Household.alias_of).is_(None)),
        ),
        "residents": (
            Resident,
            lambda id: sa.and_(col(Resident.building_id) == id, col(Resident.alias_of).is_(None)),
        ),
        "assignments": (Assignment, lambda id: col(Assignment.building_id) == id),
        "issues": (Issue, lambda id: col(Issue.building_id) == id),
    },
    "household": {
        "residents": (
            Resident,
            lambda id: sa.and_(col(Resident.household_id) == id, col(Resident.alias_of).is_(None)),
        ),
        "assignments": (Assignment, lambda id: col(Assignment.household_id) == id),
        "issues": (Issue, lambda id: col(Issue.household_id) == id),
    },
    "resident": {
        "tags": (ServiceTag, lambda id: col(ServiceTag.resident_id) == id),
        "issues": (Issue, lambda id: col(Issue.resident_id) == id),
    },
}
