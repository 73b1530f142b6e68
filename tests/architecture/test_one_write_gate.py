"""Only storage writes business tables: everything else goes through the unit of work."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.architecture.sources import called_name, docstrings, modules

SQLALCHEMY_WRITERS = {"insert", "update", "delete"}
SQLALCHEMY = ("sa", "sqlalchemy")
ORM_WRITERS = {"add", "add_all", "bulk_save_objects", "bulk_insert_mappings", "merge", "flush"}
STATEMENT = re.compile(
    r"\s*(insert\s+(or\s+\w+\s+)?into|update\s+\w+\s+set|delete\s+from|replace\s+into|drop\s|alter\s|create\s+table)",
    re.I,
)


@cache
def _outside() -> list[tuple[str, ast.AST, set[str], set[int]]]:
    found = []
    for module in modules():
        if module.under("storage"):
            continue
        imported = {
            alias.asname or alias.name
            for node in module.nodes()
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel"))
            for alias in node.names
        }
        documentation = docstrings(module.tree)
        found += [(module.place, node, imported, documentation) for node in module.nodes()]
    return found


def test_no_insert_update_or_delete_is_built_outside_storage() -> None:
    wrong = [
        f"{place}:{node.lineno}"
        for place, node, imported, _ in _outside()
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in SQLALCHEMY_WRITERS & imported)
            or ast.unparse(node.func)
            in {f"{name}.{writer}" for name in SQLALCHEMY for writer in SQLALCHEMY_WRITERS}
        )
    ]
    assert not wrong


def test_no_writing_sql_is_spelled_outside_storage() -> None:
    wrong = [
        f"{place}:{node.lineno}: {node.value[:60]!r}"
        for place, node, _, documentation in _outside()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
        and STATEMENT.match(node.value)
    ]
    assert not wrong


def test_no_session_is_opened_anywhere() -> None:
    wrong = []
    for module in modules():
        for node in module.nodes():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("sqlalchemy", "sqlmodel")
            ):
                wrong += [
                    f"{module.place}: {a.name}" for a in node.names if a.name in {"Session", "sessionmaker"}
                ]
            of_session = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if (
                of_session
                and called_name(node) in ORM_WRITERS
                and "session" in ast.unparse(node.func).lower()
            ):
                wrong.append(f"{module.place}:{node.lineno}: {ast.unparse(node.func)}")
    assert not wrong


def test_no_table_object_is_written_through_its_own_methods() -> None:
    wrong = [
        f"{place}:{node.lineno}: {ast.unparse(node.func)}"
        for place, node, _, _ in _outside()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SQLALCHEMY_WRITERS
        and "__table__" in ast.unparse(node.func)
    ]
    assert not wrong


def test_no_record_is_made_as_an_object() -> None:
    from gridtui.storage import tables

    names = {
        name
        for name, value in vars(tables).items()
        if isinstance(value, type) and issubclass(value, tables.Record)
    }
    wrong = []
    for module in modules():
        tables_here = {
            alias.asname or alias.name
            for node in module.nodes()
            if isinstance(node, ast.ImportFrom) and node.module == "gridtui.storage.tables"
            for alias in node.names
            if alias.name in names
        }
        wrong += [
            f"{module.place}:{node.lineno}: {called_name(node)}(…)"
            for node in module.nodes()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in tables_here
        ]
    assert not wrong
