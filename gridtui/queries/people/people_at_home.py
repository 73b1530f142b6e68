"""What a list of households says of who lives in each: a name, and how many there are."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.resident import HEAD
from gridtui.storage.derived.residence import AT_HOME
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
