"""Opening a database: the encrypted file of a desk, or a shared PostgreSQL store."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, named_store
from gridtui.storage.store import outages, shared_errors
from gridtui.storage.store.vault import StoreKey
from gridtui.words import mark

OLDEST_SQLITE = (3, 51, 3)
"""Every earlier SQLite can lose committed WAL writes when two connections write and checkpoint at once."""

WRITING = "gridtui_writing"
"""Execution option of a connection that is about to write: its transaction begins IMMEDIATE."""

_CACHE, _WIDE_CACHE = 8_000, 64_000
"""KiB of pages that a connection keeps, and that one keeps which reads or writes very much."""
_WIDENED = "gridtui_widened"

_DRIVER = SimpleNamespace(**{**vars(sqlcipher), "Binary": bytearray})
"""The driver as SQLAlchemy sees it: it looks for an adapter of every memoryview, ten times as slow."""

_COMMON = (
    "foreign_keys = ON",
    "busy_timeout = 5000",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    f"cache_size = -{_CACHE}",
)
_WRITABLE = ("secure_delete = ON", "synchronous = FULL", "wal_autocheckpoint = 250")


def sqlite_engine(path: Path, key: StoreKey, *, immutable: bool = False, query_only: bool = False) -> Engine:
    """Return an engine on the encrypted file; the key is asked for at each connection.

    ``immutable`` is for a medium that cannot be written; ``query_only`` for a store that another process
    holds. Whatever the store, only a transaction begun with ``WRITING`` can write.
    """
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise RuleBroken(
            Problem(
                mark("SQLite 版本过旧，不能安全保存：{version}"), values={"version": sqlcipher.sqlite_version}
            )
        )
    engine = sa.create_engine(
        "sqlite://",
        module=_DRIVER,
        creator=_connector(path, key, immutable, query_only),
        poolclass=QueuePool,
        pool_size=4,
        pool_use_lifo=True,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", _narrow_cache)
    return engine


def postgres_engine(
    place: SharedAddress | str, password: str | None = None, *, typed_only: bool = False
) -> Engine:
    """Return an engine on a shared PostgreSQL store; nothing is connected yet.

    Without a password libpq looks where it always does (``PGPASSWORD``, its password file), unless
    ``typed_only``. ``RuleBroken`` where the driver is not installed.
    """
    if isinstance(place, str):
        named = named_store(place, os.environ)
        assert isinstance(named.place, SharedAddress)
        place, password = named.place, password or named.password
    try:
        return sa.create_engine(
            "postgresql+psycopg://",
            # The password stands in no URL, so no words about the engine can hold it.
            connect_args=_connection_facts(place, password, typed_only),
            hide_parameters=True,
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise RuleBroken(Problem(shared_errors.NO_DRIVER)) from error


def _connection_facts(place: SharedAddress, password: str | None, typed_only: bool) -> dict[str, Any]:
    """Return what libpq is told: all of an address, and where its password may come from."""
    named = {"host": place.host, "port": place.port, "user": place.user, "dbname": place.database}
    facts = outages.connection_facts()
    facts |= {name: value for name, value in named.items() if value} | dict(place.options)
    if facts.get("sslmode") == "verify-full" and "sslrootcert" not in facts and not _has_root():
        # Without a certificate of the office's own, those that the system trusts are asked.
        facts["sslrootcert"] = "system"
    if password or typed_only:
        facts["password"] = password or ""
    if typed_only:
        facts["passfile"] = os.devnull
    return facts


def _has_root() -> bool:
    """Whether libpq finds a root certificate by itself: named in the environment, or in its usual place."""
    folder = Path(os.environ["APPDATA"], "postgresql") if "APPDATA" in os.environ else None
    usual = folder or Path("~/.postgresql").expanduser()
    return "PGSSLROOTCERT" in os.environ or (usual / "root.crt").exists()


def _connector(path: Path, key: StoreKey, immutable: bool, query_only: bool) -> Callable[[], Any]:
    uri = store_uri(path, "mode=ro&immutable=1" if immutable else "mode=rw")

    def connect() -> Any:
        connection = sqlcipher.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = {key.pragma()}")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _configure(connection, writable=not (immutable or query_only))
        except sqlcipher.DatabaseError:
            connection.close()
            raise
        return connection

    return connect


def store_uri(path: Path, mode: str) -> str:
    """Return the SQLite URI of a file, also of one on a drive or a share of Windows."""
    whole = path.resolve().as_posix()
    return f"file://{'' if whole.startswith('/') else '/'}{quote(whole, safe='/:')}?{mode}"


def _configure(connection: Any, *, writable: bool) -> None:
    for pragma in _COMMON:
        connection.execute(f"PRAGMA {pragma}")
    if not writable:
        return
    for pragma in _WRITABLE:
        connection.execute(f"PRAGMA {pragma}")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal" and connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")


def create_file(path: Path, key: StoreKey) -> None:
    """Create the empty encrypted file; ``FileExistsError`` where there is one already."""
    with path.open("xb"):
        pass
    connection = sqlcipher.connect(str(path), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = {key.pragma()}")
        _configure(connection, writable=True)
        connection.execute("PRAGMA user_version = 0")
    finally:
        connection.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {0 if writing else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def reading(engine: Engine) -> Engine:
    """Return the engine for reading transactions: each sees one state of the store and cannot write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def is_postgres(connection: Connection) -> bool:
    """Say whether this connection talks to a shared PostgreSQL store."""
    return connection.dialect.name == "postgresql"


