"""Who acts, and at which desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from gridtui.domain.changes.ids import RecordId
from gridtui.words import mark

Clock: TypeAlias = Callable[[], datetime]
"""Returns the present instant as an aware UTC datetime; below cli and ui it is always passed in."""


class Level(IntEnum):
    """The five levels of party-led grassroots governance, and the grid worker's desk below them."""

    CITY = 1
    DISTRICT = 2
    STREET = 3
    COMMUNITY = 4
    BRANCH = 5
    GRID = 6

    @property
    def label(self) -> str:
        """The Chinese name of the level."""
        return _LEVEL_LABELS[self]


LAID_DOWN_ABOVE = mark("这一项由上级规定，本级不能改")
"""What is said to an office that would change what one above it laid down."""

_LEVEL_LABELS = {
    Level.CITY: mark("市"),
    Level.DISTRICT: mark("区"),
    Level.STREET: mark("街道"),
    Level.COMMUNITY: mark("社区"),
    Level.BRANCH: mark("居民区"),
    Level.GRID: mark("网格"),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """The person at the keyboard."""

    id: RecordId
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One device incarnation working for one organisation.

    ``incarnation`` is 8 random bytes, new at install and after every restore; ``zone`` is the street's
    division code as a number, 0 above streets.
    """

    incarnation: bytes
    org_id: RecordId
    level: Level
    zone: int
