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

from gridtui.domain.changes.actors import Level
from gridtui.storage.log.feeds import SALT_SIZE
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Change, Device, Step
from gridtui.storage.tables import Building, Grid, Org
from gridtui.sync.chains import Chain

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


def tree_in(connection: Connection, chain: Chain | None = None) -> dict[bytes, frozenset[bytes]]:
    """Return the tree of what this store holds; a grid worker's word about it does not count.

    Nor does that of a device without a permit, where the papers in force are given.
    """
    told: list[tuple[bytes, str, bytes, int]] = []
    for model in (Org, Grid, Building):
        noun = codec_of(model).noun
        # By the index of records alone: asked for noun or step too, the engine would walk the whole log.
        records = sa.select(codec_of(model).table.c.id)
        chosen = sa.select(col(Change.record), col(Change.noun), col(Change.public), col(Change.step_num))
        rows = connection.execute(chosen.where(col(Change.record).in_(records)))
        told += [
            (record, noun, public, step) for record, named, public, step in rows if public and named == noun
        ]
    low = _steps_below(connection, {step for *_, step in told}, chain)
    tree: dict[bytes, set[bytes]] = defaultdict(set)
    for record, noun, public, step in told:
        if step not in low:
            tree[record].update(parents(noun, public))
    return {child: frozenset(above) for child, above in tree.items() if above}


def speaks_of_tree(chain: Chain, incarnation: bytes, level: int) -> bool:
    """Whether it counts what a device, writing with a level, says of the tree: the level is its permit's."""
    keys = chain.claims.get(incarnation, frozenset())
    lowest = [min(grant.said.level for grant in chain.grants[key]) for key in keys]
    return bool(lowest) and max(level, *lowest) <= Level.BRANCH


def _steps_below(connection: Connection, steps: set[int], chain: Chain | None) -> set[int]:
    """Return which of these steps somebody took whose word does not count."""
    own = set(connection.execute(sa.select(col(Device.incarnation))).scalars())
    found: set[int] = set()
    for some in chunks(sorted(steps)):
        chosen = sa.select(col(Step.num), col(Step.incarnation), col(Step.level))
        for num, incarnation, level in connection.execute(chosen.where(col(Step.num).in_(some))):
            # What was written here before it was claimed in a file is this desk's own word.
            if chain is None or (incarnation in own and incarnation not in chain.claims):
                counts = level <= Level.BRANCH
            else:
                counts = speaks_of_tree(chain, incarnation, level)
            if not counts:
                found.add(num)
    return found


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
