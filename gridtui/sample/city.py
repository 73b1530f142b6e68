"""A city's working together at the source's own counts, for the bench and for the test of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.words.intents import Intent
from gridtui.sample.filling import Tables, fill
from gridtui.sample.places import Ids, Row
from gridtui.storage.tables import TOGETHER, Org, Whistle
from gridtui.storage.workspace import Workspace

COUNTS = {
    "units_street": 1_746,
    "units_community": 1_892,
    "meetings": 1_024,
    "projects": 1_267,
    "organisations": 2_509,
    "members": 85_173,
    "hours": 490_000,
    "teams": 1_521,
    "activities": 9_035,
    "person_times": 119_000,
    "whistles_district": 97,
    "whistles_street": 2_459,
    "whistles_community": 21_479,
    "centres_city": 1,
    "centres_area": 18,
    "centres_street": 75,
    "centres_community": 629,
}
"""Figure → its count in the source; hours in hours. Whistles of communities are the rest of 24,035."""

STREETS, COMMUNITIES = 75, 629
_HOURS_A_LOG = 8
_DAYS = 300


def build_city(workspace: Workspace, *, seed: int, today: date) -> None:
    """Fill a store with a city's registers, the same for the same seed and day."""
    rng, ids = Random(seed), workspace.ids
    streets = [_org(ids, f"第{at}街道", Level.STREET) for at in range(1, STREETS + 1)]
    communities = [
        _org(ids, f"第{at}社区", Level.COMMUNITY, streets[at % STREETS]["id"])
        for at in range(1, COMMUNITIES + 1)
    ]
    with workspace.write(Intent.BUILD_SAMPLE.value) as unit:
        unit.kind = "found"
        codes = codes_scope(workspace.desk.org_id)
        for orgs in (streets, communities):
            unit.create_many(Org, orgs, scope=lambda _: codes)
    street_ids = [org["id"] for org in streets]
    community_ids = [org["id"] for org in communities]
    for tables in _tables(rng, ids, street_ids, community_ids, today):
        fill(workspace, tables)


def _org(ids: Ids, name: str, level: Level, parent: RecordId | None = None) -> Row:
    return {"id": ids(), "name": name, "level": int(level), "parent_id": parent}


def _tables(
    rng: Random, ids: Ids, streets: list[RecordId], communities: list[RecordId], today: date
) -> Iterator[Tables]:
    def day() -> date:
        return today - timedelta(days=rng.randrange(_DAYS))

    def rows(count: int, orgs: list[RecordId], **values: object) -> list[Row]:
        return [
            {"id": ids(), "org_id": rng.choice(orgs), "name": f"第{at}家", **values} for at in range(count)
        ]

    def named(count: int, **values: object) -> list[Row]:
        return [
            {"id": ids(), "org_id": rng.choice(communities), "title": f"第{at}件", **values}
            for at in range(count)
        ]

    units = rows(COUNTS["units_street"], streets) + rows(COUNTS["units_community"], communities)
    yield ((TOGETHER["member_unit"], units),)
    meetings = [row | {"held_on": day()} for row in named(COUNTS["meetings"], state="held")]
    projects = [
        row | {"started_on": day()} for row in named(COUNTS["projects"], state="under_way", owner_name="周敏")
    ]
    yield ((TOGETHER["meeting"], meetings), (TOGETHER["project"], projects))
    organisations = rows(COUNTS["organisations"], communities, kind="organisation", reported_on=today)
    members = rows(COUNTS["members"], communities, kind="member", unit_name="水务局", reported_on=today)
    logs = [
        {
            "id": ids(),
            "org_id": member["org_id"],
            "report_in_id": member["id"],
            "served_on": day(),
            "minutes": _HOURS_A_LOG * 60,
            "confirmed_on": today,
        }
        for member in rng.choices(members, k=COUNTS["hours"] // _HOURS_A_LOG)
    ]
    yield ((TOGETHER["report_in"], organisations + members), (TOGETHER["service_log"], logs))
    activities = [row | {"held_on": day()} for row in named(COUNTS["activities"], state="held")]
    least, more = divmod(COUNTS["person_times"], len(activities))
    for at, row in enumerate(activities):
        row["present"] = least + (at < more)
    yield ((TOGETHER["team"], rows(COUNTS["teams"], communities)), (TOGETHER["activity"], activities))
    yield (_centres(rng, ids, communities), _whistles(rng, ids, communities, today))


def _centres(rng: Random, ids: Ids, communities: list[RecordId]) -> tuple[type, list[Row]]:
    levels = ("city", "area", "street", "community")
    found = [
        {"id": ids(), "org_id": rng.choice(communities), "name": f"{level}{at}", "kind": level}
        for level in levels
        for at in range(COUNTS[f"centres_{level}"])
    ]
    return TOGETHER["facility"], found


def _whistles(rng: Random, ids: Ids, communities: list[RecordId], today: date) -> tuple[type, list[Row]]:
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    levels = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    found = [
        {
            "id": ids(),
            "org_id": rng.choice(communities),
            "number": f"S{level}-{at}",
            "level": int(level),
            "drafted_at": now - timedelta(days=rng.randrange(_DAYS)),
        }
        for level in levels
        for at in range(COUNTS[f"whistles_{level.name.lower()}"])
    ]
    return Whistle, found
