"""open311 and schema, as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from gridtui.cli.file_commands import OUT_KINDS
from gridtui.cli.main import cli
from gridtui.interchange.columns.kinds import Kind
from tests.conftest import PASSPHRASE

ONE = {"service_request_id": 7, "service_code": 6, "status": "open", "description": "路灯坏了",
       "requested_datetime": "2026-11-20T08:00:00+08:00", "address": "小区东门"}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path):
    """Run commands on a new store."""
    runner = CliRunner(env={"GRIDTUI_HOME": str(tmp_path / "home"), "GRIDTUI_PASSPHRASE": PASSPHRASE})

    def call(*words: object) -> Result:
        return runner.invoke(cli, [str(word) for word in words])

    assert call("init", "--org", "530102001001", "--name", "第二支部").exit_code == 0
    return call


def test_requests_come_in_and_go_out(run, tmp_path: Path) -> None:
    source, out = tmp_path / "对方.json", tmp_path / "出.xml"
    source.write_text(json.dumps([ONE, {"service_request_id": 8}]), encoding="utf-8")
    tried = json.loads(run("open311", "import", source, "--dry-run", "--json").stdout)
    assert (tried["written"], tried["new"], len(tried["refused"])) == (False, 1, 1)
    done = run("open311", "import", source, "--prefix", "12345-")
    assert done.exit_code == 0 and "诉求：新增 1，更新 0，不变 0，退回 1" in done.stdout
    written = json.loads(run("open311", "export", out, "--open", "--json").stdout)
    assert written == {"list": "requests", "count": 1, "file": str(out), "masked": True}
    assert "12345-7-" in out.read_text(encoding="utf-8")
    assert run("undo").exit_code == 0
    assert "已导出 0 条" in run("open311", "export", tmp_path / "空.json").stdout


def test_services_go_out_whole(run, tmp_path: Path) -> None:
    out = tmp_path / "services.json"
    assert run("open311", "export", out, "--services").exit_code == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))) > 60
    assert "已经有文件" in run("open311", "export", out, "--services").stderr
    refused = run("open311", "export", tmp_path / "a.json", "--services", "--open")
    assert refused.exit_code == 1 and "不能再加条件" in refused.stderr
    assert "要写理由" in run("open311", "export", tmp_path / "a.json", "--full").stderr


def test_a_file_of_nothing_but_bad_rows_is_a_failure(run, tmp_path: Path) -> None:
    source = tmp_path / "对方.json"
    source.write_text('[{"service_request_id": 1}]', encoding="utf-8")
    assert run("open311", "import", source).exit_code == 1
    source.write_text("<a>", encoding="utf-8")
    assert "不是正确的 XML" in run("open311", "import", source, "--format", "xml").stderr


def test_schemas_are_printed_and_listed(run, tmp_path: Path) -> None:
    listed = json.loads(run("schema", "--list", "--json").stdout)
    assert [each["kind"] for each in listed] == list(OUT_KINDS) and set(OUT_KINDS) == set(Kind)
    assert "people  居民" in run("schema", "--list").stdout
    printed = json.loads(run("schema", "issues").stdout)
    Draft202012Validator.check_schema(printed)
    assert run("schema", "issues", "-o", tmp_path / "s.json").exit_code == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == printed
    assert "--list" in run("schema").stderr
    assert run("schema", "nothing").exit_code == 2


def test_a_register_of_working_together_goes_out_and_comes_in(run, tmp_path: Path) -> None:
    source, out = tmp_path / "单位.csv", tmp_path / "出.jsonl"
    source.write_text("单位名称,单位性质\n昆明第一中学,事业单位\n", encoding="utf-8")
    assert "新增 1" in run("import", "member_unit", source).stdout
    assert run("export", "member_unit", out).exit_code == 0
    (line,) = out.read_text(encoding="utf-8").splitlines()
    printed = json.loads(run("schema", "member_unit").stdout)
    assert list(Draft202012Validator(printed).iter_errors(json.loads(line))) == []
    assert json.loads(run("import", "member_unit", out, "--dry-run", "--json").stdout)["unchanged"] == 1
