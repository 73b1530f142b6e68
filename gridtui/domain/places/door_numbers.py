"""The order of doors on a staircase: which door comes after which."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from gridtui.domain.places.address import DoorAddress

MOST_STEPS = 500
"""Doors looked at before the search for a free one is given up."""

_ROOM = re.compile(r"(?P<floor>[0-9]{1,2})(?P<place>[0-9]{2})")


def next_door(
    door: DoorAddress, *, per_floor: int | None = None, floors: int | None = None
) -> DoorAddress | None:
    """Return the door after this one: 3-2-501 → 3-2-502, above the last of a floor → 3-2-601.

    ``per_floor`` doors stand on a floor and ``floors`` floors above each other, without end where they are
    not known; after the top floor comes the next staircase. ``None`` where the room has no such number or
    the building ends.
    """
    found = _ROOM.fullmatch(door.room)
    if found is None:
        return None
    floor, place = int(found["floor"]), int(found["place"])
    if place < (per_floor or 99):
        return replace(door, room=f"{floor}{place + 1:02d}")
    if floors is None or floor < floors:
        return replace(door, room=f"{floor + 1}01")
    return replace(door, unit=str(int(door.unit) + 1), room="101") if door.unit.isdecimal() else None


def next_free_door(
    door: DoorAddress, taken: Collection[str], *, per_floor: int | None = None, floors: int | None = None
) -> DoorAddress | None:
    """Return the first door after this one that is not among ``taken``; ``None`` where none is near."""
    after: DoorAddress | None = door
    for _ in range(MOST_STEPS):
        after = next_door(after, per_floor=per_floor, floors=floors) if after else None
        if after is None or after.text not in taken:
            return after
    return None


def next_label(label: str) -> str:
    """Return the label after this one: 3 → 4, A9 → A10; empty where it ends in no number."""
    found = re.fullmatch(r"(?P<before>.*?)(?P<number>[0-9]{1,4})", label)
    return f"{found['before']}{int(found['number']) + 1}" if found else ""


def plain_label(text: str) -> str:
    """Return a building's label as doors write it: 3栋 → 3, a9 → A9."""
    return text.strip().upper().removesuffix("栋")


def usual_name(label: str) -> str:
    """Return what a building of that label is called unless it has a name of its own: 3 → 3栋."""
    return f"{label}栋" if label else ""


def own_name(name: str, label: str) -> str:
    """Return the name a building has of its own, such as that of its compound; empty for the usual one."""
    return "" if label and name == usual_name(label) else name


def building_title(name: str, label: str) -> str:
    """Return a building as a person knows it, told from those of the same compound: ``翠湖小区3栋``."""
    if not label or label in name:
        return name
    return f"{name}{label}栋" if label[-1:].isdigit() else f"{name}{label}"


def doors_per_floor(rooms: Collection[str], floor: int | None) -> int | None:
    """Return how many doors a floor has, seen from the rooms of the other floors; ``None`` without any."""
    places = [
        int(found["place"])
        for room in rooms
        if (found := _ROOM.fullmatch(room)) and int(found["floor"]) != floor
    ]
    return max(places, default=None)
