"""The chart of a building 楼栋图: which door stands where, and what there is to say of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.address import label_key
from gridtui.domain.places.building import DwellingUse, Occupancy

LEAST_FLOORS_OF_A_COLUMN = 2
"""Doors with a letter make a column of their own from so many floors on; a single one is an oddity."""

MOST_BLANK_FLOORS = 12
"""So many floors without a door are drawn between two others; more are a slip of the pen."""

_LONGEST_FLOOR = 2
_TRADES = frozenset({DwellingUse.SHOP, DwellingUse.GARAGE})
_ROOM = re.compile(
    r"(?P<wing>[AC-Z](?=[0-9]{3}))?(?P<below>负|B|-)?(?P<floor>[0-9]{1,2})(?P<place>[0-9]{2}[A-Z]?|[A-Z])"
)
_PLACE = re.compile(r"[0-9]{1,2}")


class Fact(Enum):
    """What a cell of the chart says of a door; the strongest come first."""

    ISSUE = "issue"
    DUE = "due"
    VACANT = "vacant"
    LET = "let"
    SHOP = "shop"
    GARAGE = "garage"
    HUB = "hub"
    UNKNOWN = "unknown"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Door:
    """A door of a building and what is known of it.

    ``text`` is the whole address; ``issues`` are open, ``late`` of them overdue; ``due`` counts its
    households that are to be visited.
    """

    id: RecordId
    text: str = ""
    unit: str = ""
    room: str = ""
    floor: int | None = None
    use: str = ""
    occupancy: str = ""
    households: tuple[RecordId, ...] = ()
    people: int = 0
    issues: int = 0
    late: int = 0
    due: int = 0
    hub: bool = False

    @property
    def fact(self) -> Fact:
        """The strongest of what is known."""
        return next(fact for fact, holds in self._facts() if holds)

    def _facts(self) -> Iterable[tuple[Fact, bool]]:
        yield Fact.ISSUE, self.issues > 0
        yield Fact.DUE, self.due > 0
        yield Fact.VACANT, self.occupancy == Occupancy.VACANT
        yield Fact.LET, self.occupancy == Occupancy.RENTED and self.use not in _TRADES
        yield Fact.SHOP, self.use == DwellingUse.SHOP
        yield Fact.GARAGE, self.use == DwellingUse.GARAGE
        yield Fact.HUB, self.hub
        yield Fact.UNKNOWN, not self.people and self.use in ("", DwellingUse.HOME)
        yield Fact.NORMAL, True


@dataclass(frozen=True, slots=True)
class Staircase:
    """The doors of one staircase, by floor and by the column in which they stand: ``01``, ``02``, ``A``."""

    label: str
    columns: tuple[str, ...]
    doors: Mapping[tuple[int, str], Door]


@dataclass(frozen=True, slots=True)
class Chart:
    """The doors of a building in their places.

    ``floors`` runs from the top down, floors without a door among them; ``rest`` are the doors whose number
    names no place: courtyard houses, 附1号, a second 501.
    """

    staircases: tuple[Staircase, ...]
    floors: tuple[int, ...]
    rest: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What some doors come to."""

    doors: int = 0
    households: int = 0
    people: int = 0
    issues: int = 0
    late: int = 0
    due: int = 0
    hubs: int = 0
    facts: Mapping[Fact, int] = field(default_factory=dict)
    """How many doors show each fact."""


def lay_out(doors: Iterable[Door], floors: int | None = None) -> Chart:
    """Return every door in its place; ``floors`` is how many the building is known to have."""
    inside = sorted(doors, key=_order)
    found = {door.id: _place(door) for door in inside}
    kept = _kept(inside, found)
    stairs: dict[str, dict[tuple[int, str], Door]] = {}
    rest: list[Door] = []
    for door in inside:
        place = found[door.id]
        there = stairs.setdefault(door.unit, {}) if place and (door.unit, place[1]) in kept else None
        if place is None or there is None or place in there:
            rest.append(door)
        else:
            there[place] = door
    staircases = [_staircase(label, stairs[label]) for label in sorted(stairs, key=label_key)]
    return Chart(tuple(staircases), _floors(stairs.values(), floors) if stairs else (), tuple(rest))


def tally(doors: Iterable[Door]) -> Tally:
    """Return what the doors come to."""
    seen = tuple(doors)
    return Tally(
        len(seen),
        sum(len(door.households) for door in seen),
        sum(door.people for door in seen),
        sum(door.issues for door in seen),
        sum(door.late for door in seen),
        sum(door.due for door in seen),
        sum(door.hub for door in seen),
        Counter(door.fact for door in seen),
    )


def door_typed(doors: Sequence[Door], typed: str, *, unit: str = "", building: str = "") -> Door | None:
    """Return the door that a typed number names: ``502`` on the staircase ``unit`` before the others,
    ``2-502``, ``3-2-502`` in the building of that label; ``None`` where there is none.
    """
    *before, room = typed.upper().split("-")
    if len(before) == 2 and before.pop(0) != building:
        return None
    if before:
        own = [door for door in doors if door.unit == before[0]]
        if not own and before[0] == building:
            own = [door for door in doors if not door.unit]
    else:
        own = sorted(doors, key=lambda door: door.unit != unit)
    return next((door for door in own if room and _same_room(door.room, room)), None)


def floor_typed(chart: Chart, typed: str) -> int | None:
    """Return the floor that a short number names, where the chart has it."""
    if not typed.isdecimal() or len(typed) > _LONGEST_FLOOR:
        return None
    return int(typed) if int(typed) in chart.floors else None


def _order(door: Door) -> tuple[object, ...]:
    return label_key(door.unit), label_key(door.room), door.text, door.id


def _same_room(room: str, typed: str) -> bool:
    return room.strip().upper().lstrip("0") == typed.lstrip("0")


def _place(door: Door) -> tuple[int, str] | None:
    """Return floor and column of a door; None where its number names none."""
    room = door.room.strip().upper()
    if door.floor and _PLACE.fullmatch(room):
        return door.floor, room.rjust(2, "0")
    found = _ROOM.fullmatch(room)
    if found is None or int(found["floor"]) == 0:
        return None
    floor = -int(found["floor"]) if found["below"] else int(found["floor"])
    return floor, (found["wing"] or "") + found["place"]


def _kept(
    doors: Iterable[Door], found: Mapping[RecordId, tuple[int, str] | None]
) -> Collection[tuple[str, str]]:
    """Return the columns that stand, by staircase and name."""
    floors: dict[tuple[str, str], set[int]] = {}
    for door in doors:
        if place := found[door.id]:
            floors.setdefault((door.unit, place[1]), set()).add(place[0])
    return {
        column
        for column, over in floors.items()
        if column[1].isdecimal() or len(over) >= LEAST_FLOORS_OF_A_COLUMN
    }


def _staircase(label: str, doors: Mapping[tuple[int, str], Door]) -> Staircase:
    columns = sorted({column for _, column in doors}, key=label_key)
    return Staircase(label, tuple(columns), doors)


def _floors(stairs: Iterable[Mapping[tuple[int, str], Door]], known: int | None) -> tuple[int, ...]:
    lived = sorted({floor for doors in stairs for floor, _ in doors})
    floors = {*lived, *range(1, (known or 0) + 1)}
    for below, above in pairwise(lived):
        if above - below <= MOST_BLANK_FLOORS:
            floors.update(range(below, above))
    return tuple(sorted(floors - {0}, reverse=True))
