"""The statistics as a workbook: its figures are those of the screen, and another program reckons the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.statistics_workbook.figures import NONE
from gridtui.interchange.statistics_workbook.writing import write_statistics
from gridtui.queries.issues.issues import grid_names
from gridtui.queries.issues.statistics import Durations, Rate, Statistics, statistics
from gridtui.sample.stores import open_sample
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.tables import Grid, Resident
from gridtui.storage.workspace import Workspace
from tests.makers import make_issue
from tests.office import converted, needs_office

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 5), date(2026, 11, 24)
PERIOD = LedgerSpan(FIRST, LAST)
Table = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_sample(tmp_path_factory.mktemp("sample"), seed=1, clock=lambda: NOW)
    with opened.write("edit_grid") as unit:
        grids = unit.connection.execute(sa.select(col(Grid.id)).order_by(col(Grid.code))).scalars().all()
        for id, name in zip(grids, ("*", "=1", "同名", "同名"), strict=False):
            unit.update(Grid, id, {"name": name})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(sample: Workspace) -> Statistics:
    with sample.read() as connection:
        return statistics(connection, FIRST, LAST, NOW)


@pytest.fixture(scope="module")
def book(sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "统计.xlsx"
    write_statistics(sample, path, PERIOD)
    return path


def tables_of(rows: Sequence[Sequence[Any]]) -> dict[str, Table]:
    """Return the tables of the sheet of figures by title; links and blank cells are left out."""
    tables: dict[str, Table] = {}
    title = None
    for row in [*rows[3:], [""]]:
        told = tuple(cell for cell in row if cell not in ("", None) and "明细" not in str(cell))
        if not told:
            title = None
        elif title is None:
            title = told[0]
            tables[title] = []
        else:
            tables[title].append(told)
    return tables


def by_calamine(path: Path, sheet: str = "统计") -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def rated(rate: Rate) -> tuple[Any, ...]:
    return (rate.share, rate.part, rate.whole, rate.unrated)


def spent(durations: Durations) -> tuple[int, int, int]:
    return durations.number, durations.median, durations.ninetieth


def test_the_figures_are_those_of_the_screen(book: Path, found: Statistics) -> None:
    tables = tables_of(by_calamine(book))
    totals = dict(tables["总数"])
    paper = found.unresolved_closures
    assert totals == {"登记": found.registered, "办结": found.closed, "程序性办结但未解决": paper}
    assert [row[1:] for row in tables["三率"]] == [
        pytest.approx(rated(rate)) for rate in (found.responded, found.resolved, found.satisfied)
    ]
    assert tables["办结用时（天）"] == [("全部", *spent(found.days_to_close))]
    assert tables["每周（从周一起）"] == found.weeks
    came = {row[0].split()[0]: row[1] for row in tables["类别"]}
    assert {code: number for code, number in came.items() if number} == found.categories
    went = {row[0].split()[0]: row[2:] for row in tables["类别"] if row[2]}
    assert went == {code: spent(each) for code, each in found.by_category.items()}
    assert sorted(row[2:] for row in tables["网格"] if row[2]) == sorted(map(spent, found.by_grid.values()))
    assert sum(row[1] for row in tables["网格"]) == found.registered
    assert [row[1] for row in tables["性质"]] == list(found.natures.values())
    late = {state.label: number for state, number in found.overdue.items()}
    assert dict(tables["现在超期，按环节"]) == late
    assert [row[1] for row in tables["退回、不予受理，按单位"]] == list(found.refusals.values())


def test_every_figure_is_a_formula_over_rows_that_are_all_there(book: Path, found: Statistics) -> None:
    opened = load_workbook(book)
    figures = opened["统计"]
    cells = [cell for row in figures.iter_rows(min_row=5, min_col=2) for cell in row]
    numbers = [cell for cell in cells if cell.border.left.style and cell.fill.fill_type is None]
    assert len(numbers) > 100 and all(cell.data_type == "f" for cell in numbers)
    counts = {name: opened[name].max_row - 1 for name in ("登记", "办结", "超期", "退回")}
    assert len(opened["图表"]._charts) == 5
    late, refused = sum(found.overdue.values()), sum(found.refusals.values())
    assert counts == {"登记": found.registered, "办结": found.closed, "超期": late, "退回": refused}


def rounded(rows: list[list[Any]]) -> dict[str, Table]:
    return tables_of([[round(cell, 12) if isinstance(cell, float) else cell for cell in row] for row in rows])


@needs_office
def test_another_program_reckons_the_same(book: Path, tmp_path: Path) -> None:
    cached = [list(row) for row in load_workbook(book, data_only=True)["统计"].values]
    again = [
        list(row) for row in load_workbook(converted(book, "xlsx", tmp_path), data_only=True)["统计"].values
    ]
    assert rounded(again) == rounded(cached)
    assert len(tables_of(cached)) == 9


def test_grids_of_one_name_and_names_like_patterns_are_told_apart(
    book: Path, sample: Workspace, found: Statistics
) -> None:
    with sample.read() as connection:
        names = grid_names(connection)
    told = {row[0]: row[2:] for row in tables_of(by_calamine(book))["网格"]}
    assert {"＊", "＝1"} < set(told) and len([name for name in told if name.startswith("同名（")]) == 2
    (star,) = [each for id, each in found.by_grid.items() if id is not None and names.get(id) == "*"]
    assert told["＊"] == spent(star)


def test_one_grid_has_its_own_figures(sample: Workspace, tmp_path: Path, found: Statistics) -> None:
    grid = next(id for id in found.by_grid if id is not None)
    path = tmp_path / "网格.xlsx"
    rows = write_statistics(sample, path, LedgerSpan(FIRST, LAST, grid))
    with sample.read() as connection:
        own = statistics(connection, FIRST, LAST, NOW, grid)
    assert rows == own.registered + own.closed + sum(own.overdue.values()) + sum(own.refusals.values())
    assert dict(tables_of(by_calamine(path))["总数"])["办结"] == own.closed == found.by_grid[grid].number


def test_an_empty_period_is_zero_and_draws_nothing(desk: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    assert write_statistics(desk, path, LedgerSpan(date(2020, 1, 1), date(2020, 1, 7))) == 0
    tables = tables_of(by_calamine(path))
    assert dict(tables["总数"]) == {"登记": 0, "办结": 0, "程序性办结但未解决": 0}
    assert tables["三率"][0] == ("响应率", NONE, 0, 0, 0)
    assert tables["办结用时（天）"] == [("全部", 0, NONE, NONE)]
    assert "类别" not in tables and by_calamine(path, "登记") == [list(by_calamine(path, "登记")[0])]


def test_this_month_is_meant_where_no_day_is_said(desk: Workspace, tmp_path: Path) -> None:
    make_issue(desk)
    make_issue(desk, registered_at=datetime(2026, 10, 31, 4, tzinfo=UTC))
    path = tmp_path / "月.xlsx"
    assert write_statistics(desk, path) == 2, "one that came, and the other one, which is overdue now"
    assert "期间：2026-11-01 至 2026-11-24" in by_calamine(path)[1][0]
    with desk.read() as connection:
        noted = connection.execute(sa.select(col(Audit.reason)).where(col(Audit.action) == "export"))
        assert list(noted.scalars()) == ["statistics 2 masked"]


def test_what_cannot_be_is_refused_and_progress_ends_it(sample: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="只能写成"):
        write_statistics(sample, tmp_path / "a.pdf")
    with pytest.raises(RuleBroken, match="反了"):
        write_statistics(sample, tmp_path / "a.xlsx", LedgerSpan(LAST, FIRST))
    ticks: list[tuple[int, int | None]] = []

    def stop(done: int, total: int | None) -> None:
        ticks.append((done, total))
        if len(ticks) == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_statistics(sample, tmp_path / "a.xlsx", PERIOD, progress=stop)
    assert ticks[0][1] == ticks[2][1] and ticks[0][0] < ticks[2][0]
    assert not list(tmp_path.iterdir())


def test_nobody_is_named_in_it(book: Path, sample: Workspace) -> None:
    with sample.read() as connection:
        names = set(connection.execute(sa.select(col(Resident.name)).limit(200)).scalars())
    with ZipFile(book) as opened:
        sheets = "".join(
            opened.read(name).decode() for name in opened.namelist() if name.startswith("xl/worksheets/sheet")
        )
    assert not [name for name in names if len(name) > 2 and name in sheets]
