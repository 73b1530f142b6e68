"""What people decide about a resource proposed for a demand."""

from __future__ import annotations

import sqlalchemy as sa

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.words import DemandState, Verdict
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER
from gridtui.usecases.records import delete_record, read_field
from gridtui.usecases.together import records


def decide_match(
    unit: UnitOfWork, demand_id: RecordId, resource_id: RecordId, verdict: str, reason: str = ""
) -> None:
    """Keep what was decided, an empty ``verdict`` for nothing; an open demand is matched by what is taken."""
    table = table_of(TOGETHER["matching"])
    known = unit.connection.execute(
        sa.select(table.c.id).where(
            table.c.demand_id == demand_id,
            table.c.resource_id == resource_id,
            table.c.deleted.is_(False),
        )
    ).scalar()
    if not verdict:
        if known is not None:
            delete_record(unit, TOGETHER["matching"], known)
    elif known is not None:
        records.change(unit, "matching", known, {"verdict": verdict, "reason": reason})
    else:
        said = {"demand_id": demand_id, "resource_id": resource_id, "verdict": verdict, "reason": reason}
        draft = draft_class("matching").model_validate(said)
        records.add(unit, draft)
    _settle(unit, demand_id)


def _settle(unit: UnitOfWork, demand_id: RecordId) -> None:
    """Let the demand follow: matched while a resource is taken, open again without one."""
    table = table_of(TOGETHER["matching"])
    taken = unit.connection.execute(
        sa.select(sa.func.count()).where(
            table.c.demand_id == demand_id, table.c.verdict == Verdict.TAKEN.value, table.c.deleted.is_(False)
        )
    ).scalar_one()
    state = read_field(unit.connection, TOGETHER["demand"], demand_id, "state")
    following = {DemandState.OPEN.value, DemandState.MATCHED.value}
    wanted = DemandState.MATCHED.value if taken else DemandState.OPEN.value
    if state in following and state != wanted:
        unit.update(TOGETHER["demand"], demand_id, {"state": wanted})
