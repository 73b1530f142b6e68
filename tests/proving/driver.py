"""The program on plain SQLite through APSW, whose calls to the system can be seen and made to fail.

SQLCipher brings a SQLite of its own that no other library can put a file system under; so the program's
write gate, its pragmas, its backups and its migrations run here on the same engine without the cipher. The
cipher works on whole pages above the file system and changes nothing of when is written what.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import apsw

from gridtui.sample import stores
from gridtui.storage.erasure import erased_pages
from gridtui.storage.store import backups, engines, migrating, opening

_ERRORS: tuple[tuple[type[apsw.Error], type[sqlite3.Error]], ...] = (
    (apsw.ConstraintError, sqlite3.IntegrityError),
    (apsw.CorruptError, sqlite3.DatabaseError),
    (apsw.NotADBError, sqlite3.DatabaseError),
    (apsw.Error, sqlite3.OperationalError),
)
_SAID = {apsw.FullError: "database or disk is full", apsw.IOError: "disk I/O error"}
"""What SQLite says of an error where APSW has no words of it."""


@contextmanager
def _said() -> Iterator[None]:
    """Raise what the standard library's driver would raise."""
    try:
        yield
    except apsw.Error as error:
        told = next((text for kind, text in _SAID.items() if isinstance(error, kind)), str(error))
        kind = next(kind for theirs, kind in _ERRORS if isinstance(error, theirs))
        raise kind(told) from error


class Cursor:
    """A cursor as SQLAlchemy wants one."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._plain = connection.plain
        self._cursor = connection.plain.cursor()
        self._cursor.exec_trace = self._note
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = 0

    def _note(self, cursor: apsw.Cursor, statement: str, _bindings: Any) -> bool:
        # An answer without rows has columns all the same, and only here can they still be asked for.
        names = [name for name, _ in cursor.get_description()]
        if statement.startswith("PRAGMA cipher"):
            names = ["nothing to say"]
        self.description = [(name, *(None,) * 6) for name in names] or None
        return True

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run a statement."""
        return self._run(self._cursor.execute, statement, parameters)

    def executemany(self, statement: str, parameters: Sequence[Any]) -> Cursor:
        """Run a statement for every row of parameters."""
        return self._run(self._cursor.executemany, statement, parameters)

    def _run(self, run: Any, statement: str, parameters: Any) -> Cursor:
        self.description, before = None, self._plain.total_changes()
        with _said():
            # All at once: a statement that still runs keeps the next one from changing the journal.
            self._rows = deque(run(statement, parameters))
        self.rowcount = self._plain.total_changes() - before if self.description is None else -1
        self.lastrowid = self._plain.last_insert_rowid()
        return self

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows."""
        found: list[Any] = []
        while len(found) < (size or self.arraysize) and (row := self.fetchone()) is not None:
            found.append(row)
        return found

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def close(self) -> None:
        """Let the statement go."""
        self._cursor.close(force=True)


class Connection:
    """A connection as SQLAlchemy wants one; ``plain`` is APSW's."""

    isolation_level: str | None = None

    def __init__(self, name: str, *, vfs: str | None = None, uri: bool = False, **_: Any) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        with _said():
            self.plain = apsw.Connection(name, flags | (apsw.SQLITE_OPEN_URI if uri else 0), vfs=vfs)

    def cursor(self) -> Cursor:
        """Return a new cursor."""
        return Cursor(self)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run a statement in a cursor of its own."""
        return self.cursor().execute(statement, parameters)

    def commit(self) -> None:
        """End the transaction, if there is one."""
        if self.plain.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Take the transaction back, if there is one."""
        if self.plain.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, count: int, function: Any, *, deterministic: bool = False) -> None:
        """Give SQL a function."""
        self.plain.create_scalar_function(name, function, count, deterministic=deterministic)

    def backup(self, target: Connection, *, pages: int = -1) -> None:
        """Copy everything into another database, some pages at a time."""
        with _said(), target.plain.backup("main", self.plain, "main") as copy:
            while not copy.done:
                copy.step(pages)

    def close(self) -> None:
        """Close. SQLite itself says nothing of what goes wrong with it, APSW does."""
        with suppress(apsw.Error):
            self.plain.close(force=True)


def _driver(vfs: str | None) -> SimpleNamespace:
    """Return what stands in for the cipher's driver, on the file system of this name."""
    errors = {name: kind for name, kind in vars(sqlite3).items() if name.endswith(("Error", "Warning"))}
    return SimpleNamespace(
        **errors,
        paramstyle="qmark",
        connect=partial(Connection, vfs=vfs),
        Connection=Connection,
        Binary=bytearray,
        sqlite_version=apsw.sqlite_lib_version(),
        sqlite_version_info=tuple(map(int, apsw.sqlite_lib_version().split("."))),
        PARSE_DECLTYPES=0,
        PARSE_COLNAMES=0,
    )


@contextmanager
def plain_engine(vfs: str | None = None) -> Iterator[None]:
    """Let the whole program open its stores through APSW, without the cipher, on a file system of ours."""
    driver = _driver(vfs)
    with (
        patch.object(engines, "sqlcipher", driver),
        patch.object(engines, "_DRIVER", driver),
        patch.object(opening, "sqlcipher", driver),
        patch.object(backups, "sqlcipher", driver),
        patch.object(migrating, "sqlcipher", driver),
        patch.object(erased_pages, "sqlcipher", driver),
        patch.object(stores, "sqlcipher", driver),
    ):
        yield
