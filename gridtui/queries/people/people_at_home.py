"""What is said of who lives in a household: a name, how many there are, since when."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.resident import HEAD
from gridtui.storage.derived.residence import AT_HOME, OWN_PERSON
from gridtui.storage.tables import Household, Resident

HEAD_FIRST = sa.case((col(Resident.relation) == HEAD, 0), else_=1)
"""Puts the head of a household before the others."""

HEAD_NAME = (
    sa.select(col(Resident.name))
    .where(*AT_HOME)
    .order_by(HEAD_FIRST, col(Resident.num))
    .limit(1)
    .correlate(Household)
    .scalar_subquery()
    .label("head")
)
"""The head of the household of the row; whoever was entered first where nobody is head."""

PEOPLE_COUNT = (
    sa.select(sa.func.count()).where(*AT_HOME).correlate(Household).scalar_subquery().label("people")
)
"""How many people live in the household of the row."""


def came_on(connection: Connection, household_id: RecordId) -> date | None:
    """Return the day on which the first of a household's people came; None where that is not known of all."""
    chosen = sa.select(col(Resident.moved_in_on)).where(
        col(Resident.household_id) == household_id, *OWN_PERSON
    )
    days = list(connection.execute(chosen).scalars())
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
