"""Finding the grids, buildings, doors and households that rows name, and making those that are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.door_numbers import building_title, own_name
from gridtui.domain.places.grid import next_grid_code
from gridtui.domain.words.problems import Problem, Severity
from gridtui.domain.words.vocabulary import plain
from gridtui.interchange.plans.plan import FieldChange
from gridtui.interchange.plans.run import Run
from gridtui.interchange.plans.wheres import Where
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Org, Unit
from gridtui.words import mark, tr

_MANY = mark("有 {count} 栋都叫“{label}”：请补上小区名称或所属网格")
_NEW_GRID = mark("还没有网格“{grid}”，将一并建立")
_NEW_BUILDING = mark("还没有楼栋“{building}”，将一并建立")
_NEW_DOOR = mark("{door} 尚无房屋，将一并建立")
_NEW_HOUSEHOLD = mark("{door} 尚无住户，将一并建立")
_GRID, _NAME, _EMPTY = mark("所属网格"), mark("楼栋名称"), mark("空")
_OTHER_GRID = mark("楼栋“{building}”在库里属于“{stored}”，表里写的是“{grid}”，没有改动")


@dataclass(slots=True)
class GridRef:
    """A grid that is there, or was made in this pass."""

    id: RecordId
    code: str
    name: str


@dataclass(slots=True)
class BuildingRef:
    """A building that is there, or was made in this pass, with its doors once they were asked for."""

    id: RecordId
    label: str
    name: str
    grid_id: RecordId | None
    there: bool
    units: dict[str, RecordId] | None = None
    doors: dict[str, RecordId] | None = None
    households: dict[RecordId, list[tuple[RecordId, str]]] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """The building's own name as it is compared; empty where it is called by its number alone."""
        return plain(own_name(self.name, self.label))

    @property
    def title(self) -> str:
        """The building as a person knows it."""
        return building_title(self.name, self.label)


@dataclass(slots=True)
class Place:
    """A place that was looked for; what is missing is None until ``Places.make`` was asked for it.

    ``notes`` say what will be made, ``changes`` what is filled in along; both are empty once it is done.
    """

    where: Where
    building: BuildingRef | None = None
    dwelling_id: RecordId | None = None
    household_id: RecordId | None = None
    door: str = ""
    problems: Sequence[Problem] = ()
    notes: Sequence[Problem] = ()
    changes: Sequence[FieldChange] = ()
    age: int = 0

    @property
    def missing(self) -> bool:
        """Say whether ``Places.make`` has something to do."""
        return bool(self.notes or self.changes)

    @property
    def building_id(self) -> RecordId | None:
        """The building's id, once it is known."""
        return None if self.building is None else self.building.id

    @property
    def title(self) -> str:
        """The place as a plan shows it."""
        return self.door or (self.building.title if self.building else "")


