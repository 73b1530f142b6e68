"""Restore drills: backups of stores of every earlier version are put in place by today's program.

A store of an earlier version is made by the migrations up to it, and filled with the rows of one that
today's program wrote, as far as that version had the tables and columns; nothing newer is in its log.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from gridtui.domain.issues.attachment import GivenFile
from gridtui.storage.store import backups, migrating, schema, vault
from gridtui.storage.store.checking import CheckReport, check_store
from gridtui.storage.store.engines import fold_log, sqlite_engine
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Visit
from gridtui.storage.tables.together import TOGETHER
from gridtui.storage.workspace import Workspace
from gridtui.usecases.attachments import attach
from gridtui.usecases.issue_events import EventKind, append_event
from tests.canary import WORDS
from tests.conftest import NOON, PASSPHRASE, FrozenClock, found_store
from tests.makers import make_issue, make_quarter, undo


class NotRestored(AssertionError):
    """A backup did not come back as it was."""


@dataclass(frozen=True)
class Older:
    """A backup of a store of an earlier version, and what the store it was made from said of itself."""

    version: str
    backup: Path
    was: CheckReport


def make_older(folder: Path, version: str) -> Older:
    """Write a backup of a store of this version into a folder."""
    today = found_store(folder / "today.gtdb", FrozenClock(), passphrase=PASSPHRASE)
    fill(today, version)
    with today.read() as connection:
        was = check_store(connection)
    assert today.key is not None
    key = StoreKey(bytearray(today.key.raw))
    today.close()
    older = folder / "older.gtdb"
    older.touch()
    vault.envelope_path(folder / "today.gtdb").rename(vault.envelope_path(older))
    engine = sqlite_engine(older, key)
    migrating.upgrade(engine, version)
    _copy_rows(engine, folder / "today.gtdb", key)
    engine.dispose()
    fold_log(older, key)
    backup = folder / f"{version}.gtbak"
    backups.write_backup(older, key, backup, NOON)
    return Older(version, backup, was)


def fill(workspace: Workspace, version: str) -> None:
    """Write of everything that this version knew, with a step that was undone."""
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, "顶棚滴水三天了", building_id=quarter.building)
    with workspace.write("move_issue") as unit:
        append_event(unit, issue, EventKind.SELF_HANDLE)
    make_issue(workspace, "登错了")
    undo(workspace)
    if version >= "0002":
        with workspace.write("record_visit") as unit:
            met = {"building_id": quarter.building, "household_id": quarter.household, "outcome": "met"}
            unit.create(Visit, {**met, "visited_on": date(2026, 11, 20)}, scope=quarter.building)
    if version >= "0003":
        with workspace.write("add_attachments") as unit:
            attach(unit, issue, [GivenFile("漏水.jpg", b"\xff\xd8" + WORDS["body"].encode() * 900)])
    if version >= "0005":
        with workspace.write("edit_facility") as unit:
            org = workspace.desk.org_id
            unit.create(TOGETHER["facility"], {"org_id": org, "name": "党群服务中心"}, scope=org)


def _copy_rows(engine: Engine, today: Path, key: StoreKey) -> None:
    """Bring the rows of one store into another whose tables are of an earlier version."""
    connection = engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        cursor.execute("PRAGMA query_only = 0")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(f"ATTACH DATABASE '{today}' AS today KEY {key.pragma()}")
        cursor.execute("BEGIN")
        listed = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        newer = {row[0] for row in cursor.execute(listed.format("today")).fetchall()}
        here = {row[0] for row in cursor.execute(listed.format("main")).fetchall()} - {"alembic_version"}
        for table in sorted(here & newer):
            both = [
                f'"{name}"'
                for name in _columns(cursor, "main", table)
                if name in _columns(cursor, "today", table)
            ]
            names = ", ".join(both)
            cursor.execute(f'DELETE FROM main."{table}"')
            cursor.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM today."{table}"')
        cursor.execute("COMMIT")
        cursor.execute("DETACH DATABASE today")
    finally:
        connection.close()


def _columns(cursor: Any, database: str, table: str) -> list[str]:
    return [row[1] for row in cursor.execute(f'PRAGMA {database}.table_info("{table}")').fetchall()]


def drill(seed: int, count: int) -> Counter[str]:
    """Restore backups of so many versions with the real program, from the one of this number on."""
    found = Counter[str]()
    for version in schema.KNOWN[seed - 1 : seed - 1 + count]:
        with tempfile.TemporaryDirectory() as folder:
            _drill(Path(folder), version)
        found[f"version {version}"] += 1
    return found


def _drill(folder: Path, version: str) -> None:
    older, store = make_older(folder, version), folder / "desk.gtdb"
    # What stands in its place is not worth anything any more.
    store.write_bytes(b"\0" * 8192)
    _run(store, "restore", str(older.backup))
    told = json.loads(_run(store, "check", "--json"))
    if told["problems"] or told["digest"] != older.was.digest or told["counts"] != older.was.counts:
        raise NotRestored(f"{version}: {told}")
    if "杨桂芬" not in _run(store, "search", "杨桂芬", "--in", "residents"):
        raise NotRestored(f"{version}: a resident is not found")


def _run(store: Path, *arguments: str) -> str:
    given = {**os.environ, "GRIDTUI_PASSPHRASE": PASSPHRASE, "GRIDTUI_HOME": str(store.parent)}
    command = [sys.executable, "-m", "gridtui", "--store", str(store), *arguments]
    done = subprocess.run(command, env=given, capture_output=True, check=False, text=True)
    if done.returncode:
        raise NotRestored(f"{arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout
