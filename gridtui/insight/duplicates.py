"""Issues that may be the one being taken down: like in words, and from the same door or building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.insight.similar import Similar, open_issues_of

LOOK_BACK = timedelta(days=90)
SAME_DOOR, SAME_BUILDING = 0.35, 0.15
"""What the same place adds to the likeness of the words."""

LEAST = 0.30
MOST = 3


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An issue that may be the same; ``same_door`` and ``same_building`` say why beside the shared words."""

    issue: Similar
    likeness: float
    same_door: bool
    same_building: bool


def likely_duplicates(
    connection: Connection,
    alike: Sequence[Similar],
    now: datetime,
    *,
    household_id: RecordId | None = None,
    building_id: RecordId | None = None,
) -> list[Duplicate]:
    """Return up to three issues that are open, or were closed in the last 90 days, likest first.

    They are sought among those ``alike`` in words and the open ones of the household.
    """
    known = {each.id for each in alike}
    theirs = open_issues_of(connection, household_id) if household_id is not None else []
    sought = [*alike, *(each for each in theirs if each.id not in known)]
    found = [_weighed(each, household_id, building_id) for each in sought if _counts(each, now)]
    likely = [each for each in found if each.likeness >= LEAST]
    return sorted(likely, key=lambda each: -each.likeness)[:MOST]


def _weighed(issue: Similar, household_id: RecordId | None, building_id: RecordId | None) -> Duplicate:
    same_door = household_id is not None and issue.household_id == household_id
    same_building = building_id is not None and issue.building_id == building_id
    extra = SAME_DOOR if same_door else SAME_BUILDING if same_building else 0.0
    return Duplicate(issue, min(1.0, issue.likeness + extra), same_door, same_building)


def _counts(issue: Similar, now: datetime) -> bool:
    return issue.is_open or (issue.closed_at is not None and now - issue.closed_at <= LOOK_BACK)
