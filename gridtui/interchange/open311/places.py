"""Where a request is, told without its door: the building, its address, the community."""

from __future__ import annotations

from typing import Any

from gridtui.domain.places.building import unpack_details
from gridtui.domain.places.door_numbers import building_title, usual_name
from gridtui.domain.places.hidden_doors import hide_doors
from gridtui.interchange.outgoing import Told

LATITUDE, LONGITUDE = "纬度", "经度"
"""What the details of a building call its coordinates."""

_BETWEEN = "，"


def place_told(row: Any, *, door: bool) -> Told:
    """Return ``address``, the nearest first as the standard asks, ``lat`` and ``long`` of the building."""
    title = building_title(row.building_name or "", row.building_label or "")
    nearest: tuple[str | None, ...]
    if building := title or usual_name(row.building_label or ""):
        nearest = (row.door if door else "", building, row.building_address)
    else:
        nearest = (row.place if door else hide_doors(row.place),)
    named = dict.fromkeys(part for part in (*nearest, row.community) if part)
    return {"address": _BETWEEN.join(named) or None, **_coordinates(row.building_details)}


def degrees(text: object, most: float) -> float | None:
    """Return degrees as written, None for what is none: no number, or further than ``most`` either way."""
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if -most <= number <= most else None


def _coordinates(packed: str | None) -> Told:
    details = unpack_details(packed or "")
    lat, long = degrees(details.get(LATITUDE), 90), degrees(details.get(LONGITUDE), 180)
    return {"lat": lat, "long": long} if lat is not None and long is not None else {}
