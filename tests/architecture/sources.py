"""What the architecture tests look at: the program's modules, parsed once, and the tracked files."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gridtui"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """One parsed source file; ``place`` is its path from the root, with slashes."""

    place: str
    text: str
    tree: ast.Module

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def nodes(self) -> tuple[ast.AST, ...]:
        """Return every node, parents before what is in them."""
        return self._nodes

    def under(self, *folders: str) -> bool:
        """Return whether the file lies in one of these folders of the package."""
        return self.place.startswith(tuple(f"gridtui/{folder}/" for folder in folders))


@cache
def modules(*, migrations: bool = False) -> tuple[Module, ...]:
    """Return every module of the program; generated migrations only when asked for."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if migrations or "/migrations/versions/" not in place:
            text = path.read_text(encoding="utf-8")
            found.append(Module(place, text, ast.parse(text, place)))
    return tuple(found)


@cache
def tracked_files() -> tuple[str, ...]:
    """Return what git tracks, or every file beside the project's own when there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return tuple(
            path.relative_to(ROOT).as_posix() for path in sorted(PACKAGE.rglob("*")) if path.is_file()
        )
    names = listed.stdout.decode().split("\0")
    return tuple(name for name in names if name and (ROOT / name).is_file())


def is_chinese(text: str) -> bool:
    """Return whether the text holds a Chinese character."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def called_name(node: ast.AST) -> str:
    """Return the last name of what a call calls (``add`` of ``session.add(row)``), else an empty string."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the string nodes that are documentation, attribute docstrings included."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
