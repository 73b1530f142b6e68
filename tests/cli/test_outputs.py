"""Files that commands write: what stands there is left alone, in the same words everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_issue, make_quarter
from tests.usecases.test_whistles import POWER, blow

OLD = b"what somebody wrote yesterday"
WRITING = {
    ("export", "issues"): ".csv",
    ("ledger", "sentiment", "-o"): ".xlsx",
    ("case-sheet", "20261124-001", "-o"): ".txt",
    ("whistle-sheet", "W20261124-01", "-o"): ".txt",
    ("walk-sheet", "3", "-o"): ".txt",
    ("person", "export", "RESIDENT", "--reason", "本人来要", "-o"): ".json",
    ("backup",): ".gtdb",
    ("sync", "request", "-o"): ".gtreq",
}
"""Commands that write one file, and an ending of it."""


class Desk:
    """A store on the command line with something in it of everything that is written."""

    def __init__(self, folder: Path, workspace: Workspace) -> None:
        self.folder, self.store = folder, workspace.path
        self.resident = make_quarter(workspace).resident.hex()
        make_issue(workspace)
        blow(workspace, POWER)
        workspace.close()

    def __call__(self, *line: object) -> Result:
        """Run a command."""
        words = [self.resident if word == "RESIDENT" else str(word) for word in line]
        return CliRunner().invoke(cli, ["--store", str(self.store), *words])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Desk:
    """A new store."""
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(tmp_path / "desk.gtdb", PASSPHRASE, founding, clock=clock)
    return Desk(tmp_path, workspace)


@pytest.mark.parametrize("line", WRITING, ids=lambda line: " ".join(line[:2]))
def test_a_file_that_stands_there_goes_only_when_that_is_asked_for(desk: Desk, line: tuple[str, ...]) -> None:
    target = desk.folder / ("件" + WRITING[line])
    target.write_bytes(OLD)
    refused = desk(*line, target)
    assert refused.exit_code == 1 and "已经有文件" in refused.stderr and "--force" in refused.stderr
    assert target.read_bytes() == OLD
    done = desk(*line, target, "--force")
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert target.read_bytes() != OLD
    assert [each for each in desk.folder.iterdir() if ".old" in each.name] == []


@pytest.mark.parametrize(
    "line",
    [
        ("export", "issues", "件.csv", "--full"),
        ("export", "issues", "件.pdf"),
        ("case-sheet", "20991231-001", "-o", "件.txt"),
        ("person", "export", "RESIDENT", "-o", "件.json"),
        ("ledger", "leaders", "-o", "件.xlsx", "--from", "2026-01-01"),
    ],
)
def test_what_is_refused_leaves_the_older_file(desk: Desk, line: tuple[str, ...]) -> None:
    [name] = [word for word in line if word.startswith("件.")]
    target = desk.folder / name
    target.write_bytes(OLD)
    refused = desk(*(target if word == name else word for word in line), "--force")
    assert refused.exit_code == 1 and refused.stderr
    assert target.read_bytes() == OLD
    assert [each for each in desk.folder.iterdir() if ".old" in each.name] == []


def test_a_script_reads_why_nothing_was_written(desk: Desk) -> None:
    target = desk.folder / "件.csv"
    target.write_bytes(OLD)
    [problem] = json.loads(desk("export", "issues", target, "--json").stdout)["error"]
    assert problem["field"] == "output" and "--force" in problem["text"]


def test_refused_rows_go_beside_those_that_are_being_corrected(desk: Desk) -> None:
    people = desk.folder / "人.csv"
    people.write_text("姓名,性别,门牌地址\n,男,3-2-501\n", encoding="utf-8-sig")
    kept = desk.folder / "人-退回.xlsx"
    kept.write_bytes(OLD)
    found = json.loads(desk("import", "people", people, "--json").stdout)
    assert found["refused_file"] == str(desk.folder / "人-退回-2.xlsx")
    assert kept.read_bytes() == OLD
    refused = desk("import", "people", people, "--refused", kept)
    assert refused.exit_code == 1 and "--force" in refused.stderr and kept.read_bytes() == OLD


def commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    """Return every command with its name."""
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            found += commands(command, (*before, name))
        else:
            found.append((" ".join((*before, name)), command))
    return found


def test_no_command_writes_a_file_without_the_rule() -> None:
    assert isinstance(cli, click.Group)
    writing = {
        name
        for name, command in commands(cli)
        for each in command.params
        if isinstance(each.type, click.Path) and ("-o" in each.opts or each.name == "output")
        if not each.type.dir_okay
    }
    guarded = {
        name for name, command in commands(cli) if any("--force" in each.opts for each in command.params)
    }
    assert writing - guarded == set() and len(writing) >= len(WRITING)
