"""The tree as it ever was: what was ever told to lie directly above each building, grid and organisation.

It only grows, so a change that counted once counts always, however grids are split and re-coded later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.actors import Level
from gridtui.storage.feeds import SALT_SIZE
from gridtui.storage.history import chunks
from gridtui.storage.log_tables import Change, Step
from gridtui.storage.tables import Building, Grid, Org

ABOVE: Mapping[str, tuple[str, ...]] = {
    "org": ("parent_id",),
    "grid": ("org_id", "branch_id"),
    "building": ("org_id", "grid_id"),
}
"""The fields of the tree's records that name what lies above."""


def tree_in(connection: Connection) -> dict[bytes, frozenset[bytes]]:
    """Return the tree of what this store holds; a grid worker's word about it does not count."""
    tree: dict[bytes, set[bytes]] = defaultdict(set)
    for model in (Org, Grid, Building):
        ids = [bytes(id) for id in connection.execute(sa.select(col(model.id))).scalars()]
        for some in chunks(ids):
            rows = connection.execute(_TOLD.where(col(Change.record).in_(some)))
            for record, noun, public in rows:
                tree[bytes(record)].update(parents(noun, public))
    return {child: frozenset(above) for child, above in tree.items() if above}


def parents(noun: str, public: bytes | None) -> set[bytes]:
    """Return what a change of a record says lies above it; ``public`` is the stored part."""
    names = ABOVE.get(noun, ())
    if public is None or not names:
        return set()
    try:
        fields = msgspec.json.decode(public[SALT_SIZE:])
        told = {bytes.fromhex(fields[name]) for name in names if fields.get(name)}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return set()
    return {id for id in told if len(id) == 16}


_TOLD = (
    sa.select(col(Change.record), col(Change.noun), col(Change.public))
    .join(Step, col(Step.num) == col(Change.step_num))
    .where(col(Change.public).is_not(None), col(Step.level) <= int(Level.BRANCH), col(Change.noun).in_(ABOVE))
)
