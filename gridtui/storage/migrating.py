"""Bringing a store of an older version up to date: on a verified copy, which then takes its place."""

from __future__ import annotations

import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from gridtui.domain.actors import Clock
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage import backups, engines, schema
from gridtui.storage.safe_files import replace_safely
from gridtui.storage.vault import StoreKey
from gridtui.words import mark

SCRIPTS = Path(__file__).parent / "migrations"


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
    """Back the store up, migrate a copy, verify it, and put it in the store's place."""
    now = clock()
    backups.write_backup(store, key, backups.backup_path(store, folder, now, "migration"), now)
    with tempfile.TemporaryDirectory(dir=store.parent, prefix=".migrate-") as place:
        copy = Path(place) / store.name
        backups.copy_store(store, key, copy)
        engine = engines.sqlite_engine(copy, key)
        try:
            upgrade(engine)
        finally:
            engine.dispose()
        # A finished copy has no log beside it that could be forgotten in the move.
        engines.fold_log(copy, key)
        backups.verify_store(copy, key)
        for tail in ("-wal", "-shm"):
            store.with_name(store.name + tail).unlink(missing_ok=True)
        replace_safely(copy, store)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations on an open database."""
    # Alembic takes half a second to import and is needed only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix())
    with engine.connect() as plain:
        connection = plain.execution_options(**{engines.WRITING: True})
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, to)
