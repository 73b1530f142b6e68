"""A shared store of very many issues: some from the generators, the rest made of their words, set-wise.

Row ``i`` says what one generated issue says and then what another says, under a number and a reporter of its
own. Rows and tokens are written by the server itself, without a log: it is what lists and searches read.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from gridtui.domain.changes.actors import Level
from gridtui.sample.large import build_large
from gridtui.storage.derived.search_index import index_name
from gridtui.storage.derived.search_plans import STRETCH
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.bench.stores import SEED, system_clock
from tests.conftest import FrozenClock
from tests.engines import VARIABLE, drop_postgres, postgres_url

BASE, PEOPLE = 3_000, 600
_SEARCH = index_name(Issue)


def refuse_without_server() -> None:
    """End in words where no server is named."""
    if not os.environ.get(VARIABLE):
        raise SystemExit(f"{VARIABLE} names no PostgreSQL server; see .ci/postgres")


@contextmanager
def many_issues(count: int) -> Iterator[Workspace]:
    """Lend a shared store with so many issues; the database is dropped afterwards."""
    url = postgres_url("bench")
    assert url is not None
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰", Level.BRANCH)
    workspace = create_shared(url, founding, clock=FrozenClock(system_clock()), ids=seeded_ids(SEED))
    try:
        began = time.monotonic()
        build_large(workspace, residents=PEOPLE, issues=BASE, seed=SEED)
        _multiply(workspace, count)
        print(f"{count:,} issues in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        yield workspace
    finally:
        workspace.close()
        drop_postgres(url)


def _multiply(workspace: Workspace, count: int) -> None:
    with workspace.writing() as connection:
        names = [column.name for column in sa.inspect(Issue).local_table.columns if column.name != "num"]
        told = {
            "id": "decode(md5(i::text), 'hex')",
            "number": _NUMBER,
            "text": "a.text || '，' || b.text",
            "place": "b.place",
            "reporter_name": _NAME,
        }
        listed = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join(told.get(name, f'a."{name}"') for name in names)
        # Made once, in an order that the index takes in fast; the index itself at the end.
        for statement in (
            "CREATE TEMPORARY TABLE base ON COMMIT DROP AS "
            "SELECT row_number() OVER (ORDER BY i.num) - 1 AS n, i.*, s.t "
            f"FROM issue i JOIN {_SEARCH} s USING (num)",
            "CREATE INDEX ON base (n)",
            "ANALYZE base",
            f"DROP INDEX ix_{_SEARCH}",
            f"INSERT INTO issue ({listed}) SELECT {chosen} FROM generate_series({BASE + 1}, {count}) i "
            f"JOIN base a ON a.n = i % {BASE} JOIN base b ON b.n = (i::bigint * 7919 + i / {BASE}) % {BASE} "
            "ORDER BY i",
            f"INSERT INTO {_SEARCH} (num, t) SELECT f.num, a.t || b.t || array_to_tsvector(ARRAY("
            "SELECT substr(f.number, k) FROM generate_series(1, length(f.number)) k) || "
            "ARRAY[substr(f.reporter_name, 1, 2), substr(f.reporter_name, 2, 2), "
            f"substr(f.reporter_name, 3), '_n' || (f.num >> {STRETCH})]) "
            "FROM (SELECT *, num - (SELECT min(num) FROM issue) + 1 AS i FROM issue) f "
            f"JOIN base a ON a.n = f.i % {BASE} "
            f"JOIN base b ON b.n = (f.i::bigint * 7919 + f.i / {BASE}) % {BASE} "
            f"WHERE f.i > {BASE} ORDER BY f.num",
            f"CREATE INDEX ix_{_SEARCH} ON {_SEARCH} USING gin (t)",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%"))
    with workspace.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("issue", _SEARCH):
            connection.exec_driver_sql(f"VACUUM ANALYZE {table}")


_NUMBER = "to_char(date '2024-01-01' + i / 1100, 'YYYYMMDD') || '-' || lpad((i % 1100 + 1)::text, 4, '0')"
_NAME = "chr(20013 + i % 97) || chr(24000 + i / 97 % 211) || chr(28000 + i / 20467 % 53)"
