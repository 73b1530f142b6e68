"""The command that moves a store, from a file to a database and back, as scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.storage.store import vault
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.recovery import recovered, recovery_recipient
from gridtui.sync.joining import begin_chain
from gridtui.sync.keys import find_recovery
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.sync.offices import Level, Offices

PASSPHRASE = "石榴花开了2026"


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["--lang", "zh", *arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def test_a_store_goes_to_a_database_and_back_and_says_so(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    offices = Offices(tmp_path, clock)
    office, branch = offices.found("社区", Level.COMMUNITY), offices.found("支部", Level.BRANCH, PASSPHRASE)
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    branch.close()
    old, new = str(tmp_path / "支部.gtdb"), str(tmp_path / "新支部.gtdb")
    with postgres_database("move_command") as url:
        told = run("--store", old, "move-store", "--to", url)
        assert "核对过，与原库一样" in told.stdout and "operator add" in told.stdout
        assert "已经搬到 postgresql://" in run("--store", old, "check").stderr
        assert "已经搬到 postgresql://" in run("--store", old, "undo", code=1).stderr
        assert json.loads(run("--store", url, "check", "--json").stdout)["ok"] is True
        assert "已经存在" in run("--store", url, "move-store", "--to", old, code=1).stderr
        facts = json.loads(run("--store", url, "move-store", "--to", new, "--json").stdout)
        assert facts["digest"] == json.loads(run("--store", new, "check", "--json").stdout)["digest"]
        assert "已经搬到" in run("--store", url, "undo", code=1).stderr
    envelope = vault.load_envelope(Path(new))
    with office.read() as connection:
        identity = find_recovery(connection)
    assert identity is not None and recovery_recipient(envelope) is not None
    vault.save_envelope(Path(new), recovered(envelope, identity, "换过的口令2027"))
    open_workspace(Path(new), "换过的口令2027", clock=clock).close()
    offices.close()
