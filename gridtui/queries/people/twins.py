"""Finding records that may be one person or household, set-wise, and what two of them say side by side."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.resident import HEAD
from gridtui.domain.people.twins import (
    HomeTraits,
    PersonTraits,
    TwinReason,
    home_twins,
    person_twins,
    traits_phones,
)
from gridtui.domain.places.address import door_key
from gridtui.storage.derived.kept_apart import Pair, kept_apart
from gridtui.storage.derived.residence import OWN_HOME, OWN_PERSON
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Building, Dwelling, Household, Resident

MOST_PAIRS = 500
"""No more pairs are looked for; the rest is found once these are settled."""
_MOST_GROUPS = 1_000
_MOST_IN_GROUP = 30

PERSON, HOME = "resident", "household"


@dataclass(frozen=True, slots=True)
class TwinSide:
    """One record of a pair, as it is shown; ``title`` is a name, of a household its head."""

    id: RecordId
    title: str
    door: str
    building_name: str
    birth_date: date | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class TwinPair:
    """Two records that may be one: ``noun`` says of what, the older record first."""

    noun: str
    reason: TwinReason
    first: TwinSide
    second: TwinSide

    @property
    def id(self) -> bytes:
        """What tells the pair from every other."""
        return self.first.id + self.second.id


def twin_pairs(connection: Connection, limit: int = MOST_PAIRS) -> list[TwinPair]:
    """Return the pairs of people and of households that may be one: surest reasons first, then by door.

    Pairs that somebody found to be two are left out.
    """
    people, homes = kept_apart(connection, Resident), kept_apart(connection, Household)
    # What is settled must not use up the room for what is not.
    groups = _people(connection, _suspected(connection, _MOST_GROUPS + len(people)))
    pairs = [
        *_person_pairs(groups, people),
        *_home_pairs(connection, people, homes),
        *_circles(connection),
    ]
    order = {reason: place for place, reason in enumerate(TwinReason)}
    once = {pair.id: pair for pair in reversed(pairs)}
    found = sorted(once.values(), key=lambda pair: (order[pair.reason], door_key(pair.first.door), pair.id))
    return found[:limit]


def pairs_kept_apart(connection: Connection, limit: int = MOST_PAIRS) -> list[TwinPair]:
    """Return the pairs that somebody found to be two, each with why it would be suspected today.

    People first, then households, what was found last first; a pair of which one is gone is left out.
    """
    people, homes = (
        [tuple(pair) for pair in kept_apart(connection, model)] for model in (Resident, Household)
    )
    rows: dict[RecordId, Any] = {}
    for some in chunks([id for pair in people for id in pair]):
        rows |= {
            row.id: row for row in connection.execute(_PEOPLE.where(col(Resident.id).in_(some), *OWN_PERSON))
        }
    found: list[TwinPair] = []
    for pair in reversed(people):
        if all(id in rows for id in pair):
            one, other = sorted((rows[id] for id in pair), key=lambda row: row.num)
            reason = person_twins(_traits(one), _traits(other)) or TwinReason.UNLIKE
            found.append(TwinPair(PERSON, reason, _side(one), _side(other)))
    return [*found, *_homes_kept_apart(connection, homes)][:limit]


def _homes_kept_apart(connection: Connection, pairs: Sequence[tuple[RecordId, ...]]) -> list[TwinPair]:
    homes = _read_homes(connection, {id for pair in pairs for id in pair})
    order = {id: place for place, id in enumerate(homes)}
    found: list[TwinPair] = []
    for pair in reversed(pairs):
        if all(id in homes for id in pair):
            one, other = (homes[id] for id in sorted(pair, key=order.__getitem__))
            found.append(TwinPair(HOME, home_twins(one[0], other[0]) or TwinReason.UNLIKE, one[1], other[1]))
    return found


def twins_of_person(connection: Connection, resident_id: RecordId) -> list[TwinPair]:
    """Return the pairs that one person is in: by ID number, and with those behind the same door."""
    own = connection.execute(_PEOPLE.where(col(Resident.id) == resident_id)).one_or_none()
    if own is None:
        return []
    near = [col(Resident.household_id) == own.household_id] if own.household_id else []
    near += [col(Household.dwelling_id) == own.dwelling_id] if own.dwelling_id else []
    found = {own.num}
    for where in near:
        found.update(row.num for row in connection.execute(_PEOPLE.where(where, *OWN_PERSON).limit(200)))
    if own.id_number:
        same = _PEOPLE.where(col(Resident.id_number) == own.id_number, *OWN_PERSON)
        found.update(row.num for row in connection.execute(same.limit(20)))
    pairs = _person_pairs([_read_people(connection, found)], kept_apart(connection, Resident))
    return [pair for pair in pairs if resident_id in (pair.first.id, pair.second.id)]


def joined_sides(connection: Connection, noun: str, record_id: RecordId) -> list[TwinSide]:
    """Return the records that were joined to this one, oldest first."""
    if noun == PERSON:
        chosen = _PEOPLE.where(col(Resident.alias_of) == record_id, col(Resident.deleted).is_(False))
        return [_side(row) for row in connection.execute(chosen.order_by(col(Resident.num)))]
    homes = _HOMES.where(col(Household.alias_of) == record_id, col(Household.deleted).is_(False))
    return [_home_side(row, ()) for row in connection.execute(homes.order_by(col(Household.num)))]


def _suspected(connection: Connection, most: int) -> Iterator[list[int]]:
    """Yield the row numbers of people who share something, group by group; at most so many of each kind."""
    home, name = col(Resident.household_id), col(Resident.name)
    born, phone = col(Resident.birth_date), col(Resident.phone)
    for keys, where in (
        # Only the index of ID numbers is read here: asking for live rows would read every row.
        ((col(Resident.id_number),), (col(Resident.id_number) != "",)),
        ((home, name), (home.is_not(None), *OWN_PERSON)),
        ((home, born), (home.is_not(None), born.is_not(None), *OWN_PERSON)),
        ((name, phone), (phone != "", *OWN_PERSON)),
        ((name, born), (born.is_not(None), *OWN_PERSON)),
    ):
        yield from _groups(connection, most, keys, where)
    for homes in _shared_doors(connection, most):
        chosen = sa.select(col(Resident.num)).where(col(Resident.household_id).in_(homes), *OWN_PERSON)
        yield list(connection.execute(chosen.limit(_MOST_IN_GROUP)).scalars())


def _groups(
    connection: Connection, most: int, keys: Sequence[Any], where: Sequence[Any]
) -> Iterator[list[int]]:
    nums = sa.func.aggregate_strings(sa.cast(col(Resident.num), sa.String), ",")
    chosen = sa.select(nums).where(*where).group_by(*keys).having(sa.func.count() > 1).limit(most)
    for row in connection.execute(chosen):
        yield sorted(map(int, row[0].split(",")))[:_MOST_IN_GROUP]


def _shared_doors(connection: Connection, most: int) -> list[list[RecordId]]:
    """Return the households of every door that has several."""
    door = col(Household.dwelling_id)
    shared = sa.select(door).where(door.is_not(None), *OWN_HOME).group_by(door).having(sa.func.count() > 1)
    found: dict[RecordId, list[RecordId]] = {}
    doors = list(connection.execute(shared.limit(most)).scalars())
    for some in chunks(doors):
        chosen = sa.select(door, col(Household.id)).where(door.in_(some), *OWN_HOME)
        for dwelling, home in connection.execute(chosen.order_by(col(Household.num))):
            if dwelling is not None:
                found.setdefault(dwelling, []).append(home)
    return list(found.values())


def _people(connection: Connection, groups: Iterable[list[int]]) -> list[list[Any]]:
    """Return the rows of every group, read at once."""
    kept = [group for group in groups if len(group) > 1]
    rows = {row.num: row for row in _read_people(connection, {num for group in kept for num in group})}
    return [[rows[num] for num in group if num in rows] for group in kept]


def _read_people(connection: Connection, nums: Iterable[int]) -> list[Any]:
    found: list[Any] = []
    for some in chunks(sorted(nums)):
        found += connection.execute(_PEOPLE.where(col(Resident.num).in_(some), *OWN_PERSON)).all()
    return sorted(found, key=lambda row: row.num)


def _person_pairs(groups: Iterable[Sequence[Any]], apart: Container[Pair]) -> list[TwinPair]:
    found: dict[bytes, TwinPair] = {}
    for rows in groups:
        traits = {row.id: _traits(row) for row in rows}
        for one, other in combinations(rows, 2):
            reason = person_twins(traits[one.id], traits[other.id])
            if reason is not None and frozenset((one.id, other.id)) not in apart:
                pair = TwinPair(PERSON, reason, _side(one), _side(other))
                found[pair.id] = pair
    return list(found.values())


def _home_pairs(connection: Connection, people: Collection[Pair], apart: Collection[Pair]) -> list[TwinPair]:
    most = _MOST_GROUPS + len(apart) + len(people)
    code = col(Household.code)
    coded = sa.select(code).where(code != "", *OWN_HOME).group_by(code).having(sa.func.count() > 1)
    groups: list[list[RecordId]] = [*_shared_doors(connection, most)]
    codes = list(connection.execute(coded.limit(most)).scalars())
    by_code: dict[str, list[RecordId]] = {}
    for some in chunks(codes):
        chosen = sa.select(code, col(Household.id)).where(code.in_(some), *OWN_HOME)
        for row in connection.execute(chosen.order_by(col(Household.num))):
            by_code.setdefault(row[0], []).append(row[1])
    groups += [group[:_MOST_IN_GROUP] for group in by_code.values()]
    homes = _read_homes(connection, {id for group in groups for id in group})
    found: list[TwinPair] = []
    for group in groups:
        for one, other in combinations([homes[id] for id in group if id in homes], 2):
            reason = home_twins(one[0], other[0], people)
            if reason is not None and frozenset((one[0].id, other[0].id)) not in apart:
                found.append(TwinPair(HOME, reason, one[1], other[1]))
    return found


def _read_homes(
    connection: Connection, ids: Iterable[RecordId]
) -> Mapping[RecordId, tuple[HomeTraits, TwinSide]]:
    people: dict[RecordId, list[Any]] = {}
    rows: list[Any] = []
    for some in chunks(sorted(ids)):
        rows += connection.execute(_HOMES.where(col(Household.id).in_(some), *OWN_HOME)).all()
        for row in connection.execute(_PEOPLE.where(col(Resident.household_id).in_(some), *OWN_PERSON)):
            people.setdefault(row.household_id, []).append(row)
    rows.sort(key=lambda row: row.num)
    return {
        row.id: (
            HomeTraits(row.id, row.dwelling_id, row.code, tuple(map(_traits, people.get(row.id, ())))),
            _home_side(row, people.get(row.id, ())),
        )
        for row in rows
    }


def _circles(connection: Connection) -> list[TwinPair]:
    """Return records that point to each other, so that none of them is shown any more."""
    found: list[TwinPair] = []
    for noun, model, chosen in ((PERSON, Resident, _PEOPLE), (HOME, Household, _HOMES)):
        pointing: Any = sa.select(col(model.id), col(model.alias_of)).where(
            col(model.alias_of).is_not(None), col(model.deleted).is_(False)
        )
        above = {id: alias for id, alias in connection.execute(pointing) if alias is not None}
        for ring in _rings(above):
            rows = connection.execute(chosen.where(col(model.id).in_(ring[:2]))).all()
            sides = [_side(row) if noun == PERSON else _home_side(row, ()) for row in rows]
            if len(sides) == 2:
                found.append(TwinPair(noun, TwinReason.CIRCLE, *sides))
    return found


def _rings(above: Mapping[RecordId, RecordId]) -> list[list[RecordId]]:
    done: set[RecordId] = set()
    found: list[list[RecordId]] = []
    for start in above:
        walked: list[RecordId] = []
        at: RecordId | None = start
        while at is not None and at not in done and at not in walked:
            walked.append(at)
            at = above.get(at)
        if at in walked:
            found.append(sorted(walked[walked.index(at) :]))
        done.update(walked)
    return found


def _traits(row: Any) -> PersonTraits:
    place = row.dwelling_id or row.household_id
    phones = traits_phones(row.phone)
    return PersonTraits(row.id, row.name, row.id_number, row.birth_date, phones, place)


def _side(row: Any) -> TwinSide:
    return TwinSide(row.id, row.name, row.door or "", row.building_name or "", row.birth_date)


def _home_side(row: Any, people: Sequence[Any]) -> TwinSide:
    head = next((each.name for each in people if each.relation == HEAD), None)
    first = people[0].name if people else ""
    door, building = row.door or "", row.building_name or ""
    return TwinSide(row.id, head or first, door, building, None, len(people))


_PEOPLE: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Resident.num),
        col(Resident.id),
        col(Resident.name),
        col(Resident.id_number),
        col(Resident.birth_date),
        col(Resident.phone),
        col(Resident.relation),
        col(Resident.household_id),
        col(Household.dwelling_id),
        col(Dwelling.door),
        col(Building.name).label("building_name"),
    )
    .select_from(Resident)
    .outerjoin(Household, col(Household.id) == col(Resident.household_id))
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Resident.building_id))
)
_HOMES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Household.num),
        col(Household.id),
        col(Household.code),
        col(Household.dwelling_id),
        col(Dwelling.door),
        col(Building.name).label("building_name"),
    )
    .select_from(Household)
    .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
    .outerjoin(Building, col(Building.id) == col(Household.building_id))
)
