"""ledger, as somebody writes it from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gridtui.cli.main import cli
from gridtui.interchange.papers.register import WORKBOOKS
from gridtui.storage.store.opening import Founding, create_workspace
from tests.conftest import FrozenClock
from tests.makers import make_issue, make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    """A store in which 3-2-501 has raised something and somebody elsewhere too."""
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    made = make_quarter(workspace)
    make_issue(workspace, dwelling_id=made.dwelling, building_id=made.building, reporter_name="杨桂芬")
    make_issue(workspace)
    workspace.close()
    return path


def run(store: Path, *arguments: object):
    return CliRunner().invoke(cli, ["--store", str(store), "ledger", *map(str, arguments)])


def test_a_ledger_of_a_period_and_a_grid(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    asked = ("民情台账", "-o", out, "--from", "2026-11-01", "--to", "2026-11-30", "--grid", "第一网格")
    result = run(store, *asked, "--json")
    assert result.exit_code == 0, result.output
    said = {"ledger": "sentiment", "rows": 1, "file": str(out), "masked": True}
    assert json.loads(result.stdout) == said
    assert load_workbook(out).active["F5"].value == "杨*芬"
    full = run(store, *asked, "--force", "--full", "--reason", "街道检查")
    assert (full.exit_code, "民情台账 已写好 1 行" in full.stdout) == (0, True), full.output
    assert load_workbook(out).active["F5"].value == "杨桂芬"


def test_which_there_are_and_how_many_rows(store: Path) -> None:
    listed = json.loads(run(store, "--list", "--json").stdout)
    assert [each["ledger"] for each in listed] == list(WORKBOOKS)
    assert {each["ledger"]: each["records"] for each in listed}["sentiment"] == 2
    assert "sentiment  民情台账  2 条" in run(store, "--list").stdout


def test_the_statistics_are_written_as_a_ledger_is(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "统计.xlsx"
    result = run(store, "统计表", "-o", out, "--from", "2026-11-01", "--to", "2026-11-30", "--json")
    assert json.loads(result.stdout)["ledger"] == "statistics", result.output
    assert load_workbook(out, data_only=True)["统计"]["B6"].value == 2


def test_what_is_missing_is_said_in_words(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    for arguments, said in (
        (("甲", "-o", out), "sentiment 民情台账"),
        (("visits",), "写到哪里"),
        (("visits", "-o", out, "--full"), "理由"),
        (("visits", "-o", out, "--from", "某天"), "看不懂"),
        (("visits", "-o", out, "--grid", "无"), "没有网格“无”"),
    ):
        result = run(store, *arguments)
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert not out.exists()
