"""Checking a store from the ground up: the file, the references, the chains, the log against the tables."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.problems import Problem
from gridtui.storage import audit, search_index
from gridtui.storage.engines import is_postgres
from gridtui.storage.fields import BUSINESS_TABLES, TableCodec, codec_of, table_of
from gridtui.storage.history import LoggedChange, chunks, live_stamps, record_logs, value_at
from gridtui.storage.log_tables import Change, Feed
from gridtui.storage.search_documents import DOCUMENTS
from gridtui.storage.verifying import broken_changes
from gridtui.words import mark

Progress = Callable[[str, int], None]
"""Told what is being checked and how many were done."""


@dataclass
class CheckReport:
    """What a check found: problems, the number of live records by noun, the digest of every scope."""

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    digest: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_store(connection: Connection, progress: Progress = lambda _what, _count: None) -> CheckReport:
    """Check everything about the store that this connection reads."""
    report = CheckReport()
    if not is_postgres(connection):
        report.problems += _file_problems(connection)
    progress(mark("变更链"), 0)
    report.problems += broken_changes(connection)
    line = audit.first_broken_line(connection)
    if line is not None:
        report.problems.append(Problem(mark("审计链在第 {line} 行断开"), values={"line": line}))
    for model in BUSINESS_TABLES:
        codec = codec_of(model)
        progress(codec.noun, 0)
        report.problems += _table_problems(connection, codec)
        live = sa.select(sa.func.count()).select_from(codec.table).where(codec.table.c.deleted.is_(False))
        report.counts[codec.noun] = connection.execute(live).scalar_one()
    report.problems += _search_problems(connection)
    sums = scope_sums(connection)
    report.digests = {scope.hex(): check_code(total) for scope, total in sorted(sums.items())}
    report.digest = check_code(sum(sums.values()))
    report.changes = connection.execute(sa.select(sa.func.count()).select_from(Change)).scalar_one()
    return report


def scope_sums(connection: Connection) -> dict[bytes, int]:
    """Return scope → digest: the sum of the hashes of its changes, so that order does not matter."""
    sums: dict[bytes, int] = {}
    chosen = sa.select(col(Feed.scope), col(Change.hash)).join(Feed, col(Feed.num) == col(Change.feed_num))
    for scope, hash in connection.execute(chosen):
        sums[scope] = sums.get(scope, 0) + int.from_bytes(hash, "big")
    return sums


def check_code(total: int) -> str:
    """Return a digest mod 2^256 as the 8 letters and digits that two offices read to each other (对账码)."""
    return base64.b32encode((total % (1 << 256)).to_bytes(32, "big")[-5:]).decode()


def _file_problems(connection: Connection) -> Iterator[Problem]:
    for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall():
        yield Problem(mark("库文件有损坏的页：{what}"), values={"what": row[0]})
    for row in connection.exec_driver_sql("PRAGMA integrity_check").fetchall():
        if row[0] != "ok":
            yield Problem(mark("库文件不完整：{what}"), values={"what": row[0]})
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        yield Problem(mark("{table} 第 {num} 行指向不存在的记录"), values={"table": row[0], "num": row[1]})


def _table_problems(connection: Connection, codec: TableCodec) -> Iterator[Problem]:
    table, last = codec.table, 0
    while True:
        chosen = sa.select(table).where(table.c.num > last).order_by(table.c.num).limit(2_000)
        rows = connection.execute(chosen).mappings().all()
        if not rows:
            break
        last = rows[-1]["num"]
        for some in chunks(rows):
            logs = record_logs(connection, [row["id"] for row in some])
            for row in some:
                yield from _row_problems(codec, row, logs.get(row["id"], []))
    yield from _lost_records(connection, codec)


def _row_problems(codec: TableCodec, row: Any, log: Sequence[LoggedChange]) -> Iterator[Problem]:
    if not log:
        yield Problem(mark("{noun} {id} 在变更日志里没有来历"), values={"noun": codec.noun, "id": row["id"].hex()})
        return
    expected = replayed(codec, log)
    for name, field_codec in codec.fields.items():
        actual = None if row[name] is None else field_codec.encode(row[name])
        if actual != expected[name]:
            yield Problem(mark("{noun} {id} 的 {field} 与变更日志不符"),
                          values={"noun": codec.noun, "id": row["id"].hex(), "field": name})


def replayed(codec: TableCodec, log: Sequence[LoggedChange]) -> dict[str, Any]:
    """Return every field of a record in JSON form, computed from its changes alone."""
    defaults = {name: None if item.default is None else item.encode(item.default)
                for name, item in codec.fields.items()}
    if len(log) == 1:
        return {**defaults, **log[0].fields}
    return {name: value_at(log, name, live_stamps(log, name)[-1], default) for name, default in defaults.items()}


def _lost_records(connection: Connection, codec: TableCodec) -> Iterator[Problem]:
    table = codec.table
    missing = (
        sa.select(col(Change.record)).where(col(Change.noun) == codec.noun, col(Change.kind) == "create")
        .where(~sa.exists().where(table.c.id == col(Change.record))).limit(20)
    )
    for row in connection.execute(missing):
        yield Problem(mark("{noun} {id} 在变更日志里有，表里没有"),
                      values={"noun": codec.noun, "id": row.record.hex()})


def _search_problems(connection: Connection) -> Iterable[Problem]:
    for model in DOCUMENTS:
        table = table_of(model)
        live = connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.deleted.is_(False))).scalar_one()
        indexed = connection.execute(sa.text(f"SELECT count(*) FROM {search_index.index_name(model)}")).scalar_one()
        if indexed > live:
            yield Problem(mark("{noun} 的检索索引多出 {extra} 行，请重建索引"),
                          values={"noun": table.name, "extra": indexed - live})
