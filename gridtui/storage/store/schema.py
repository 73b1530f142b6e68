"""Making the tables of a new store, and telling which version an old one has."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from gridtui.storage import tables
from gridtui.storage.derived import search_index
from gridtui.storage.derived.search_documents import DOCUMENTS
from gridtui.storage.log import log_tables

HEAD = "0007"
"""The newest migration; a test compares it with the versions folder."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every version that this program can bring up to date, oldest first."""

_MODULES = (log_tables, tables)


def create_schema(connection: Connection) -> None:
    """Create every table and index of the newest version in an empty database."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    search_index.create(connection)
    connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:v)"), {"v": HEAD})


def table_names() -> set[str]:
    """Return the names of every table of the newest version on PostgreSQL."""
    return {*SQLModel.metadata.tables, *map(search_index.index_name, DOCUMENTS), "alembic_version"}


@cache
def _statements(engine: str) -> tuple[str, ...]:
    """Return what makes every table and index; putting it into words takes longer than doing it."""
    said: list[str] = []

    def note(statement: Any, *_: Any) -> None:
        said.append(str(statement.compile(dialect=mocked.dialect)))

    mocked = sa.create_mock_engine(f"{engine}://", note)
    SQLModel.metadata.create_all(mocked, checkfirst=False)
    return tuple(said)


def schema_version(connection: Connection) -> str | None:
    """Return the store's version; None where the database is not one of ours."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
