"""The ledger of grids 网格台账: a row a grid in use, who serves it and how much is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select
from sqlmodel import col

from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.outgoing import GRIDS, Outgoing, Told
from gridtui.storage.derived.residence import LIVING, OWN_HOME
from gridtui.storage.tables import Building, Grid, Household, Resident
from gridtui.words import mark


def _source(reader: Reader) -> Outgoing:
    used = sa.or_(col(Grid.closed_on).is_(None), col(Grid.closed_on) > reader.today)
    return replace(GRIDS, chosen=GRIDS.chosen.where(used), tell=_rows)


def _rows(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    counts = {
        name: {row[0]: row[1] for row in connection.execute(chosen.group_by(col(Building.grid_id)))}
        for name, chosen in _COUNTS.items()
    }
    for told in GRIDS.tell(connection, rows):
        yield {**told, **{name: count.get(told["id"], 0) for name, count in counts.items()}}


def _per_grid(model: type[Household | Resident], *conditions: Any) -> Select[*tuple[Any, ...]]:
    return (
        sa.select(col(Building.grid_id), sa.func.count())
        .select_from(model)
        .join(Building, col(Building.id) == col(model.building_id))
        .where(col(Building.deleted).is_(False), *conditions)
    )


_COUNTS: dict[str, Select[*tuple[Any, ...]]] = {
    "buildings": sa.select(col(Building.grid_id), sa.func.count()).where(col(Building.deleted).is_(False)),
    "households": _per_grid(Household, *OWN_HOME),
    "residents": _per_grid(Resident, *LIVING),
}

GRID_LEDGER = Ledger(
    "grids",
    mark("网格台账"),
    mark("一个网格一行：网格长、网格员、范围、楼栋和户数"),
    _source,
    (
        LedgerColumn(Field("code", mark("网格编码"), Reads.CODE), 18),
        LedgerColumn(Field("name", mark("网格名称")), 14),
        LedgerColumn(Field("community", mark("社区")), 16),
        LedgerColumn(Field("branch", mark("居民区党支部")), 18),
        LedgerColumn(Field("head", mark("网格长")), 10),
        LedgerColumn(Field("head_phone", mark("网格长电话"), Reads.PHONE), 14),
        LedgerColumn(Field("worker", mark("网格员")), 10),
        LedgerColumn(Field("worker_phone", mark("网格员电话"), Reads.PHONE), 14),
        LedgerColumn(Field("boundary", mark("范围"), Reads.TEXT), 32),
        LedgerColumn(Field("buildings", mark("楼栋数"), Reads.INTEGER), 8),
        LedgerColumn(Field("households", mark("户数"), Reads.INTEGER), 8),
        LedgerColumn(Field("residents", mark("居民数"), Reads.INTEGER), 8),
        LedgerColumn(Field("size_note", mark("户数说明"), Reads.PROSE), 16),
    ),
    dated=False,
)
