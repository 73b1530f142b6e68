"""The person at the desk."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy_line
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Operator
from gridtui.storage.workspace import read_meta, write_meta
from gridtui.words import mark


def find_or_add_operator(unit: UnitOfWork, name: str, *, taken: Collection[RecordId] = ()) -> RecordId:
    """Return the operator of this name, added where there is none but such as have a login already."""
    name = tidy_line(name)
    if not name:
        raise RuleBroken(Problem(mark("请填写您的姓名"), "operator"))
    same = sa.select(col(Operator.id)).where(col(Operator.name) == name, col(Operator.deleted).is_(False))
    found = unit.connection.execute(same.order_by(col(Operator.num))).scalars()
    free = next((id for id in found if id not in taken), None)
    office = unit.desk.org_id
    return free or unit.create(Operator, {"name": name, "org_id": office}, scope=office)


def rename_operator(unit: UnitOfWork, name: str) -> bool:
    """Correct the name of the operator of this desk; returns whether it changed."""
    if not name.strip():
        raise RuleBroken(Problem(mark("请填写您的姓名"), "operator"))
    changed = unit.update(Operator, unit.operator.id, {"name": name.strip()})
    if changed and read_meta(unit.connection)["operator_id"] == unit.operator.id.hex():
        write_meta(unit.connection, {"operator_name": name.strip()})
    return changed
