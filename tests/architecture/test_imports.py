"""Nothing imports upwards or sideways, and only the ui loads Textual and Rich."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.sources import ROOT, modules

UNDRAWN = (
    ["--help"],
    ["init", "--help"],
    ["import", "--help"],
    ["export", "--help"],
    ["search", "--help"],
    ["show", "--help"],
    ["check", "--help"],
    ["backup", "--help"],
    ["restore", "--help"],
    ["undo", "--help"],
)


def test_the_import_rules_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(no_cache=True)
    assert code == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("words", UNDRAWN, ids=" ".join)
def test_commands_load_no_drawing_library(words: list[str], tmp_path: Path) -> None:
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['gridtui', *{words!r}]\n"
        "try:\n    runpy.run_module('gridtui', run_name='__main__')\n"
        "except SystemExit as end:\n    code = end.code or 0\n"
        "else:\n    code = 0\n"
        "drawn = sorted(name for name in ('textual', 'rich') if name in sys.modules)\n"
        "print('DRAWN', code, *drawn)\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.rstrip().splitlines()[-1:] == ["DRAWN 0"], done.stdout + done.stderr


def test_only_the_gateway_touches_storage_or_starts_threads_in_the_ui() -> None:
    wrong = []
    for module in modules():
        if not module.under("ui") or module.place == "gridtui/ui/gateway.py":
            continue
        for number, line in enumerate(module.text.splitlines(), 1):
            words = line.split()
            reaches = words[:1] in (["from"], ["import"]) and words[1].startswith(
                ("gridtui.storage", "threading")
            )
            if reaches or "concurrent.futures" in line or "to_thread(" in line or "thread=True" in line:
                wrong.append(f"{module.place}:{number}: {line.strip()}")
    assert not wrong, "\n".join(wrong)
