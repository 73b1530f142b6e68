"""Choosing the grid that a list is narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from gridtui.queries.places.grids import GridRow, grid_rows
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.words import tr


def pick_grid(screen: Screen[Any], current: GridRow | None, then: Callable[[GridRow | None], None]) -> None:
    """Ask which grid; ``then`` gets it, or None for all, and nothing is done where nothing is chosen."""
    grids = {row.id.hex(): row for row in gateway_of(screen).read_now(grid_rows) or ()}
    items = [Item("", tr("全部")), *(Item(id, row.name, row.code) for id, row in grids.items())]

    def take(value: str | None) -> None:
        if value is not None:
            then(grids.get(value))

    screen.app.push_screen(PickItem(tr("看哪个网格的"), items, current.id.hex() if current else ""), take)
