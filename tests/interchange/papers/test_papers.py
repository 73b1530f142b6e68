"""Every paper in one list: counted as it is written, what is due made at once, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gridtui.domain.papers.schedules import Every, Schedule
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.ledgers.workbook import HEAD_ROWS
from gridtui.interchange.papers.due import DuePaper, due_folder, due_papers, write_due
from gridtui.interchange.papers.paper import Manner, PaperKind
from gridtui.interchange.papers.register import (
    PAPERS,
    find_paper,
    find_workbook,
    paper_sizes,
    reader_of,
    write_paper,
)
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace
from gridtui.usecases.schedules import set_schedule
from tests.makers import make_issue, make_quarter

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
OCTOBER = LedgerSpan(date(2026, 10, 1), date(2026, 10, 31))
QUARTER = LedgerSpan(date(2026, 7, 1), date(2026, 9, 30))
NOVEMBER = date(2026, 11, 24)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_sample(tmp_path_factory.mktemp("sample"), seed=1, clock=lambda: NOW)
    yield opened
    opened.close()


WRITTEN = [code for code, paper in PAPERS.items() if paper.write and code != "notices"]


@pytest.mark.parametrize("code", WRITTEN)
def test_a_paper_tells_of_as_many_as_the_list_says(sample: Workspace, tmp_path: Path, code: str) -> None:
    paper = PAPERS[code]
    span, path = QUARTER if code == "report.quarter" else OCTOBER, tmp_path / f"a{paper.usual_form}"
    with sample.read() as connection:
        sizes = paper_sizes(connection, reader_of(sample), span)
    (told,) = [size.records for size in sizes if size.paper is paper]
    written = write_paper(sample, paper, path, span)
    assert path.stat().st_size > 2_000
    if paper.kind is PaperKind.LEDGER:
        assert written == told == load_workbook(path).active.max_row - HEAD_ROWS - 1
    elif paper.kind is PaperKind.REPORT:
        assert written == told > 10
    else:
        assert written > told > 10, "the statistics have the rows of what was closed too"


def test_a_report_is_of_a_whole_period(sample: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="整月"):
        write_paper(sample, PAPERS["report.month"], tmp_path / "a.docx", LedgerSpan(NOVEMBER, NOVEMBER))
    with pytest.raises(RuleBroken, match="在诉求里打印"):
        write_paper(sample, PAPERS["case_sheet"], tmp_path / "a.xlsx", OCTOBER)


def test_a_paper_is_found_by_its_name(sample: Workspace) -> None:
    assert find_workbook("民情台账").name == "sentiment" and find_workbook("STATISTICS").name == "statistics"
    with pytest.raises(RuleBroken, match="sentiment 民情台账"):
        find_workbook("甲")
    assert find_paper("notices").folder
    with pytest.raises(RuleBroken, match=r"report\.month 月报"):
        find_paper("甲")


def due(desk: Workspace, month: date = NOVEMBER) -> list[DuePaper]:
    with desk.read() as connection:
        return due_papers(connection, reader_of(desk), month)


def test_what_is_due_is_made_into_one_folder_and_then_known_as_made(desk: Workspace, tmp_path: Path) -> None:
    made = make_quarter(desk)
    at = datetime(2026, 10, 8, 4, tzinfo=UTC)
    make_issue(desk, registered_at=at, building_id=made.building)
    make_issue(desk, registered_at=at)
    found = due(desk)
    told = {each.due.schedule.paper: each.records for each in found}
    assert told["ledger.sentiment"] == told["statistics"] == told["report.month"] == 2
    assert all(each.is_late(NOVEMBER) for each in found) and not [e for e in found if e.made_at]
    ticks: list[tuple[int, int | None]] = []
    folder = tmp_path / due_folder(NOVEMBER)
    out = write_due(desk, found, folder, Manner(progress=lambda done, total: ticks.append((done, total))))
    assert out.folder == tmp_path / "报送-20261124" and not out.refused
    names = sorted(path.name for path in out.folder.iterdir())
    assert names == sorted(name for _, name in out.made)
    assert {"民情台账 2026年10月.xlsx", "统计表 2026年10月.xlsx", "月报 2026年10月.docx"} <= set(names)
    assert ticks[0] == (0, len(found)) and ticks[-1][0] == len(found) - 1
    again = due(desk)
    assert all(each.made_at == desk.clock() and not each.is_late(NOVEMBER) for each in again)
    with pytest.raises(RuleBroken, match="已经有文件夹 报送-20261124"):
        write_due(desk, again, folder, Manner())


def test_one_that_is_refused_does_not_keep_the_others(desk: Workspace, tmp_path: Path) -> None:
    make_quarter(desk)
    with desk.write("set_schedules") as unit:
        set_schedule(unit, Schedule("", "paper.of.a.newer.program", Every.MONTH, 1))
        set_schedule(unit, Schedule("", "notices", Every.MONTH, 2, title="楼门{口}/的牌子"))
    found = [each for each in due(desk) if each.due.schedule.code.startswith("own-")]
    out = write_due(desk, found, tmp_path / "报送", Manner())
    assert [name for _, name in out.made] == ["楼门{口}_的牌子 2026年10月"]
    assert [path.name for path in (out.folder / out.made[0][1]).iterdir()] == ["公示牌 第一网格 翠湖3栋.docx"]
    ((each, problems),) = out.refused
    assert each.paper is None and "paper.of.a.newer.program" in str(problems[0])
    with pytest.raises(RuleBroken, match="newer"):
        write_due(desk, [each], tmp_path / "再报", Manner())
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [out.folder.name]


def test_nothing_stays_where_it_was_ended_or_there_is_nothing(desk: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "放这里"
    folder.mkdir()

    def stop(done: int, _total: int | None) -> None:
        if done == 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_due(desk, due(desk), folder / "报送", Manner(progress=stop))
    with pytest.raises(RuleBroken, match="没有要报的"):
        write_due(desk, [], folder / "报送", Manner())
    with pytest.raises(RuleBroken, match="没有这个文件夹"):
        write_due(desk, due(desk), tmp_path / "没有" / "报送", Manner())
    assert not list(folder.iterdir())


def test_a_line_of_one_grid_tells_of_that_grid(desk: Workspace, tmp_path: Path) -> None:
    made = make_quarter(desk)
    at = datetime(2026, 10, 8, 4, tzinfo=UTC)
    make_issue(desk, registered_at=at, building_id=made.building)
    make_issue(desk, registered_at=at)
    with desk.write("set_schedules") as unit:
        line = Schedule("", "ledger.sentiment", Every.MONTH, 5, grid_id=made.grid)
        line = set_schedule(unit, line)
        set_schedule(unit, replace(line, recipient="社区"))
    (each,) = [each for each in due(desk) if each.due.schedule.code == line.code]
    assert (each.records, each.due.schedule.recipient) == (1, "社区")
    out = write_due(desk, [each], tmp_path / "再报", Manner())
    (path,) = out.folder.iterdir()
    assert "网格：第一网格" in load_workbook(path).active["A2"].value
