"""Reading the organisation tree and the grids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Role
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.queries.record_drafts import record_draft
from gridtui.queries.searching import matching_nums
from gridtui.storage.derived.residence import OWN_HOME
from gridtui.storage.tables import Assignment, Building, Grid, Household, Issue, Org


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid with who serves it and how much is in it."""

    num: int
    id: RecordId
    code: str
    name: str
    worker: str
    buildings: int
    households: int
    open_issues: int
    overdue: int
    closed_on: date | None
    org_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class GridNode:
    """A grid in the tree: its line, the organisation it belongs to, and what its roster lacks today."""

    row: GridRow
    org_name: str
    org_code: str
    has_worker: bool
    leaderless: int
    shared_code: bool = False
    """Whether another grid in use has the same code."""


@dataclass(frozen=True, slots=True)
class GridTree:
    """The grids by organisation, and the buildings that belong to none."""

    grids: tuple[GridNode, ...]
    desk_org: OrgRow | None
    loose_buildings: int


@dataclass(frozen=True, slots=True)
class GridDetail:
    """One grid as a draft, with its line and the names of its organisations."""

    row: GridRow
    draft: GridDraft
    org_name: str
    branch_name: str
    code_shared_with: str = ""
    """The name of another grid in use that has the same code."""


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation of the tree."""

    num: int
    id: RecordId
    parent_id: RecordId | None
    level: int
    name: str
    division_code: str


def grid_rows(
    connection: Connection, now: datetime | None = None, *, with_closed: bool = False
) -> list[GridRow]:
    """Return every grid, by code, closed ones only when asked for; ``now`` counts what is overdue."""
    chosen = _grids(now)
    if not with_closed:
        chosen = chosen.where(col(Grid.closed_on).is_(None))
    return [_row(row) for row in connection.execute(chosen.order_by(col(Grid.code), col(Grid.num)))]


def grid_tree(connection: Connection, now: datetime, today: date, desk_org: RecordId) -> GridTree:
    """Return the grids by the code of their organisation, closed ones last, and what is missing in each."""
    served = set(
        connection.execute(
            sa.select(col(Assignment.grid_id)).where(
                col(Assignment.role) == Role.GRID_WORKER.value, *_in_force(today)
            )
        ).scalars()
    )
    led = sa.exists().where(
        col(Assignment.building_id) == col(Building.id),
        col(Assignment.role) == Role.BUILDING_LEADER.value,
        *_in_force(today),
    )
    counted = (
        sa.select(col(Building.grid_id), sa.func.count())
        .where(col(Building.deleted).is_(False), ~led.correlate(Building))
        .group_by(col(Building.grid_id))
    )
    leaderless = {row[0]: row[1] for row in connection.execute(counted)}
    loose: int = connection.execute(
        sa.select(sa.func.count())
        .select_from(Building)
        .where(col(Building.deleted).is_(False), col(Building.grid_id).is_(None))
    ).scalar_one()
    rows = grid_rows(connection, now, with_closed=True)
    codes = Counter(row.code for row in rows if row.code and row.closed_on is None)
    orgs = {org.id: org for org in _named_orgs(connection, {row.org_id for row in rows} | {desk_org})}
    nodes = [
        GridNode(
            row,
            org.name if org else "",
            org.division_code if org else "",
            row.id in served,
            leaderless.get(row.id, 0),
            row.closed_on is None and codes[row.code] > 1,
        )
        for row in rows
        for org in (orgs.get(row.org_id or b""),)
    ]
    nodes.sort(key=lambda node: (node.org_code, node.org_name, node.row.closed_on is not None))
    return GridTree(tuple(nodes), orgs.get(desk_org), loose)


def grids_with_code(connection: Connection, code: str) -> list[tuple[RecordId, str]]:
    """Return (id, name) of the grids in use that have this code, oldest first."""
    chosen = sa.select(col(Grid.id), col(Grid.name)).where(
        col(Grid.code) == code, col(Grid.deleted).is_(False), col(Grid.closed_on).is_(None)
    )
    return [(row.id, row.name) for row in connection.execute(chosen.order_by(col(Grid.num)))]


def grid_draft(connection: Connection, grid_id: RecordId) -> GridDraft | None:
    """Return one grid as a draft; None where it is gone."""
    return record_draft(connection, Grid, GridDraft, grid_id)


def grid_detail(connection: Connection, grid_id: RecordId, now: datetime | None = None) -> GridDetail | None:
    """Return one grid; None where the record is gone."""
    draft = grid_draft(connection, grid_id)
    if draft is None:
        return None
    row = connection.execute(_grids(now).where(col(Grid.id) == grid_id)).one()
    names = {org.id: org.name for org in _named_orgs(connection, {draft.org_id, draft.branch_id})}
    same = grids_with_code(connection, draft.code) if draft.code and draft.closed_on is None else []
    return GridDetail(
        _row(row),
        draft,
        names.get(draft.org_id or b"", ""),
        names.get(draft.branch_id or b"", ""),
        next((name for id, name in same if id != grid_id), ""),
    )


def org_hits(connection: Connection, text: str, limit: int = 12) -> list[OrgRow]:
    """Return the organisations that a name, its initials or a code may mean, lowest level first."""
    chosen = _orgs()
    if text.strip():
        chosen = chosen.where(col(Org.num).in_(matching_nums(connection, Org, text, ceiling=10 * limit)))
    rows = connection.execute(chosen.order_by(col(Org.level).desc(), col(Org.division_code), col(Org.num)))
    return [_org_row(row) for row in rows.fetchmany(limit)]


def org_draft(connection: Connection, org_id: RecordId) -> OrgDraft | None:
    """Return one organisation as a draft; None where it is gone."""
    return record_draft(connection, Org, OrgDraft, org_id)


def org_row(connection: Connection, org_id: RecordId) -> OrgRow | None:
    """Return one organisation; None where the record is gone."""
    return next(iter(_named_orgs(connection, {org_id})), None)


def _grids(now: datetime | None) -> sa.Select[Any]:
    overdue = _issues(col(Issue.due_at) < now) if now is not None else sa.literal(0)
    return sa.select(*_COLUMNS, overdue.label("overdue")).where(col(Grid.deleted).is_(False))


def _in_force(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Assignment.deleted).is_(False),
        sa.or_(col(Assignment.from_on).is_(None), col(Assignment.from_on) <= today),
        sa.or_(col(Assignment.to_on).is_(None), col(Assignment.to_on) >= today),
    )


def _named_orgs(connection: Connection, ids: Iterable[RecordId | None]) -> list[OrgRow]:
    wanted = [id for id in ids if id is not None]
    rows = connection.execute(_orgs().where(col(Org.id).in_(wanted))) if wanted else ()
    return [_org_row(row) for row in rows]


def _orgs() -> sa.Select[Any]:
    return sa.select(*_ORG_COLUMNS).where(col(Org.deleted).is_(False))


def _org_row(row: Row[Any]) -> OrgRow:
    return OrgRow(row.num, row.id, row.parent_id, row.level, row.name, row.division_code)


def _row(row: Row[Any]) -> GridRow:
    return GridRow(
        row.num,
        row.id,
        row.code,
        row.name,
        row.worker or "",
        row.buildings,
        row.households,
        row.open_issues,
        row.overdue,
        row.closed_on,
        row.org_id,
    )


def _issues(*where: Any) -> Any:
    return (
        sa.select(sa.func.count())
        .where(
            col(Issue.grid_id) == col(Grid.id),
            col(Issue.is_open).is_(True),
            col(Issue.deleted).is_(False),
            *where,
        )
        .correlate(Grid)
        .scalar_subquery()
    )


_WORKER = (
    sa.select(col(Assignment.person_name))
    .where(
        col(Assignment.grid_id) == col(Grid.id),
        col(Assignment.role) == Role.GRID_WORKER.value,
        col(Assignment.deleted).is_(False),
        col(Assignment.to_on).is_(None),
    )
    .order_by(col(Assignment.num).desc())
    .limit(1)
    .correlate(Grid)
    .scalar_subquery()
    .label("worker")
)
_BUILDINGS = (
    sa.select(sa.func.count())
    .where(col(Building.grid_id) == col(Grid.id), col(Building.deleted).is_(False))
    .correlate(Grid)
    .scalar_subquery()
)
_HOUSEHOLDS = (
    sa.select(sa.func.count())
    .select_from(Household)
    .join(Building, col(Building.id) == col(Household.building_id))
    .where(
        col(Building.grid_id) == col(Grid.id),
        *OWN_HOME,
    )
    .correlate(Grid)
    .scalar_subquery()
)
_COLUMNS: Sequence[Any] = (
    col(Grid.num),
    col(Grid.id),
    col(Grid.code),
    col(Grid.name),
    _WORKER,
    _BUILDINGS.label("buildings"),
    _HOUSEHOLDS.label("households"),
    _issues().label("open_issues"),
    col(Grid.closed_on),
    col(Grid.org_id),
)
_ORG_COLUMNS: Sequence[Any] = (
    col(Org.num),
    col(Org.id),
    col(Org.parent_id),
    col(Org.level),
    col(Org.name),
    col(Org.division_code),
)
