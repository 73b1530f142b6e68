"""Backups of the first and of the previous version come back whole; the rest by ``tests.proving drill``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gridtui.cli.main import cli
from gridtui.queries.searching import search_residents
from gridtui.storage.store import schema
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.restoring import restore_workspace
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_issue, undo
from tests.proving.drill import make_older


@pytest.mark.parametrize("version", (schema.KNOWN[0], schema.KNOWN[-2]))
def test_a_backup_of_an_earlier_version_comes_back(version: str, tmp_path: Path, clock: FrozenClock) -> None:
    older, store = make_older(tmp_path, version), tmp_path / "home" / "desk.gtdb"
    if version == schema.KNOWN[0]:
        given = {"GRIDTUI_PASSPHRASE": PASSPHRASE, "GRIDTUI_HOME": str(tmp_path / "home")}
        done = CliRunner(env=given).invoke(cli, ["--store", str(store), "restore", str(older.backup)])
        assert done.exit_code == 0, done.output
        older_version = f"-migration{older.backup.suffix}"
        assert any(path.name.endswith(older_version) for path in store.parent.iterdir())
    restored = restore_workspace(older.backup, store, PASSPHRASE, clock=clock)
    with restored.read() as connection:
        report = check_store(connection)
        assert schema.schema_version(connection) == schema.HEAD
        assert search_residents(connection, "杨桂芬")
    assert report.problems == []
    assert (report.digest, report.counts, report.changes) == (
        older.was.digest,
        older.was.counts,
        older.was.changes,
    )
    make_issue(restored, "恢复之后")
    undo(restored)
    restored.close()
