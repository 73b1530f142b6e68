"""Limits of the office's own: how long each stage may take, and how often to visit."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import LAID_DOWN_ABOVE
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.limits import Limit, default_limits, limit_problems
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived.authority import laid_down
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import TimeLimit
from gridtui.usecases.records import form_done


def set_limit(unit: UnitOfWork, limit: Limit, *, form: str = "") -> bool:
    """Put a limit in force for its stage, nature, category and level; every open issue follows at once.

    Returns whether anything differs: a shipped one that is in force already is not written as the office's
    own. ``RuleBroken`` where an office above laid one down for them.
    """
    if wrong := limit_problems(limit):
        raise RuleBroken(wrong)
    unit.label = limit.stage.label
    form_done(unit, form)
    values = {
        "amount": limit.amount, "unit": limit.unit.value, "amber": limit.amber, "note": limit.note
    }  # fmt: skip
    ids = _own(unit, limit)
    if ids:
        return bool(unit.update_many(TimeLimit, [(id, values) for id in ids]))
    if replace(limit, shipped=True) in default_limits().limits:
        return False
    place = {
        "stage": limit.stage.value, "nature": limit.nature, "category": limit.category, "level": limit.level
    }  # fmt: skip
    unit.create(TimeLimit, place | values, scope=codes_scope(unit.desk.org_id))
    return True


def drop_limit(unit: UnitOfWork, limit: Limit) -> None:
    """Let the shipped limit be in force again."""
    unit.label = limit.stage.label
    unit.set_deleted(TimeLimit, _own(unit, limit), True)


def _own(unit: UnitOfWork, limit: Limit) -> list[bytes]:
    """Return the limits of this office for the same place; ``RuleBroken`` where one above has any."""
    chosen = sa.select(col(TimeLimit.id)).where(
        col(TimeLimit.stage) == limit.stage.value,
        col(TimeLimit.nature) == limit.nature,
        col(TimeLimit.category) == limit.category,
        col(TimeLimit.level) == limit.level,
        col(TimeLimit.deleted).is_(False),
    )
    ids = list(unit.connection.execute(chosen.order_by(col(TimeLimit.id))).scalars())
    laid = laid_down(unit.connection, TimeLimit, ids)
    if any(one.above for one in laid.values()):
        raise RuleBroken(Problem(LAID_DOWN_ABOVE))
    return [id for id in ids if id in laid]
