"""What a row says of a place: the compound, building, unit and room in however many columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gridtui.domain.places.address import DoorAddress, find_door, floor_of, parse_buildings, parse_door
from gridtui.domain.words.problems import Problem
from gridtui.words import mark

_LABEL = re.compile(r"[A-Z]{0,2}[0-9]{1,3}[A-Z]?")
_NAMED_LABEL = re.compile(
    r"(?P<name>.*[^0-9A-Za-z\s-])\s*(?P<label>[A-Za-z]{0,2}[0-9]{1,3}[A-Za-z]?)(?:号?[栋幢座]|号楼|#楼?)"
)
_UNIT = re.compile(r"(?P<label>.{1,4}?)(?:单元|号?门|梯)?")
_ROOM_ALONE = re.compile(r"[A-Za-z]?[0-9]{1,5}[A-Za-z]?")
_ROOM_MARK = re.compile(r"(?:号房|号室|室|户|房|号)$")

_TWO_BUILDINGS = mark("楼栋写了两处，对不上：{one} 和 {other}")
_NO_BUILDING = mark("门牌“{door}”缺少楼栋：请写成 3-2-501，或另填小区、楼栋")


@dataclass(frozen=True, slots=True)
class Where:
    """A place as a row names it, cleaned but not yet looked for.

    ``name`` is the compound's or building's name, ``label`` the building's in a door address, ``door``
    the door as the store writes it when the building is not put before it; ``free`` a door that follows
    no known form. ``grid`` and ``code`` (of the household) are as written.
    """

    name: str = ""
    label: str = ""
    unit: str = ""
    room: str = ""
    free: str = ""
    grid: str = ""
    code: str = ""

    @property
    def has_door(self) -> bool:
        """Say whether one door is named, not only a building."""
        return bool(self.room or self.free)

    @property
    def has_building(self) -> bool:
        """Say whether a building is named."""
        return bool(self.name or self.label)

    def door_under(self, label: str) -> str:
        """Return the door as stored, in a building with this label."""
        return self.free or DoorAddress(label, self.unit, self.room).text

    @property
    def floor(self) -> int | None:
        """The floor that the room number names."""
        return floor_of(self.room)


def where_of(fields: Mapping[str, object]) -> Where | Problem:
    """Return the place that a row of people, leaders or issues names; a problem where it contradicts itself.

    Reads ``compound`` or ``place``, ``building``, ``unit``, ``floor``, ``room``, ``door``, ``grid`` and
    ``household_code``.
    """
    return _where(*(value if isinstance(value, str) else "" for value in map(fields.get, _READ)))


_READ = ("compound", "place", "building", "unit", "floor", "room", "door", "grid", "household_code")


@lru_cache(maxsize=4096)
def _where(
    compound: str,
    place: str,
    building: str,
    unit: str,
    floor: str,
    room: str,
    door: str,
    grid: str,
    code: str,
) -> Where | Problem:
    """Return the place; the people of one household follow each other, so it is often the one just asked."""
    name, label = split_building(building)
    compound = compound or place
    if compound:
        more, other = split_building(compound)
        # Both a compound and a building's own name: together they name the building.
        name = name if name and label == "" and other == "" and name.startswith(more) else more or name
        label = label or other
    address, prefix, free = _door(door, room)
    name = name or prefix
    if address is not None:
        if label and address.building and label != address.building:
            return Problem(_TWO_BUILDINGS, "door", values={"one": label, "other": address.building})
        label, unit, room = label or address.building, address.unit or _unit(unit), address.room
    else:
        unit, room = _unit(unit), "" if free else _room(room, floor)
    found = Where(name, label, unit, room, free, grid, code)
    if room and not found.has_building:
        return Problem(_NO_BUILDING, "door", values={"door": found.door_under("")})
    return found


def _door(text: str, room: str) -> tuple[DoorAddress | None, str, str]:
    """Return the door of a cell, the compound named before it, and the text where it is no known form."""
    for cell in (text, room):
        found = parse_door(cell) if cell else None
        if found is not None:
            return found, "", ""
    if not text:
        return None, "", ""
    placed = find_door(text)
    if placed is not None and placed[2] >= len(text):
        door, start, _ = placed
        return door, text[:start].strip(" ,，、-"), ""
    if _ROOM_ALONE.fullmatch(text):
        return DoorAddress("", "", text.upper()), "", ""
    if any(character.isdigit() for character in text):
        return None, "", text
    return None, text, ""


@lru_cache(maxsize=4096)
def split_building(text: str) -> tuple[str, str]:
    """Return the name and the label in a cell: ``翠湖小区3栋`` → 翠湖小区, 3; ``3栋`` → no name, 3."""
    if not text:
        return "", ""
    labels = parse_buildings(text)
    if len(labels) == 1 and _LABEL.fullmatch(labels[0]):
        return "", labels[0]
    found = _NAMED_LABEL.fullmatch(text)
    if found:
        return found["name"].strip(), parse_buildings(found["label"])[0]
    return text, ""


@lru_cache(maxsize=1024)
def _unit(text: str) -> str:
    door = parse_door(f"{text}单元101" if text and not text.endswith(("单元", "门", "梯")) else f"{text}101")
    if door is not None and door.unit:
        return door.unit
    found = _UNIT.fullmatch(text)
    return found["label"] if found else text


@lru_cache(maxsize=8192)
def _room(text: str, floor: str) -> str:
    if not text:
        return ""
    room = _ROOM_MARK.sub("", text.upper())
    door = parse_door(f"1-1-{room}")
    room = door.room if door is not None else room
    level = re.sub(r"[楼层]$", "", floor)
    if level.isdigit() and room.isdigit() and len(room) <= 2:
        return f"{int(level)}{room.rjust(2, '0')}"
    return room
