"""Where the doors of a chart stand on the screen, and which door is next in every direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.chart import Chart, Door, Staircase, Tally, tally
from gridtui.ui.kit.cells import cell_width

CELL: Final = 6
"""Cells for a door: a bracket, two for the letter, its number, an exclamation mark, a bracket."""

GUTTER: Final = 6
"""Cells for the number of a floor, at the left, where they stay."""

LEAST_GAP: Final = 2
MOST_GAP: Final = 5
_LEAST_REST, _MOST_REST = 9, 20
_BESIDE_ROOM = 6
"""Cells behind the number of a door of the rest: a space, and what the other cells have."""


class At(NamedTuple):
    """A door's place: its line, and which of the doors there it is."""

    line: int
    number: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A door on its line; ``x`` counts from the end of the gutter."""

    door: Door
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """A floor, or a line of the rest where ``floor`` is None; a line without doors may be blank."""

    floor: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A staircase above its columns: where it begins, how wide it is, and what its doors come to.

    ``room`` is what its title may take: all up to the next one.
    """

    stairs: Staircase
    x: int
    width: int
    room: int
    tally: Tally

    def column_x(self, number: int) -> int:
        """Return where a column begins."""
        return self.x + number * CELL


class Plan:
    """A chart laid out for a width; ``width`` is what it takes beside the gutter."""

    def __init__(self, chart: Chart, room: int) -> None:
        self.heads = _heads(chart.staircases, room)
        self.width = self.heads[-1].x + self.heads[-1].width if self.heads else 0
        self.lines = [_floor_line(self.heads, floor) for floor in chart.floors]
        self.rest_from = len(self.lines) + bool(self.lines)
        if chart.rest:
            self.lines += [*([Line(None, ())] if self.lines else []), *_rest_lines(chart.rest, room)]
        self._places = {
            cell.door.id: At(number, place)
            for number, line in enumerate(self.lines)
            for place, cell in enumerate(line.cells)
        }

    @property
    def head_lines(self) -> int:
        """How many lines stand above the floors and stay there."""
        return 2 if self.heads else 0

    @property
    def first(self) -> At | None:
        """The first door, from the top."""
        return next((At(number, 0) for number, line in enumerate(self.lines) if line.cells), None)

    def is_rest(self, line: int) -> bool:
        """Whether a line belongs to the rest, which does not move sideways."""
        return line >= self.rest_from

    def cell(self, at: At) -> Cell:
        """Return the door of a place."""
        return self.lines[at.line].cells[at.number]

    def place(self, door_id: RecordId) -> At | None:
        """Return where a door stands."""
        return self._places.get(door_id)

    def at(self, line: int, x: int) -> At | None:
        """Return the door over whose cells a point lies."""
        if not 0 <= line < len(self.lines):
            return None
        cells = self.lines[line].cells
        return next((At(line, n) for n, cell in enumerate(cells) if cell.x <= x < cell.x + cell.width), None)

    def beside(self, at: At, by: int) -> At:
        """Return the door so many doors along the line, the last one where it ends."""
        return At(at.line, max(0, min(at.number + by, len(self.lines[at.line].cells) - 1)))

    def above(self, at: At, lines: int, x: int) -> At:
        """Return the door so many lines up (down where negative) that is nearest to ``x``."""
        towards = -1 if lines > 0 else 1
        wanted = max(0, min(at.line - lines, len(self.lines) - 1))
        ways = (
            *range(wanted, at.line, -towards),
            *range(wanted, -1 if lines > 0 else len(self.lines), towards),
        )
        line = next((number for number in ways if self.lines[number].cells), at.line)
        return self._nearest(line, x)

    def near(self, line: int, x: int) -> At | None:
        """Return the door nearest to a point; None where there are no doors at all."""
        lines = [number for number, each in enumerate(self.lines) if each.cells]
        return self._nearest(min(lines, key=lambda number: abs(number - line)), x) if lines else None

    def on_floor(self, floor: int, x: int) -> At | None:
        """Return the door of a floor that is nearest to ``x``."""
        for number, line in enumerate(self.lines):
            if line.floor == floor and line.cells:
                return self._nearest(number, x)
        return None

    def next_unit(self, at: At, by: int) -> At:
        """Return the door of the next staircase in the same column and as near as can be to the same floor.

        The rest comes after the last staircase; then it begins anew.
        """
        rest = [number for number in range(self.rest_from, len(self.lines)) if self.lines[number].cells]
        stops = len(self.heads) + bool(rest)
        now = self._unit_of(at)
        wanted = (now + by) % stops
        if wanted == len(self.heads):
            return At(rest[0], 0)
        column = (self.cell(at).x - self.heads[now].x) if now < len(self.heads) else 0
        head = self.heads[wanted]
        lines = sorted(range(min(self.rest_from, len(self.lines))), key=lambda number: abs(number - at.line))
        for number in lines:
            inside = [
                (abs(cell.x - head.x - column), place)
                for place, cell in enumerate(self.lines[number].cells)
                if head.x <= cell.x < head.x + head.width
            ]
            if inside:
                return At(number, min(inside)[1])
        return at

    def staircase_of(self, at: At) -> tuple[int, int]:
        """Return where the staircase of a door begins and ends."""
        head = self.heads[self._unit_of(at)]
        return head.x, head.x + head.width

    def _unit_of(self, at: At) -> int:
        x = self.cell(at).x
        if self.is_rest(at.line):
            return len(self.heads)
        return next(n for n, head in enumerate(self.heads) if head.x <= x < head.x + head.width)

    def _nearest(self, line: int, x: int) -> At:
        cells = self.lines[line].cells
        return At(line, min(range(len(cells)), key=lambda n: abs(cells[n].x - x)))


def _heads(stairs: Sequence[Staircase], room: int) -> list[Head]:
    widths = [len(each.columns) * CELL for each in stairs]
    spare = room - sum(widths)
    gap = max(LEAST_GAP, min(MOST_GAP, spare // len(stairs))) if stairs else 0
    heads, x = [], 0
    for each, width in zip(stairs, widths, strict=True):
        heads.append(Head(each, x, width, width + gap - 2, tally(each.doors.values())))
        x += width + gap
    return heads


def _floor_line(heads: Sequence[Head], floor: int) -> Line:
    return Line(
        floor,
        tuple(
            Cell(door, head.column_x(number), CELL)
            for head in heads
            for number, column in enumerate(head.stairs.columns)
            if (door := head.stairs.doors.get((floor, column))) is not None
        ),
    )


def _rest_lines(doors: Sequence[Door], room: int) -> list[Line]:
    widest = max(cell_width(rest_title(door)) for door in doors) + _BESIDE_ROOM + 1
    width = max(_LEAST_REST, min(_MOST_REST, widest))
    per_line = max(1, room // width)
    return [
        Line(
            None,
            tuple(Cell(door, n * width, width) for n, door in enumerate(doors[first : first + per_line])),
        )
        for first in range(0, len(doors), per_line)
    ]


def rest_title(door: Door) -> str:
    """Return what a door of the rest is called in its cell, which no column names."""
    room = door.room or door.text
    return f"{door.unit}-{room}" if door.unit else room
