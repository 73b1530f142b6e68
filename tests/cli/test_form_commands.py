"""fill, as somebody runs it from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from gridtui.cli.main import cli
from gridtui.queries.burdens import BurdenFilter, burden_page
from gridtui.storage.store.opening import Founding, create_workspace, open_workspace
from tests.conftest import FrozenClock
from tests.interchange.forms.making import roster
from tests.interchange.forms.test_filling import make_people

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    """A store with five people behind one door."""
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    make_people(workspace)
    workspace.close()
    return path


def run(store: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), "fill", *map(str, arguments)])


def requests(store: Path, clock: FrozenClock) -> list[tuple[object, ...]]:
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        rows = burden_page(connection, BurdenFilter(), offset=0, limit=9)
    workspace.close()
    return [(row.matter, row.asked_by, row.minutes, row.cells, row.same_cells) for row in rows]


def test_a_form_is_filled_and_registered(store: Path, tmp_path: Path, clock: FrozenClock) -> None:
    form, out = roster(tmp_path / "表.xlsx"), tmp_path / "填好.xlsx"
    asked = (
        form,
        "--from",
        "residents",
        "-o",
        out,
        "--grid",
        "第一网格",
        "--asked-by",
        "街道办",
        "--minutes",
        20,
    )
    result = run(store, *asked, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["rows"], told["first"], told["masked"], told["registered"]) == (5, True, True, True)
    assert told["columns"]["基本信息/身份证号"] == {"use": "field", "field": "id_number"}
    assert load_workbook(out)["花名册"]["B7"].value == "杨*芬"
    assert run(store, *asked).exit_code == 1, "a file that stands there is left alone"
    full = run(store, *asked, "--force", "--full", "--reason", "街道统计")
    assert full.exit_code == 0, full.output
    assert "2026年服务对象花名册 已填 5 行、20 格" in full.stdout
    assert "和上次相同 20 格，变动 0 格" in full.stdout and "列对应按上次的" in full.stdout
    assert load_workbook(out)["花名册"]["B7"].value == "杨桂芬"
    assert requests(store, clock) == [("2026年服务对象花名册", "街道办", 40, 20, 20)]


def test_a_mapping_is_written_where_there_is_none_and_used_where_there_is(
    store: Path, tmp_path: Path
) -> None:
    form, shared = roster(tmp_path / "表.xlsx"), tmp_path / "对应.json"
    asked = (form, "--from", "居民", "--map", shared, "-o")
    assert run(store, *asked, tmp_path / "一.xlsx").exit_code == 0
    told = json.loads(shared.read_text(encoding="utf-8"))
    told["columns"]["备注"] = "与户主关系"
    told["columns"]["姓名"] = ""
    shared.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    done = run(store, *asked, tmp_path / "二.xlsx", "--json")
    assert json.loads(done.stdout)["columns"]["备注"]["field"] == "relation"
    assert load_workbook(tmp_path / "二.xlsx")["花名册"]["B7"].value is None


def test_what_is_missing_is_said_in_words(store: Path, tmp_path: Path, clock: FrozenClock) -> None:
    form, out = roster(tmp_path / "表.xlsx"), tmp_path / "出.xlsx"
    before = form.read_bytes()
    for arguments, said in (
        ((form, "--from", "甲", "-o", out), "没有清单“甲”"),
        ((form, "--from", "residents", "-o", form, "--force"), "不能写到原表上"),
        ((form, "--from", "residents", "-o", out, "--full"), "理由"),
        ((form, "--from", "residents", "-o", out, "--grid", "无"), "没有网格“无”"),
        ((form, "--from", "residents", "-o", out, "--due", "某天"), "看不懂"),
        ((form, "--from", "residents", "-o", out, "--header-row", "90"), "第 90 行没有内容"),
        ((tmp_path / "无.xlsx", "--from", "residents", "-o", out), "找不到文件"),
    ):
        result = run(store, *arguments)
        assert (result.exit_code, said in result.stderr) == (1, True), result.output
    assert not out.exists() and form.read_bytes() == before
    assert requests(store, clock) == []
