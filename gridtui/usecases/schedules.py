"""Schedules of the office's own: which paper is due when."""

from __future__ import annotations

from dataclasses import asdict, replace

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.papers.schedules import Schedule, schedule_problems
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import ReportSchedule
from gridtui.usecases.records import form_done

_OWN = "own-"
"""Codes of lines that stand for no shipped one begin so."""


def set_schedule(unit: UnitOfWork, schedule: Schedule, *, form: str = "") -> Schedule:
    """Put a line in force, a new one where it has no code yet; return it as it is kept."""
    if problems := schedule_problems(schedule):
        raise RuleBroken(problems)
    form_done(unit, form)
    if not schedule.code:
        schedule = replace(schedule, code=_OWN + unit.new_id().hex())
    values = asdict(replace(schedule, shipped=False))
    del values["shipped"]
    values["every"] = schedule.every.value
    if ids := _own(unit, schedule):
        unit.update_many(ReportSchedule, [(id, values) for id in ids])
    else:
        unit.create(ReportSchedule, values, scope=codes_scope(unit.desk.org_id))
    return replace(schedule, shipped=False)


def drop_schedule(unit: UnitOfWork, schedule: Schedule) -> None:
    """Let the shipped line be in force again; a line that stands for none is gone."""
    unit.set_deleted(ReportSchedule, _own(unit, schedule), True)


def _own(unit: UnitOfWork, schedule: Schedule) -> list[bytes]:
    chosen = sa.select(col(ReportSchedule.id)).where(
        col(ReportSchedule.code) == schedule.code, col(ReportSchedule.deleted).is_(False)
    )
    return list(unit.connection.execute(chosen.order_by(col(ReportSchedule.id))).scalars())
