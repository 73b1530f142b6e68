"""``gridtui person``: handing out everything about one person, erasing them; asked and noted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.storage.store.opening import open_workspace
from tests.conftest import PASSPHRASE
from tests.makers import make_quarter


class Desk:
    """A store on the command line with one resident, 杨桂芬, in it."""

    def __init__(self, folder: Path) -> None:
        self.runner = CliRunner(env={"GRIDTUI_HOME": str(folder / "home"), "GRIDTUI_PASSPHRASE": PASSPHRASE})
        self.store = folder / "desk.gtdb"
        assert self("init", "--org", "530102001001", "--name", "第二支部").exit_code == 0
        workspace = open_workspace(self.store, PASSPHRASE, clock=lambda: datetime(2026, 11, 24, tzinfo=UTC))
        self.resident = make_quarter(workspace).resident.hex()
        workspace.close()

    def __call__(self, *words: object, input: str | None = None) -> Result:
        """Run a command."""
        return self.runner.invoke(cli, ["--store", str(self.store), *map(str, words)], input=input)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A new store."""
    return Desk(tmp_path)


def test_exporting_prints_how_much_there_is(desk: Desk, tmp_path: Path) -> None:
    refused = desk("person", "export", desk.resident, "-o", tmp_path / "杨.json")
    assert refused.exit_code == 1 and "要写理由" in refused.stderr and not (tmp_path / "杨.json").exists()
    done = desk("person", "export", desk.resident, "-o", tmp_path / "杨.json", "--reason", "本人来要")
    assert done.exit_code == 0, done.stderr
    assert "居民\t1\n" in done.stdout and "查看记录\t0\n" in done.stdout and "已导出：" in done.stdout
    assert json.loads((tmp_path / "杨.json").read_text(encoding="utf-8"))["resident"][0]["name"] == "杨桂芬"
    again = desk("person", "export", desk.resident, "-o", tmp_path / "杨.json", "--reason", "本人来要")
    assert again.exit_code == 1 and "--force" in again.stderr


def test_erasing_is_asked_and_only_the_name_is_a_yes(desk: Desk) -> None:
    for typed in ("\n", "y\n", ""):
        refused = desk("person", "erase", desk.resident, "--reason", "本人要求", input=typed)
        assert refused.exit_code == 1 and "没有清除" in refused.stderr
        assert "居民资料 1 份，连同全部改动记录" in refused.stderr
    assert desk("show", desk.resident).exit_code == 0
    done = desk("person", "erase", desk.resident, "--reason", "本人要求", input="杨桂芬\n")
    assert done.exit_code == 0 and "已清除：2 条记录，民情日志 0 天，草稿 0 份" in done.stdout
    assert desk("show", desk.resident).exit_code == 1
    assert desk("check").exit_code == 0
    again = desk("person", "erase", desk.resident, "--reason", "本人要求", "--yes")
    assert again.exit_code == 1 and "已经清除过" in again.stderr


def test_erasing_in_a_script_prints_one_document(desk: Desk) -> None:
    done = desk("person", "erase", desk.resident, "--reason", "已迁出", "--yes", "--json")
    found = json.loads(done.stdout)
    assert found["erased"]["people"] == [desk.resident] and len(found["erased"]["households"]) == 1
    assert (found["clean"], found["drafts"], found["older_copies"]) == (True, 0, [])


def test_a_wrong_id_is_refused_in_words(desk: Desk) -> None:
    told = (("123", "search 姓名 --in residents"), ("杨桂芬", "不是居民的记录号"), ("0" * 32, "没有这位居民"))
    for id, words in told:
        for line in (("erase", id, "--yes"), ("export", id, "-o", desk.store.with_name("人.json"))):
            refused = desk("person", *line, "--reason", "本人要求")
            assert refused.exit_code == 1 and words in refused.stderr and "Traceback" not in refused.stderr


def test_the_number_of_an_issue_is_told_from_a_person(desk: Desk) -> None:
    desk("capture", "楼道堆物 投诉", "--save")
    number = json.loads(desk("search", "楼道堆物", "--json").stdout)[0]["note"]
    assert "是诉求编号，不是人" in desk("person", "erase", number, "--reason", "本人要求", "--yes").stderr
