"""Use cases on typical cases 典型案例 of a report: choosing and wording one, and leaving it out again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.typical_case import CaseDraft
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import ReportCase
from gridtui.usecases.records import create_record, delete_record, edit_record, form_done, read_field


def write_case(unit: UnitOfWork, draft: CaseDraft, *, form: str = "") -> RecordId:
    """Choose an issue for the report of this office, or word it anew where it was chosen; returns its id.

    A new one stands behind the others. ``form`` is the key of the kept form that is done with.
    """
    here = draft.model_copy(update={"org_id": unit.desk.org_id, "author_name": unit.operator.name})
    unit.label = draft.title
    form_done(unit, form)
    chosen = sa.select(col(ReportCase.id), col(ReportCase.issue_id), col(ReportCase.place)).where(
        col(ReportCase.period) == draft.period,
        col(ReportCase.org_id) == unit.desk.org_id,
        col(ReportCase.deleted).is_(False),
    )
    rows = unit.connection.execute(chosen.order_by(col(ReportCase.num))).all()
    same = next((row for row in rows if row.issue_id == draft.issue_id), None)
    if same is not None:
        there: RecordId = same.id
        edit_record(unit, ReportCase, there, here.model_copy(update={"place": same.place}))
        return there
    last = max((row.place for row in rows), default=0)
    return create_record(
        unit, ReportCase, here.model_copy(update={"place": last + 1}), scope=unit.desk.org_id
    )


def drop_case(unit: UnitOfWork, case_id: RecordId) -> None:
    """Leave a case out of the report; undo brings it back with its words."""
    unit.label = read_field(unit.connection, ReportCase, case_id, "title")
    delete_record(unit, ReportCase, case_id)
