"""The households of a building line by line: staircase by staircase, floor by floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gridtui.queries.people.households import HouseholdRow


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Where a staircase begins, and how many households it has."""

    label: str
    homes: int

    @property
    def key(self) -> bytes:
        """What tells the line from every other."""
        return b"unit" + self.label.encode()


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A household; ``floor`` is said only where a floor begins."""

    row: HouseholdRow
    floor: str

    @property
    def key(self) -> bytes:
        """What tells the line from every other."""
        return self.row.id


DoorLine = UnitLine | HomeLine


def door_lines(rows: Sequence[HouseholdRow]) -> list[DoorLine]:
    """Return the lines of households that come by door; one staircase alone needs no heading."""
    lines: list[DoorLine] = []
    staircases = [(label, list(homes)) for label, homes in groupby(rows, lambda row: row.unit)]
    for label, homes in staircases:
        if len(staircases) > 1:
            lines.append(UnitLine(label, len(homes)))
        before: int | None = None
        for row in homes:
            begins = row.floor is not None and row.floor != before
            lines.append(HomeLine(row, str(row.floor) if begins else ""))
            before = row.floor
    return lines
