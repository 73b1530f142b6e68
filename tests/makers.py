"""Small factories: a quarter with one of everything, residents and issues in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Operator
from gridtui.domain.issues.issue import IssueDraft
from gridtui.storage.columns import Part
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.tables import Building, Dwelling, Grid, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import register_issue
from gridtui.usecases.undo import redo_last, undo_last


@dataclass(frozen=True)
class Quarter:
    """Ids of one grid, one building in it, and one household behind 3-2-501 with one resident."""

    grid: bytes
    building: bytes
    dwelling: bytes
    household: bytes
    resident: bytes


def make_quarter(workspace: Workspace, name: str = "杨桂芬") -> Quarter:
    """Write a quarter in one step."""
    with workspace.write("import_file") as unit:
        org = workspace.desk.org_id
        grid = unit.create(Grid, {"org_id": org, "code": "530102001001001", "name": "第一网格"}, scope=org)
        building = unit.new_id()
        unit.create(
            Building,
            {"org_id": org, "grid_id": grid, "label": "3", "name": "翠湖3栋"},
            scope=building,
            id=building,
        )
        dwelling = unit.create(
            Dwelling, {"building_id": building, "room": "501", "door": "3-2-501"}, scope=building
        )
        household = unit.create(Household, {"building_id": building, "dwelling_id": dwelling}, scope=building)
        resident = unit.create(
            Resident, person(building, household, name, phone="13888880000"), scope=building
        )
    return Quarter(grid, building, dwelling, household, resident)


def person(building: bytes | None, household: bytes | None, name: str, **values: Any) -> dict[str, Any]:
    """Return the row of a resident."""
    return {"building_id": building, "household_id": household, "name": name, **values}


def make_issue(workspace: Workspace, text: str = "楼道灯不亮", **values: Any) -> bytes:
    """Take down an issue in a step of its own."""
    draft = IssueDraft(text=text, source="walk_in", nature="help", category="E01-001", **values)
    with workspace.write("register_issue") as unit:
        return register_issue(unit, draft)


def undo(workspace: Workspace) -> str:
    """Take back the newest step."""
    with workspace.write("undo") as unit:
        return undo_last(unit)


def redo(workspace: Workspace) -> str:
    """Do again what was undone last."""
    with workspace.write("redo") as unit:
        return redo_last(unit)


def as_operator(workspace: Workspace, name: str) -> Operator:
    """Let somebody else sit down at the desk; returns who sat there."""
    before = workspace.operator
    workspace.operator = Operator(name.encode().ljust(16, b"\0")[:16], name)
    return before


def stored(workspace: Workspace, model: RecordTable, id: bytes) -> dict[str, Any]:
    """Return a whole row as it stands in the table."""
    table = table_of(model)
    with workspace.read() as connection:
        return dict(connection.execute(sa.select(table).where(table.c.id == id)).mappings().one())


def log_of(workspace: Workspace, record: bytes) -> list[Any]:
    """Return the raw changes of a record with the scope of their feed, oldest first."""
    with workspace.read() as connection:
        return list(
            connection.execute(
                sa.select(Change.__table__, col(Feed.scope), col(Feed.incarnation))  # type: ignore[attr-defined]
                .join(Feed, col(Feed.num) == col(Change.feed_num))
                .where(col(Change.record) == record)
                .order_by(col(Change.num))
            ).all()
        )


def everything(workspace: Workspace, *models: RecordTable) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the tables, for comparing two moments."""
    found = {}
    with workspace.read() as connection:
        for model in models:
            table = table_of(model)
            found[table.name] = [
                tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.num))
            ]
    return found


PARTS = tuple(part.value for part in (Part.PUBLIC, Part.CONTACT, Part.IDENTITY, Part.HEALTH))
