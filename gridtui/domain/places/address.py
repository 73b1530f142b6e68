"""Door addresses: ``3-2-501`` is building 3, unit 2, room 501, whatever way people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from gridtui.domain.words.numbers import CHINESE_NUMERALS, chinese_number
from gridtui.domain.words.text import tidy_line

DoorKey: TypeAlias = tuple[tuple[str, int, str], ...]
"""Sorts doors as people do: ``3-2-501`` before ``3-10-101``, missing parts first."""

_LABEL = (
    rf"(?:[A-Z]{{0,2}}[0-9]{{1,3}}[A-Z]?|[A-Z]{{1,2}}|[{CHINESE_NUMERALS}]{{1,7}}"
    "|[甲乙丙丁戊东南西北中][0-9]{0,3})"
)
_ROOM = rf"(?:[A-Z负]?[0-9]{{1,5}}[A-Z]?|[{CHINESE_NUMERALS}]{{1,7}})"
_BUILDING_MARK = "(?:号?[栋幢座]|号楼|#楼?|楼(?=.{1,7}单元))"
_MARKED = re.compile(
    rf"(?:(?P<building>{_LABEL}){_BUILDING_MARK}-?)?"
    rf"(?:(?P<unit>{_LABEL})(?P<unit_mark>单元|号?门|梯|-)-?)?"
    rf"(?:(?P<floor>{_LABEL})[楼层]-?)?"
    rf"(?P<room>{_ROOM})(?P<room_mark>号房|号室|室|户|房|号)?"
)
_DASHED = re.compile(
    rf"(?P<building>{_LABEL})-(?:(?P<unit>{_LABEL})-)?(?P<room>{_ROOM})(?:号房|号室|室|户|房|号)?"
)
_TYPED_SO_FAR = re.compile(
    rf"(?P<building>{_LABEL})(?:{_BUILDING_MARK}-?|-)"
    rf"(?:(?P<unit>{_LABEL})(?:(?P<after_unit>单元-?|-)(?P<room>{_ROOM})?)?)?"
)
_PLACED = re.compile(
    rf"(?<![A-Z0-9-])(?:{_LABEL}{_BUILDING_MARK}-?(?:{_LABEL}(?:单元|-))?|{_LABEL}-{_LABEL}-)"
    rf"(?:{_LABEL}[楼层])?{_ROOM}(?:号房|号室|室|户|房)?(?![A-Z0-9-])"
)
_DASHES = re.compile("[‐‑‒–—―−－﹣ー_]")
_BUILDING_ALONE = re.compile(rf"(?P<label>{_LABEL})(?:号?[栋幢座]|号?楼|#楼?|号)?")
_BUILDING_RANGE = re.compile(r"([0-9]{1,3})(?:号?[栋幢]|号楼|#)?[-~至到]([0-9]{1,3})(?:号?[栋幢]|号?楼|#)")
_BETWEEN_BUILDINGS = re.compile(r"[、,;/|&+\s]|和|及|(?<=[栋幢座])(?=[^至到~-])|(?<=号楼)(?=[^至到~-])")
_CHUNK = re.compile(r"(\D*)(\d*)(.*)", re.DOTALL)
_LONGEST_RANGE = 60


@dataclass(frozen=True, slots=True)
class DoorAddress:
    """A door: labels of its building, unit and room; building and unit are empty where not written."""

    building: str
    unit: str
    room: str

    @property
    def text(self) -> str:
        """The door as stored and shown: ``3-2-501``, ``3-501`` without units, ``1单元101`` in a building."""
        if self.building:
            return "-".join(part for part in (self.building, self.unit, self.room) if part)
        return f"{self.unit}单元{self.room}" if self.unit else self.room

    @property
    def floor(self) -> int | None:
        """The floor that the room number names."""
        return floor_of(self.room)


def parse_door(text: str) -> DoorAddress | None:
    """Return the door that the whole text writes; ``None`` when it is none, or only the start of one.

    ``3-501`` is building and room; a bare number is no door, ``501室`` is a room alone.
    """
    line = _compact(text)
    found = _DASHED.fullmatch(line)
    if found and (found["unit"] or len(_label(found["room"])) >= 3):
        return DoorAddress(_label(found["building"]), _label(found["unit"]), _label(found["room"], room=True))
    found = _MARKED.fullmatch(line)
    if not found or not (found["building"] or found["unit_mark"] not in (None, "-") or found["room_mark"]):
        return None
    if found["room_mark"] == "号" and not (found["building"] or found["unit"]):
        return None
    room = _label(found["room"], room=True)
    if found["floor"] and len(room) <= 2:
        room = _label(found["floor"]) + room.rjust(2, "0")
    return DoorAddress(_label(found["building"]), _label(found["unit"]), room)


def find_door(text: str) -> tuple[DoorAddress, int, int] | None:
    """Return the first door with a building in a tidied line, and where it starts and ends there."""
    for found in _PLACED.finditer(_DASHES.sub("-", text.upper())):
        door = parse_door(found[0])
        if door and door.building:
            return door, found.start(), found.end()
    return None


def door_prefix(text: str) -> str:
    """Return how a stored door begins, from what was typed so far; empty when it begins no door.

    ``3-2-5`` and ``3栋2单元5`` give ``3-2-5``; ``3栋`` gives ``3-``; a bare number gives nothing.
    """
    line = _compact(text)
    door = parse_door(line)
    if door:
        return door.text if door.building else ""
    found = _TYPED_SO_FAR.fullmatch(line)
    if not found:
        return ""
    so_far = _label(found["building"]) + "-" + _label(found["unit"])
    return so_far + ("-" + _label(found["room"], room=True) if found["after_unit"] else "")


def parse_buildings(text: str) -> list[str]:
    """Return the labels of the buildings in a cell such as ``13栋、12栋、11栋`` or ``1-3栋``.

    In the order written, once each; what is no building number (``综合楼``) comes back as written.
    """
    found: dict[str, None] = {}
    for piece in _BETWEEN_BUILDINGS.split(_DASHES.sub("-", tidy_line(text)).upper()):
        if piece:
            found.update(dict.fromkeys(_buildings(piece)))
    return list(found)


def floor_of(room: str) -> int | None:
    """Return the floor of a room number: 501 → 5, 1203 → 12, 负101 → -1; ``None`` when it names none."""
    found = re.fullmatch(r"(负|B|-)?[A-Z]?([0-9]{1,2})[0-9]{2}[A-Z]?", room.strip().upper())
    if not found or int(found[2]) == 0:
        return None
    return -int(found[2]) if found[1] else int(found[2])


def door_key(door: str | DoorAddress) -> DoorKey:
    """Return a key that sorts doors naturally by building, unit and room."""
    if isinstance(door, str):
        parts = door.split("-")
        if len(parts) != 3:
            parsed = parse_door(door)
            parts = [parsed.building, parsed.unit, parsed.room] if parsed else parts
    else:
        parts = [door.building, door.unit, door.room]
    return tuple(label_key(part) for part in parts)


def label_key(label: str) -> tuple[str, int, str]:
    """Return a key that sorts labels naturally: 2 before 10, ``3`` before ``3A``, letters after numbers."""
    before, digits, after = _CHUNK.fullmatch(label).groups()  # type: ignore[union-attr]  # matches anything
    return before, int(digits) if digits else -1, after


def _compact(text: str) -> str:
    return _DASHES.sub("-", tidy_line(text)).replace(" ", "").upper()


def _label(text: str | None, *, room: bool = False) -> str:
    if not text:
        return ""
    number = chinese_number(text)
    if number is not None:
        return str(number)
    if text.isdecimal() and not room:
        return text.lstrip("0") or "0"
    return text


def _buildings(piece: str) -> list[str]:
    span = _BUILDING_RANGE.fullmatch(piece)
    if span and 0 < int(span[2]) - int(span[1]) <= _LONGEST_RANGE:
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    found = _BUILDING_ALONE.fullmatch(piece)
    return [_label(found["label"])] if found else [piece]
