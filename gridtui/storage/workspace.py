"""One open store: readers, the single writer, and what this desk is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlmodel import col

from gridtui.domain.changes.actors import Clock, Desk, Level, Operator
from gridtui.domain.changes.meanwhile import Seen
from gridtui.domain.changes.stamps import HybridClock
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import Guard, UnitOfWork
from gridtui.storage.log.log_tables import Device, Meta, log_table
from gridtui.storage.store import ballast, engines, notifying, outages, retiring
from gridtui.storage.store.locking import StoreLock
from gridtui.storage.store.vault import StoreKey
from gridtui.words import mark

Ids = Callable[[], bytes]


@dataclass
class Workspace:
    """An open store.

    ``path`` is None for a shared PostgreSQL store; ``read_only`` is set when another process holds the
    store (``holder`` says who), the medium cannot be written, or the desk went on elsewhere (``moved_to``
    says where). ``guard`` says what this desk may not write.
    A ``bound`` operator sees only the records of some grids of a shared store.
    ``program`` tells this program from the others on a shared store.
    """

    engine: Engine
    clock: Clock
    ids: Ids
    desk: Desk
    operator: Operator
    path: Path | None = None
    key: StoreKey | None = None
    lock: StoreLock | None = None
    read_only: bool = False
    holder: str = ""
    name: str = ""
    guard: Guard | None = None
    moved_to: str = ""
    bound: bool = False
    program: str = field(default_factory=lambda: os.urandom(4).hex())
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _writer: int | None = None
    _closed: bool = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction that sees one state of the store; it cannot write."""
        self._refuse_closed()
        with self._in_words(), engines.reading(self.engine).connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, intent: str, *, label: str = "", seen: Seen | None = None) -> Iterator[UnitOfWork]:
        """Open the writing transaction of one intent: committed whole at the end, or not at all.

        ``seen`` is what the form was filled from that is being saved: what others changed since is kept.
        """
        with self._opened() as connection:
            device = connection.execute(_device_of(self.desk.incarnation)).one()
            clock = HybridClock(device.incarnation, device.millis, device.counter, device.number)
            unit = UnitOfWork(
                connection,
                desk=self.desk,
                operator=self.operator,
                now=self.clock(),
                clock=clock,
                ids=self.ids,
                intent=intent,
                label=label,
                guard=self.guard,
            )
            unit.seen = seen
            yield unit
            step = unit.finish()
            connection.execute(
                sa.update(Device)
                .where(col(Device.num) == device.num)
                .values(millis=clock.millis, counter=clock.counter, number=clock.number)
            )
            if self.is_shared and step is not None:
                notifying.tell(connection, self.program, unit.step_id, unit.touched)

    @contextmanager
    def writing(self, *, local: bool = False) -> Iterator[Connection]:
        """Open a writing transaction beside the log: arrivals, audit, and what is this desk's own.

        What is ``local``, as drafts and mappings, concerns no other program and waits for none.
        """
        with self._opened(local=local) as connection:
            yield connection
            if self.is_shared and not local:
                notifying.tell(connection, self.program, None, None)

    @property
    def is_shared(self) -> bool:
        """Whether others work on this store at the same time."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def _opened(self, *, local: bool = False) -> Iterator[Connection]:
        if self.read_only:
            raise RuleBroken(Problem(mark("现在是只读打开，不能保存")))
        with self._one_writer(), self._in_words():
            # The store may have been closed while this write waited for the one before.
            self._refuse_closed()
            with self._transaction(local) as connection:
                yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[Any]:
        """Lend a bare cursor for what no transaction may hold, as rewriting the file; nobody else writes."""
        with self._one_writer(), self._in_words():
            self._refuse_closed()
            with self.engine.connect() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA query_only = 0")
                try:
                    yield cursor
                finally:
                    cursor.close()

    @contextmanager
    def _transaction(self, local: bool) -> Iterator[Connection]:
        fate: outages.Fate | None = None
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{engines.WRITING: True})
                with connection.begin() as transaction:
                    if self.is_shared and not local:
                        notifying.take_turn(connection)
                        retiring.refuse_retired(connection)
                    yield connection
                    if self.is_shared:
                        fate = outages.fate_of(connection)
                    transaction.commit()
        except sa.exc.DBAPIError as error:
            # Only a commit whose answer was lost may have gone well all the same.
            if fate is None or not outages.is_lost(error) or not outages.was_committed(self.engine, fate):
                raise

    def close(self) -> None:
        """Close every connection, forget the key, give the lock back; a write under way is finished first."""
        with self._one_writer():
            self._closed = True
            self.engine.dispose()
            if self.key is not None:
                self.key.drop()
            if self.lock is not None:
                self.lock.release()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")
        with self._writing:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None

    def _refuse_closed(self) -> None:
        if self._closed:
            raise RuleBroken(Problem(mark("库已锁定，请重新输入口令")))

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            if self.path is not None and engines.is_disk_full(error):
                ballast.drop(self.path)
            raise RuleBroken(engines.storage_sentence(error)) from error


def random_ids() -> bytes:
    """Return a new time-ordered random record id (UUIDv7)."""
    import uuid_utils

    return uuid_utils.uuid7().bytes


def seeded_ids(seed: int) -> Ids:
    """Return ids that are the same for the same seed: for the sample store and tests."""
    import random

    source = random.Random(seed)
    count = 0

    def next_id() -> bytes:
        nonlocal count
        count += 1
        millis = 1_700_000_000_000 + count
        body = bytearray(millis.to_bytes(6, "big") + source.randbytes(10))
        body[6] = 0x70 | body[6] & 0x0F
        body[8] = 0x80 | body[8] & 0x3F
        return bytes(body)

    return next_id


def read_meta(connection: Connection) -> dict[str, str]:
    """Return the facts about the store."""
    return {row.key: row.value for row in connection.execute(sa.select(col(Meta.key), col(Meta.value)))}


def write_meta(connection: Connection, facts: Mapping[str, str]) -> None:
    """Set facts about the store."""
    for key, value in facts.items():
        connection.execute(sa.delete(Meta).where(col(Meta.key) == key))
        connection.execute(sa.insert(Meta).values(key=key, value=value))


def desk_of(meta: Mapping[str, str], incarnation: bytes) -> Desk:
    """Return the desk that the facts describe."""
    return Desk(incarnation, bytes.fromhex(meta["org_id"]), Level(int(meta["level"])), int(meta["zone"]))


def operator_of(meta: Mapping[str, str]) -> Operator:
    """Return the person that the facts name as operator."""
    return Operator(bytes.fromhex(meta["operator_id"]), meta["operator_name"])


def newest_incarnation(connection: Connection) -> bytes:
    """Return the incarnation in use."""
    newest = sa.select(col(Device.incarnation)).order_by(col(Device.num).desc()).limit(1)
    incarnation: bytes = connection.execute(newest).scalar_one()
    return incarnation


def _device_of(incarnation: bytes) -> sa.Select[tuple[Device]]:
    return sa.select(log_table(Device)).where(col(Device.incarnation) == incarnation)
