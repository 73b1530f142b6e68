"""Whether two buildings are in one community 社区: households move inside one, and leave it for another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.tables import Building, Grid, Org
from gridtui.words import mark


def refuse_elsewhere(connection: Connection, here: RecordId | None, there: RecordId) -> None:
    """Refuse to go from a building to one of another community, as far as the tree says."""
    if here is None or here == there:
        return
    own, other = _community(connection, here), _community(connection, there)
    if own is None or other is None or own.id == other.id:
        return
    text = mark("那栋楼属于{community}，不在本社区；搬到外社区请用“迁出”，去向写新地址")
    raise RuleBroken(Problem(text, "door", values={"community": other.name}))


def _community(connection: Connection, building_id: RecordId) -> Any:
    """Return the community of a building by its grid, else by its own organisation; None where unknown."""
    chosen = (
        sa.select(sa.func.coalesce(col(Grid.org_id), col(Building.org_id)))
        .select_from(Building)
        .outerjoin(Grid, col(Grid.id) == col(Building.grid_id))
        .where(col(Building.id) == building_id)
    )
    at: RecordId | None = connection.execute(chosen).scalar()
    seen: set[RecordId] = set()
    while at is not None and at not in seen:
        seen.add(at)
        row = connection.execute(_ORGS.where(col(Org.id) == at)).one_or_none()
        if row is None or row.level <= Level.COMMUNITY:
            return row
        at = row.parent_id
    return None


_ORGS: sa.Select[*tuple[Any, ...]] = sa.select(col(Org.id), col(Org.parent_id), col(Org.level), col(Org.name))
