"""The doors of a building by rule: so many staircases, floors and doors a floor, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gridtui.domain.places.address import DoorAddress
from gridtui.domain.places.building import LOWEST_FLOOR, DwellingUse
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.sentences import Sentence
from gridtui.words import mark

MOST_UNITS = 60
MOST_STOREYS = 99
"""A room number has two digits for its floor."""
MOST_ON_A_FLOOR = 99
MOST_DOORS = 10_000
TOP = 0
"""The floor that is the topmost of every staircase, whichever number it has there."""


@dataclass(frozen=True, slots=True)
class Differing:
    """What differs somewhere: on ``floors`` or at ``rooms`` of one unit, of every one where it is 0.

    ``doors`` stand on each of the floors, where it is given; ``gone`` floors and doors are not there.
    """

    unit: int = 0
    floors: frozenset[int] = frozenset()
    rooms: tuple[str, ...] = ()
    doors: int | None = None
    use: DwellingUse | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Staircase:
    """How high a staircase is and how many doors each floor has."""

    floors: int
    doors: int


@dataclass(frozen=True, slots=True)
class DoorRule:
    """A rule as it was read: ``units`` staircases alike, 0 where the doors have no unit, and the differences.

    ``own`` are the staircases that are not like the others, by their number.
    """

    units: int
    usual: Staircase
    own: Mapping[int, Staircase] = field(default_factory=dict)
    differing: tuple[Differing, ...] = ()

    @property
    def staircases(self) -> dict[str, Staircase]:
        """Every staircase by its label; one without a label where there are no units."""
        numbers = range(1, self.units + 1) if self.units else (0,)
        return {str(number or ""): self.own.get(number, self.usual) for number in numbers}


@dataclass(frozen=True, slots=True)
class PlannedDoor:
    """A door that a rule gives a building."""

    unit: str
    floor: int
    room: str
    use: DwellingUse = DwellingUse.HOME

    def address(self, label: str) -> str:
        """Return the door as it is stored in the building of that label."""
        return DoorAddress(label, self.unit, self.room).text


def room_number(floor: int, place: int) -> str:
    """Return the number of a room: 501, 3401, 负102 below ground."""
    return f"{floor}{place:02d}" if floor > 0 else f"负{-floor}{place:02d}"


def planned_doors(rule: DoorRule) -> list[PlannedDoor]:
    """Return the doors of a rule, staircase by staircase from the lowest floor up."""
    found: list[PlannedDoor] = []
    for label, stairs in rule.staircases.items():
        number = int(label or 0)
        here = [each for each in rule.differing if each.unit in (0, number)]
        # What is said of one staircase counts more than what is said of all.
        found += _doors(label, stairs, sorted(here, key=lambda each: each.unit != 0))
    return found


def rule_problems(rule: DoorRule) -> list[Problem]:
    """Return what no building can have: floors and doors that are not there, too many doors."""
    found = list(_size_problems(rule))
    roughly = sum(stairs.floors * stairs.doors for stairs in rule.staircases.values()) if not found else 0
    if roughly > MOST_DOORS:
        found.append(_too_many(roughly))
    if found:
        return found
    doors = planned_doors(rule)
    there = {(door.unit, door.room) for door in doors}
    for each in rule.differing:
        found += _unknown_place(rule, each, there)
    found += _said_twice(rule)
    empty = [label for label in rule.staircases if label not in {unit for unit, _ in there}]
    if not doors:
        found.append(Problem(mark("照这样写一户也没有")))
    elif empty:
        text = mark("照这样写 {unit} 单元一户也没有：没有户的单元请不要写")
        found.append(Problem(text, values={"unit": empty[0]}))
    if len(doors) > MOST_DOORS:
        found.append(_too_many(len(doors)))
    return found


def counted(doors: Iterable[PlannedDoor], units: int) -> Sentence:
    """Return in words how much a rule makes: ``3 单元 42 户，其中商铺 2 户``."""
    uses = Counter(door.use for door in doors)
    total = sum(uses.values())
    numbers: dict[str, object] = {"units": units, "doors": total}
    numbers |= {"shops": uses[DwellingUse.SHOP], "garages": uses[DwellingUse.GARAGE]}
    special = bool(uses[DwellingUse.SHOP]), bool(uses[DwellingUse.GARAGE])
    return Sentence(_COUNTED[(bool(units), *special)], numbers)


_COUNTED = {
    (True, False, False): mark("{units} 单元 {doors} 户"),
    (True, True, False): mark("{units} 单元 {doors} 户，其中商铺 {shops}"),
    (True, False, True): mark("{units} 单元 {doors} 户，其中车库 {garages}"),
    (True, True, True): mark("{units} 单元 {doors} 户，其中商铺 {shops}、车库 {garages}"),
    (False, False, False): mark("不分单元 {doors} 户"),
    (False, True, False): mark("不分单元 {doors} 户，其中商铺 {shops}"),
    (False, False, True): mark("不分单元 {doors} 户，其中车库 {garages}"),
    (False, True, True): mark("不分单元 {doors} 户，其中商铺 {shops}、车库 {garages}"),
}


def _doors(label: str, stairs: Staircase, here: list[Differing]) -> list[PlannedDoor]:
    floors = dict.fromkeys(range(1, stairs.floors + 1), stairs.doors)
    floors |= {floor: stairs.doors for each in here if not each.gone for floor in each.floors if floor < TOP}
    for floor in (floor for each in here if each.gone for floor in each.floors):
        floors.pop(floor, None)
    top = max(floors, default=0)
    uses: dict[int, DwellingUse] = {}
    for each in here:
        for floor in {top if floor == TOP else floor for floor in each.floors} & floors.keys():
            floors[floor] = floors[floor] if each.doors is None else each.doors
            if each.use is not None:
                uses[floor] = each.use
    rooms = {room: each for each in here for room in each.rooms}
    found = []
    for floor in sorted(floors):
        for place in range(1, floors[floor] + 1):
            room = room_number(floor, place)
            own = rooms.get(room)
            if own is None or not own.gone:
                use = own.use if own and own.use else uses.get(floor, DwellingUse.HOME)
                found.append(PlannedDoor(label, floor, room, use))
    return found


def _said_twice(rule: DoorRule) -> Iterable[Problem]:
    """Yield the doors and floors of which two things are said that cannot both be."""
    rooms = Counter((each.unit, room) for each in rule.differing for room in each.rooms)
    for (_, room), said in rooms.items():
        if said > 1:
            yield Problem(mark("房号 {room} 写了两次，不知道以哪个为准"), values={"room": room})
            break
    known: dict[tuple[int, int, str], object] = {}
    for each in rule.differing:
        for floor in sorted(each.floors):
            for what, value in (("use", each.use), ("doors", each.doors)):
                if value is not None and known.setdefault((each.unit, floor, what), value) != value:
                    words = (
                        mark("第 {floor} 层写了两次，不知道以哪个为准")
                        if floor
                        else mark("顶层写了两次，不知道以哪个为准")
                    )
                    yield Problem(words, values={"floor": floor})
                    return


def _size_problems(rule: DoorRule) -> Iterable[Problem]:
    sizes = [
        (rule.units, mark("单元数应在 1 到 {most} 之间"), 0, MOST_UNITS),
        *((each.floors, mark("层数应在 1 到 {most} 之间"), 1, MOST_STOREYS) for each in _all(rule)),
        *((each.doors, mark("每层户数应在 1 到 {most} 之间"), 1, MOST_ON_A_FLOOR) for each in _all(rule)),
        *(
            (each.doors, mark("每层户数应在 1 到 {most} 之间"), 1, MOST_ON_A_FLOOR)
            for each in rule.differing
            if each.doors is not None
        ),
    ]
    said = {text: most for number, text, least, most in sizes if not least <= number <= most}
    yield from (Problem(text, values={"most": most}) for text, most in said.items())


def _all(rule: DoorRule) -> list[Staircase]:
    return [rule.usual, *rule.own.values()]


def _unknown_place(rule: DoorRule, each: Differing, there: set[tuple[str, str]]) -> list[Problem]:
    if each.unit and each.unit > rule.units:
        return [_no_unit(each.unit, rule.units)]
    highest = max(
        stairs.floors for label, stairs in rule.staircases.items() if each.unit in (0, int(label or 0))
    )
    if each.floors and min(each.floors) < LOWEST_FLOOR:
        return [Problem(mark("地下最多写到负 {most} 层"), values={"most": -LOWEST_FLOOR})]
    high = [floor for floor in sorted(each.floors) if floor > highest]
    if high:
        text = mark("没有第 {floor} 层：最高写到第 {highest} 层")
        return [Problem(text, values={"floor": high[0], "highest": highest})]
    if each.gone:
        return []
    rooms = {room for unit, room in there if each.unit in (0, int(unit or 0))}
    missing = [room for room in each.rooms if room not in rooms]
    return [Problem(mark("没有 {room} 这个房号，请核对"), values={"room": missing[0]})] if missing else []


def _too_many(doors: int) -> Problem:
    text = mark("一共 {doors} 户，太多了：一栋楼最多 {most} 户")
    return Problem(text, values={"doors": doors, "most": MOST_DOORS})


def _no_unit(unit: int, units: int) -> Problem:
    if not units:
        return Problem(mark("这条规则不分单元，却写了 {unit} 单元"), values={"unit": unit})
    return Problem(mark("没有 {unit} 单元：一共 {units} 个单元"), values={"unit": unit, "units": units})
