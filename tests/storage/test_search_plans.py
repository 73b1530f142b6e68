"""Searching a shared store: whichever way the server goes, it finds the same rows, newest first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, event

from gridtui.domain.words.tokens import Query, Term, filter_token
from gridtui.storage.derived import search_plans
from gridtui.storage.derived.search_index import index_name, matching
from gridtui.storage.derived.search_plans import newest
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_issue, stored

ROWS = 12_000
NAME = index_name(Issue)


@pytest.fixture(scope="module")
def shared() -> Iterator[Workspace]:
    """A shared store whose index of issues has words of every frequency, and two that never meet."""
    with postgres_database("search_plans") as url:
        office = create_shared(url, Founding("社区", "530102001001", "经办"), clock=FrozenClock())
        with office.writing() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO {NAME} (num, t) SELECT n, array_to_tsvector(ARRAY["
                "CASE n %% 2 WHEN 0 THEN '漏水' ELSE '噪音' END, '常见', 'n' || n, '_o_open', "
                f"CASE WHEN n <= {ROWS // 3} THEN '从前' ELSE '如今' END, "
                "CASE WHEN n %% 500 = 7 THEN '罕见' ELSE '漏电' END, "
                f"'_n' || (n >> {search_plans.STRETCH})]) "
                f"FROM generate_series(1, {ROWS}) n"
            )
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('issue', 'num'), {2 * ROWS})")
        yield office
        office.close()


@pytest.fixture(params=[False, True], ids=["never analysed", "analysed"])
def connection(shared: Workspace, request: pytest.FixtureRequest) -> Iterator[Connection]:
    with shared.engine.connect() as connection:
        if request.param:
            connection.exec_driver_sql(f"ANALYZE {NAME}")
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "asked", ["常见", "漏水", "罕见", "漏水 & 罕见", "漏水 & 噪音", "从前 & 噪音", "漏:*", "n77:*", "没有"]
)
@pytest.mark.parametrize("limit", [5, 50, 1000])
def test_the_newest_rows_are_found_on_every_way(connection: Connection, asked: str, limit: int) -> None:
    for below in (1 << 62, ROWS // 2, 3):
        found = newest(connection, NAME, asked, below=below, limit=limit, begun=":*" in asked)
        assert found == _plain(connection, asked, below, limit)


def test_words_that_never_meet_are_not_walked_for(shared: Workspace) -> None:
    with shared.writing() as connection:
        connection.exec_driver_sql(f"ANALYZE {NAME}")
        assert _ways(connection, "常见") == ["down"]
        assert _ways(connection, "罕见") == ["through"]
        assert _ways(connection, "漏水 & 噪音") == ["down", "stretches"]
        assert _ways(connection, "漏水", below=60) == ["down", "stretches"]
        assert connection.exec_driver_sql("SHOW enable_seqscan").scalar() == "on"


def test_a_query_of_terms_and_filters_goes_the_same_ways(shared: Workspace) -> None:
    query = Query((Term(("漏水",)), Term(("n1199",), prefix=True)))
    with shared.read() as connection:
        found = matching(connection, Issue, query, limit=50, filters=[filter_token("o", "open")])
        assert found == [11998, 11996, 11994, 11992, 11990]
        assert matching(connection, Issue, query, limit=50, filters=[filter_token("s", "closed")]) == []


def test_a_row_written_here_is_in_its_stretch(shared: Workspace) -> None:
    issue = make_issue(shared, "电梯停运")
    with shared.read() as connection:
        num = stored(shared, Issue, issue)["num"]
        told = connection.exec_driver_sql(f"SELECT t::text FROM {NAME} WHERE num = {num}").scalar_one()
    assert f"'{search_plans.stretch_token(num)}'" in told


def _plain(connection: Connection, asked: str, below: int, limit: int) -> list[int]:
    sql = f"SELECT num FROM {NAME} WHERE t @@ CAST(:q AS tsquery) AND num < :b ORDER BY num DESC LIMIT :l"
    return list(connection.execute(sa.text(sql), {"q": asked, "b": below, "l": limit}).scalars())


def _ways(connection: Connection, asked: str, below: int = 1 << 62) -> list[str]:
    """Return which ways were gone for a query."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    search_plans.newest(connection, NAME, asked, below=below, limit=50)
    event.remove(connection, "before_cursor_execute", note)
    marks = {"newest WHERE": "down", "AS MATERIALIZED": "through", "LATERAL": "stretches"}
    return [way for statement in said for mark, way in marks.items() if mark in statement]
