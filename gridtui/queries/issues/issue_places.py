"""Finding where an issue comes from by a few typed characters: a door, a name, initials, a phone's tail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.places.address import door_prefix, parse_door
from gridtui.domain.words.text import tidy_line
from gridtui.queries.people.people_at_home import HEAD_FIRST, HEAD_NAME, PEOPLE_COUNT
from gridtui.queries.searching import matching_nums
from gridtui.storage.derived.residence import OWN_HOME, OWN_PERSON
from gridtui.storage.tables import Building, Dwelling, Household, Issue, Resident

MOST_HITS = 12
_SHORTEST_NUMBER = 4
"""Fewer digits are a building, more are a phone's tail."""


class PlaceKind(Enum):
    """What was found."""

    BUILDING = "building"
    DWELLING = "dwelling"
    HOUSEHOLD = "household"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class LastIssue:
    """The issue that a household raised last, an open one before an ended one."""

    registered_at: datetime
    category: str
    title: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place or a person an issue may come from; the phone is masked.

    ``id`` is that of ``kind``; ``place`` is the door, or the words for a building or staircase; ``name`` is
    the household's head or the resident; ``building_name`` says more than the place does. ``exact`` says
    that what was typed can hardly mean anything else.
    """

    kind: PlaceKind
    id: RecordId
    place: str
    building_name: str = ""
    household_id: RecordId | None = None
    name: str = ""
    people: int = 0
    relation: str = ""
    phone: str = ""
    gone: bool = False
    last: LastIssue | None = None
    exact: bool = False


def place_hits(connection: Connection, typed: str, limit: int = MOST_HITS) -> list[PlaceHit]:
    """Return what the text typed so far may mean, best first."""
    line = tidy_line(typed)
    if not line:
        return []
    prefix = door_prefix(line)
    hits = _by_door(connection, line, prefix, limit) if prefix else _by_words(connection, line, limit)
    return _with_last_issues(connection, hits[:limit])


def place_of(connection: Connection, kind: PlaceKind, id: RecordId) -> PlaceHit | None:
    """Return one known place or person; None where the record is gone."""
    found = {
        PlaceKind.BUILDING: _buildings,
        PlaceKind.DWELLING: _dwellings,
        PlaceKind.HOUSEHOLD: _households,
        PlaceKind.RESIDENT: _residents,
    }[kind](connection, _ID[kind] == id)
    return next(iter(_with_last_issues(connection, found)), None)


def household_people(connection: Connection, household_id: RecordId) -> list[PlaceHit]:
    """Return the people who live in a household, its head first."""
    return _residents(
        connection, col(Resident.household_id) == household_id, col(Resident.moved_out_on).is_(None)
    )


def _by_door(connection: Connection, line: str, prefix: str, limit: int) -> list[PlaceHit]:
    begins = (col(Dwelling.door) >= prefix, col(Dwelling.door) < prefix + "\uffff")
    households = _households(connection, *begins, limit=limit)
    door = parse_door(line)
    if door is None:
        return [*_wholes(connection, prefix), *households]
    homes = [hit for hit in households if hit.place == prefix]
    others = [hit for hit in households if hit.place != prefix]
    empty = [] if homes else _dwellings(connection, col(Dwelling.door) == prefix)
    if len(homes) == 1:
        found = [replace(homes[0], exact=True), *household_people(connection, homes[0].id)]
    else:
        found = [replace(hit, exact=len(empty) == 1) for hit in empty] if empty else homes
    return [*found, *others]


def _wholes(connection: Connection, prefix: str) -> list[PlaceHit]:
    """Return the building that ``3-`` means, or the staircase of ``3-2-``."""
    building, _, rest = prefix.partition("-")
    unit = rest[:-1] if rest.endswith("-") else ""
    if rest and not unit:
        return []
    found = _buildings(connection, col(Building.label) == building)
    return [
        replace(hit, place=f"{hit.place}{unit}单元" if unit else hit.place, exact=len(found) == 1)
        for hit in found
    ]


def _by_words(connection: Connection, line: str, limit: int) -> list[PlaceHit]:
    compact = line.replace(" ", "")
    buildings = _buildings(connection, col(Building.label) == compact.upper())
    if compact.isdecimal() and len(compact) < _SHORTEST_NUMBER:
        return buildings
    nums = matching_nums(connection, Resident, line, ceiling=3 * limit)
    people = _residents(connection, col(Resident.num).in_(nums)) if nums else []
    people.sort(key=lambda hit: (hit.gone, hit.name != line, not hit.name.startswith(line)))
    if people and (len(people) == 1 or line.isascii() or people[0].name.startswith(line.split()[-1])):
        people[0] = replace(people[0], exact=True)
    if not buildings:
        nums = matching_nums(connection, Building, line, ceiling=limit)
        buildings = _buildings(connection, col(Building.num).in_(nums)) if nums else []
    return [*people, *buildings]


def _buildings(connection: Connection, *where: Any) -> list[PlaceHit]:
    chosen = (
        sa.select(col(Building.id), col(Building.label), col(Building.name), _NAMED)
        .where(*where, col(Building.deleted).is_(False))
        .order_by(col(Building.num))
        .limit(MOST_HITS)
    )
    return [
        PlaceHit(
            PlaceKind.BUILDING, row.id, f"{row.label}栋" if row.label else row.name, row.building_name or ""
        )
        for row in connection.execute(chosen)
    ]


def _dwellings(connection: Connection, *where: Any) -> list[PlaceHit]:
    chosen: Any = (
        sa.select(col(Dwelling.id), col(Dwelling.door), _NAMED)
        .outerjoin(Building, col(Building.id) == col(Dwelling.building_id))
        .where(*where, col(Dwelling.deleted).is_(False))
    )
    return [
        PlaceHit(PlaceKind.DWELLING, row.id, row.door, row.building_name or "")
        for row in connection.execute(chosen.order_by(col(Dwelling.num)).limit(MOST_HITS))
    ]


def _households(connection: Connection, *where: Any, limit: int = MOST_HITS) -> list[PlaceHit]:
    chosen = _HOUSEHOLDS.where(*where, *OWN_HOME)
    ordered = chosen.order_by(col(Dwelling.door), col(Household.num)).limit(limit)
    return [
        PlaceHit(
            PlaceKind.HOUSEHOLD,
            row.id,
            row.door or "",
            row.building_name or "",
            row.id,
            row.head or "",
            row.people,
        )
        for row in connection.execute(ordered)
    ]


def _residents(connection: Connection, *where: Any) -> list[PlaceHit]:
    chosen = _RESIDENTS.where(*where, *OWN_PERSON, col(Resident.died_on).is_(None))
    return [
        _person(row)
        for row in connection.execute(
            chosen.order_by(HEAD_FIRST, col(Dwelling.door), col(Resident.num)).limit(3 * MOST_HITS)
        )
    ]


def _person(row: Row[Any]) -> PlaceHit:
    return PlaceHit(
        PlaceKind.RESIDENT,
        row.id,
        row.door or "",
        row.building_name or "",
        row.household_id,
        row.name,
        relation=row.relation,
        phone=mask_phone(row.phone),
        gone=row.moved_out_on is not None,
    )


def _with_last_issues(connection: Connection, hits: Iterable[PlaceHit]) -> list[PlaceHit]:
    found = list(hits)
    ids = {hit.household_id for hit in found if hit.household_id}
    if not ids:
        return found
    chosen = (
        sa.select(
            col(Issue.household_id),
            col(Issue.registered_at),
            col(Issue.category),
            col(Issue.title),
            col(Issue.is_open),
        )
        .where(col(Issue.household_id).in_(ids), col(Issue.deleted).is_(False))
        .order_by(col(Issue.is_open).desc(), col(Issue.registered_at).desc())
    )
    last: dict[RecordId, LastIssue] = {}
    for row in connection.execute(chosen):
        last.setdefault(row.household_id, LastIssue(row.registered_at, row.category, row.title, row.is_open))
    return [replace(hit, last=last.get(hit.household_id or b"")) for hit in found]


_ID = {
    PlaceKind.BUILDING: col(Building.id),
    PlaceKind.DWELLING: col(Dwelling.id),
    PlaceKind.HOUSEHOLD: col(Household.id),
    PlaceKind.RESIDENT: col(Resident.id),
}
_NAMED = sa.case(
    (col(Building.name) == col(Building.label).concat("栋"), ""), else_=col(Building.name)
).label("building_name")
_HOUSEHOLDS = (
    sa.select(col(Household.id), col(Dwelling.door), _NAMED, HEAD_NAME, PEOPLE_COUNT)
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
)
_PERSON: Sequence[Any] = (
    col(Resident.id),
    col(Resident.name),
    col(Resident.phone),
    col(Resident.relation),
    col(Resident.household_id),
    col(Resident.moved_out_on),
    col(Dwelling.door),
    _NAMED,
)
_RESIDENTS = (
    sa.select(*_PERSON)
    .select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
)
