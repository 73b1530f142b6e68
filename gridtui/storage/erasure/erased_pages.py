"""Cleaning a store's pages after an erasure, so that nothing of it is found in them when decrypted.

``secure_delete`` blanks what is deleted, but not every copy that SQLite leaves behind when it splits a page
(*measured*: of 400 erased values 6 stood in unused bytes of split pages). So the index is merged, the file is
rewritten and the write-ahead log emptied. Until that has been done, the store remembers that it is due.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.derived import search_index
from gridtui.storage.erasure.erased_bodies import TO_CLEAN
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.log.log_tables import AttachmentBody, Change, Draft, FilledRow, Meta, log_table
from gridtui.storage.workspace import Workspace
from gridtui.words import mark


def is_due(connection: Connection) -> bool:
    """Say whether something was erased and the pages were not cleaned since."""
    due = sa.select(col(Meta.key)).where(col(Meta.key) == TO_CLEAN)
    return connection.execute(due).first() is not None


def clean_if_due(workspace: Workspace) -> bool:
    """Clean the pages where that is due; returns whether they are clean now.

    False where somebody else reads the store, or there is no room for it: it stays due and is tried again
    when the store is opened next.
    """
    with workspace.read() as connection:
        if not is_due(connection):
            return True
    if workspace.read_only:
        return False
    try:
        if workspace.path is None:
            _clean_shared(workspace)
        else:
            _clean_file(workspace)
    except (sa.exc.DBAPIError, RuleBroken, MemoryError, sqlcipher.DatabaseError):
        return False
    return True


def _clean_file(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        search_index.optimise(connection)
    with workspace.outside_transactions() as cursor:
        cursor.execute("VACUUM")
        _empty_log(cursor)
    with workspace.writing() as connection:
        connection.execute(_FORGET)
    with workspace.outside_transactions() as cursor:
        _empty_log(cursor)


def _empty_log(cursor: Any) -> None:
    busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise RuleBroken(Problem(mark("库正忙，请稍后再试")))


def _clean_shared(workspace: Workspace) -> None:
    """Let PostgreSQL free what was erased; its own backups and archives are for its keeper to clean."""
    names = [table_of(model).name for model in BUSINESS_TABLES]
    names += [log_table(model).name for model in (Change, Draft, AttachmentBody, FilledRow)]
    with workspace.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in names:
            connection.execute(sa.text(f'VACUUM "{name}"'))
    with workspace.writing() as connection:
        connection.execute(_FORGET)


_FORGET = sa.delete(Meta).where(col(Meta.key) == TO_CLEAN)
