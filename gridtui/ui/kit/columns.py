"""Columns of a list: what each shows, and how they share a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content

from gridtui.ui.kit.cells import Align, cell_width
from gridtui.words import tr

Row = TypeVar("Row")

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list.

    ``title`` is marked for translation; ``width`` counts cells, the least a ``flexible`` column takes: it
    shares what the line has left. ``style`` is one of the names in ``table_lines.STYLES``; ``toned`` paints
    the cell with the colour of the row's tone. The column is hidden while the list is narrower than
    ``min_width`` cells. ``name`` makes its heading clickable, to sort by. ``short``, marked too, stands in
    the heading where the title has no room in the language in use.
    """

    title: str
    width: int
    cell: Callable[[Row], str | Content]
    align: Align = "left"
    flexible: bool = False
    style: str = ""
    toned: bool = False
    min_width: int = 0
    name: str = ""
    short: str = ""


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A column with the place it has been given on the line."""

    column: Column[Row]
    x: int
    width: int

    @property
    def title(self) -> str:
        """The heading in the language in use, the short one where the other has no room."""
        title, short = _titles(self.column)
        return short if cell_width(title) > self.width else title


def room_for(labels: Iterable[str], *, least: int, most: int) -> int:
    """Return a width in which these marked labels fit in the language in use, between two bounds."""
    return max(least, min(most, max((cell_width(tr(label)) for label in labels), default=0)))


def _titles(column: Column[Row]) -> tuple[str, str]:
    title = tr(column.title)
    return title, tr(column.short) if column.short else title


def _widths(columns: Sequence[Column[Row]], room: int) -> list[int]:
    """Return what each column takes at least: all titles whole, else all short ones, else what there is.

    What the room allows beyond the widths asked for goes to the titles that lack least.
    """
    asked = [column.width for column in columns]
    for place in (0, 1):
        wanted = [max(column.width, cell_width(_titles(column)[place])) for column in columns]
        if sum(wanted) <= room:
            return wanted
    spare = room - sum(asked)
    for place in sorted(range(len(columns)), key=lambda place: wanted[place] - asked[place]):
        lacking = wanted[place] - asked[place]
        if lacking <= spare:
            asked[place], spare = wanted[place], spare - lacking
    return asked


def _taken(columns: Sequence[Column[Row]]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)


def lay_out(columns: Sequence[Column[Row]], width: int, *, start: int = 0) -> list[Placed[Row]]:
    """Return the columns that fit a list of ``width`` cells, the first beginning at cell ``start``."""
    kept = [column for column in columns if width >= column.min_width]
    # A language with longer words leaves no room for what only a wide list shows.
    while kept and _taken(kept) > width - start and max(column.min_width for column in kept):
        kept.remove(max(kept, key=lambda column: column.min_width))
    room = width - start - GAP * max(0, len(kept) - 1)
    least = _widths(kept, room)
    spare = room - sum(least)
    flexible = sum(column.flexible for column in kept)
    placed: list[Placed[Row]] = []
    x = start
    for column, wanted in zip(kept, least, strict=True):
        extra = 0
        if column.flexible and spare > 0:
            extra = spare // flexible
            spare, flexible = spare - extra, flexible - 1
        given = min(wanted + extra, width - x)
        if given <= 0:
            break
        placed.append(Placed(column, x, given))
        x += given + GAP
    return placed
