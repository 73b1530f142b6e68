"""Taking down issues of the sample: who raises what, where, and in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.resident import age_on
from gridtui.sample.histories import Step
from gridtui.sample.matters import Matter, Telling, common_matters, place_of, source_of
from gridtui.sample.places import Ids, Row
from gridtui.sample.roster import Actor, Cast

_TOWER_FLOORS = 9
_ANONYMOUS_SOURCES = frozenset((IssueSource.LETTER, IssueSource.HOTLINE, IssueSource.WECHAT, IssueSource.WEB))


class Caller(NamedTuple):
    """Somebody who may raise something: an adult with a phone, and the door."""

    resident: Row
    dwelling_id: bytes
    door: str


@dataclass
class Neighbourhood:
    """Whom and what the issues are about: callers by building, and the staff."""

    org_id: bytes
    cast: Cast
    buildings: Sequence[Row]
    callers: Mapping[bytes, Sequence[Caller]]
    towers: Sequence[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.buildings = [building for building in self.buildings if self.callers.get(building["id"])]
        tall = [building for building in self.buildings if building["floors"] >= _TOWER_FLOORS]
        self.towers = tall or self.buildings

    def workers_of(self, building: Row) -> Sequence[Actor]:
        """Return the grid workers of a building's grid."""
        return self.cast.workers[building["grid_id"]]


@dataclass(frozen=True, slots=True)
class Taken:
    """An issue as taken down, and what its history needs to know of it."""

    row: Row
    matter: Matter
    telling: Telling
    nature: IssueNature
    worker: Actor
    first: Step


def callers_of(
    dwellings: Sequence[Row], households: Sequence[Row], people: Mapping[bytes, Sequence[Row]], today: date
) -> dict[bytes, list[Caller]]:
    """Return who may raise something in each building; ``people`` are residents by household."""
    door_of = {dwelling["id"]: dwelling["door"] for dwelling in dwellings}
    found: dict[bytes, list[Caller]] = {}
    for household in households:
        able = [
            person
            for person in people[household["id"]]
            if person["phone"] and "moved_out_on" not in person and age_on(person["birth_date"], today) >= 18
        ]
        dwelling_id = household["dwelling_id"]
        found.setdefault(household["building_id"], []).extend(
            Caller(person, dwelling_id, door_of[dwelling_id]) for person in able
        )
    return found


def take_down(
    rng: Random,
    ids: Ids,
    home: Neighbourhood,
    *,
    matter: Matter | None = None,
    caller: Caller | None = None,
    building: Row | None = None,
    anonymous: bool = False,
    urgent: bool = False,
    patrols: bool = True,
) -> Taken:
    """Return an issue without number and time; a patrol and a nameless caller leave no name behind."""
    matter = matter or common_matters().pick(rng)
    building = building or rng.choice(home.towers if matter.where == "tower" else home.buildings)
    nature = matter.nature(rng)
    source = source_of(rng, matter, nature)
    if anonymous and source not in _ANONYMOUS_SOURCES:
        source = IssueSource.LETTER
    elif source is IssueSource.PATROL and not patrols:
        source = IssueSource.PHONE
    worker, telling = rng.choice(home.workers_of(building)), matter.telling(rng)
    row: Row = {
        "id": ids(),
        "source": source.value,
        "nature": nature.value,
        "category": matter.code,
        "title": telling.title,
        "text": telling.text,
        "org_id": home.org_id,
        "building_id": building["id"],
        "place": place_of(rng, matter, building["name"]),
    }
    if anonymous:
        row |= {"anonymous": True, "place": row["place"] or building["name"]}
    elif source is IssueSource.PATROL:
        row |= {"place": row["place"] or building["name"], "reporter_name": worker.name}
    else:
        caller = caller or rng.choice(home.callers[building["id"]])
        row |= _reported_by(caller) | {"place": row["place"] or caller.door}
    if urgent:
        row["urgent"] = True
    if source is IssueSource.WEB:
        row["likes"] = rng.randint(0, 60)
    data = {name: True for name in ("anonymous", "urgent") if row.get(name)}
    return Taken(row, matter, telling, nature, worker, Step(EventKind.REGISTERED, 0, worker, "", data))


def _reported_by(caller: Caller) -> Row:
    person = caller.resident
    return {
        "dwelling_id": caller.dwelling_id,
        "household_id": person["household_id"],
        "resident_id": person["id"],
        "reporter_name": person["name"],
        "reporter_phone": person["phone"],
    }
