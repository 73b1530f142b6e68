"""The search index: one table of tokens per searchable noun, kept in the same transaction as its rows.

On SQLite a contentless FTS5 table whose rowid is the row's ``num``; on PostgreSQL a tsvector with a GIN
index. The tokens are the same on both (``domain.tokens``) and come from ``search_documents``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection
from sqlalchemy.dialects.postgresql import TSVECTOR

from gridtui.domain.words.tokens import Query, Term
from gridtui.storage.derived import search_documents, search_plans
from gridtui.storage.derived.search_documents import DOCUMENTS, Document
from gridtui.storage.log import streams
from gridtui.storage.log.among import batches
from gridtui.storage.log.fields import RecordTable, table_of
from gridtui.storage.log.history import LAST, chunks
from gridtui.storage.store.engines import is_postgres

PREFIX = "search_"
_REBUILD_CHUNK = 2_000
_AT_ONCE = 20_000
_COLUMNS = (Column("num", BigInteger), Column("t", TSVECTOR))


@dataclass(frozen=True, slots=True)
class Touched:
    """Which records a unit of work created and which it changed, by table."""

    created: Mapping[RecordTable, Sequence[bytes]]
    changed: Mapping[RecordTable, Sequence[bytes]]


def create(connection: Connection) -> None:
    """Create the empty index of every searchable noun."""
    for model, kind in DOCUMENTS.items():
        name = index_name(model)
        if is_postgres(connection):
            connection.execute(sa.text(f"CREATE TABLE {name} (num bigint PRIMARY KEY, t tsvector NOT NULL)"))
            connection.execute(sa.text(f"CREATE INDEX ix_{name} ON {name} USING gin (t)"))
            kept = f"ALTER TABLE {name} ALTER t SET STATISTICS {search_plans.STATISTICS}"
            connection.execute(sa.text(kept))
        else:
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {name} USING fts5(t, content='', contentless_delete=1, detail=none, "
                f"prefix='{kind.prefixes}', tokenize=\"unicode61 tokenchars '-_'\")"
            )


def index_name(model: RecordTable) -> str:
    """Return the name of the index table of a noun."""
    return PREFIX + table_of(model).name


def refresh(connection: Connection, touched: Touched) -> None:
    """Index created records, and index changed ones and those that show them anew."""
    for model, kind in DOCUMENTS.items():
        created = touched.created.get(model, ())
        changed = set(touched.changed.get(model, ()))
        for source, ids in touched.changed.items():
            if source is not model:
                changed.update(search_documents.dependents(connection, model, source, ids))
        changed.difference_update(created)
        for some in batches(connection, created):
            _insert(connection, model, kind.read(connection, some))
        for some in batches(connection, list(changed)):
            documents = kind.read(connection, some)
            _remove(connection, model, [document.num for document in documents])
            _insert(connection, model, documents)


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the tables."""
    for model, kind in DOCUMENTS.items():
        name, table, last = index_name(model), table_of(model), 0
        connection.execute(sa.text(f"DELETE FROM {name}"))
        while True:
            chosen = sa.select(table.c.num, table.c.id).where(table.c.num > last).order_by(table.c.num)
            rows = connection.execute(chosen.limit(_REBUILD_CHUNK)).all()
            if not rows:
                break
            for some in batches(connection, [row.id for row in rows]):
                _insert(connection, model, kind.read(connection, some))
            last = rows[-1].num


def optimise(connection: Connection) -> None:
    """Merge the index so that tokens of deleted rows are gone from it."""
    if is_postgres(connection):
        return
    for model in DOCUMENTS:
        name = index_name(model)
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")