class Places:
    """Every place that rows of one pass name."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._seen: dict[Where, Place] = {}
        self._grids: dict[str, GridRef] = {}
        self._by_label: dict[str, list[BuildingRef]] = defaultdict(list)
        self._by_name: dict[str, list[BuildingRef]] = defaultdict(list)
        self._by_id: dict[RecordId, BuildingRef] = {}
        self._grid_names: dict[RecordId, str] = {}
        self._loose_doors: dict[str, RecordId] = {}
        self._loose_households: dict[RecordId, list[tuple[RecordId, str]]] = {}
        self._age = 0
        self._load()

    def look(self, where: Where, *, household: bool = True) -> Place:
        """Return the place; nothing is made. ``household`` asks for the people behind the door too."""
        place = self._seen.get(where)
        if place is None or (place.age != self._age and (place.missing or place.problems)):
            place = self._seen[where] = self._found(where, household)
        return place

    def grid(self, text: str) -> GridRef | None:
        """Return the grid with this code or name."""
        return self._grids.get(plain(text)) if text else None

    def make_grid(self, text: str) -> GridRef:
        """Return the grid with this code or name, making it where it is missing."""
        found = self.grid(text)
        if found is not None:
            return found
        desk = self._run.desk
        code = text if text.isdigit() and len(text) == 15 else self.next_code()
        id = self._run.make(Grid, {"name": text, "code": code, "org_id": desk.org_id})
        return self.add_grid(GridRef(id, code, text))

    def add_grid(self, ref: GridRef) -> GridRef:
        """Take in a grid that was made in this pass."""
        self._grid_names[ref.id] = ref.name
        for word in (ref.code, ref.name):
            if word:
                self._grids.setdefault(plain(word), ref)
        return ref

    def buildings(self, name: str, label: str, grid_id: RecordId | None = None) -> list[BuildingRef]:
        """Return the buildings that a name and a label (either may be empty) fit, best first."""
        if not label:
            # A building may have a word for its number: 综合楼.
            named = self._by_name.get(plain(name), []) or self._by_label.get(name.upper(), [])
            return [ref for ref in named if not ref.label] or list(named)
        word = plain(name)
        found = [ref for ref in self._by_label.get(label, []) if not word or ref.word in ("", word)]
        if word:
            both = [ref for ref in found if ref.word] or self._by_name.get(plain(f"{name}{label}栋"), [])
            return both or found
        near = [ref for ref in found if grid_id is not None and ref.grid_id == grid_id]
        return near or [ref for ref in found if grid_id is None or ref.grid_id is None]

    def add_building(self, ref: BuildingRef) -> BuildingRef:
        """Take in a building that was made in this pass."""
        self._by_id[ref.id] = ref
        if ref.label:
            self._by_label[ref.label].append(ref)
        if ref.name:
            self._by_name[plain(ref.name)].append(ref)
        return ref

    def building_of(self, id: RecordId | None) -> BuildingRef | None:
        """Return a building by its id."""
        return None if id is None else self._by_id.get(id)

    def grid_name(self, id: RecordId | None) -> str:
        """Return the name of a grid."""
        return self._grid_names.get(id, "") if id is not None else ""

    def make(self, place: Place) -> Place:
        """Make what is missing of a place without problems."""
        if not place.missing:
            return place
        self._age += 1
        where = place.where
        if place.building is None and where.has_building:
            place.building = self._make_building(where)
        self._put_in_grid(place)
        self._name(place)
        if where.has_door and place.dwelling_id is None:
            self._make_door(place)
        if place.dwelling_id is not None and place.household_id is None:
            self._make_household(place)
        place.notes = place.changes = ()
        return place

    def make_unit(self, ref: BuildingRef, label: str, **values: int | None) -> RecordId:
        """Return the unit of a building with this label, making it where it is missing."""
        units = self.units_of(ref)
        if label not in units:
            filled = {name: value for name, value in values.items() if value is not None}
            units[label] = self._run.make(Unit, {"building_id": ref.id, "label": label, **filled})
        return units[label]

    def units_of(self, ref: BuildingRef) -> dict[str, RecordId]:
        """Return the units of a building by label."""
        if ref.units is None:
            ref.units = {}
            if ref.there:
                rows = self._rows(Unit, col(Unit.label), col(Unit.id), where=_in(Unit, ref.id))
                ref.units = {label: id for label, id in rows}  # noqa: C416 - rows are no pairs to dict
        return ref.units

    def _found(self, where: Where, household: bool) -> Place:
        place = Place(where, age=self._age)
        notes: list[Problem] = []
        grid = self.grid(where.grid)
        if where.grid and grid is None:
            notes.append(_note(_NEW_GRID, grid=where.grid))
        if where.has_building:
            fitting = self.buildings(where.name, where.label, grid.id if grid else None)
            if len(fitting) > 1:
                place.problems = (
                    Problem(
                        _MANY, "building", values={"count": len(fitting), "label": where.label or where.name}
                    ),
                )
                return place
            if fitting:
                place.building = fitting[0]
            else:
                notes.append(_note(_NEW_BUILDING, building=building_title(where.name, where.label)))
        self._look_behind(place, notes, household)
        place.notes = tuple(notes)
        return place

    def _look_behind(self, place: Place, notes: list[Problem], household: bool) -> None:
        where, ref = place.where, place.building
        if ref is not None and _is_unnamed(ref, where):
            place.changes = (FieldChange(_NAME, ref.name or tr(_EMPTY), where.name),)
        if ref is not None and where.grid and ref.grid_id is None:
            place.changes = (*place.changes, FieldChange(_GRID, tr(_EMPTY), where.grid))
        elif ref is not None and where.grid:
            notes += self._grid_notes(ref, where)
        if not where.has_door:
            return
        place.door = where.door_under(ref.label if ref is not None else where.label)
        doors = self._doors_of(ref) if ref is not None else self._loose_doors
        if ref is not None or not where.has_building:
            place.dwelling_id = doors.get(place.door)
        if place.dwelling_id is None:
            notes.append(_note(_NEW_DOOR, door=place.door))
        elif household:
            place.household_id = self._household(ref, place.dwelling_id, where.code)
            if place.household_id is None:
                notes.append(_note(_NEW_HOUSEHOLD, door=place.door))

    def _grid_notes(self, ref: BuildingRef, where: Where) -> list[Problem]:
        grid = self.grid(where.grid)
        if grid is not None and grid.id == ref.grid_id:
            return []
        return [_note(_OTHER_GRID, building=ref.title, stored=self.grid_name(ref.grid_id), grid=where.grid)]

    def _household(self, ref: BuildingRef | None, dwelling_id: RecordId, code: str) -> RecordId | None:
        behind = (ref.households if ref is not None else self._loose_households).get(dwelling_id, [])
        exact = [id for id, own in behind if own == code]
        if exact or not behind:
            return exact[0] if exact else None
        if code:
            return None
        return behind[0][0]

    def _put_in_grid(self, place: Place) -> None:
        """Give the place's building the grid that the row names, where it has none yet."""
        ref, where = place.building, place.where
        if not where.grid:
            return
        grid = self.make_grid(where.grid)
        if ref is not None and ref.grid_id is None:
            ref.grid_id = grid.id
            self._run.writer.update(Building, ref.id, {"grid_id": grid.id})

    def _name(self, place: Place) -> None:
        """Give a building that is called by its number alone the compound's name that the row gives it."""
        ref, where = place.building, place.where
        if ref is not None and _is_unnamed(ref, where):
            ref.name = where.name
            self._by_name[plain(ref.name)].append(ref)
            self._run.writer.update(Building, ref.id, {"name": ref.name})

    def _make_building(self, where: Where) -> BuildingRef:
        fitting = self.buildings(where.name, where.label, None)
        grid = self.grid(where.grid)
        near = [ref for ref in fitting if not where.grid or ref.grid_id == (grid.id if grid else None)]
        if near:
            return near[0]
        grid_id = self.make_grid(where.grid).id if where.grid else None
        id = self._run.make(
            Building,
            {"org_id": self._run.desk.org_id, "grid_id": grid_id, "label": where.label, "name": where.name},
        )
        return self.add_building(BuildingRef(id, where.label, where.name, grid_id, there=False))

    def _make_door(self, place: Place) -> None:
        where, ref = place.where, place.building
        place.door = where.door_under(ref.label if ref is not None else where.label)
        doors = self._doors_of(ref) if ref is not None else self._loose_doors
        dwelling_id = doors.get(place.door)
        if dwelling_id is None:
            unit_id = self.make_unit(ref, where.unit) if ref is not None and where.unit else None
            dwelling_id = doors[place.door] = self._run.make(
                Dwelling,
                {
                    "building_id": place.building_id,
                    "unit_id": unit_id,
                    "floor": where.floor,
                    "room": where.room or where.free,
                    "door": place.door,
                },
            )
        place.dwelling_id = dwelling_id

    def _make_household(self, place: Place) -> None:
        ref, code, dwelling_id = place.building, place.where.code, place.dwelling_id
        assert dwelling_id is not None
        place.household_id = self._household(ref, dwelling_id, code)
        if place.household_id is None:
            place.household_id = self._run.make(
                Household, {"building_id": place.building_id, "dwelling_id": dwelling_id, "code": code}
            )
            behind = ref.households if ref is not None else self._loose_households
            behind.setdefault(dwelling_id, []).append((place.household_id, code))

    def _doors_of(self, ref: BuildingRef) -> dict[str, RecordId]:
        if ref.doors is None:
            ref.doors = {}
            if ref.there:
                self._load_doors(ref.doors, ref.households, ref.id)
        return ref.doors

    def _load_doors(
        self,
        doors: dict[str, RecordId],
        households: dict[RecordId, list[tuple[RecordId, str]]],
        building_id: RecordId | None,
    ) -> None:
        rows = self._rows(Dwelling, col(Dwelling.door), col(Dwelling.id), where=_in(Dwelling, building_id))
        for door, id in rows:
            doors.setdefault(door, id)
        behind = self._rows(
            Household,
            col(Household.dwelling_id),
            # What is known of a joined household is meant for the one it is shown in.
            sa.func.coalesce(col(Household.alias_of), col(Household.id)),
            col(Household.code),
            where=_in(Household, building_id),
        )
        for dwelling_id, id, code in behind:
            households.setdefault(dwelling_id, []).append((id, code))

    def _load(self) -> None:
        for id, code, name in self._rows(Grid, col(Grid.id), col(Grid.code), col(Grid.name)):
            self.add_grid(GridRef(id, code, name))
        for id, label, name, grid_id in self._rows(
            Building, col(Building.id), col(Building.label), col(Building.name), col(Building.grid_id)
        ):
            self.add_building(BuildingRef(id, label, name, grid_id, there=True))
        self._load_doors(self._loose_doors, self._loose_households, None)
        own = sa.select(col(Org.division_code)).where(col(Org.id) == self._run.desk.org_id)
        self._code = self._run.connection.execute(own).scalar() or ""

    def _rows(self, model: RecordTable, *columns: Any, where: Any = None) -> Iterable[Any]:
        """Return what was there before this pass, oldest first."""
        table = table_of(model)
        chosen = sa.select(*columns).where(table.c.deleted.is_(False), table.c.num <= self._run.top(model))
        if where is not None:
            chosen = chosen.where(where)
        return self._run.connection.execute(chosen.order_by(table.c.num))

    def next_code(self) -> str:
        """Return the community's 12 digits and the first free three; empty without such a code."""
        return next_grid_code(self._code, (ref.code for ref in self._grids.values()))


def _is_unnamed(ref: BuildingRef, where: Where) -> bool:
    """Say whether the row knows the compound of a building that is called by its number alone."""
    return bool(where.name and ref.label and where.label == ref.label and not ref.word) and (
        plain(where.name) != plain(ref.name)
    )


def _in(model: RecordTable, building_id: RecordId | None) -> Any:
    column = table_of(model).c.building_id
    return column.is_(None) if building_id is None else column == building_id


def _note(text: str, **values: object) -> Problem:
    return Problem(text, severity=Severity.WARNING, values=values)
