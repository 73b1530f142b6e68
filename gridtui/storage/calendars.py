"""The working calendar and the limits in force at this desk."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.issue_states import TimeUnit
from gridtui.domain.limits import Limit, LimitTable, Stage, default_limits
from gridtui.domain.working_calendar import WorkingCalendar
from gridtui.storage.tables import TimeLimit


@cache
def working_calendar() -> WorkingCalendar:
    """Return the calendar with the holidays and 调休 that the chinesecalendar package knows."""
    # 20 ms to import, and only needed where a deadline is computed.
    from chinese_calendar.constants import holidays, workdays

    facts = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    return WorkingCalendar(facts, sorted({day.year for day in holidays}))


def limits_in_force(connection: Connection) -> LimitTable:
    """Return the shipped limits, and this office's own over them: of equals the later counts."""
    rows = connection.execute(_OWN).all()
    own = [_limit(row) for row in rows if Stage.has(row.stage) and TimeUnit.has(row.unit)]
    shipped = default_limits()
    # The shipped table remembers what it was asked; most offices have no other.
    return LimitTable([*shipped.limits, *own]) if own else shipped


def _limit(row: Row[Any]) -> Limit:
    return Limit(
        Stage(row.stage),
        row.amount,
        TimeUnit(row.unit),
        row.amber,
        row.nature,
        row.category,
        row.level,
        row.note,
    )


_OWN: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(TimeLimit.stage),
        col(TimeLimit.nature),
        col(TimeLimit.category),
        col(TimeLimit.level),
        col(TimeLimit.amount),
        col(TimeLimit.unit),
        col(TimeLimit.amber),
        col(TimeLimit.note),
    )
    .where(col(TimeLimit.deleted).is_(False))
    .order_by(col(TimeLimit.id))
)
