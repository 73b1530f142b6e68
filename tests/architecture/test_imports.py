"""Nothing imports upwards or sideways, and only the ui loads Textual and Rich."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.sources import ROOT, called_name, modules

THE_GATEWAY = {
    "gridtui/ui/gateway.py",
    "gridtui/ui/hearing.py",
    "gridtui/ui/opened_files.py",
    "gridtui/ui/store_care.py",
    "gridtui/ui/transactions.py",
}
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
        if not module.under("ui") or module.place in THE_GATEWAY:
            continue
        for node in _executed(module.tree):
            names = _imported(node)
            if any(name.startswith(("gridtui.storage", "threading", "concurrent")) for name in names):
                wrong.append(f"{module.place}:{getattr(node, 'lineno', 0)}: {', '.join(names)}")
            elif isinstance(node, ast.Call) and (
                called_name(node) in {"to_thread", "run_in_executor"}
                or (called_name(node) in {"work", "run_worker"} and _says_thread(node))
            ):
                wrong.append(f"{module.place}:{node.lineno}: {called_name(node)}")
    assert not wrong, "\n".join(wrong)


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs: everything but the imports that are for the type checker only."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            yield node
            yield from _executed(node)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _says_thread(node: ast.Call) -> bool:
    return any(word.arg == "thread" for word in node.keywords)
