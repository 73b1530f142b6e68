"""What programs rely on: every export fits its printed schema, and its headers stay as they are."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table, exported_fields
from gridtui.interchange.schemas import export_schema
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace

SNAPSHOT = Path(__file__).with_name("exported_headers.json")
"""Headers of every kind. A column is added at the end of its group, never renamed: programs read them."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    now = datetime(2026, 11, 24, 4, tzinfo=UTC)
    return open_sample(tmp_path_factory.mktemp("schemas"), seed=20261124, clock=lambda: now)


@pytest.mark.parametrize("kind", Kind)
def test_a_schema_is_one_and_names_every_column(kind: Kind) -> None:
    found = export_schema(kind)
    Draft202012Validator.check_schema(found)
    titles = {name: each["title"] for name, each in found["properties"].items()}
    assert titles == {one.name: one.title for one in exported_fields(kind, full=True)}
    assert all(title and not title.isascii() for title in titles.values())


@pytest.mark.parametrize("kind", Kind)
def test_real_exports_fit_it_masked_or_not(sample: Workspace, tmp_path: Path, kind: Kind) -> None:
    validator = Draft202012Validator(export_schema(kind), format_checker=FormatChecker())
    for full in (False, True):
        lines_path, array_path = tmp_path / f"{full}.jsonl", tmp_path / f"{full}.json"
        count = export_table(sample, kind, lines_path, full=full, reason="核对")
        export_table(sample, kind, array_path, full=full, reason="核对")
        lines = [json.loads(line) for line in lines_path.read_text(encoding="utf-8").splitlines()]
        assert lines == json.loads(array_path.read_text(encoding="utf-8"))
        assert len(lines) == count
        assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    if lines and "anyOf" in str(validator.schema):
        assert list(validator.iter_errors(dict.fromkeys(lines[0], "没有这个词")))
    # Without a further package the checker lets every text pass as an instant.
    instants = [
        name for name, each in export_schema(kind)["properties"].items() if each.get("format") == "date-time"
    ]
    said = [line[name] for line in lines for name in instants if line[name] is not None]
    assert all(datetime.fromisoformat(text).utcoffset() is not None for text in said)


def test_a_schema_refuses_what_no_export_holds() -> None:
    validator = Draft202012Validator(export_schema(Kind.PEOPLE), format_checker=FormatChecker())
    line = dict.fromkeys((one.name for one in exported_fields(Kind.PEOPLE)), None)
    assert validator.is_valid(line)
    for name, value in (("birth_date", "1990年"), ("sex", "无"), ("id", "12"), ("name", 5), ("extra", None)):
        assert not validator.is_valid(line | {name: value}), name
    del line["name"]
    assert not validator.is_valid(line)


@pytest.mark.parametrize("kind", Kind)
def test_headers_of_csv_stay_as_they_are(sample: Workspace, tmp_path: Path, kind: Kind) -> None:
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    for how, full in (("masked", False), ("full", True)):
        path = tmp_path / f"{how}.csv"
        export_table(sample, kind, path, full=full, reason="核对")
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == kept[kind.value][how], kind
