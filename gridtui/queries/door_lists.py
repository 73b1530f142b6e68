"""Reading long lists in the order of doors, as people sort them: 3-2-501 before 13-1-101.

No index has that order and no engine sorts by it, so a list is read building by building: the buildings are
few, the doors of one building are sorted here, and only the rows of the page are read in full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.address import label_key
from gridtui.domain.words.paging import Anchor
from gridtui.queries.page import lean
from gridtui.storage.tables import Building

RowT = TypeVar("RowT")
Place = RecordId | None
"""A building, or None for what is in no building."""


@dataclass(frozen=True, slots=True)
class DoorList(Generic[RowT]):
    """How one kind of list is read.

    ``chosen`` selects the rows that fit, ``table`` is theirs, ``keys`` the columns that ``key`` needs, which
    reads the place of a row inside its building off a key row or a finished row; finished rows have a
    ``building_id``.
    """

    chosen: Select[Any]
    table: sa.Table
    keys: tuple[Any, ...]
    key: Callable[[Any], tuple[Any, ...]]
    build: Callable[[Row[Any]], RowT]


def buildings_in_order(connection: Connection, *where: sa.ColumnElement[bool]) -> list[RecordId]:
    """Return the buildings that fit by label, 3 before 13; hidden ones too, for what is still in them."""
    rows = connection.execute(
        sa.select(col(Building.id), col(Building.label), col(Building.num)).where(*where)
    )
    return [row.id for row in sorted(rows, key=lambda row: (label_key(row.label), row.num))]


def scattered_page(
    connection: Connection, listed: DoorList[RowT], places: Sequence[Place], *, offset: int, limit: int
) -> list[RowT]:
    """Return one page of a list that is short as a whole, such as the hits of a search."""
    order = {place: number for number, place in enumerate(places)}
    rows = connection.execute(_keys(listed))
    keys = sorted(rows, key=lambda row: (order.get(row.building_id, len(order)), listed.key(row)))
    return _finished(connection, listed, keys[offset : offset + limit])


def door_page(
    connection: Connection,
    listed: DoorList[RowT],
    places: Sequence[Place],
    *,
    offset: int,
    limit: int,
    near: Anchor | None = None,
) -> list[RowT]:
    """Return up to ``limit`` rows from position ``offset``; ``near`` is a row whose position is known."""
    if near is not None and near.offset < offset:
        return _beside(connection, listed, places, near, offset - near.offset - 1, limit)
    if near is not None and offset + limit <= near.offset:
        back = _beside(connection, listed, places, near, near.offset - offset - limit, limit, backwards=True)
        return back[::-1]
    start, skip = _start(connection, listed, places, offset)
    return _finished(connection, listed, _walk(connection, listed, places[start:], skip, limit))


def _start(
    connection: Connection, listed: DoorList[Any], places: Sequence[Place], offset: int
) -> tuple[int, int]:
    """Return the building in which the row of that position is, and how many rows of it come before."""
    if not offset:
        return 0, 0
    building = listed.table.c.building_id
    counted = lean(listed.chosen, building, sa.func.count())
    numbers: dict[Place, int] = {row[0]: row[1] for row in connection.execute(counted.group_by(building))}
    for number, place in enumerate(places):
        there = numbers.get(place, 0)
        if offset < there:
            return number, offset
        offset -= there
    return len(places), 0


def _beside(
    connection: Connection,
    listed: DoorList[RowT],
    places: Sequence[Place],
    near: Anchor,
    skip: int,
    limit: int,
    *,
    backwards: bool = False,
) -> list[RowT]:
    """Return the rows behind a known row, or those before it, nearest first."""
    row: Any = near.row
    here = places.index(row.building_id) if row.building_id in places else len(places)
    at = listed.key(row)
    left = list(places[here::-1] if backwards else places[here:])
    first = (
        [
            key
            for key in _sorted(connection, listed, left[0])
            if (listed.key(key) < at if backwards else listed.key(key) > at)
        ]
        if left
        else []
    )
    keys = first[::-1] if backwards else first
    keys += _walk(connection, listed, left[1:], 0, max(0, skip + limit - len(keys)), backwards=backwards)
    return _finished(connection, listed, keys[skip : skip + limit])


def _walk(
    connection: Connection,
    listed: DoorList[Any],
    places: Sequence[Place],
    skip: int,
    limit: int,
    *,
    backwards: bool = False,
) -> list[Row[Any]]:
    """Return key rows of one building after another until there are enough."""
    found: list[Row[Any]] = []
    for place in places:
        if len(found) >= skip + limit:
            break
        keys = _sorted(connection, listed, place)
        found += keys[::-1] if backwards else keys
    return found[skip : skip + limit]


def _sorted(connection: Connection, listed: DoorList[Any], place: Place) -> list[Row[Any]]:
    building = listed.table.c.building_id
    where = building.is_(None) if place is None else building == place
    return sorted(connection.execute(_keys(listed).where(where)), key=listed.key)


def _keys(listed: DoorList[Any]) -> Select[Any]:
    columns = (listed.table.c.num, listed.table.c.building_id, *listed.keys)
    return listed.chosen.with_only_columns(*columns, maintain_column_froms=True)


def _finished(connection: Connection, listed: DoorList[RowT], keys: Sequence[Row[Any]]) -> list[RowT]:
    nums = [key.num for key in keys]
    rows = connection.execute(listed.chosen.where(listed.table.c.num.in_(nums))) if nums else ()
    found = {row.num: row for row in rows}
    return [listed.build(found[num]) for num in nums if num in found]
