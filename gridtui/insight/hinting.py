"""What comes to mind while an issue is typed: issues that may be the same, the category it may belong to.

The likes of a text are looked for once: duplicates are sought among all of them, the nearest vote for a
category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.insight.duplicates import Duplicate, likely_duplicates
from gridtui.insight.similar import similar_issues
from gridtui.insight.suggesting import NEIGHBOURS, CategorySuggestion, weigh

LIKES = 30
"""How many records like the text are looked at for duplicates; ``NEIGHBOURS`` of them vote."""

MOST_CATEGORIES = 3


@dataclass(frozen=True, slots=True)
class Hints:
    """What was found for the words typed so far."""

    duplicates: Sequence[Duplicate] = ()
    categories: Sequence[CategorySuggestion] = ()


def read_hints(
    connection: Connection,
    text: str,
    now: datetime,
    household_id: RecordId | None = None,
    building_id: RecordId | None = None,
    *,
    with_category: bool,
) -> Hints:
    """Return the hints for a text and a place."""
    alike = similar_issues(connection, text, limit=LIKES) if text.strip() else []
    duplicates = likely_duplicates(connection, alike, now, household_id=household_id, building_id=building_id)
    if not (with_category and text.strip()):
        return Hints(duplicates)
    return Hints(duplicates, weigh(alike[:NEIGHBOURS], text, MOST_CATEGORIES))
