"""Reading the stair-walk sheet 扫楼单 of a building: every door in the order one walks, and why to knock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.people.visit import Periods, visit_periods
from gridtui.domain.people.walking import Errand, ErrandKind, WalkOrder, stair_key
from gridtui.domain.places.address import floor_of
from gridtui.domain.words.sentences import Sentence
from gridtui.queries.places.buildings import BuildingRow, building_detail
from gridtui.queries.walks.walk_homes import Home, homes_of
from gridtui.storage.derived.aliases import shown_in
from gridtui.storage.derived.calendars import limits_in_force
from gridtui.storage.tables import Dwelling, Household, Unit
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One door with one of its households, or a door without any, or a household without a door.

    ``key`` tells the line from every other; ``of`` is which of how many households behind the same door. The
    phone is masked, the name is not. ``left_on`` is the day on which the last of its people had left;
    ``last_on`` is its newest visit of any outcome. One that ``is_stray`` is not in this building any more.
    """

    key: str
    dwelling_id: RecordId | None
    household_id: RecordId | None
    door: str
    floor: int | None
    use: str
    occupancy: str
    of: tuple[int, int] = (1, 1)
    head: str = ""
    people: int = 0
    phone: str = ""
    due: bool = False
    last_on: date | None = None
    last_outcome: str = ""
    left_on: date | None = None
    errands: tuple[Errand, ...] = ()
    is_stray: bool = False


@dataclass(frozen=True, slots=True)
class SheetUnit:
    """One staircase, its lines in the order one walks.

    ``label`` is empty for doors of no staircase; ``doorless`` are the households without a door.
    """

    label: str
    lines: tuple[SheetLine, ...]
    doorless: bool = False


@dataclass(frozen=True, slots=True)
class WalkSheet:
    """The sheet of a building as it stands on ``day``."""

    building: BuildingRow
    day: date
    order: WalkOrder
    units: tuple[SheetUnit, ...]

    @property
    def lines(self) -> tuple[SheetLine, ...]:
        """Every line, one staircase after another."""
        return tuple(line for unit in self.units for line in unit.lines)


def walk_sheet(
    connection: Connection,
    building_id: RecordId,
    today: date,
    order: WalkOrder = WalkOrder.DOWN,
    *,
    due_only: bool = False,
) -> WalkSheet | None:
    """Return the sheet of a building, None where it is gone; ``due_only`` keeps doors with an errand."""
    detail = building_detail(connection, building_id, today)
    if detail is None:
        return None
    periods = visit_periods(limits_in_force(connection))
    homes = homes_of(connection, building_id, today)
    stairs: dict[str | None, list[SheetLine]] = defaultdict(list)
    for door, home, of in _doors(connection, building_id, homes, order):
        unit = (door.unit or "") if door is not None else None
        line = _line(door, home, of, periods, today)
        if not due_only or line.errands:
            stairs[unit].append(line)
    units = [SheetUnit(label or "", tuple(lines), label is None) for label, lines in stairs.items() if lines]
    return WalkSheet(detail.row, today, order, tuple(units))


def strays(
    connection: Connection, sheet: WalkSheet, household_ids: Iterable[RecordId]
) -> tuple[SheetLine, ...]:
    """Return lines for those of the households that are not on the sheet: they moved, or are gone."""
    here = {line.household_id for line in sheet.lines}
    return tuple(_stray(connection, id) for id in household_ids if id not in here)


def _stray(connection: Connection, household_id: RecordId) -> SheetLine:
    shown = shown_in(connection, Household, household_id)
    row = connection.execute(_PLACES.where(col(Household.id) == shown)).one_or_none()
    if row is None:
        words = Sentence(mark("这一户已经不在册，按 0 去掉它的记录"))
    elif shown != household_id:
        words = Sentence(mark("已并入 {door} 的户，走访记到那里"), {"door": row.door})
    else:
        words = Sentence(mark("已搬到 {door}，走访记到那里"), {"door": row.door or Sentence(mark("别处"))})
    errand = Errand(ErrandKind.CHANGE, words)
    return SheetLine(
        household_id.hex(), None, household_id, row.door if row else "", None, "", "", errands=(errand,),
        is_stray=True,
    )  # fmt: skip


def _doors(
    connection: Connection, building_id: RecordId, homes: Sequence[Home], order: WalkOrder
) -> Iterator[tuple[Row[Any] | None, Home | None, tuple[int, int]]]:
    """Yield every door with each of its households, as one walks; last the households without a door."""
    behind: dict[RecordId | None, list[Home]] = defaultdict(list)
    for home in homes:
        behind[home.row.dwelling_id].append(home)
    rows = connection.execute(_DOORS.where(col(Dwelling.building_id) == building_id)).all()
    for row in sorted(
        rows, key=lambda row: (*stair_key(row.unit or "", row.floor, row.room, order), row.num)
    ):
        there = behind.pop(row.id, [])
        for number, home in enumerate(there, 1):
            yield row, home, (number, len(there))
        if not there:
            yield row, None, (1, 1)
    for home in sorted((home for some in behind.values() for home in some), key=lambda home: home.row.num):
        yield None, home, (1, 1)


def _line(
    door: Row[Any] | None,
    home: Home | None,
    of: tuple[int, int],
    periods: Periods,
    today: date,
) -> SheetLine:
    place: dict[str, Any] = {
        "dwelling_id": door.id if door is not None else None,
        "door": door.door or door.room if door is not None else "",
        "floor": (floor_of(door.room) if door.floor is None else door.floor) if door is not None else None,
        "use": door.use if door is not None else "",
        "occupancy": door.occupancy if door is not None else "",
    }
    if home is None:
        assert door is not None
        return SheetLine(key=door.id.hex(), household_id=None, **place)
    living, last = home.living, home.visits[-1] if home.visits else None
    errands = tuple(home.errands(periods, today))
    return SheetLine(
        key=home.row.id.hex(),
        household_id=home.row.id,
        of=of,
        head=living[0].name if living else "",
        people=len(living),
        phone=mask_phone(next((row.phone for row in living if row.phone), "")).partition(";")[0],
        due=any(errand.kind is ErrandKind.VISIT for errand in errands),
        last_on=last.visited_on if last else None,
        last_outcome=last.outcome if last else "",
        left_on=home.left_on,
        errands=errands,
        **place,
    )


_DOORS: Select[*tuple[Any, ...]] = (
    sa.select(
        col(Dwelling.num),
        col(Dwelling.id),
        col(Dwelling.door),
        col(Dwelling.room),
        col(Dwelling.floor),
        col(Dwelling.use),
        col(Dwelling.occupancy),
        col(Unit.label).label("unit"),
    )
    .outerjoin(Unit, col(Unit.id) == col(Dwelling.unit_id))
    .where(col(Dwelling.deleted).is_(False))
)
_PLACES: Select[*tuple[Any, ...]] = (
    sa.select(sa.func.coalesce(col(Dwelling.door), "").label("door"))
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .where(col(Household.deleted).is_(False))
)
