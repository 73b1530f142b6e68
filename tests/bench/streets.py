"""A street of many households with two years of visits, written without a log: only for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.words.dates import local_date
from gridtui.sample.places import COMMUNITY_CODE
from gridtui.storage.derived.household_visits import refresh_households
from gridtui.storage.log.bulk import insert_rows
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.bench.stores import SEED, made_store, system_clock

BUILDINGS_PER_GRID = 4
FLOORS, UNITS, DOORS = 25, 2, 2
HOMES = FLOORS * UNITS * DOORS


def street_of(folder: Path, households: int) -> Path:
    """Return the store of a street of so many households, building it where it is not there yet."""
    return made_store(folder, f"street-{households}", lambda workspace: _build(workspace, households))


def _build(workspace: Workspace, households: int) -> None:
    street = _Street(workspace.desk.org_id, local_date(system_clock()))
    with workspace.writing() as connection:
        for label in range(1, households // HOMES + 1):
            street.add_building(connection, label)


class _Street:
    """Writes one building after another."""

    def __init__(self, org_id: bytes, today: date) -> None:
        self._org_id, self._today = org_id, today
        self._rng, self._ids = Random(SEED), seeded_ids(SEED + 1)
        self._grid = b""

    def add_building(self, connection: Connection, label: int) -> None:
        """Add a tower full of households; every fourth begins a grid."""
        ids, rng = self._ids, self._rng
        if label % BUILDINGS_PER_GRID == 1:
            self._grid = ids()
            code = f"{COMMUNITY_CODE}{label // BUILDINGS_PER_GRID + 1:04d}"
            _put(connection, Grid, [{"id": self._grid, "org_id": self._org_id, "code": code, "name": code}])
        building = ids()
        tower = {"id": building, "org_id": self._org_id, "grid_id": self._grid, "label": str(label)}
        doors = [
            {
                "id": ids(),
                "building_id": building,
                "floor": floor,
                "room": f"{floor}{place:02d}",
                "door": f"{label}-{unit}-{floor}{place:02d}",
            }
            for unit in range(1, UNITS + 1)
            for floor in range(1, FLOORS + 1)
            for place in range(1, DOORS + 1)
        ]
        homes = [{"id": ids(), "building_id": building, "dwelling_id": door["id"]} for door in doors]
        people = [
            {
                "id": ids(),
                "building_id": building,
                "household_id": home["id"],
                "name": "张三",
                "relation": "户主",
            }
            for home in homes
        ]
        tags = [
            {"id": ids(), "building_id": building, "resident_id": person["id"], "tag": "living_alone"}
            for person in people
            if rng.random() < 0.12
        ]
        visits = [
            {
                "id": ids(),
                "building_id": building,
                "household_id": home["id"],
                "visited_on": self._today - timedelta(days=ago),
                "outcome": rng.choice(("met", "met", "met", "absent")),
            }
            for home in homes
            for ago in sorted(rng.sample(range(1, 730), rng.randint(0, 4)), reverse=True)
        ]
        for model, rows in (
            (Building, [tower]),
            (Dwelling, doors),
            (Household, homes),
            (Resident, people),
            (ServiceTag, tags),
            (Visit, visits),
        ):
            _put(connection, model, rows)
        refresh_households(connection, {Household: [home["id"] for home in homes]}, {})


def _put(connection: Connection, model: RecordTable, rows: Iterable[Mapping[str, Any]]) -> None:
    codec = codec_of(model)
    blank = {name: field.default for name, field in codec.fields.items()} | codec.derived | {"zone": 0}
    insert_rows(connection, codec.table, ({**blank, **row} for row in rows))
