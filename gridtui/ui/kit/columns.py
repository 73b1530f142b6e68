"""Columns of a list: what each shows, and how they share a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content

from gridtui.ui.kit.cells import Align

Row = TypeVar("Row")

GAP = 2
"""Cells between two columns."""


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


def lay_out(columns: Sequence[Column[Row]], width: int, *, start: int = 0) -> list[Placed[Row]]:
    """Return the columns that fit a list of ``width`` cells, the first beginning at cell ``start``."""
    kept = [column for column in columns if width >= column.min_width]
    spare = width - start - sum(column.width for column in kept) - GAP * max(0, len(kept) - 1)
    flexible = sum(column.flexible for column in kept)
    placed: list[Placed[Row]] = []
    x = start
    for column in kept:
        extra = 0
        if column.flexible and spare > 0:
            extra = spare // flexible
            spare, flexible = spare - extra, flexible - 1
        room = min(column.width + extra, width - x)
        if room <= 0:
            break
        placed.append(Placed(column, x, room))
        x += room + GAP
    return placed
