"""Who serves where in the sample: secretary, grid heads and workers, building leaders, hub households.

The gaps are meant: two buildings have no leader, one leader has three buildings, one grid lacks hub
households.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from gridtui.domain.changes.actors import Level
from gridtui.domain.people.assignment import Role
from gridtui.domain.people.resident import HEAD, ResidentKind, Sex, age_on
from gridtui.sample.names import SURNAMES, Numbers, given_name
from gridtui.sample.places import UNIT_NAMES, Ids, Places, Row

LEADERLESS = ("17", "38")
SHARED_LEADER = ("24", "25", "26")
_WITHOUT_HUBS = 3
_WORKERS = (1, 2, 1, 2)
_FORMER_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who writes events: an operator of some desk."""

    id: bytes
    name: str
    org_id: bytes
    level: Level


@dataclass
class Cast:
    """Who acts on issues; ``workers`` by grid, ``services`` by the key of their station."""

    secretary: Actor
    workers: dict[bytes, list[Actor]]
    community: Actor
    street: Actor
    services: dict[str, Actor]


def make_cast(rng: Random, ids: Ids, places: Places, secretary: Actor) -> Cast:
    """Return the staff of the branch, of the levels above and of the stations."""

    def staff(org_id: bytes, level: Level) -> Actor:
        sex = rng.choice((Sex.MALE, Sex.FEMALE))
        return Actor(ids(), SURNAMES.pick(rng) + given_name(rng, sex, rng.randint(1975, 1998)), org_id, level)

    workers = {
        grid["id"]: [staff(secretary.org_id, Level.BRANCH) for _ in range(count)]
        for grid, count in zip(places.grids, _WORKERS, strict=True)
    }
    workers[places.grids[1]["id"]][0] = Actor(ids(), "张敏", secretary.org_id, Level.BRANCH)
    return Cast(
        secretary,
        workers,
        staff(places.community_id, Level.COMMUNITY),
        staff(places.street_id, Level.STREET),
        {key: staff(places.units_of_service[key], Level.COMMUNITY) for key in UNIT_NAMES},
    )


def operator_rows(cast: Cast) -> list[Row]:
    """Return everybody of the cast as operators; the secretary is one already."""
    workers = [worker for some in cast.workers.values() for worker in some]
    return [
        {"id": actor.id, "name": actor.name, "org_id": actor.org_id}
        for actor in (*workers, cast.community, cast.street, *cast.services.values())
    ]


def make_roster(
    rng: Random,
    ids: Ids,
    numbers: Numbers,
    places: Places,
    cast: Cast,
    people: Mapping[bytes, Sequence[Row]],
    today: date,
) -> list[Row]:
    """Return the assignments; ``people`` are the residents by building."""
    secretary, community = cast.secretary, places.community_id
    began, joined = date(today.year - 4, 3, 1), date(today.year - 2, 7, 1)
    rows = [
        _office(ids(), numbers, Role.BRANCH_SECRETARY, secretary, "org_id", secretary.org_id, began),
        _office(ids(), numbers, Role.LIAISON, cast.community, "org_id", community, joined),
    ]
    for grid in places.grids:
        rows += _grid_posts(rng, ids, numbers, cast, grid["id"], today)
    without_hubs = places.grids[_WITHOUT_HUBS]["id"]
    shared: Row | None = None
    for building in places.buildings:
        able = [person for person in people[building["id"]] if _may_serve(person, today)]
        since = today - timedelta(days=rng.randint(120, 1300))
        if building["label"] not in LEADERLESS:
            leader = shared if shared and building["label"] in SHARED_LEADER else rng.choice(able)
            shared = leader if building["label"] in SHARED_LEADER else None
            rows.append(_post(ids(), Role.BUILDING_LEADER, leader, "building_id", building["id"], since))
        if building["label"] in LEADERLESS or rng.random() < _FORMER_SHARE:
            rows.append(_former_leader(ids(), rng.choice(able), building["id"], since))
        if building["grid_id"] != without_hubs:
            rows += _hubs(rng, ids, able, since)
    return rows


def _may_serve(person: Row, today: date) -> bool:
    settled = person["kind"] == ResidentKind.PERMANENT.value and "moved_out_on" not in person
    return settled and bool(person["phone"]) and 35 <= age_on(person["birth_date"], today) <= 74


def _former_leader(id: bytes, person: Row, building_id: bytes, until: date) -> Row:
    post = _post(id, Role.BUILDING_LEADER, person, "building_id", building_id, until - timedelta(days=700))
    return post | {"to_on": until - timedelta(days=1)}


def _grid_posts(
    rng: Random, ids: Ids, numbers: Numbers, cast: Cast, grid_id: bytes, today: date
) -> list[Row]:
    since = date(today.year - 1, 1, 1) - timedelta(days=rng.randint(0, 300))
    sex = rng.choice((Sex.MALE, Sex.FEMALE))
    head = {
        "person_name": SURNAMES.pick(rng) + given_name(rng, sex, rng.randint(1966, 1985)),
        "sex": sex.value,
    }
    rows = [
        {
            "id": ids(),
            "role": Role.GRID_HEAD.value,
            **head,
            "phone": numbers.phone(),
            "grid_id": grid_id,
            "from_on": since,
        }
    ]
    rows += [
        _office(ids(), numbers, Role.GRID_WORKER, worker, "grid_id", grid_id, since + timedelta(days=30))
        for worker in cast.workers[grid_id]
    ]
    return rows


def _hubs(rng: Random, ids: Ids, able: Sequence[Row], since: date) -> list[Row]:
    members = [row for row in able if row["politics"] == "中共党员"]
    chosen = members[: 1 + (rng.random() < 0.4)] or [row for row in able if row["relation"] == HEAD][:1]
    return [
        _post(ids(), Role.PARTY_HUB_HOUSEHOLD, row, "household_id", row["household_id"], since)
        for row in {row["household_id"]: row for row in chosen}.values()
    ]


def _office(
    id: bytes, numbers: Numbers, role: Role, actor: Actor, place: str, place_id: bytes, since: date
) -> Row:
    return {
        "id": id,
        "role": role.value,
        "person_name": actor.name,
        "phone": numbers.phone(),
        place: place_id,
        "from_on": since,
    }


def _post(id: bytes, role: Role, person: Row, place: str, place_id: bytes, since: date) -> Row:
    return {
        "id": id,
        "role": role.value,
        "person_name": person["name"],
        "phone": person["phone"],
        "sex": person["sex"],
        "resident_id": person["id"],
        place: place_id,
        "from_on": since,
    }
