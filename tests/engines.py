"""The two engines that storage and query tests run on: SQLite everywhere, PostgreSQL where one was named.

``GRIDTUI_TEST_POSTGRES`` holds the URL of a server whose user may create databases; ``.ci/run`` starts one,
and so does ``.ci/postgres start``. Without it the PostgreSQL half of the tests is skipped in words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

VARIABLE = "GRIDTUI_TEST_POSTGRES"
ENGINES = ("sqlite", "postgres")
_numbers = count(1)


def postgres_url(name: str, *, template: str = "template1") -> str | None:
    """Create a fresh database and return its SQLAlchemy URL; None where no server was named.

    It is empty, or a copy of the database called ``template`` (to which nobody may be connected). The
    process and a number are added to ``name``, so tests that run side by side never meet.
    """
    server = _server()
    if server is None:
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    database = f"gridtui_{plain}_{os.getpid()}_{next(_numbers)}"
    _command(server, f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return server.set(database=database).render_as_string(hide_password=False)


def drop_postgres(url: str) -> None:
    """Drop a database that ``postgres_url`` made, ending connections that a test left open."""
    server = _server()
    if server is not None:
        _command(server, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


@contextmanager
def postgres_database(name: str, *, template: str = "template1") -> Iterator[str]:
    """Lend a fresh PostgreSQL database and drop it afterwards; skip the test where no server was named."""
    url = postgres_url(name, template=template)
    if url is None:
        pytest.skip(f"{VARIABLE} names no PostgreSQL server")
    try:
        yield url
    finally:
        drop_postgres(url)


@pytest.fixture(params=ENGINES)
def engine_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite``, then ``postgres``: a test that asks for it runs on both."""
    return str(request.param)


@pytest.fixture
def engine_url(engine_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh empty database on either engine, gone after the test."""
    if engine_kind == "sqlite":
        yield f"sqlite:///{(tmp_path / 'store.gtdb').as_posix()}"
        return
    with postgres_database(request.node.name) as url:
        yield url


def _server() -> URL | None:
    named = os.environ.get(VARIABLE, "")
    return make_url(named) if named else None


def _command(server: URL, statement: str) -> None:
    import psycopg

    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())
