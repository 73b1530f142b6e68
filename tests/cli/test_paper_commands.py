"""papers, as somebody writes it from a shell."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from gridtui.cli import context, paper_commands
from gridtui.cli.main import cli
from gridtui.storage.store.opening import Founding, create_workspace
from tests.conftest import NOON, FrozenClock
from tests.makers import make_issue, make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    for module in (context, paper_commands):
        monkeypatch.setattr(module, "system_clock", lambda: NOON)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    make_quarter(workspace)
    make_issue(workspace, registered_at=datetime(2026, 10, 8, 4, tzinfo=UTC))
    workspace.close()
    return path


def run(store: Path, *arguments: object):
    return CliRunner().invoke(cli, ["--store", str(store), "papers", *map(str, arguments)])


def test_which_there_are_and_what_is_due(store: Path) -> None:
    listed = {each["paper"]: each for each in json.loads(run(store, "--json").stdout)}
    assert listed["ledger.sentiment"]["records"] == listed["notices"]["records"] == 1
    assert listed["form"]["records"] is None and listed["report.month"]["forms"][0] == ".docx"
    assert "ledger.sentiment  民情台账  1 条" in run(store).stdout
    due = {each["due"]: each for each in json.loads(run(store, "--due", "--json").stdout)}
    october = due["sentiment-month.2026-10"]
    assert (october["on"], october["records"], october["made"], october["late"]) == (
        "2026-11-05",
        1,
        None,
        True,
    )
    assert "2026-11-05 前  民情台账  2026年10月  1 条  社区  过期了" in run(store, "--due").stdout
    assert "月报" in run(store, "--due", "--month", "2026年12月").stdout


def test_all_that_is_due_is_made_once(store: Path, tmp_path: Path) -> None:
    made = json.loads(run(store, "--due", "-o", tmp_path, "--json").stdout)
    assert made["refused"] == [] and Path(made["folder"]).name == "报送-20261124"
    assert {each["file"] for each in made["made"]} == {path.name for path in Path(made["folder"]).iterdir()}
    assert "已写好" in run(store, "--due").stdout
    again = run(store, "--due", "-o", tmp_path)
    assert (again.exit_code, "没有要报的" in again.stderr) == (1, True)
    done = run(store, "--due", "-o", tmp_path, "--again")
    assert (done.exit_code, "份已写好" in done.stdout) == (0, True), done.output


def test_what_is_missing_is_said_in_words(store: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (("-o", tmp_path), "--due"),
        (("--due", "--month", "某月"), "写成 2026-11"),
        (("--due", "-o", tmp_path / "没有"), "没有这个文件夹"),
    ):
        result = run(store, *arguments)
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
