"""The command line as scripts use it: one JSON document, exit codes, and no terminal program loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gridtui.storage.store.opening import open_workspace
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.hostile_store import unchecked
from tests.journeys.corpus import NASTY
from tests.makers import make_issue, make_quarter

SCRIPT = """
import contextlib, io, json, sys
from gridtui.cli import main
for arguments in json.loads(sys.stdin.read()):
    out, code = io.TextIOWrapper(io.BytesIO(), "utf-8"), 0
    sys.argv = ["gridtui", *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            main.run()
        except SystemExit as leaving:
            code = leaving.code or 0
    out.flush()
    drawing = sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich"})
    sys.__stdout__.write(json.dumps([code, out.buffer.getvalue().decode(), said.getvalue(), drawing]) + "\\n")
"""


@pytest.fixture
def home(tmp_path: Path, clock: FrozenClock) -> Path:
    """A store with one household, one resident and one issue, at the usual place of a home."""
    workspace = found_store(tmp_path / "gridtui.gtdb", clock, passphrase=PASSPHRASE)
    quarter = make_quarter(workspace)
    make_issue(workspace, "电梯异响", household_id=quarter.household)
    workspace.close()
    return tmp_path


def run(home: Path, *commands: list[str], **environment: str) -> list[tuple[int, str, str, list[str]]]:
    """Run commands one after the other in one process; each returns code, stdout, stderr, what draws."""
    given = {**os.environ, "GRIDTUI_HOME": str(home), "GRIDTUI_PASSPHRASE": PASSPHRASE, **environment}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SCRIPT],
        input=json.dumps(commands),
        text=True,
        env=given,
        encoding="utf-8",
        capture_output=True,
        check=True,
        timeout=120,
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]  # type: ignore[misc]


def documents(home: Path, *commands: list[str], code: int = 0, **environment: str) -> list[Any]:
    """Run commands with ``--json``; each must end with the code and print one document and nothing else."""
    found = []
    for answer in run(home, *([*command, "--json"] for command in commands), **environment):
        assert (answer[0], answer[3]) == (code, []), answer
        found.append(json.loads(answer[1]))
    return found


def resident_id(home: Path) -> str:
    (hits,) = documents(home, ["search", "ygf", "--in", "residents"])
    return str(hits[0]["id"])


def test_a_script_finds_shows_checks_imports_and_exports(home: Path) -> None:
    id, out = resident_id(home), home / "out.csv"
    by_number, by_id, found, one, report, exported, again = documents(
        home,
        ["show", "20261124-001"],
        ["show", id],
        ["search", "电梯", "--in", "issues"],
        ["search", "3", "--limit", "1"],
        ["check"],
        ["export", "issues", str(out)],
        ["import", "auto", str(out)],
    )
    assert by_number["number"] == "20261124-001" and by_number["noun"] == "issue"
    assert (by_id["noun"], by_id["name"]) == ("resident", "杨桂芬")
    assert [hit["noun"] for hit in found] == ["issue"] and len(one) == 1
    assert report["ok"] is True and report["counts"]["issue"] == 1
    assert (exported["count"], exported["masked"]) == (1, True)
    assert (again["new"], again["changed"], again["unchanged"], again["refused"]) == (0, 0, 1, [])


def test_undo_backup_and_restore_end_with_codes_and_load_nothing_that_draws(home: Path) -> None:
    backup = str(home / "a.gtbak")
    answers = run(
        home,
        ["undo"],
        ["undo", "--redo"],
        ["backup", backup],
        ["backup", backup],
        ["restore", backup],
        ["check"],
        ["init", "--org", "530102001001", "--name", "某支部"],
        ["--version"],
        ["--help"],
    )
    assert [code for code, *_ in answers] == [0, 0, 0, 1, 0, 0, 1, 0, 0]
    assert all(drawing == [] for *_, drawing in answers)
    for _, out, said, _ in (answers[3], answers[6]):
        assert out == "" and said.count("\n") == 1


def test_refusals_are_one_document_too_and_wrong_usage_is_two(home: Path) -> None:
    (home / "空.csv").write_bytes(b"")
    refused = [["show", "20990101-001"], ["show", "??"], ["import", "auto", str(home / "空.csv")],
               ["import", "people", str(home / "没有.xlsx")], ["export", "people", str(home / "a.docx")],
               ["export", "people", str(home / "a.csv"), "--full"], ["export", "issues", str(home / "a.csv"),
               "--from", "不是日期"]]  # fmt: skip
    for document in documents(home, *refused, code=1):
        assert [problem["severity"] for problem in document["error"]] == ["error"]
    for document in documents(home, ["check"], ["search", "x"], code=1, GRIDTUI_PASSPHRASE="wrong"):
        assert "口令" in document["error"][0]["text"]
    wrong = run(
        home,
        ["nonsense"],
        ["search"],
        ["export", "people"],
        ["import", "nothing", "x"],
        ["show", "--nix"],
        ["search", "x", "--limit", "0"],
        ["--lang", "fr", "check"],
    )
    assert [code for code, *_ in wrong] == [2] * 7
    assert all(out == "" and said.count("\n") == 1 for _, out, said, _ in wrong)


@pytest.mark.parametrize("command", ["search", "show", "import"])
def test_what_a_store_or_a_file_says_cannot_steer_the_terminal(
    home: Path, clock: FrozenClock, command: str
) -> None:
    text = "".join(text[:40] for text in NASTY).encode("utf-8", "ignore").decode()
    workspace = open_workspace(home / "gridtui.gtdb", PASSPHRASE, clock=clock)
    with unchecked():
        make_issue(workspace, "怪字" + text, title=text[:150])
    workspace.close()
    file = home / "a.csv"
    file.write_text(f"姓名,\x1b[31m{text[:40]},电话\n,x\x1b]0;t\x07,\x1b[2J13800000001\n", encoding="utf-8")
    arguments = {
        "search": ["search", "怪字"],
        "show": ["show", "20261124-002"],
        "import": ["import", "people", str(file), "--dry-run"],
    }[command]
    ((_, out, said, _),) = run(home, arguments)
    assert out or said
    assert not {"\x1b", "\x9b", "\x07", "\x00", "\u202e", "\u2066"} & set(out + said)


def test_without_a_terminal_the_desk_does_not_open(home: Path) -> None:
    answers = run(home, [], ["demo"], ["--passphrase-file", str(home / "none")])
    for code, out, said, _ in answers:
        assert (code, out, said.count("\n")) == (1, "", 1)
        assert "终端" in said
