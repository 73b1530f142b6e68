"""What residents say of a finished project, and what follows from it."""

from __future__ import annotations

import sqlalchemy as sa

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.words import Accepted, DemandState, ProjectState
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER


def accepted(unit: UnitOfWork, acceptance_id: RecordId) -> None:
    """Close the project that residents accepted, and the demand behind it; a refusal leaves it finished.

    As long as one answer says no, the project is not accepted: it stands among the loose ends.
    """
    given, project, demand = (table_of(TOGETHER[noun]) for noun in ("acceptance", "project", "demand"))
    project_id = unit.connection.execute(
        sa.select(given.c.project_id).where(given.c.id == acceptance_id)
    ).scalar_one()
    chosen = sa.select(given.c.outcome).where(given.c.project_id == project_id, given.c.deleted.is_(False))
    outcomes = set(unit.connection.execute(chosen).scalars())
    row = unit.connection.execute(
        sa.select(project.c.state, project.c.demand_id).where(project.c.id == project_id)
    ).one()
    if Accepted.NO in outcomes or not outcomes:
        unit.update(TOGETHER["project"], project_id, {"state": ProjectState.FINISHED.value})
        return
    unit.update(TOGETHER["project"], project_id, {"state": ProjectState.ACCEPTED.value})
    if row.demand_id is not None:
        state = unit.connection.execute(
            sa.select(demand.c.state).where(demand.c.id == row.demand_id)
        ).scalar()
        if state not in (None, DemandState.WITHDRAWN):
            unit.update(TOGETHER["demand"], row.demand_id, {"state": DemandState.MET.value})
