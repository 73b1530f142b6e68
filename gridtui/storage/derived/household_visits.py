"""What the visits and the people of a household say about its next visit: derived columns of households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.people.visit import Visited, VisitKind, standing
from gridtui.domain.places.building import Occupancy
from gridtui.storage.derived.derived_columns import recompute
from gridtui.storage.derived.residence import AT_HOME, IN_HOUSEHOLD
from gridtui.storage.log.among import among, batches
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.tables import Dwelling, Household, Resident, ServiceTag, Visit

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
    recompute(connection, Household, sorted(stale), derive_households)


def derive_households(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, dict[str, Any]]:
    """Return the derived columns of these households, as their visits and people say."""
    kinds = {
        row.id: row.kind
        for row in connection.execute(_KINDS.where(among(connection, col(Household.id), ids)))
    }
    visits = _visits(connection, ids)
    found = {}
    for id, kind in kinds.items():
        stands = standing(visits.get(id, ()))
        found[id] = {"visit_kind": kind, "met_on": stands.met_on, "next_visit_on": stands.next_on}
    return found


def _visits(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, list[Visited]]:
    """Return the visits of each household and of those joined to it, oldest first."""
    joined = sa.select(col(Household.id), col(Household.alias_of)).where(
        among(connection, col(Household.alias_of), ids)
    )
    homes = {row.id: row.alias_of for row in connection.execute(joined)}
    chosen = _VISITS.where(among(connection, col(Visit.household_id), [*ids, *homes]))
    found: dict[bytes, list[Visited]] = defaultdict(list)
    for row in connection.execute(chosen.order_by(col(Visit.visited_on), col(Visit.id))):
        visit = Visited(row.visited_on, row.outcome, row.next_on)
        for home in {row.household_id, homes.get(row.household_id)}:
            found[home].append(visit)
    return found


def _found(connection: Connection, wanted: Any, given: Any, ids: Sequence[bytes]) -> set[bytes]:
    """Return one reference of the records whose other column is among ``ids``."""
    found: set[bytes] = set()
    for some in batches(connection, ids):
        chosen = sa.select(wanted).where(among(connection, given, some), wanted.is_not(None))
        found.update(connection.execute(chosen).scalars())
    return found


_SAME = sa.alias(table_of(Resident))
"""Another record of a resident, joined to theirs."""
_KNOWN = sa.exists().where(IN_HOUSEHOLD, col(Resident.deleted).is_(False)).correlate(Household)
_LIVED_IN = sa.exists().where(*AT_HOME).correlate(Household)
_LEFT = sa.and_(sa.or_(col(Dwelling.occupancy) == Occupancy.VACANT.value, _KNOWN), ~_LIVED_IN)
"""Everybody who is known there has gone; a household of nobody known is visited to get to know it."""
_TAGGED = (
    sa.exists()
    .where(*AT_HOME, col(ServiceTag.resident_id) == col(Resident.id), col(ServiceTag.deleted).is_(False))
    .correlate(Household)
)
_TAGGED_ELSEWHERE = (
    sa.exists()
    .where(
        *AT_HOME,
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
_VISITS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Visit.household_id), col(Visit.visited_on), col(Visit.outcome), col(Visit.next_on)
).where(col(Visit.deleted).is_(False), col(Visit.visited_on).is_not(None))
