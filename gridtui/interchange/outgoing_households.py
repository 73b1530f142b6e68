"""What a form is told of each household: where it is, who lives there, when somebody was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.plans.stored_people import HOME_COLUMNS, home_fields
from gridtui.queries.people.people_at_home import HEAD_FIRST
from gridtui.storage.derived.residence import LIVING, OWN_HOME
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import (
    Assignment,
    Building,
    Dwelling,
    Grid,
    Household,
    Resident,
    ServiceTag,
)


def _households(connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    ids = [row.id for row in rows]
    people, needs, hubs = _people(connection, ids), _needs(connection, ids), _hubs(connection, ids)
    for row in rows:
        values = row._asdict()
        home = people.get(row.id, [])
        head = home[0] if home else None
        yield {
            **values,
            **home_fields(values),
            "kind": HouseholdKind.label_of(row.kind),
            "use": DwellingUse.label_of(row.use or ""),
            "occupancy": Occupancy.label_of(row.occupancy or ""),
            "head": head.name if head else "",
            "head_phone": head.phone if head else "",
            "members": "、".join(person.name for person in home if person.name),
            "people": len(home),
            "needs": "、".join(dict.fromkeys(needs.get(row.id, ()))),
            "hub": row.id in hubs,
        }


def _people(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, list[Any]]:
    """Return who lives in each household, its head first."""
    found: dict[bytes, list[Any]] = {}
    chosen = sa.select(col(Resident.household_id), col(Resident.name), col(Resident.phone))
    for some in chunks(ids):
        rows = connection.execute(
            chosen.where(col(Resident.household_id).in_(some), *LIVING).order_by(
                HEAD_FIRST, col(Resident.num)
            )
        )
        for row in rows:
            found.setdefault(row.household_id, []).append(row)
    return found


def _needs(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = {}
    chosen = (
        sa.select(col(Resident.household_id), col(ServiceTag.tag))
        .select_from(ServiceTag)
        .join(Resident, col(Resident.id) == col(ServiceTag.resident_id))
        .where(col(ServiceTag.deleted).is_(False), *LIVING)
    )
    for some in chunks(ids):
        rows = connection.execute(
            chosen.where(col(Resident.household_id).in_(some)).order_by(col(ServiceTag.num))
        )
        for row in rows:
            found.setdefault(row.household_id, []).append(ServiceNeed.label_of(row.tag))
    return found


def _hubs(connection: Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Return which of them are 党员中心户 now."""
    found: set[bytes] = set()
    for some in chunks(ids):
        chosen = sa.select(col(Assignment.household_id)).where(
            col(Assignment.household_id).in_(some),
            col(Assignment.role) == Role.PARTY_HUB_HOUSEHOLD.value,
            col(Assignment.deleted).is_(False),
            col(Assignment.to_on).is_(None),
        )
        found.update(id for id in connection.execute(chosen).scalars() if id is not None)
    return found


HOUSEHOLDS = Outgoing(
    Household,
    sa.select(
        col(Household.num),
        col(Household.id),
        *HOME_COLUMNS,
        col(Household.kind),
        col(Household.note),
        col(Household.met_on),
        col(Household.next_visit_on),
        col(Dwelling.use),
        col(Dwelling.occupancy),
        col(Building.address),
    )
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
    .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
    .where(*OWN_HOME),
    _households,
    lambda id: col(Building.grid_id) == id,
)
