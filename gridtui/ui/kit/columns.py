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

_LENT = 4
"""Cells that a column is widened by at most for its title."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list.

    ``title`` is marked for translation; ``width`` counts cells, the least a ``flexible`` column takes: it
    shares what the line has left. ``style`` is one of the names in ``table_lines.STYLES``; ``toned`` paints
    the cell with the colour of the row's tone. The column is hidden while the list is narrower than
    ``min_width`` cells. ``name`` makes its heading clickable, to sort by.
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


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A column with the place it has been given on the line."""

    column: Column[Row]
    x: int
    width: int


def room_for(labels: Iterable[str], *, least: int, most: int) -> int:
    """Return a width in which these marked labels fit in the language in use, between two bounds."""
    return max(least, min(most, max((cell_width(tr(label)) for label in labels), default=0)))


def _width(column: Column[Row]) -> int:
    """Return the width a column would like: somewhat more than it asks for where its title needs it."""
    title = cell_width(tr(column.title))
    return max(column.width, title if title <= column.width + _LENT else 0)


def lay_out(columns: Sequence[Column[Row]], width: int, *, start: int = 0) -> list[Placed[Row]]:
    """Return the columns that fit a list of ``width`` cells, the first beginning at cell ``start``."""
    kept = [column for column in columns if width >= column.min_width]
    room = width - start - GAP * max(0, len(kept) - 1)
    least = [_width(column) for column in kept]
    if sum(least) > room:
        least = [column.width for column in kept]
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
