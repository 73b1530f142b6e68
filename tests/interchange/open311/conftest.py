"""A desk with a quarter and some issues, and the schemas of the standard where they are on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4


@pytest.fixture(scope="session")
def standard(shared_data: Path) -> Path:
    """The folder of the standard's texts; skipped, saying so, where it is absent."""
    folder = shared_data / "open311"
    if not folder.is_dir():
        pytest.skip("the Open311 schemas are not on this machine")
    return folder


@pytest.fixture(scope="session")
def check(standard: Path) -> Callable[[str, Any], None]:
    """Return what fails where a document does not fit a schema: ``check("requests", document)``."""
    schemas = {
        path.stem.removeprefix("schema_"): json.loads(path.read_text(encoding="utf-8"))
        for path in standard.glob("schema_*.json")
    }
    resources = [(f"{name}.json", Resource(each, DRAFT4)) for name, each in schemas.items()]
    registry: Registry[Any] = Registry().with_resources(resources)

    def validate(name: str, document: Any) -> None:
        Draft4Validator(schemas[name], registry=registry).validate(document)

    return validate
