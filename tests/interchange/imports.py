"""Imports of small tables into a store, as tests write them; everybody in them is invented."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.words.identifiers import check_character
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import ImportFile, open_import
from gridtui.interchange.plans.plan import Plan
from gridtui.interchange.plans.planning import plan_import
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace


def id_number(serial: int, born: str = "19900101") -> str:
    """Return a sound ID number of an invented person."""
    first = f"530102{born}{serial:03d}"
    return first + check_character(first)


def table(path: Path, *rows: Sequence[Any]) -> Path:
    """Write a CSV of these rows, the header first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def opened(workspace: Workspace, path: Path, kind: Kind | None = None) -> ImportFile:
    """Open a file for import."""
    with workspace.read() as connection:
        return open_import(connection, path, kind=kind)


def tried(workspace: Workspace, path: Path, kind: Kind | None = None) -> Plan:
    """Return the dry run of a file."""
    return plan_import(workspace, opened(workspace, path, kind))


def imported(workspace: Workspace, path: Path, kind: Kind | None = None) -> Plan:
    """Import a file; its dry run must have said the same, and importing it again must change nothing."""
    dry = tried(workspace, path, kind)
    done = apply_import(workspace, opened(workspace, path, kind))
    assert facts(done) == facts(dry)
    again = tried(workspace, path, kind)
    assert (again.new, again.changed, again.along) == (0, 0, {})
    assert again.unchanged == done.rows - done.refused
    return done


def facts(plan: Plan) -> tuple[object, ...]:
    """Return what a dry run and its import must agree on."""
    lines = [(line.row, line.outcome, line.column, line.words, line.note) for line in plan.lines]
    return plan.counts, plan.along, plan.unmapped, plan.refusals, lines


def rows_of(workspace: Workspace, model: RecordTable, *names: str) -> list[Any]:
    """Return the live rows of a table, oldest first: tuples, or single values for one name."""
    held = table_of(model)
    with workspace.read() as connection:
        chosen = sa.select(*(held.c[name] for name in names)).where(held.c.deleted.is_(False))
        rows = connection.execute(chosen.order_by(col(held.c.num))).all()
    return [row[0] if len(names) == 1 else tuple(row) for row in rows]


def assert_sound(workspace: Workspace) -> None:
    """Fail where a check of the whole store finds anything."""
    with workspace.read() as connection:
        assert [str(problem) for problem in check_store(connection).problems] == []
