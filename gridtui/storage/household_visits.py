"""What the visits and the people of a household say about its next visit: derived columns of households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.building import Occupancy
from gridtui.domain.visit import Visited, VisitKind, standing
from gridtui.storage.fields import RecordTable, table_of
from gridtui.storage.history import CHUNK, chunks
from gridtui.storage.tables import Dwelling, Household, Resident, ServiceTag, Visit

NAMES = ("visit_kind", "met_on", "next_visit_on")

Records = Mapping[RecordTable, Sequence[bytes]]


def refresh_households(connection: Connection, created: Records, changed: Records) -> None:
    """Recompute the households that these records concern."""
    both = {
        model: [*created.get(model, ()), *changed.get(model, ())]
        for model in (Household, Resident, ServiceTag, Visit)
    }
    stale = set(both[Household])
    stale |= _found(connection, col(Visit.household_id), col(Visit.id), both[Visit])
    stale |= _found(connection, col(Household.id), col(Household.dwelling_id), changed.get(Dwelling, ()))
    people = {
        *both[Resident],
        *_found(connection, col(ServiceTag.resident_id), col(ServiceTag.id), both[ServiceTag]),
    }
    if changed.get(Resident) or both[ServiceTag]:
        people |= _found(connection, col(Resident.alias_of), col(Resident.id), sorted(people))
    stale |= _found(connection, col(Resident.household_id), col(Resident.id), sorted(people))
    if changed.get(Household) or both[Visit]:
        stale |= _found(connection, col(Household.alias_of), col(Household.id), sorted(stale))
    _recompute(connection, sorted(stale))


def stale_households(connection: Connection) -> Iterator[tuple[bytes, str]]:
    """Yield (household, column) for every derived column that is not what visits and people say."""
    last = 0
    while rows := connection.execute(
        _STORED.where(col(Household.num) > last).order_by(col(Household.num)).limit(CHUNK)
    ).all():
        last = rows[-1].num
        expected = _derived(connection, [row.id for row in rows])
        for row in rows:
            yield from ((row.id, name) for name in NAMES if getattr(row, name) != expected[row.id][name])


def _recompute(connection: Connection, ids: Sequence[bytes]) -> None:
    table = table_of(Household)
    new = {name: sa.bindparam(f"v_{name}", type_=table.c[name].type) for name in NAMES}
    for some in chunks(ids):
        expected = _derived(connection, some)
        rows = [
            {**{f"v_{name}": expected[row.id][name] for name in NAMES}, "i": row.id}
            for row in connection.execute(_STORED.where(col(Household.id).in_(some)))
            if any(getattr(row, name) != expected[row.id][name] for name in NAMES)
        ]
        if rows:
            connection.execute(sa.update(table).where(table.c.id == sa.bindparam("i")).values(new), rows)


def _derived(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    kinds = {row.id: row.kind for row in connection.execute(_KINDS.where(col(Household.id).in_(ids)))}
    visits = _visits(connection, ids)
    found = {}
    for id, kind in kinds.items():
        stands = standing(visits.get(id, ()))
        found[id] = {"visit_kind": kind, "met_on": stands.met_on, "next_visit_on": stands.next_on}
    return found


def _visits(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, list[Visited]]:
    """Return the visits of each household and of those joined to it, oldest first."""
    joined = sa.select(col(Household.id), col(Household.alias_of)).where(col(Household.alias_of).in_(ids))
    homes = {row.id: row.alias_of for row in connection.execute(joined)}
    chosen = _VISITS.where(col(Visit.household_id).in_([*ids, *homes]))
    found: dict[bytes, list[Visited]] = defaultdict(list)
    for row in connection.execute(chosen.order_by(col(Visit.visited_on), col(Visit.id))):
        visit = Visited(row.visited_on, row.outcome, row.next_on)
        for home in {row.household_id, homes.get(row.household_id)}:
            found[home].append(visit)
    return found


def _found(connection: Connection, wanted: Any, given: Any, ids: Sequence[bytes]) -> set[bytes]:
    """Return one reference of the records whose other column is among ``ids``."""
    found: set[bytes] = set()
    for some in chunks(ids):
        found.update(
            connection.execute(sa.select(wanted).where(given.in_(some), wanted.is_not(None))).scalars()
        )
    return found


_OF = col(Resident.household_id) == col(Household.id)
_LIVING = (
    _OF,
    col(Resident.deleted).is_(False),
    col(Resident.alias_of).is_(None),
    col(Resident.moved_out_on).is_(None),
    col(Resident.died_on).is_(None),
)
_SAME = sa.alias(table_of(Resident))
"""Another record of a resident, joined to theirs."""
_KNOWN = sa.exists().where(_OF, col(Resident.deleted).is_(False)).correlate(Household)
_LIVED_IN = sa.exists().where(*_LIVING).correlate(Household)
_LEFT = sa.and_(sa.or_(col(Dwelling.occupancy) == Occupancy.VACANT.value, _KNOWN), ~_LIVED_IN)
"""Everybody who is known there has gone; a household of nobody known is visited to get to know it."""
_TAGGED = (
    sa.exists()
    .where(*_LIVING, col(ServiceTag.resident_id) == col(Resident.id), col(ServiceTag.deleted).is_(False))
    .correlate(Household)
)
_TAGGED_ELSEWHERE = (
    sa.exists()
    .where(
        *_LIVING,
        _SAME.c.alias_of == col(Resident.id),
        _SAME.c.deleted.is_(False),
        col(ServiceTag.resident_id) == _SAME.c.id,
        col(ServiceTag.deleted).is_(False),
    )
    .correlate(Household)
)
_KIND = sa.case(
    (_LEFT, ""),
    (sa.or_(_TAGGED, _TAGGED_ELSEWHERE), VisitKind.SERVICE.value),
    else_=VisitKind.ORDINARY.value,
).label("kind")
_KINDS: sa.Select[Any] = (
    sa.select(col(Household.id), _KIND)
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
)
_STORED: sa.Select[Any] = sa.select(
    col(Household.num), col(Household.id), *(col(getattr(Household, name)) for name in NAMES)
)
_VISITS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Visit.household_id), col(Visit.visited_on), col(Visit.outcome), col(Visit.next_on)
).where(col(Visit.deleted).is_(False), col(Visit.visited_on).is_not(None))
