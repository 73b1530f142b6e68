"""notice, as somebody writes it from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gridtui.cli.main import cli
from gridtui.storage.store.opening import Founding, create_workspace
from tests.conftest import FrozenClock
from tests.makers import make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    make_quarter(workspace)
    workspace.close()
    return path


def run(store: Path, *arguments: object):
    return CliRunner().invoke(cli, ["--store", str(store), "notice", *map(str, arguments)])


def test_one_building_and_all_of_a_grid(store: Path, tmp_path: Path) -> None:
    result = run(store, "3", "-o", tmp_path / "一张.docx", "--hours", "8:00-18:00", "--text", "值班室")
    assert (result.exit_code, "翠湖3栋 的公示牌已写好" in result.stdout) == (0, True), result.output
    folder = tmp_path / "都要"
    done = run(store, "--grid", "第一网格", "-o", folder, "--json")
    assert json.loads(done.stdout) == {"notices": 1, "output": str(folder)}
    assert [path.name for path in folder.iterdir()] == ["公示牌 第一网格 翠湖3栋.docx"]
    assert "1 张公示牌已写好" in run(store, "--all", "-o", tmp_path / "全部").stdout


def test_what_is_missing_is_said_in_words(store: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ((), "--all"),
        (("3", "--all"), "--all"),
        (("没有这栋",), "没有找到楼栋"),
        (("--grid", "无"), "没有网格“无”"),
        (("3",), ".docx 或 .pdf"),
    ):
        result = run(store, *arguments, "-o", tmp_path / "公示牌")
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert not (tmp_path / "公示牌").exists()
