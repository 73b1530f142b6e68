"""Bringing a store of an older version up to date: on a verified copy, which then takes its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine

from gridtui.domain.changes.actors import Clock
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.store import backups, engines, logins, schema, sharing
from gridtui.storage.store.safe_files import replace_safely
from gridtui.storage.store.vault import StoreKey
from gridtui.words import mark

SCRIPTS = Path(__file__).parents[1] / "migrations"


def refuse_unknown(version: str | None) -> None:
    """Refuse a database that is not ours or comes from a newer program."""
    if version is None:
        raise RuleBroken(Problem(mark("这个文件不是本程序的库，或建库时中断了")))
    if version not in schema.KNOWN:
        raise RuleBroken(Problem(mark("这个库由更新版本的程序建立，请升级程序后再打开")))


def is_behind(engine: Engine) -> bool:
    """Say whether the store needs a migration; ``RuleBroken`` where this program cannot help."""
    try:
        with engine.connect() as connection:
            version = schema.schema_version(connection)
    except sa.exc.DBAPIError as error:
        raise RuleBroken(engines.storage_sentence(error)) from error
    refuse_unknown(version)
    return version != schema.HEAD


def migrate(store: Path, key: StoreKey, *, clock: Clock, folder: Path) -> None:
    """Back the store up, migrate a copy, verify it, and put it in the store's place.

    Nobody else may have the store open. ``RuleBroken`` when it could not be done; the store is as it was.
    """
    backups.safety_backup(store, key, folder, clock(), "migration")
    # With an empty log the file alone is the store, and may be exchanged in one move.
    engines.fold_log(store, key)
    try:
        with tempfile.TemporaryDirectory(dir=store.parent, prefix=".migrate-") as place:
            copy = Path(place) / store.name
            backups.copy_store(store, key, copy)
            engine = engines.sqlite_engine(copy, key)
            try:
                upgrade(engine)
            finally:
                engine.dispose()
            engines.fold_log(copy, key)
            backups.verify_store(copy, key)
            replace_safely(copy, store)
    except (OSError, sa.exc.SQLAlchemyError, sqlcipher.DatabaseError) as error:
        text = mark("升级没有成功，库还是原来的样子，备份在 {folder}；请检查磁盘空间，或请人来看")
        raise RuleBroken(Problem(text, values={"folder": str(folder)})) from error


def migrate_shared(engine: Engine) -> None:
    """Bring a shared store of an older version up to date, in one transaction, while nobody else does.

    Its keeper's next start does that. ``RuleBroken`` for anybody else, and where it could not be done: the
    store is as it was then.
    """
    with engine.connect() as connection:
        sharing.refuse_unfounded(connection)
        version, keeper = schema.schema_version(connection), logins.is_keeper(connection)
    refuse_unknown(version)
    if version == schema.HEAD:
        return
    if not keeper:
        raise RuleBroken(Problem(mark("这个库要先升级：请库主先用新版程序打开一次，您再登录")))
    with sharing.one_founder(engine):
        if not is_behind(engine):
            return
        try:
            upgrade(engine, then=logins.secure)
        except sa.exc.SQLAlchemyError as error:
            text = mark("升级没有成功，库还是原来的样子；请大家都退出后再试，或请人来看")
            raise RuleBroken(Problem(text)) from error


def upgrade(engine: Engine, to: str = "head", *, then: Callable[[Connection], None] | None = None) -> None:
    """Run the migrations on an open database, and ``then`` what goes with them, whole or not at all."""
    # Alembic takes half a second to import and is needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # The setting is a template in which a percent sign stands for something.
    config.set_main_option("script_location", SCRIPTS.as_posix().replace("%", "%%"))
    with engine.connect() as plain:
        connection = plain.execution_options(**{engines.WRITING: True})
        config.attributes["connection"] = connection
        with _references_unchecked(connection), connection.begin():
            if engines.is_postgres(connection):
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            try:
                command.upgrade(config, to)
            except CommandError as error:
                raise sa.exc.InvalidRequestError("these migrations do not lead on from this store") from error
            _refuse_broken_references(connection)
            if then is not None:
                then(connection)


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """Let tables be exchanged: SQLite alters one by copying it and dropping the old one."""
    if engines.is_postgres(connection):
        yield
        return
    # Only outside a transaction, and SQLAlchemy begins one with every statement.
    raw = connection.connection.cursor()
    try:
        raw.execute("PRAGMA foreign_keys = OFF")
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.close()


def _refuse_broken_references(connection: Connection) -> None:
    if not engines.is_postgres(connection) and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise sa.exc.InvalidRequestError("a migration left references to nothing")
