"""Texts in which no door is told: whoever reads them knows the building, and not whose home it is."""

from __future__ import annotations

import re

from gridtui.domain.places.address import find_door
from gridtui.domain.places.door_numbers import usual_name

LEFT_OUT = "（门牌略）"
"""Stands where a room without its building was named; Chinese, as texts that go out are."""

_ROOM = re.compile(r"(?:[0-9]{1,2}单元-?)?(?<![0-9])[0-9]{3,4}(?:号房|号室|室)|[0-9]{1,2}单元-?[0-9]{3,4}")

_NO_ROOM = ("单元", "楼", "层", "栋", "幢", "号楼")


def hide_doors(text: str) -> str:
    """Return a text of any number of lines in which doors are cut down to their buildings.

    ``3-2-501漏水`` becomes ``3栋漏水``; a room that is named alone becomes （门牌略）.
    """
    return "\n".join(_ROOM.sub(LEFT_OUT, _without_doors(line)) for line in text.split("\n"))


def _without_doors(line: str) -> str:
    rest = line if len(line.upper()) == len(line) else line.upper()
    done = ""
    while (found := find_door(rest)) is not None:
        door, start, end = found
        # Of "3号楼2单元" the 2 is no room.
        done += rest[:end] if rest.startswith(_NO_ROOM, end) else rest[:start] + usual_name(door.building)
        rest = rest[end:]
    return done + rest
