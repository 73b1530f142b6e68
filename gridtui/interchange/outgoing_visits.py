"""What an export reads of visits and of what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.dates import local_date
from gridtui.interchange.outgoing import Outgoing, Told
from gridtui.interchange.plans.stored_people import HOME_COLUMNS, home_fields
from gridtui.interchange.plans.stored_visits import PROMISE_COLUMNS, VISIT_COLUMNS
from gridtui.queries.people.people_at_home import HEAD_NAME
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Issue, Promise, Visit


def _rows(_connection: Connection, rows: Sequence[Any]) -> Iterator[Told]:
    for row in rows:
        values = row._asdict()
        yield {**values, **home_fields(values)}


def _of_households(model: type[Visit | Promise], columns: Sequence[str], **filters: Any) -> Outgoing:
    chosen = (
        sa.select(
            col(model.num),
            col(model.id),
            *(col(getattr(model, name)) for name in columns),
            *HOME_COLUMNS,
            HEAD_NAME,
            col(Issue.number).label("issue"),
        )
        .select_from(model)
        .outerjoin(Household, col(Household.id) == col(model.household_id))
        .outerjoin(Dwelling, col(Dwelling.id) == col(Household.dwelling_id))
        .outerjoin(Building, col(Building.id) == col(model.building_id))
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .outerjoin(Issue, col(Issue.id) == col(model.issue_id))
        .where(col(model.deleted).is_(False))
    )
    return Outgoing(model, chosen, _rows, lambda id: col(Building.grid_id) == id, filters)


def _between(day: Any) -> dict[str, Any]:
    return {
        "registered_from": lambda instant: day >= local_date(instant),
        "registered_before": lambda instant: day < local_date(instant),
    }


VISITS = _of_households(Visit, VISIT_COLUMNS, **_between(col(Visit.visited_on)))
PROMISES = _of_households(
    Promise,
    PROMISE_COLUMNS,
    **_between(col(Promise.due_on)),
    open=lambda open: col(Promise.done_on).is_(None) if open else col(Promise.done_on).is_not(None),
)
