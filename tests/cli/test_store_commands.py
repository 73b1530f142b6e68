"""init, check, backup, restore, undo and show, as a script uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Resident
from tests.conftest import FrozenClock
from tests.makers import make_issue, make_quarter, person

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store of these commands is."""
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    return tmp_path / "home" / "desk.gtdb"


def run(store: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["--store", str(store), "--lang", "zh", *arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    assert "Traceback" not in result.output
    return result


def document(store: Path, *arguments: str, code: int = 0) -> Any:
    """The one JSON document on stdout."""
    return json.loads(run(store, *arguments, "--json", code=code).stdout)


def founded(store: Path) -> None:
    run(store, "init", "--org", "530102001001", "--name", "翠湖西路第二支部", "--operator", "王秀兰")


def filled(store: Path, clock: FrozenClock) -> tuple[bytes, bytes]:
    """A founded store with one quarter and one issue; returns the resident and the issue."""
    founded(store)
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    quarter = make_quarter(workspace)
    issue = make_issue(workspace, "电梯异响", resident_id=quarter.resident)
    workspace.close()
    return quarter.resident, issue


def test_a_new_store_is_clean_and_empty(store: Path) -> None:
    founded(store)
    report = document(store, "check")
    assert report["ok"] is True and report["problems"] == []
    assert (report["counts"]["org"], report["counts"]["resident"]) == (1, 0)
    assert report["changes"] > 100 and len(report["digest"]) == 8
    assert "没有发现问题" in run(store, "check").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--org", "530102001", "--name", "\u200b"], "请写组织名称"),
        (["--org", "12x", "--name", "某支部"], "区划代码"),
    ],
)
def test_init_says_what_is_wrong_and_makes_nothing(store: Path, arguments: list[str], words: str) -> None:
    assert words in run(store, "init", *arguments, code=1).stderr
    assert not store.exists()


def test_init_needs_its_options(store: Path) -> None:
    run(store, "init", code=2)


def test_init_never_replaces_a_store(store: Path) -> None:
    founded(store)
    before = store.read_bytes()
    result = run(store, "init", "--org", "530102001001", "--name", "别的", code=1)
    assert "已经存在，没有改动它" in result.stderr
    assert store.read_bytes() == before


def test_refusals_are_sentences_on_stderr_and_json_on_stdout(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "找不到库文件" in run(store, "check", code=1).stderr
    founded(store)
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", "错")
    assert "口令不对" in run(store, "check", code=1).stderr
    assert "口令不对" in json.dumps(document(store, "check", code=1), ensure_ascii=False)
    monkeypatch.delenv("GRIDTUI_PASSPHRASE")
    assert "GRIDTUI_PASSPHRASE" in run(store, "check", code=1).stderr


def test_check_reports_damage_with_exit_code_one(store: Path, clock: FrozenClock) -> None:
    filled(store, clock)
    body = bytearray(store.read_bytes())
    body[30 * 4096 + 5] ^= 1
    store.write_bytes(body)
    result = run(store, "check", "--json", code=1)
    found = json.loads(result.stdout)
    assert "损坏" in json.dumps(found, ensure_ascii=False)


def test_backup_and_restore(store: Path, clock: FrozenClock, tmp_path: Path) -> None:
    filled(store, clock)
    backup = tmp_path / "out" / "a.gtbak"
    run(store, "backup", str(backup))
    assert "--force" in run(store, "backup", str(backup), code=1).stderr
    before = document(store, "check")
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    assert "库正被占用（王秀兰" in run(store, "restore", str(backup), code=1).stderr
    with workspace.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "后来的"), scope=b"1" * 16)
    workspace.close()
    assert document(store, "check")["digest"] != before["digest"]
    run(store, "restore", str(backup))
    assert document(store, "check")["digest"] == before["digest"]
    assert store.with_name("desk.gtdb.before-restore").exists()
    assert "找不到备份" in run(store, "restore", str(tmp_path / "none"), code=1).stderr


def test_undo_and_redo(store: Path, clock: FrozenClock) -> None:
    founded(store)
    assert "没有可以撤销的步骤" in run(store, "undo", code=1).stderr
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    make_issue(workspace, "电梯异响")
    workspace.close()
    assert "已撤销：登记诉求 20261124-001" in run(store, "undo").stdout
    assert document(store, "search", "电梯") == []
    assert "登记诉求 20261124-001" in run(store, "undo", "--redo").stdout
    assert len(document(store, "search", "电梯")) == 1
    assert "没有可以恢复的步骤" in run(store, "undo", "--redo", code=1).stderr


def test_writing_commands_wait_for_whoever_holds_the_store(store: Path, clock: FrozenClock) -> None:
    filled(store, clock)
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    assert "王秀兰" in run(store, "undo", code=1).stderr
    assert len(document(store, "search", "杨桂芬", "--in", "residents")) == 1
    workspace.close()


def test_show_masks_unless_a_reason_is_given_and_noted(store: Path, clock: FrozenClock) -> None:
    resident, issue = filled(store, clock)
    masked = document(store, "show", resident.hex())
    assert (masked["noun"], masked["id"], masked["name"]) == ("resident", resident.hex(), "杨桂芬")
    assert "13888880000" not in json.dumps(masked)
    assert "理由" in run(store, "show", resident.hex(), "--full", code=1).stderr
    assert document(store, "show", resident.hex(), "--full", "--reason", "核对电话")["phone"] == "13888880000"
    shown = document(store, "show", "20261124-001")
    assert (shown["id"], [event["kind"] for event in shown["events"]]) == (issue.hex(), ["registered"])
    run(store, "show", "0" * 32, code=1)
    run(store, "show", "不是编号", code=1)
    from gridtui.storage.log import audit

    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        assert [(line.action, line.record, line.reason) for line in audit.lines(connection)] == [
            (audit.REVEAL, resident, "核对电话")
        ]
    workspace.close()


def test_a_passphrase_file(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    founded(store)
    monkeypatch.delenv("GRIDTUI_PASSPHRASE")
    file = tmp_path / "pass"
    file.write_bytes(f"\ufeff{PASSPHRASE}\r\n".encode())
    run(store, "--passphrase-file", str(file), "check")
    assert (
        "口令文件读不出来" in run(store, "--passphrase-file", str(tmp_path / "none"), "check", code=1).stderr
    )
