"""The person at the desk."""

from __future__ import annotations

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Operator
from gridtui.storage.workspace import read_meta, write_meta
from gridtui.words import mark


def rename_operator(unit: UnitOfWork, name: str) -> bool:
    """Correct the name of the operator of this desk; returns whether it changed."""
    if not name.strip():
        raise RuleBroken(Problem(mark("请填写您的姓名"), "operator"))
    changed = unit.update(Operator, unit.operator.id, {"name": name.strip()})
    if changed and read_meta(unit.connection)["operator_id"] == unit.operator.id.hex():
        write_meta(unit.connection, {"operator_name": name.strip()})
    return changed
