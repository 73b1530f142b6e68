"""Moving a desk to another store, from a file to a database of PostgreSQL or back, with all its history.

The desk goes on in the new store as the same device incarnation, so at no moment may both be written. Nobody
writes in the old store while it is copied. It is retired in the transaction that held it still, after the
copy was found to be the same; only then does the new one get its facts, without which none opens. Whatever
fails before leaves the old store as it was and takes the beginnings of the new one away; after a crash in
between the same move is made again, from the retired store that nothing changes any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table
from sqlmodel import SQLModel

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, StorePlace, moved_problem
from gridtui.storage.columns import Instant
from gridtui.storage.derived import search_index
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import AttachmentBody, Meta, SharedLogin, SharedLoginGrid, log_table
from gridtui.storage.log.streams import stream_rows
from gridtui.storage.store import engines, logins, schema, sharing
from gridtui.storage.store.checking import check_code, check_store, scope_sums
from gridtui.storage.store.incarnations import PLACE, place_of
from gridtui.storage.store.opening import new_file
from gridtui.storage.store.retiring import MOVED_TO
from gridtui.storage.workspace import Workspace, read_meta, write_meta
from gridtui.words import mark

Progress = Callable[[int, int | None], None]
"""Told how many rows were copied, of how many; where it raises, nothing was moved."""

MOVE = "move"
"""A line of the audit, in both stores: the desk was moved; the reason says onto what."""

_LEFT_BEHIND = frozenset(log_table(model) for model in (Meta, SharedLogin, SharedLoginGrid))
"""What is not copied: the facts go at the end, and logins of one server mean nothing on another."""

_OWN_FACTS = frozenset((MOVED_TO, PLACE, logins.OFFICE, logins.GRIDS, logins.POLICIES))
_AT_ONCE, _BODIES_AT_ONCE = 2_000, 8


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: rows of all tables, changes of the log, the 对账码 of everything; in both the same."""

    rows: int
    changes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a desk goes; ``secret`` is the passphrase of the new file, or the password of the login."""

    place: StorePlace
    secret: str | None = None

    def __str__(self) -> str:
        return str(self.place) if isinstance(self.place, SharedAddress) else str(self.place.resolve())


def move_store(source: Workspace, target: Target, progress: Progress = lambda _done, _total: None) -> Moved:
    """Move the desk of an open store to a place where nothing is yet, and retire the store it leaves.

    ``RuleBroken`` where anything stands in the way, or where the copy is not the same or not sound; both
    places are as they were then. Of a store that was retired for the same place the move is made again.
    """
    _refuse_unready(source, target)
    with _new_store(source, target) as engine:
        if source.moved_to:
            with source.read() as held:
                moved, facts = _copied(held, engine, progress)
        else:
            with source.writing() as held:
                moved, facts = _copied(held, engine, progress)
                _note(held, source, target)
                write_meta(held, {MOVED_TO: str(target)})
        with engine.begin() as connection:
            _note(connection, source, target)
            if isinstance(target.place, Path):
                facts = {**facts, PLACE: place_of(target.place)}
            write_meta(connection, facts)
    source.moved_to, source.read_only = str(target), True
    return moved


def _refuse_unready(source: Workspace, target: Target) -> None:
    if source.moved_to and source.moved_to != str(target):
        raise RuleBroken(moved_problem(source.moved_to))
    if source.read_only and not source.moved_to:
        raise RuleBroken(Problem(mark("库正被占用（{holder}），或在只读的盘上，不能写入"),
                                 values={"holder": source.holder or "-"}))  # fmt: skip
    with source.read() as connection:
        if source.is_shared and not logins.is_keeper(connection):
            raise RuleBroken(Problem(mark("只有库主（建库的登录）能搬这个库")))
        if schema.schema_version(connection) != schema.HEAD:
            raise RuleBroken(Problem(mark("这个库由更新版本的程序建立，请升级程序后再打开")))


@contextmanager
def _new_store(source: Workspace, target: Target) -> Iterator[Engine]:
    """Lend an engine on a new store without anything in it; it is taken away again where that fails."""
    if isinstance(target.place, Path):
        operator = source.operator.name
        with new_file(target.place, target.secret, operator, source.clock) as (engine, key, lock):
            yield engine.execution_options(**{engines.WRITING: True})
            engine.dispose()
        key.drop()
        lock.release()
        return
    engine = sharing.connect(target.place, target.secret)
    try:
        with sharing.empty_database(engine):
            yield engine
    finally:
        engine.dispose()


def _copied(held: Connection, engine: Engine, progress: Progress) -> tuple[Moved, Mapping[str, str]]:
    """Copy everything as one transaction and compare; returns the facts that the new store still lacks."""
    engines.widen_cache(held)
    tables = [table for table in SQLModel.metadata.sorted_tables if table not in _LEFT_BEHIND]
    total = sum(held.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)
    facts = {key: value for key, value in read_meta(held).items() if key not in _OWN_FACTS}
    told, done = dict[str, int](), 0
    with engine.begin() as connection:
        schema.create_schema(connection)
        if not engines.is_postgres(connection):
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            summed = _Summed(progress, done, total)
            _write(connection, table, summed.passing(_rows(held, table)))
            told[table.name] = summed.total
            done += summed.count
            _go_on_after(connection, table)
        search_index.rebuild(connection)
        _refuse_unlike(connection, tables, told)
        report = check_store(connection)
        if report.problems:
            text = mark("库本身有问题，没有搬：{first}（共 {n} 处）；请先在原库上运行 gridtui check")
            first = report.problems[0]
            raise RuleBroken(Problem(text, values={"first": str(first), "n": len(report.problems)}))
        if report.digest != check_code(sum(scope_sums(held).values())):
            raise _unlike("change")
    progress(total, total)
    return Moved(total, report.changes, report.digest), facts


class _Summed:
    """Counts rows that go by and sums up what they say, whatever their order."""

    def __init__(self, progress: Progress, before: int = 0, whole: int | None = None) -> None:
        self.count = self.total = 0
        self._progress, self._before, self._whole = progress, before, whole

    def passing(self, rows: Iterator[Any]) -> Iterator[Any]:
        """Pass rows on."""
        for row in rows:
            if self.count % _AT_ONCE == 0:
                self._progress(self._before + self.count, self._whole)
            self.count += 1
            told = sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest()
            self.total = (self.total + int.from_bytes(told, "big")) % (1 << 256)
            yield row


def _refuse_unlike(connection: Connection, tables: list[Table], told: Mapping[str, int]) -> None:
    """Read the new tables once more and refuse them unless they are what was read in the old ones."""
    for table in tables:
        summed = _Summed(lambda _done, _total: None)
        for _ in summed.passing(_rows(connection, table)):
            pass
        if summed.total != told[table.name]:
            raise _unlike(table.name)


def _unlike(table: str) -> RuleBroken:
    text = mark("搬过去的内容与原库不一样（{table}），没有搬；原库没有改动")
    return RuleBroken(Problem(text, values={"table": table}))


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """Read a table as plain values, in the order of its key, not all of it at once."""
    raw = _raw(table)
    at_once = _BODIES_AT_ONCE if table is log_table(AttachmentBody) else _AT_ONCE
    chosen = sa.select(raw).order_by(*(raw.c[column.name] for column in table.primary_key))
    yield from connection.execute(chosen.execution_options(yield_per=at_once))


def _write(connection: Connection, table: Table, rows: Iterator[Any]) -> None:
    raw = _raw(table)
    if engines.is_postgres(connection):
        # As one statement, so that rows of a table may point to later ones.
        stream_rows(connection, table.name, list(table.columns), rows)
        return
    names = [column.name for column in table.columns]
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(dict(zip(names, row, strict=True)))
        if len(waiting) >= (_BODIES_AT_ONCE if table is log_table(AttachmentBody) else _AT_ONCE):
            connection.execute(sa.insert(raw), waiting)
            waiting = []
    if waiting:
        connection.execute(sa.insert(raw), waiting)


def _raw(table: Table) -> Any:
    """Return a table whose instants are the numbers that both engines keep."""
    columns = [
        sa.column(column.name, sa.BigInteger() if isinstance(column.type, Instant) else column.type)
        for column in table.columns
    ]
    return sa.table(table.name, *columns)


def _go_on_after(connection: Connection, table: Table) -> None:
    """Let numbers that the engine gives go on behind those that are there."""
    if engines.is_postgres(connection) and "num" in table.c:
        connection.execute(
            sa.text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'num'), "
                f'GREATEST(1, (SELECT max(num) FROM "{table.name}")), EXISTS (SELECT 1 FROM "{table.name}"))'
            )
        )


def _note(connection: Connection, source: Workspace, target: Target) -> None:
    onto = "postgresql" if isinstance(target.place, SharedAddress) else "file"
    audit.note(connection, MOVE, now=source.clock(), actor_id=source.operator.id, reason=onto)
