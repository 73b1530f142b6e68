"""Writing generated rows through the write gate, table by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.words.intents import Intent
from gridtui.sample.places import Places, Row
from gridtui.sample.roster import Cast, operator_rows
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import TOGETHER, Building, Courtyard, Grid, Operator, Org
from gridtui.storage.workspace import Workspace

Tables: TypeAlias = Sequence[tuple[RecordTable, Sequence[Row]]]
"""Rows by table, parents first."""

_CHUNK = 2_000
_TOGETHER = frozenset(TOGETHER.values())
_FOUND = "found"
"""A step of this kind made the store; undo leaves it alone."""


def fill(workspace: Workspace, tables: Tables, told: Callable[[int], None] | None = None) -> None:
    """Create the rows in one transaction that undo leaves alone; ``told`` hears of every piece written."""
    with workspace.write(Intent.BUILD_SAMPLE.value) as unit:
        unit.kind = _FOUND
        for model, rows in tables:
            for at in range(0, len(rows), _CHUNK):
                some = rows[at : at + _CHUNK]
                unit.create_many(model, some, scope=_scope_rule(model, workspace.desk.org_id))
                if told is not None:
                    told(len(some))


def place_branch(workspace: Workspace, community_id: RecordId) -> None:
    """Put the branch of this desk below the community."""
    branch_id = workspace.desk.org_id
    with workspace.write(Intent.BUILD_SAMPLE.value) as unit:
        unit.kind = _FOUND
        unit.update(Org, branch_id, {"parent_id": community_id}, scope=codes_scope(branch_id))


def foundation(places: Places, cast: Cast) -> Tables:
    """Return what stands above the buildings: organisations, operators, grids and courtyards."""
    return (
        (Org, places.orgs),
        (Operator, operator_rows(cast)),
        (Grid, places.grids),
        (Courtyard, places.courtyards),
    )


def _scope_rule(model: RecordTable, org_id: RecordId) -> Callable[[Mapping[str, object]], RecordId]:
    """Return how the rows of a table are scoped: by their building, else by the organisation or its codes."""
    key = "id" if model is Building else "org_id" if model in _TOGETHER else "building_id"
    otherwise = codes_scope(org_id) if model in (Org, Grid, Courtyard) else org_id

    def scope(row: Mapping[str, object]) -> RecordId:
        found = row.get(key)
        return found if isinstance(found, bytes) else otherwise

    return scope
