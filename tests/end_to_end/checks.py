"""What must hold at the end of the month, each check naming what does not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.columns import Part
from gridtui.storage.log.fields import BUSINESS_TABLES, codec_of, table_of
from gridtui.storage.log.log_tables import Change, Contested, Device, Feed, Step
from gridtui.storage.log.outgoing_changes import HEALTH_NOUNS
from gridtui.storage.store.checking import check_store, scope_sums
from gridtui.storage.workspace import Workspace
from gridtui.sync import paper_store
from gridtui.sync.keys import find_keys
from gridtui.sync.sending import parts_for
from gridtui.sync.standing import shared_code
from gridtui.sync.tree import tree_in
from gridtui.sync.trust import Reach
from tests.end_to_end.month import STREET, TREE, Month
from tests.simulation.replicas import hashes_of
from tests.sync.offices import device


def check(month: Month) -> None:
    """Check everything."""
    stores_are_sound(month)
    nothing_is_lost(month)
    one_digest_a_scope(month)
    workers_hold_their_own(month)
    for below, above in TREE.items():
        neighbours_agree(month, below, above)


def stores_are_sound(month: Month) -> None:
    """Every store is whole: references, feed chains, audit chain, log against tables, search index."""
    for post, desk in month.desks.items():
        with desk.read() as connection:
            problems = check_store(connection).problems
        if problems:
            month.fail(f"{post}: {[str(problem) for problem in problems[:5]]}")


def nothing_is_lost(month: Month) -> None:
    """Every change that was ever packed for a post, by a desk that was not revoked, is in its log."""
    for post, owed in month.owed.items():
        lost = owed - hashes_of(month.desks[post])
        if lost:
            month.fail(f"{len(lost)} of {len(owed)} changes packed for {post} are not there")


def one_digest_a_scope(month: Month) -> None:
    """Whoever may see a scope has the same digest of it as the street; neighbours read out the same code."""
    with month.desks[STREET].read() as connection:
        truth = scope_sums(connection)
    for post, desk in month.desks.items():
        with desk.read() as connection:
            sums = scope_sums(connection)
            wrong = [scope.hex()[:8] for scope in _seen(connection, truth) if sums.get(scope) != truth[scope]]
            # What a laptop wrote for itself, before it was given the office of a lost one, is told to nobody.
            unknown = sums.keys() - truth.keys() - _founded(connection)
        if wrong or unknown:
            month.fail(
                f"{post} differs from the street in {len(wrong)} scopes, {len(unknown)} are unknown there"
            )
    for below, above in TREE.items():
        one, other = month.desks[below], month.desks[above]
        if not shared_code(one, device(other)) == shared_code(other, device(one)) != "":
            month.fail(f"{below} and {above} read out different codes")


def workers_hold_their_own(month: Month) -> None:
    """A grid's desk holds nothing that was written in a building of another grid."""
    for post, own in month.buildings.items():
        others = {id for one, ids in month.buildings.items() if one != post for id in ids}
        with month.desks[post].read() as connection:
            chosen = sa.select(col(Feed.scope)).where(col(Feed.seq) > 0)
            scopes = set(connection.execute(chosen).scalars())
        if scopes & others or not scopes & set(own):
            month.fail(f"{post} holds {len(scopes & others)} buildings of other grids")


def neighbours_agree(month: Month, below: str, above: str) -> None:
    """Two neighbours show the same records and conflicts of what both hold, in what both may read."""
    one, other = month.desks[below], month.desks[above]
    with one.read() as lower_store, other.read() as upper_store:
        parts = parts_of(upper_store, other)
        if above in month.replaced:
            # What only branches and grids receive does not come back from above after a loss (decision 7).
            parts -= {Part.HEALTH}
        scopes = scope_sums(lower_store).keys() & scope_sums(upper_store).keys()
        lower, upper = _shown(lower_store, scopes, parts), _shown(upper_store, scopes, parts)
    for name, rows in lower.items():
        differing = rows.items() ^ upper[name].items()
        if differing:
            told = "\n".join(map(repr, sorted(differing, key=repr)[:4]))
            month.fail(f"{below} and {above} differ in {len(differing)} of {name}:\n{told}")


def parts_of(connection: Connection, desk: Workspace) -> frozenset[Part]:
    """Return the classes of fields that a desk receives."""
    chain = paper_store.chain_in(connection)
    assert chain is not None
    return parts_for(chain, int(desk.desk.level))


def _founded(connection: Connection) -> set[bytes]:
    """Return the scopes of the office that this store was founded for."""
    own = sa.select(col(Device.incarnation)).order_by(col(Device.num)).limit(1)
    first = sa.select(col(Step.num)).where(
        col(Step.incarnation) == own.scalar_subquery(), col(Step.kind) == "found"
    )
    chosen = sa.select(col(Feed.scope)).join(Change, col(Change.feed_num) == col(Feed.num))
    return set(connection.execute(chosen.where(col(Change.step_num).in_(first))).scalars())


def _seen(connection: Connection, scopes: Collection[bytes]) -> set[bytes]:
    chain, keys = paper_store.chain_in(connection), find_keys(connection)
    assert chain is not None and keys is not None
    grant = chain.grant_of(keys.public)
    assert grant is not None
    return Reach(chain, tree_in(connection, chain)).receives(grant, scopes)


def _shown(
    connection: Connection, scopes: Collection[bytes], parts: Collection[Part]
) -> dict[str, dict[Any, Any]]:
    """Return the records that hang on these places, and what is contested of them, as far as parts allow."""
    found: dict[str, dict[Any, Any]] = {"contested": {}}
    some = sorted(scopes)
    for model in BUSINESS_TABLES:
        codec, table = codec_of(model), table_of(model)
        if codec.noun in HEALTH_NOUNS and Part.HEALTH not in parts:
            continue
        place = next((table.c[name] for name in ("building_id", "org_id") if name in table.c), None)
        if place is None:
            continue
        names = [name for name, field in codec.fields.items() if field.part in parts]
        if Part.HEALTH in parts:
            # What is derived follows from what is withheld, too.
            names += [name for name in codec.derived if name != "stamp"]
        rows = connection.execute(
            sa.select(table.c.id, *(table.c[name] for name in names)).where(place.in_(some))
        ).all()
        found[table.name] = {row[0]: tuple(row[1:]) for row in rows}
        found["contested"] |= _contested(connection, codec.noun, found[table.name], set(names))
    return found


def _contested(
    connection: Connection, noun: str, records: Collection[bytes], names: Collection[str]
) -> dict[Any, Any]:
    chosen = sa.select(col(Contested.record), col(Contested.conflicts), col(Contested.parallels))
    return {
        (noun, record): told
        for record, *each in connection.execute(chosen.where(col(Contested.noun) == noun))
        if record in records
        and any(told := tuple(",".join(n for n in f.split(",") if n in names) for f in each))
    }
