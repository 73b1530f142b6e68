"""The places of the sample: organisations, four grids, three courtyards, forty buildings and their doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.places.building import BuildingKind, DwellingUse, Occupancy
from gridtui.domain.places.grid import default_grid_code

Row = dict[str, Any]
Ids = Callable[[], bytes]

COMMUNITY_CODE = "530102001001"
BRANCH_NAME = "翠湖西路第二支部"
GRID_NAMES = ("第一网格", "第二网格", "第三网格", "第四网格")
_BOUNDARIES = ("东苑，翠湖西路以东", "中苑，花园与健身广场周围", "西苑，靠小区东门一侧", "北苑高层")
_COURTYARDS = ("东苑", "中苑", "西苑", "北苑")

_UPPER = (
    (Level.CITY, "昆明市", "昆明", "5301"),
    (Level.DISTRICT, "五华区", "五华", "530102"),
    (Level.STREET, "华山街道", "华山街道", "530102001"),
    (Level.COMMUNITY, "翠湖西路社区居民委员会", "翠湖西路社区", COMMUNITY_CODE),
)

UNIT_NAMES = {
    "property": "翠湖西路物业服务中心",
    "water": "华山供水服务站",
    "power": "华山供电服务站",
    "gas": "华山燃气服务站",
    "works": "华山市政养护站",
    "order": "华山综合执法队",
    "fire": "华山消防工作站",
    "civil": "华山民生服务站",
    "police": "华山警务工作站",
}
"""Stations below the street to which issues are dispatched; invented, and named after nobody's."""

# Floors, staircases and doors a floor of buildings 1 to 40; the last four are towers with lifts.
_WALK_UPS = (
    (7, 3),
    (6, 2),
    (8, 4),
    (7, 2),
    (7, 3),
    (8, 3),
    (7, 2),
    (6, 2),
    (6, 3),
    (7, 2),
    (6, 2),
    (7, 3),
    (6, 2),
    (7, 2),
    (6, 3),
    (7, 2),
    (6, 2),
    (7, 3),
    (8, 2),
    (6, 2),
    (6, 3),
    (7, 2),
    (6, 2),
    (7, 3),
    (6, 2),
    (7, 2),
    (6, 3),
    (6, 2),
    (7, 3),
    (6, 2),
    (7, 2),
    (8, 3),
    (7, 2),
    (6, 2),
    (6, 3),
    (7, 3),
)
_TOWERS = ((18, 1, 4), (24, 1, 4), (28, 1, 4), (33, 1, 4))
SHAPES: tuple[tuple[int, int, int], ...] = (*((*shape, 2) for shape in _WALK_UPS), *_TOWERS)
_GRID_ENDS = (9, 21, 32, 40)
_WITH_SHOPS = frozenset((1, 6, 13, 14, 22, 25, 33))


@dataclass
class Places:
    """Rows of the places, ready for the write gate, and what other generators look up in them."""

    orgs: list[Row] = field(default_factory=list)
    units_of_service: dict[str, bytes] = field(default_factory=dict)
    grids: list[Row] = field(default_factory=list)
    courtyards: list[Row] = field(default_factory=list)
    buildings: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    dwellings: list[Row] = field(default_factory=list)

    def homes(self) -> list[Row]:
        """Return the doors that are homes."""
        return [door for door in self.dwellings if door["use"] == DwellingUse.HOME.value]

    @property
    def community_id(self) -> bytes:
        """The community above the branch."""
        community: bytes = self.orgs[len(_UPPER) - 1]["id"]
        return community

    @property
    def street_id(self) -> bytes:
        """The street above the community."""
        street: bytes = self.orgs[len(_UPPER) - 2]["id"]
        return street


def make_foundation(ids: Ids, branch_id: bytes) -> Places:
    """Return what stands above the buildings: the organisations, the grids and their courtyards."""
    places = Places()
    _add_orgs(places, ids)
    for at, name in enumerate(GRID_NAMES):
        grid_id = ids()
        places.grids.append(
            {
                "id": grid_id,
                "org_id": places.community_id,
                "branch_id": branch_id,
                "name": name,
                "code": default_grid_code(COMMUNITY_CODE, at + 1),
                "boundary": _BOUNDARIES[at],
            }
        )
        places.courtyards.append(
            {"id": ids(), "org_id": places.community_id, "grid_id": grid_id, "name": _COURTYARDS[at]}
        )
    return places


def make_places(rng: Random, ids: Ids, branch_id: bytes) -> Places:
    """Return every place of the sample, below and around the branch."""
    places = make_foundation(ids, branch_id)
    for number, (floors, units, doors) in enumerate(SHAPES, 1):
        at = next(at for at, last in enumerate(_GRID_ENDS) if number <= last)
        building = building_row(rng, ids(), number, floors, branch_id)
        building |= {
            "grid_id": places.grids[at]["id"],
            "courtyard_id": places.courtyards[at]["id"],
            "address": f"翠湖西路{_COURTYARDS[at]}{number}栋",
        }
        places.buildings.append(building)
        for row, dwellings in staircases(rng, ids, building, units, doors, shops=number in _WITH_SHOPS):
            places.units.append(row)
            places.dwellings += dwellings
    return places


def building_row(rng: Random, id: bytes, number: int, floors: int, org_id: bytes) -> Row:
    """Return a building with this number in door addresses, not yet in a grid."""
    built = rng.randint(2006, 2017) if floors > 8 else rng.randint(1984, 2004)
    kind = BuildingKind.APARTMENT if floors > 18 else BuildingKind.BLOCK
    return {
        "id": id,
        "org_id": org_id,
        "label": str(number),
        "name": f"{number}栋",
        "kind": kind.value,
        "floors": floors,
        "built_year": built,
    }


def staircases(
    rng: Random, ids: Ids, building: Row, units: int, doors: int, *, shops: bool = False
) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each staircase of a building with its doors, from the ground up."""
    id, label, floors = building["id"], building["label"], building["floors"]
    for unit in range(1, units + 1):
        unit_id = ids()
        dwellings = []
        for floor in range(1, floors + 1):
            for door in range(1, doors + 1):
                room = f"{floor}{door:02d}"
                shop = shops and floor == 1
                occupancy = Occupancy.RENTED if shop or rng.random() < 0.27 else Occupancy.OWNER
                dwellings.append(
                    {
                        "id": ids(),
                        "building_id": id,
                        "unit_id": unit_id,
                        "floor": floor,
                        "room": room,
                        "door": f"{label}-{unit}-{room}",
                        "occupancy": occupancy.value,
                        "use": (DwellingUse.SHOP if shop else DwellingUse.HOME).value,
                    }
                )
        yield (
            {
                "id": unit_id,
                "building_id": id,
                "label": str(unit),
                "floors": floors,
                "doors_per_floor": doors,
            },
            dwellings,
        )


def _add_orgs(places: Places, ids: Ids) -> None:
    parent_id: bytes | None = None
    for level, name, short_name, code in _UPPER:
        id = ids()
        places.orgs.append(
            {
                "id": id,
                "parent_id": parent_id,
                "level": int(level),
                "name": name,
                "short_name": short_name,
                "division_code": code,
            }
        )
        parent_id = id
    for key, name in UNIT_NAMES.items():
        id = ids()
        places.units_of_service[key] = id
        places.orgs.append(
            {
                "id": id,
                "parent_id": places.street_id,
                "level": int(Level.COMMUNITY),
                "name": name,
                "short_name": name.removeprefix("华山"),
                "division_code": "",
            }
        )
