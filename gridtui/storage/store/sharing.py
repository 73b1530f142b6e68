"""A shared PostgreSQL store from outside: reaching it, and founding one in an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress
from gridtui.storage.store import engines, schema, shared_errors
from gridtui.words import mark

OLDEST_SERVER = 15
"""The oldest major version of PostgreSQL that the program is tried on."""

_FOUNDING = 0x6772_6964
"""The advisory lock of whoever founds a store or brings one up to date."""


class PasswordNeeded(RuleBroken):
    """The server asks for a password, and none was given."""

    def __init__(self) -> None:
        super().__init__(Problem(shared_errors.NO_PASSWORD, field="passphrase"))


def connect(place: SharedAddress | str, password: str | None = None, *, typed_only: bool = False) -> Engine:
    """Return an engine that has reached the database; ``RuleBroken`` with a sentence where it cannot."""
    engine = engines.postgres_engine(place, password, typed_only=typed_only)
    try:
        with engine.connect() as connection:
            _refuse_unfit(connection)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        if not password and shared_errors.needs_password(error):
            raise PasswordNeeded from error
        raise RuleBroken(engines.storage_sentence(error)) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _refuse_unfit(connection: Connection) -> None:
    version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST_SERVER:
        text = mark("服务器的 PostgreSQL 太旧（{version}），要 {oldest} 或更新的版本")
        raise RuleBroken(Problem(text, values={"version": version[0], "oldest": OLDEST_SERVER}))
    if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
        raise RuleBroken(Problem(mark("这个数据库的编码不是 UTF-8，不能用；请另建一个 UTF-8 的数据库")))


def _refuse_other_order(connection: Connection) -> None:
    """Refuse a database that orders words by a language: lists are in one order on every engine."""
    order = "SELECT datlocprovider::text, datcollate FROM pg_database WHERE datname = current_database()"
    provider, collation = connection.execute(sa.text(order)).one()
    if provider == "i" or (provider == "c" and collation.upper().partition(".")[0] not in ("C", "POSIX")):
        text = mark(
            "这个数据库按语言排序，不能用；请这样另建一个：CREATE DATABASE 名字 TEMPLATE template0 "
            "ENCODING 'UTF8' LC_COLLATE 'C'"
        )
        raise RuleBroken(Problem(text))


def refuse_unfounded(connection: Connection) -> None:
    """Refuse a database in which no store was founded, saying which of the reasons it is."""
    if not _tables(connection):
        text = mark("这个数据库还是空的：请库主先用 gridtui init --store 建库")
        raise RuleBroken(Problem(text))
    readable = sa.text("SELECT has_table_privilege(current_user, oid, 'SELECT') FROM pg_class WHERE oid = "
                       "to_regclass('alembic_version')")  # fmt: skip
    answer = connection.execute(readable).scalar()
    if answer is None:
        raise RuleBroken(Problem(mark("这个数据库不是本程序的库，或建库时中断了")))
    if not answer:
        raise RuleBroken(Problem(mark("您的登录还不是这个库的操作员：请库主用 gridtui operator add 加上")))


@contextmanager
def one_founder(engine: Engine) -> Iterator[None]:
    """Let nobody else found or upgrade this store meanwhile; ``RuleBroken`` while somebody does."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = sa.text("SELECT pg_try_advisory_lock(:key)")
        if not connection.execute(taken, {"key": _FOUNDING}).scalar():
            raise RuleBroken(Problem(mark("别人正在建库或升级这个库，请过几分钟再试")))
        try:
            yield
        finally:
            # A connection that is lost gives its lock back by itself.
            with suppress(sa.exc.DBAPIError):
                connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _FOUNDING})


@contextmanager
def empty_database(engine: Engine) -> Iterator[None]:
    """Lend an empty database to be founded in; what was made is taken away again where that fails.

    ``RuleBroken`` for one that holds anything but the beginnings of a store whose founding was cut short.
    """
    try:
        with one_founder(engine):
            with engine.begin() as connection:
                _refuse_other_order(connection)
                _clear_beginnings(connection)
                held = _tables(connection)
                if held:
                    text = mark("这个数据库里已经有 {n} 个表，没有改动它；请新建一个空的数据库再建库")
                    raise RuleBroken(Problem(text, values={"n": len(held)}))
            try:
                yield
            except BaseException:
                with engine.begin() as connection:
                    _clear_beginnings(connection)
                raise
    except sa.exc.DBAPIError as error:
        raise RuleBroken(engines.storage_sentence(error)) from error


def _clear_beginnings(connection: Connection) -> None:
    """Drop the tables of a store without its facts: its founding was cut short."""
    ours = schema.table_names()
    held = _tables(connection)
    if not {"meta", "alembic_version"} <= held or not held <= ours:
        return
    if connection.execute(sa.text("SELECT 1 FROM meta WHERE key = 'operator_id'")).first():
        return
    for name in held:
        connection.execute(sa.text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))


def _tables(connection: Connection) -> set[str]:
    """Return the tables of this database that are not the server's own."""
    return set(
        connection.execute(
            sa.text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)'"
            )
        ).scalars()
    )
