"""Files and functions stay small enough to read, and say what they are for."""

from __future__ import annotations

import ast

from tests.architecture.sources import Definition, Module, modules

FILE_LINES, FUNCTION_LINES = 400, 60
MAY_CATCH_ALL = {"gridtui/ui/gateway.py", "gridtui/cli/main.py"}


def test_files_are_short() -> None:
    long = {module.place: lines for module in modules() if (lines := module.text.count("\n")) > FILE_LINES}
    assert not long


def test_functions_are_short() -> None:
    long = []
    for module in modules():
        for node in module.nodes():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{module.place}:{node.lineno}: {node.name} has {lines} lines")
    assert not long, "\n".join(long)


def test_everything_public_has_a_docstring_and_a_return_type() -> None:
    missing = []
    for module in modules():
        if module.text.strip() and ast.get_docstring(module.tree) is None:
            missing.append(f"{module.place}: no docstring")
        for node in _public(module):
            if ast.get_docstring(node) is None and not _is_overload(node):
                missing.append(f"{module.place}:{node.lineno}: {node.name} has no docstring")
            if not isinstance(node, ast.ClassDef) and node.returns is None:
                missing.append(f"{module.place}:{node.lineno}: {node.name} has no return type")
    assert not missing, "\n".join(missing)


def test_only_two_files_catch_everything() -> None:
    caught = []
    for module in modules():
        for node in module.nodes():
            if (
                isinstance(node, ast.ExceptHandler)
                and _catches_all(node)
                and module.place not in MAY_CATCH_ALL
            ):
                caught.append(f"{module.place}:{node.lineno}")
    assert not caught


def test_nothing_below_cli_and_ui_reads_the_clock_or_makes_randomness() -> None:
    read = []
    for module in modules():
        if not module.under("domain", "queries", "usecases", "storage", "interchange"):
            continue
        for node in module.nodes():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                call = ast.unparse(node.func)
                if call in {
                    "datetime.now",
                    "datetime.utcnow",
                    "date.today",
                    "random.random",
                    "random.choice",
                }:
                    read.append(f"{module.place}:{node.lineno}: {call}")
    assert not read, "\n".join(read)


def _public(module: Module) -> list[Definition]:
    """Return the public classes and functions of a module and the public methods of its public classes."""
    found: list[Definition] = []

    def visit(body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, Definition) and not node.name.startswith("_"):
                found.append(node)
                if isinstance(node, ast.ClassDef):
                    visit(node.body)

    visit(module.tree.body)
    return found


def _is_overload(node: Definition) -> bool:
    return any(ast.unparse(one).endswith(("overload", ".setter")) for one in node.decorator_list)


def _catches_all(node: ast.ExceptHandler) -> bool:
    """Return whether a handler swallows anything; one that tidies up and raises again does not."""
    last = node.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if node.type is None:
        return True
    names = {
        ast.unparse(one) for one in (node.type.elts if isinstance(node.type, ast.Tuple) else [node.type])
    }
    return bool(names & {"Exception", "BaseException"})
