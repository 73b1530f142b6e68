"""Checking a store from the ground up: the file, the references, the chains, the log against the tables."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem
from gridtui.storage import attachments
from gridtui.storage.derived import search_index
from gridtui.storage.derived.derived import derive_issues
from gridtui.storage.derived.derived_columns import stale
from gridtui.storage.derived.household_visits import derive_households
from gridtui.storage.derived.search_documents import DOCUMENTS
from gridtui.storage.derived.whistle_state import derive_whistles
from gridtui.storage.log import audit
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.fields import BUSINESS_TABLES, LOGGED_PARTS, TableCodec, codec_of, table_of
from gridtui.storage.log.history import LoggedChange, chunks, record_logs
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.log.verifying import broken_changes
from gridtui.storage.merge.projecting import view_of
from gridtui.storage.store.engines import is_postgres
from gridtui.storage.tables import Household, Issue, Whistle
from gridtui.words import mark

_AT_ONCE = 1_000

Progress = Callable[[str, int], None]
"""Told what is being checked and how many were done."""


@dataclass
class CheckReport:
    """What a check found: problems, the number of live records by noun, the digest of every scope.

    ``missing_bodies`` are attached files whose bytes an exchange has not brought yet: a fact, not a problem.
    """

    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    digest: str = ""
    missing_bodies: int = 0

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
    logged = _creations(connection)
    for model in BUSINESS_TABLES:
        codec = codec_of(model)
        progress(codec.noun, 0)
        report.problems += _table_problems(connection, codec, logged.get(codec.noun, 0))
        live = sa.select(sa.func.count()).select_from(codec.table).where(codec.table.c.deleted.is_(False))
        report.counts[codec.noun] = connection.execute(live).scalar_one()
    report.problems += _derived_problems(connection)
    report.problems += _search_problems(connection)
    progress(mark("附件"), 0)
    report.problems += attachments.body_problems(connection)
    report.missing_bodies = attachments.missing_bodies(connection)
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


def _creations(connection: Connection) -> dict[str, int]:
    """Return noun → how many creations of its records count."""
    counted = sa.select(col(Change.noun), sa.func.count()).where(
        col(Change.kind) == "create", col(Change.refused).is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(counted.group_by(col(Change.noun)))}


def _table_problems(connection: Connection, codec: TableCodec, logged: int) -> Iterator[Problem]:
    table, last = codec.table, 0
    names = [*codec.fields, *(["stamp"] if "stamp" in codec.derived else [])]
    chosen: sa.Select[*tuple[Any, ...]] = sa.select(
        table.c.num, table.c.id, *(table.c[name] for name in names)
    )
    while rows := connection.execute(
        chosen.where(table.c.num > last).order_by(table.c.num).limit(_AT_ONCE)
    ).all():
        last = rows[-1].num
        records = {row[1]: dict(zip(names, row[2:], strict=True)) for row in rows}
        changes: dict[bytes, list[Sequence[Any]]] = defaultdict(list)
        for record, *change in connection.execute(_LOGGED.where(col(Change.record).in_(list(records)))):
            changes[record].append(change)
        logged -= sum(change[1] == "create" for each in changes.values() for change in each)
        doubtful = [
            id for id, values in records.items() if not _is_as_created(codec, values, changes.get(id, ()))
        ]
        for some in chunks(doubtful):
            logs = record_logs(connection, some, codec.noun)
            for id in some:
                yield from _row_problems(codec, id, records[id], logs.get(id, []))
    if logged:
        yield from _lost_records(connection, codec)


def _is_as_created(codec: TableCodec, values: dict[str, Any], changes: Sequence[Sequence[Any]]) -> bool:
    """Whether a record was only ever created, and is as it was; anything else is looked at closely."""
    if len(changes) != 1 or changes[0][1] != "create":
        return False
    stamp, _, *bodies = changes[0]
    fields = dict(values)
    if fields.pop("stamp", stamp) != stamp:
        return False
    return codec.parts(fields, creating=True) == [
        None if body is None else decode_part(body) for body in bodies
    ]


def _row_problems(
    codec: TableCodec, id: bytes, values: Mapping[str, Any], log: Sequence[LoggedChange]
) -> Iterator[Problem]:
    if not log and not values["deleted"]:
        yield Problem(mark("{noun} {id} 在变更日志里没有来历"), values={"noun": codec.noun, "id": id.hex()})
        return
    view = view_of(codec, log)
    for name, expected in {**view.values, "stamp": view.stamp}.items():
        actual = values.get(name, expected if name == "stamp" else None)
        if name in codec.fields and actual is not None:
            actual = codec.fields[name].encode(actual)
        if actual != expected:
            yield Problem(
                mark("{noun} {id} 的 {field} 与变更日志不符"),
                values={"noun": codec.noun, "id": id.hex(), "field": name},
            )


def _lost_records(connection: Connection, codec: TableCodec) -> Iterator[Problem]:
    table = codec.table
    missing = (
        sa.select(col(Change.record))
        .where(col(Change.noun) == codec.noun, col(Change.kind) == "create", col(Change.refused).is_(None))
        .where(~sa.exists().where(table.c.id == col(Change.record)))
        .limit(20)
    )
    for row in connection.execute(missing):
        yield Problem(
            mark("{noun} {id} 在变更日志里有，表里没有"), values={"noun": codec.noun, "id": row.record.hex()}
        )


def _derived_problems(connection: Connection) -> Iterator[Problem]:
    by_events = mark("{noun} {id} 的 {field} 与办理记录不符")
    by_visits = mark("{noun} {id} 的 {field} 与走访记录不符")
    for model, derive, text in (
        (Issue, derive_issues, by_events),
        (Whistle, derive_whistles, by_events),
        (Household, derive_households, by_visits),
    ):
        for id, name in stale(connection, model, derive):
            values: dict[str, object] = {"noun": table_of(model).name, "id": id.hex(), "field": name}
            yield Problem(text, values=values)


def _search_problems(connection: Connection) -> Iterator[Problem]:
    for model in DOCUMENTS:
        extra, lost = search_index.differences(connection, model)
        if extra or lost:
            yield Problem(
                mark("{noun} 的检索索引多 {extra} 行、少 {lost} 行，请重建索引"),
                values={"noun": table_of(model).name, "extra": extra, "lost": lost},
            )


_LOGGED: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Change.record),
    col(Change.stamp),
    col(Change.kind),
    *(col(getattr(Change, part.value)) for part in LOGGED_PARTS),
).where(col(Change.refused).is_(None))