def is_guarded(connection: Connection, table: str) -> bool:
    """Say whether row-level security narrows this table for whoever is connected; never in a file."""
    if not is_postgres(connection):
        return False
    # Policies and roles may change between two transactions, so nothing is remembered.
    asked = sa.text("SELECT row_security_active(to_regclass(:t))")
    return bool(connection.execute(asked, {"t": f'"{table}"'}).scalar())


def widen_cache(connection: Connection) -> None:
    """Let this transaction keep more of its pages in memory, so that none is opened or sealed twice."""
    if not is_postgres(connection):
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_WIDE_CACHE}")
        connection.info[_WIDENED] = True


def _narrow_cache(connection: Any, record: Any) -> None:
    if connection is not None and record.info.pop(_WIDENED, False):
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def is_disk_full(error: Exception) -> bool:
    """Say whether the engine had no room to write."""
    return "disk is full" in str(getattr(error, "orig", error))


def storage_sentence(error: Exception) -> Problem:
    """Return the sentence for an error of the database engine, without any data of it."""
    cause = getattr(error, "orig", None) or error
    shared = shared_errors.shared_sentence(cause)
    if shared is not None:
        return Problem(shared)
    text = str(cause)
    for fragment, problem in _SENTENCES:
        if fragment in text:
            return Problem(problem)
    return Problem(mark("库没有响应，本次没有写入任何内容"))


_SENTENCES = (
    ("disk is full", mark("磁盘已满，本次没有保存；请腾出空间后再存，草稿仍在")),
    ("disk I/O error", mark("磁盘读写出错，本次没有保存；请检查磁盘或U盘，草稿仍在")),
    ("readonly database", mark("库是只读的，不能保存")),
    ("attempt to write", mark("库是只读的，不能保存")),
    ("read-only transaction", mark("库是只读的，不能保存")),
    ("database is locked", mark("库正被另一个程序使用，请稍后再试")),
    # The passphrase was tried on the envelope before, so it is not to blame here.
    ("file is not a database", mark("这个文件不是本程序的库，或已损坏；请用备份恢复")),
    ("malformed", mark("库文件已损坏，请用备份恢复")),
    ("unable to open", mark("库文件打不开，请检查路径和权限")),
    ("constraint failed", mark("记录之间对不上，本次没有写入任何内容")),
    ("QueuePool limit", mark("库正忙，请稍后再试")),
    ("connection", mark("共享库连接中断，本次没有写入任何内容")),
)


def fold_log(path: Path, key: StoreKey) -> None:
    """Move everything from the write-ahead log into the file itself, so that the file alone is the store.

    ``RuleBroken`` while somebody else has it open.
    """
    connection = sqlcipher.connect(store_uri(path, "mode=rw"), uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = {key.pragma()}")
        connection.execute("PRAGMA busy_timeout = 1000")
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlcipher.DatabaseError as error:
        raise RuleBroken(storage_sentence(error)) from error
    finally:
        connection.close()
    if mode != "delete":
        raise RuleBroken(Problem(mark("库正被另一个程序使用，请稍后再试")))