def matching(
    connection: Connection,
    model: RecordTable,
    query: Query,
    *,
    limit: int,
    below: int | None = None,
    filters: Sequence[str] = (),
) -> list[int]:
    """Return up to ``limit`` row numbers that match, newest first, only those below ``below``.

    ``filters`` are whole tokens (``domain.tokens.filter_token``) that must be present too.
    """
    name = index_name(model)
    if is_postgres(connection):
        parts = [_lexemes(term) for term in query.terms] + [f"'{_plain(token)}'" for token in filters]
        return search_plans.newest(
            connection,
            name,
            " & ".join(parts),
            below=below or LAST,
            limit=limit,
            begun=any(term.prefix for term in query.terms),
        )
    asked = " AND ".join(
        [_phrases(term) for term in query.terms] + [f'"{_plain(token)}"' for token in filters]
    )
    rows = connection.execute(
        sa.text(
            f"SELECT rowid FROM {name} WHERE {name} MATCH :q AND rowid < :below "
            "ORDER BY rowid DESC LIMIT :limit"
        ),
        {"q": asked, "below": below or LAST, "limit": limit},
    )
    # All at once: fetched one by one, a common word's rows take three times as long.
    return list(rows.scalars().all())


def differences(connection: Connection, model: RecordTable) -> tuple[int, int]:
    """Return how many rows the index has too many and too few."""
    table, kind, name = table_of(model), DOCUMENTS[model], index_name(model)
    key = "num" if is_postgres(connection) else "rowid"
    indexed_between = sa.text(f"SELECT {key} FROM {name} WHERE {key} > :after AND {key} <= :last")
    live = sa.select(table.c.num, table.c.id).where(table.c.deleted.is_(False)).order_by(table.c.num)
    extra, lost, after, last = 0, 0, 0, 0
    while last < LAST:
        rows = connection.execute(live.where(table.c.num > after).limit(_AT_ONCE)).all()
        last = rows[-1].num if len(rows) == _AT_ONCE else LAST
        indexed = set(connection.execute(indexed_between, {"after": after, "last": last}).scalars())
        unindexed = [row.id for row in rows if row.num not in indexed]
        extra += len(indexed) - (len(rows) - len(unindexed))
        # A row without a word in it has nothing to be found by.
        lost += sum(
            1 for some in chunks(unindexed) for document in kind.read(connection, some) if document.tokens
        )
        after = last
    return extra, lost


def _insert(connection: Connection, model: RecordTable, documents: Sequence[Document]) -> None:
    rows = [document for document in documents if document.tokens]
    if not rows:
        return
    # Numbers that go down make FTS5 write out what it holds: in their order it is three times as fast.
    rows.sort(key=attrgetter("num"))
    name = index_name(model)
    if is_postgres(connection):
        if len(rows) >= streams.MANY:
            told = ((row.num, streams.packed_lexemes(_shared_tokens(row))) for row in rows)
            streams.stream_rows(connection, name, _COLUMNS, told)
            return
        connection.execute(
            sa.text(f"INSERT INTO {name} (num, t) VALUES (:n, array_to_tsvector(CAST(:t AS text[])))"),
            [{"n": row.num, "t": sorted(set(_shared_tokens(row)))} for row in rows],
        )
    else:
        connection.exec_driver_sql(
            f"INSERT INTO {name}(rowid, t) VALUES (?, ?)", [(row.num, " ".join(row.tokens)) for row in rows]
        )


def _shared_tokens(row: Document) -> list[str]:
    return [*row.tokens, search_plans.stretch_token(row.num)]


def _remove(connection: Connection, model: RecordTable, nums: Sequence[int]) -> None:
    if not nums:
        return
    if is_postgres(connection):
        connection.execute(sa.text(f"DELETE FROM {index_name(model)} WHERE num = ANY(:n)"), {"n": list(nums)})
        return
    connection.execute(
        sa.text(f"DELETE FROM {index_name(model)} WHERE rowid = :n"), [{"n": num} for num in nums]
    )


def _phrases(term: Term) -> str:
    return " AND ".join(f'"{_plain(token)}"{"*" if term.prefix else ""}' for token in term.tokens)


def _lexemes(term: Term) -> str:
    return " & ".join(f"'{_plain(token)}'{':*' if term.prefix else ''}" for token in term.tokens)


def _plain(token: str) -> str:
    # Tokens hold no signs of a query language; a query never trusts that.
    return _NO_TOKEN.sub("", token) or "_"


_NO_TOKEN = re.compile("[^0-9a-z_\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af-]")
