"""gaps, as a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gridtui.cli.main import cli
from gridtui.storage.store.opening import Founding, create_workspace, open_workspace
from gridtui.storage.tables import Assignment
from tests.conftest import FrozenClock
from tests.makers import make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    """A store of one quarter, whose grid worker has a phone that is one digit short."""
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    quarter = make_quarter(workspace)
    values = {"role": "grid_worker", "person_name": "欧阳敏", "phone": "1388888000", "grid_id": quarter.grid}
    with workspace.write("import_file") as unit:
        unit.create(Assignment, values, scope=workspace.desk.org_id)
    workspace.close()
    return path


def run(store: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--store", str(store), "--lang", "zh", "gaps", *arguments])
    assert result.exit_code == 0, (result.stderr, result.exception)
    return result.stdout


def test_gaps_as_json_count_and_name_the_records(store: Path) -> None:
    found = json.loads(run(store, "--json"))
    kinds = [line["kind"] for line in found["lines"]]
    assert found["counts"] == {kind: kinds.count(kind) for kind in kinds}
    assert {"no_branch", "grid_size", "no_leader", "no_hub", "bad_phone", "never_visited"} == set(kinds)
    [phone] = [line for line in found["lines"] if line["kind"] == "bad_phone"]
    assert phone["title"] == "第一网格 欧*敏" and phone["noun"] == "assignment"
    assert phone["words"] and "1388888" not in json.dumps(found)
    assert all(len(bytes.fromhex(line["id"])) == 16 for line in found["lines"])


def test_gaps_as_words_have_counts_and_neither_ids_nor_names(store: Path) -> None:
    said = run(store)
    assert "没有楼栋长  1\n  翠湖3栋\t没有楼栋长" in said
    assert "默认值 300–500 户" in said
    assert "欧阳敏" not in said and "1388888" not in said
    workspace = open_workspace(store, PASSPHRASE, clock=FrozenClock())
    workspace.close()
    assert workspace.desk.org_id.hex() not in said
