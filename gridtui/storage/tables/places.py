"""The tree of organisations, and the places below it: grids, buildings, doors."""

from __future__ import annotations

from datetime import date

from gridtui.storage.columns import Part, column, reference
from gridtui.storage.tables.base import Record


class Operator(Record, table=True):
    """A person who works at a desk; changes name them by id."""

    name: str = column(default="", nullable=False)
    org_id: bytes | None = reference("org.id")


class Org(Record, table=True):
    """An organisation of the tree 市、区、街道、社区、居民区."""

    parent_id: bytes | None = reference("org.id")
    level: int = column(default=5, nullable=False)
    name: str = column(default="", nullable=False)
    short_name: str = column(default="", nullable=False)
    division_code: str = column(default="", index=True, nullable=False)
    external_ids: str = column(default="", nullable=False)


class Grid(Record, table=True):
    """A grid 网格 of a community, covered by a branch."""

    org_id: bytes | None = reference("org.id")
    branch_id: bytes | None = reference("org.id")
    code: str = column(default="", index=True, nullable=False)
    name: str = column(default="", nullable=False)
    boundary: str = column(default="", nullable=False)
    external_ids: str = column(default="", nullable=False)
    closed_on: date | None = column(nullable=True)
    size_note: str = column(default="", nullable=False)


class Courtyard(Record, table=True):
    """The optional level between community and building: 庭院 or 居民小组."""

    org_id: bytes | None = reference("org.id")
    grid_id: bytes | None = reference("grid.id")
    name: str = column(default="", nullable=False)


class Building(Record, table=True):
    """A building 楼栋, or a compound that a ledger lists as one line.

    ``label`` is what stands in a door address before the first dash (``3`` of ``3-2-501``); ``details``
    is a JSON object of descriptive ledger columns without a field of their own, ``contacts`` the same
    for names and phones.
    """

    org_id: bytes | None = reference("org.id")
    grid_id: bytes | None = reference("grid.id")
    courtyard_id: bytes | None = reference("courtyard.id")
    label: str = column(default="", index=True, nullable=False)
    name: str = column(default="", nullable=False)
    kind: str = column(default="", nullable=False)
    address: str = column(default="", nullable=False)
    floors: int | None = column(nullable=True)
    built_year: int | None = column(nullable=True)
    details: str = column(default="", nullable=False)
    contacts: str = column(Part.CONTACT, default="", nullable=False, purpose="楼栋安全与物业联系")
    external_ids: str = column(default="", nullable=False)
    note: str = column(default="", nullable=False)


class Unit(Record, table=True):
    """A staircase 单元 of a building."""

    building_id: bytes | None = reference("building.id")
    label: str = column(default="", nullable=False)
    floors: int | None = column(nullable=True)
    doors_per_floor: int | None = column(nullable=True)


class Dwelling(Record, table=True):
    """A door 房屋; ``door`` is its whole address (``3-2-501``), beside its parts for lists and search."""

    building_id: bytes | None = reference("building.id")
    unit_id: bytes | None = reference("unit.id")
    floor: int | None = column(nullable=True)
    room: str = column(default="", nullable=False)
    door: str = column(default="", index=True, nullable=False)
    use: str = column(default="home", nullable=False)
    occupancy: str = column(default="", nullable=False)
