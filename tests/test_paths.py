"""Where files are kept, and what a report may say."""

from __future__ import annotations

from pathlib import Path

from gridtui.paths import places
from gridtui.reporting import open_log, redacted, write_report
from tests.conftest import NOON


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    here = places({"GRIDTUI_HOME": str(tmp_path)})
    for place in (here.store, here.backups, here.settings, here.log, here.reports):
        assert place.is_relative_to(tmp_path)
    assert here.store.name == "gridtui.gtdb"
    assert list(tmp_path.iterdir()) == []


def test_the_platform_decides_otherwise() -> None:
    here = places({"GRIDTUI_HOME": "  "})
    assert here.store.is_absolute()
    assert "gridtui" in str(here.data)


def test_a_relative_home_is_made_absolute() -> None:
    assert places({"GRIDTUI_HOME": "desk"}).data.is_absolute()


def raise_chain() -> None:
    try:
        raise KeyError("李芳")
    except KeyError as error:
        raise ValueError("530103195001011234") from error


def test_a_redacted_chain_holds_kinds_and_places_only() -> None:
    try:
        raise_chain()
    except ValueError as error:
        lines = redacted(error)
    assert [line.split(" at ")[0] for line in lines] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_paths.py" in lines[0]
    assert "in raise_chain" in lines[0]
    assert "李芳" not in "".join(lines)
    assert "5301" not in "".join(lines)


def test_a_report_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert write_report(ValueError("x"), tmp_path / "file", NOON) is None
    report = write_report(ValueError("x"), tmp_path / "reports", NOON)
    assert report is not None
    assert report.name == "20261124-040000.txt"


def test_a_log_that_cannot_be_written_stays_silent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    open_log(tmp_path / "file" / "gridtui.log").error("x")
