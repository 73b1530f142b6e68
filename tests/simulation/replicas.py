"""Replicas: real stores with the real write gate and the real merge, that can be copied whole.

They live in memory, or in PostgreSQL databases of the server that the tests were given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from gridtui.domain.changes.actors import Level, Operator
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.log.log_tables import Change, Contested, Device, Feed, ForkedChange
from gridtui.storage.log.outgoing_changes import Vector, outgoing
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store import engines, opening, schema
from gridtui.storage.store.opening import Founding
from gridtui.storage.workspace import Workspace, read_meta, seeded_ids, write_meta
from tests.engines import VARIABLE, drop_postgres, postgres_url

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@dataclass
class SkewedClock:
    """A wall clock that is wrong by ``skew`` and may be set at any time."""

    now: datetime = NOON
    skew: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return the instant that this wall clock shows."""
        return self.now + self.skew


@dataclass
class Replica:
    """One store, what it knows of the others, and its last backup.

    ``heard`` is by device: the incarnation it was last heard of in, and how far it had every feed.
    """

    name: str
    workspace: Workspace
    clock: SkewedClock
    heard: dict[str, tuple[bytes, Vector]] = field(default_factory=dict)
    backup: bytes | Any = None


def raw(workspace: Workspace) -> Any:
    """Return what a replica is copied from: the driver's own connection, or the URL of a database at rest."""
    if workspace.engine.dialect.name == "postgresql":
        with workspace.read() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        workspace.engine.dispose()
        return next(url for url in _MADE if sa.make_url(url).database == name)
    return workspace.engine.pool._creator()  # type: ignore[call-arg]


def memory_engine(connection: Any) -> sa.Engine:
    """Return an engine on one connection in memory, with the transactions of a real store."""
    engine = sa.create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", engines._begin)
    return engine


def empty_memory() -> Any:
    """Return an empty database in memory."""
    connection = sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


@cache
def founded() -> Any:
    """Return the database that all replicas begin as: an office with its code tables."""
    connection = empty_memory()
    opening._found(
        memory_engine(connection),
        Founding("翠湖西路第二支部", "530102001001", "王秀兰"),
        clock=lambda: NOON,
        ids=seeded_ids(1),
    )
    return connection


@contextmanager
def shared_founded() -> Iterator[str]:
    """Lend a PostgreSQL database that is as ``founded``; every copy of it is dropped with it."""
    before = len(_MADE)
    url = _new_database()
    try:
        source = open_copy(founded(), SkewedClock(), Random(0))
        shared = open_shared_copy(url, source)
        with source.read() as connection:
            changes = list(outgoing(connection, {}))
        merge_into(shared, changes)
        shared.close()
        yield url
    finally:
        for made in _MADE[before:]:
            drop_postgres(made)
        del _MADE[before:]


def _new_database(template: str = "template1") -> str:
    url = postgres_url("world", template=template)
    if url is None:
        raise LookupError(f"{VARIABLE} names no PostgreSQL server")
    _MADE.append(url)
    return url


_MADE: list[str] = []


def copied(source: Any) -> Any:
    """Return a copy of a whole database."""
    if isinstance(source, str):
        return _new_database(sa.make_url(source).database or "")
    target = empty_memory()
    source.backup(target)
    return target


def open_copy(source: Any, clock: SkewedClock, random: Random, *, number: int = 0) -> Workspace:
    """Open a copy of a database; in a new incarnation at a desk of its own where it has a number."""
    copy = copied(source)
    engine = engines.postgres_engine(copy) if isinstance(copy, str) else memory_engine(copy)
    with engine.connect() as connection, connection.begin():
        meta = read_meta(connection)
        desk = opening.desk_of(meta, opening.newest_incarnation(connection))
        operator = opening.operator_of(meta)
    workspace = Workspace(engine, clock, lambda: _uuid(random), desk, operator)
    if number:
        workspace.operator = Operator(bytes([number]) * 16, f"网格员{number}")
        level = Level(random.choice((3, 4, 5, 6)))
        workspace.desk = replace(desk, level=level)
        begin_again(workspace, random)
    return workspace


def open_shared_copy(url: str, source: Workspace) -> Workspace:
    """Open an empty PostgreSQL database as a store that knows what a replica knows of itself, and no more."""
    engine = engines.postgres_engine(url)
    with source.read() as connection:
        meta = read_meta(connection)
    with engine.begin() as connection:
        schema.create_schema(connection)
        write_meta(connection, meta)
        connection.execute(sa.insert(Device).values(incarnation=b"postgres", millis=0, counter=0, number=0))
    desk = replace(source.desk, incarnation=b"postgres")
    return Workspace(engine, source.clock, source.ids, desk, source.operator)


def begin_again(workspace: Workspace, random: Random) -> None:
    """Begin a new incarnation, as after a restore."""
    incarnation = random.randbytes(8)
    with workspace.writing() as connection:
        last = connection.execute(
            sa.select(Device.millis, Device.counter).order_by(Device.num.desc()).limit(1)  # type: ignore[attr-defined]
        ).one()
        connection.execute(
            sa.insert(Device).values(
                incarnation=incarnation, millis=last.millis, counter=last.counter, number=0
            )
        )
    workspace.desk = replace(workspace.desk, incarnation=incarnation)


def _uuid(random: Random) -> bytes:
    return b"\x01\x93" + random.randbytes(14)


def state_of(workspace: Workspace) -> dict[str, Any]:
    """Return all that must be the same where the changes are the same; stubs and local numbers left out."""
    found: dict[str, Any] = {}
    with workspace.read() as connection:
        logged = {tuple(row) for row in connection.execute(sa.select(Change.noun, Change.record))}  # type: ignore[call-overload]
        for model in BUSINESS_TABLES:
            table = table_of(model)
            names = [column for column in table.columns if column.name not in ("num", "zone")]
            rows = connection.execute(sa.select(table.c.id, *names)).all()
            found[table.name] = {row[0]: tuple(row[1:]) for row in rows if (table.name, row[0]) in logged}
        chosen = sa.select(Contested.record, Contested.noun, Contested.conflicts, Contested.parallels)  # type: ignore[call-overload]
        found["contested"] = {tuple(row[:2]): tuple(row[2:]) for row in connection.execute(chosen)}
        log = sa.select(
            Change.hash, Change.refused, Change.public, Change.contact, Change.identity, Change.health
        )  # type: ignore[call-overload]
        found["log"] = {row[0]: tuple(row[1:]) for row in connection.execute(log)}
        feeds = sa.select(Feed.incarnation, Feed.scope, Feed.seq, Feed.hash)  # type: ignore[call-overload]
        found["feeds"] = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(feeds) if row[2]}
    return found


def hashes_of(workspace: Workspace) -> set[bytes]:
    """Return the hashes of all changes in the log, and of those kept aside."""
    with workspace.read() as connection:
        here = set(connection.execute(sa.select(Change.hash)).scalars())  # type: ignore[call-overload]
        return here | set(connection.execute(sa.select(ForkedChange.hash)).scalars())  # type: ignore[call-overload]


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return what differs between two states, in words for the one who looks for the fault."""
    found = []
    for name in one:
        left, right = one[name], other[name]
        for key in {*left, *right}:
            if left.get(key) != right.get(key):
                found.append(f"{name} {key!r}: {left.get(key)} != {right.get(key)}")
    return found
