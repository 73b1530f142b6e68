"""The figures of a period: every number opens the rows that it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gridtui.domain.words.draft import EARLIEST
from gridtui.queries.issues.issues import issue_count
from gridtui.queries.issues.statistics import statistics, unit_names
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.glyphs import use_ascii
from gridtui.ui.screens.figures.lines import Known, figure_lines
from gridtui.ui.screens.figures.screen import FiguresScreen
from tests.ui.screens.issues.issue_desk import press, settled, take_down
from tests.ui.screens.neighbourhood import build, desk_app, screen_text

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
SECTIONS = [
    "三率",
    "现在超期，按环节",
    "退回、不予受理，按单位",
    "每周登记",
    "每周办结",
    "登记，按类别",
    "各类办结用时",
    "登记，按性质",
    "各网格办结用时",
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_sample(tmp_path_factory.mktemp("sample"), seed=20261124, clock=lambda: NOW)


def test_every_number_is_the_number_of_its_rows(sample: Workspace) -> None:
    with sample.read() as connection:
        found = statistics(connection, date(2026, 7, 1), date(2026, 11, 24), NOW)
        lines = figure_lines(found, Known({}, {}, unit_names(connection, found.refusals)), NOW)
        told = {line.key: line.count for line in lines if line.filter is not None}
        counted = {
            line.key: issue_count(connection, line.filter) for line in lines if line.filter is not None
        }
    assert counted == told
    assert len(told) == len({line.key for line in lines}) - len(SECTIONS) > 60
    assert all(line.number in (str(line.count), "") or "%" in line.number for line in lines)
    assert [line.title for line in lines if line.filter is None] == SECTIONS
    assert found.refusals and any(line.key.startswith(b"refused:") for line in lines)


async def test_the_figures_are_walked_by_keys(desk: Workspace, tmp_path: Path) -> None:
    first = take_down(desk, "三楼楼道灯又不亮", reporter_name="王建国")
    take_down(desk, "楼道灯不亮，三楼", reporter_name="李芳")
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.push_screen(FiguresScreen())
        await settled(app, pilot)
        text = screen_text(app)
        assert "2026-11-01 - 2026-11-24" in text
        assert "登记" in text and "热点" in text and "楼道灯" in text
        await press(app, pilot, "enter")
        assert app.opened[-1].filter.registered_from is not None
        await press(app, pilot, "o", "[")
        assert "2026-07-01 - 2026-09-30" in screen_text(app)
        await press(app, pilot, "]", "]")
        assert "2026-10-01 - 2026-11-24" in screen_text(app)
        await press(app, pilot, "t", "down", "down", "down", "enter", "enter")
        assert app.opened[-1].filter.registered_before is not None
        await press(app, pilot, "f6", "enter")
        assert app.opened[-1].issue_id == first
        await press(app, pilot, "h")
        assert isinstance(app.opened[-1], messages.OpenHot)


async def test_the_charts_are_walked_by_keys_and_every_bar_opens_its_rows(
    desk: Workspace, tmp_path: Path
) -> None:
    build(desk)
    app = desk_app(desk, tmp_path)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(app, pilot)
            await app.push_screen(FiguresScreen())
            await settled(app, pilot)
            await press(app, pilot, "o", "v")
            text = screen_text(app)
            assert "每周登记和办结" in text and "三率和超期" in text and "█" in text
            assert "热点" not in "".join(text.splitlines()[:-3]) and "办结，按网格" not in text
            await press(app, pilot, "end", "h", "h", "left", "home", "right", "enter")
            week, text = app.opened[-1].filter, screen_text(app)
            with desk.read() as connection:
                assert f"办结数 {issue_count(connection, week)}" in text
            assert week.closed_before is not None and "第 2 / " in text.splitlines()[0]
            await press(app, pilot, "f6", "enter")
            assert app.opened[-1].filter.category == "M11"
            await press(app, pilot, "f6", "enter")
            assert app.opened[-1].filter.answered
            await pilot.resize_terminal(120, 40)
            use_ascii(True)
            await press(app, pilot, "o")
            text = screen_text(app)
            assert "办结，按网格" in text and "##" in text and "█" not in text
            await press(app, pilot, "f6", "f6", "f6", "enter")
            assert app.opened[-1].filter.grid_id is not None
            await press(app, pilot, "o", "[", "v")
            assert "2026-10-01 - 2026-10-31" in screen_text(app) and "统计项" in screen_text(app)
    finally:
        use_ascii(False)


async def test_nobody_goes_back_before_there_were_dates(desk: Workspace, tmp_path: Path) -> None:
    app = desk_app(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        screen = FiguresScreen()
        await app.push_screen(screen)
        await settled(app, pilot)
        screen._day = EARLIEST
        await press(app, pilot, "[", "[")
        assert "更早没有数字了" in screen_text(app)
        await press(app, pilot, "]")
        assert "1900-02-01" in screen_text(app)
        screen._day = date(2026, 11, 24)
        await press(app, pilot, "]")
        assert "后面的还没有到" in screen_text(app)
