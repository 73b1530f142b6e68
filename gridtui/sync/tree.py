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
from gridtui.storage.fields import codec_of
from gridtui.storage.log_tables import Change, Step
from gridtui.storage.tables import Building, Grid, Org

ABOVE: Mapping[str, tuple[str, ...]] = {
    "org": ("parent_id",),
    "grid": ("org_id", "branch_id"),
    "building": ("org_id", "grid_id"),
}
"""The fields of the tree's records that name what lies above."""


class _Above(msgspec.Struct):
    """The fields of all of them, each an id in hexadecimal."""

    parent_id: str | None = None
    org_id: str | None = None
    branch_id: str | None = None
    grid_id: str | None = None


def tree_in(connection: Connection) -> dict[bytes, frozenset[bytes]]:
    """Return the tree of what this store holds; a grid worker's word about it does not count."""
    tree: dict[bytes, set[bytes]] = defaultdict(set)
    for model in (Org, Grid, Building):
        noun = codec_of(model).noun
        rows = connection.execute(
            sa.select(col(Change.record), col(Change.public))
            .select_from(codec_of(model).table)
            .join(Change, col(Change.record) == col(model.id))
            .join(Step, col(Step.num) == col(Change.step_num))
            .where(
                col(Change.public).is_not(None),
                col(Change.noun) == noun,
                col(Step.level) <= int(Level.BRANCH),
            )
        )
        for record, public in rows:
            tree[record].update(parents(noun, public))
    return {child: frozenset(above) for child, above in tree.items() if above}


def parents(noun: str, public: bytes | None) -> set[bytes]:
    """Return what a change of a record says lies above it; ``public`` is the stored part."""
    names = ABOVE.get(noun, ())
    if public is None or not names:
        return set()
    try:
        fields = _decode(public[SALT_SIZE:])
        told = {bytes.fromhex(id) for name in names if (id := getattr(fields, name))}
    except (ValueError, RecursionError):
        return set()
    return {id for id in told if len(id) == 16}


_decode = msgspec.json.Decoder(_Above).decode
