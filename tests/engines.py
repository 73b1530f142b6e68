"""The two engines that storage and query tests run on: SQLite everywhere, PostgreSQL where one was named.

``GRIDTUI_TEST_POSTGRES`` holds the URL of a server whose user may create databases; ``.ci/run`` starts one,
and so does ``.ci/postgres start``. Without it the PostgreSQL half of the tests is skipped in words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url

VARIABLE = "GRIDTUI_TEST_POSTGRES"
ENGINES = ("sqlite", "postgres")
PASSWORDS = "gridtui_test_passwords"
"""The role whose members sign in to the test server with a password."""
_numbers = count(1)


def postgres_url(name: str, *, template: str = "template1", more: str = "") -> str | None:
    """Create a fresh database and return its SQLAlchemy URL; None where no server was named.

    It is empty, or a copy of the database called ``template`` (to which nobody may be connected). The
    process and a number are added to ``name``, so tests that run side by side never meet. ``more`` is said
    when it is made.
    """
    server = _server()
    if server is None:
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    database = f"gridtui_{plain}_{os.getpid()}_{next(_numbers)}"
    _command(server, f'CREATE DATABASE "{database}" TEMPLATE "{template}" {more}')
    return server.set(database=database).render_as_string(hide_password=False)


def drop_postgres(url: str) -> None:
    """Drop a database that ``postgres_url`` made, ending connections that a test left open."""
    server = _server()
    if server is not None:
        _command(server, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


@contextmanager
def postgres_database(name: str, *, template: str = "template1", more: str = "") -> Iterator[str]:
    """Lend a fresh PostgreSQL database and drop it afterwards; skip the test where no server was named."""
    url = postgres_url(name, template=template, more=more)
    if url is None:
        pytest.skip(f"{VARIABLE} names no PostgreSQL server")
    try:
        yield url
    finally:
        drop_postgres(url)


@contextmanager
def password_login(url: str, password: str) -> Iterator[str]:
    """Lend a superuser who must sign in to the test server with a password; return the URL without it."""
    server, name = _server(), f"gridtui_login_{os.getpid()}_{next(_numbers)}"
    assert server is not None
    _command(server, f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{password}'")
    try:
        ask_for_password(name)
        yield login_as(url, name)
    finally:
        _command(server, f"DROP ROLE {name}")


def ask_for_password(login: str) -> None:
    """Let the test server ask this login for its password; it trusts everybody else."""
    server = _server()
    assert server is not None
    rules = "SELECT user_name FROM pg_hba_file_rules WHERE auth_method = 'scram-sha-256'"
    if [f"+{PASSWORDS}"] not in [row[0] for row in _rows(server, rules)]:
        pytest.skip(f"{VARIABLE} names a server that asks nobody for a password")
    with suppress(psycopg_errors().DuplicateObject):
        _command(server, f"CREATE ROLE {PASSWORDS} NOLOGIN")
    _command(server, f"GRANT {PASSWORDS} TO {login}")


def drop_roles(url: str) -> None:
    """Drop the roles that a shared store made for its operators, after the test."""
    server = _server()
    assert server is not None
    here = server.set(database=make_url(url).database)
    facts = "SELECT login FROM shared_login UNION SELECT value FROM meta WHERE key LIKE '%_group'"
    for name in [row[0] for row in _rows(here, facts)]:
        _command(here, f'DROP OWNED BY "{name}"')
        _command(here, f'DROP ROLE "{name}"')


def login_as(url: str, login: str) -> str:
    """Return the URL of the same database for another login, which the test server trusts."""
    return make_url(url).set(username=login).render_as_string(hide_password=False)


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


def psycopg_errors() -> Any:
    """Return the errors of the driver, which is imported only where a server is used."""
    from psycopg import errors

    return errors


def _rows(server: URL, query: str) -> list[tuple[Any, ...]]:
    import psycopg

    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        return connection.execute(query.encode()).fetchall()


def _command(server: URL, statement: str) -> None:
    import psycopg

    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement.encode())
