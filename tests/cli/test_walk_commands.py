"""walk-sheet, as somebody prints from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gridtui.cli.main import cli
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.tables import Building
from tests.conftest import FrozenClock
from tests.makers import make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    """A store with 翠湖3栋, in which somebody lives, and two other buildings called 3A and 西3栋."""
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    make_quarter(workspace)
    with workspace.write("import_file") as unit:
        for label, name in (("3A", "3A栋"), ("西3", "西3栋")):
            values = {"org_id": workspace.desk.org_id, "label": label, "name": name}
            unit.create(Building, values, scope=workspace.desk.org_id)
    workspace.close()
    return path


def run(store: Path, *arguments: str):
    return CliRunner().invoke(cli, ["--store", str(store), "walk-sheet", *map(str, arguments)])


@pytest.mark.parametrize("name", ["3", "翠湖3栋", "3号楼", "翠湖"])
def test_a_building_is_meant_by_label_name_or_a_part_of_it(store: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "单.xlsx"
    result = run(store, name, "-o", file, "--up", "--due")
    assert result.exit_code == 0, result.output
    assert "1 个单元 1 户" in result.output
    assert load_workbook(file).active["B5"].value == "杨*芬"


def test_several_buildings_are_listed_and_one_can_be_told_by_its_id(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "单.txt"
    result = run(store, "栋", "-o", file)
    assert result.exit_code == 1
    assert "有 3 栋楼相符" in result.stderr
    [line] = [line for line in result.stderr.splitlines() if "翠湖3栋 第一网格" in line]
    assert not file.exists()
    result = run(store, line.split()[0], "-o", file)
    assert result.exit_code == 0
    assert "杨*芬" in file.read_text(encoding="utf-8-sig")


def test_no_building_no_door_and_no_file_are_said_in_words(store: Path, tmp_path: Path) -> None:
    for name, said in (("88", "没有找到楼栋“88”"), ("3A", "没有登记门牌")):
        result = run(store, name, "-o", tmp_path / "单.txt")
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert run(store, "3").exit_code == 2
    assert run(store, "", "-o", tmp_path / "单.txt").exit_code == 2
