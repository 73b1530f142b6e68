"""The database that a test is lent is its own, empty, and reachable through SQLAlchemy."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool


def test_each_engine_lends_an_empty_database(engine_url: str, engine_kind: str) -> None:
    engine = create_engine(engine_url, poolclass=NullPool)
    assert engine.dialect.name == {"sqlite": "sqlite", "postgres": "postgresql"}[engine_kind]
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("create table kept (word text)"))
        connection.execute(text("insert into kept values ('网格')"))
    with engine.connect() as connection:
        assert connection.execute(text("select word from kept")).scalar_one() == "网格"
